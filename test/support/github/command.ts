import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { bareEnvironment } from '../bareEnvironment.ts';
import { KPIS, smallProject, writeContent } from '../content.ts';

/** How a command ended, and all that it wrote. */
export interface Ended {
  code: number;
  output: string;
}

/** `npm run snapshot` for some repositories and one team. */
export interface SnapshotCommand {
  /** Its `org.yaml` is here. */
  content: string;
  /** Where it stores. */
  data: string;
  /** Has other repositories than before, some of them on hosts of their own. */
  configure: (names: readonly string[], hosts?: Readonly<Record<string, string>>) => Promise<void>;
  run: (env: Readonly<Record<string, string>>, ...args: string[]) => Promise<Ended>;
}

/** Prepares the command in a folder, with a small handbook and an organisation of these repositories. */
export async function snapshotCommand(folder: string, ...names: string[]): Promise<SnapshotCommand> {
  const project = await smallProject();
  const content = join(folder, 'content');
  const data = join(folder, 'data');
  const configure: SnapshotCommand['configure'] = (repositories, hosts = {}) =>
    writeContent(content, organisationOf(repositories, hosts));
  await configure(names);
  return {
    content,
    data,
    configure,
    run: (env, ...args) =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          ['scripts/snapshot.ts', '--content', content, '--data', data, ...args],
          {
            cwd: project,
            env: { ...bareEnvironment(), PLUMBLINE_PSEUDONYM_KEY: 'a key of the test', ...env },
          },
          (error, stdout, stderr) => {
            const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
            resolve({ code, output: `${stdout}${stderr}` });
          },
        );
      }),
  };
}

/** An organisation whose one team owns everything. */
function organisationOf(names: readonly string[], hosts: Readonly<Record<string, string>>): string {
  return `name: Test organisation
repositories:
${names.map((name) => `  - name: ${name}${hosts[name] === undefined ? '' : `\n    host: ${hosts[name]}`}`).join('\n')}
teams:
  - id: yard
    name: Yard
    owns: [${names.map((name) => `{ repository: ${name} }`).join(', ')}]
    kpis: ${KPIS}
`;
}
