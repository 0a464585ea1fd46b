import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { bareEnvironment } from '../bareEnvironment.ts';
import { type Ended, snapshotHere } from '../commandHere.ts';
import { KPIS, smallProject, writeContent } from '../content.ts';

/** `npm run snapshot` for some repositories and one team. */
export interface SnapshotCommand {
  /** Its `org.yaml` is here. */
  content: string;
  /** Where it stores. */
  data: string;
  /** Has other repositories than before, some of them on hosts of their own. */
  configure: (names: readonly string[], hosts?: Readonly<Record<string, string>>) => Promise<void>;
  run: (env: Readonly<Record<string, string>>, ...args: string[]) => Promise<Ended>;
  /** The same in a process of its own, for tests of what it takes from its environment. */
  start: (env: Readonly<Record<string, string>>, ...args: string[]) => Promise<Ended>;
}

/** Prepares the command in a folder, with a small handbook and an organisation of these repositories. */
export async function snapshotCommand(folder: string, ...names: string[]): Promise<SnapshotCommand> {
  const project = await smallProject();
  const content = join(folder, 'content');
  const data = join(folder, 'data');
  const configure: SnapshotCommand['configure'] = (repositories, hosts = {}) =>
    writeContent(content, organisationOf(repositories, hosts));
  await configure(names);
  const folders = ['--content', content, '--data', data];
  const key = { PLUMBLINE_PSEUDONYM_KEY: 'a key of the test' };
  return {
    content,
    data,
    configure,
    run: (env, ...args) => snapshotHere([...folders, ...args], { ...key, ...env }, project),
    start: (env, ...args) =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          ['scripts/snapshot.ts', ...folders, ...args],
          { cwd: project, env: { ...bareEnvironment(), ...key, ...env } },
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
