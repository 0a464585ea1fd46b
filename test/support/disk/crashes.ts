import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bareEnvironment } from '../bareEnvironment.ts';
import { KPIS, smallProject, writeContent } from '../content.ts';
import type { GitHubRepository } from '../github/entities.ts';
import { repository } from '../github/file.ts';
import { at, sample, sha, user } from '../github/rows.ts';
import { type GitHub, startGitHub } from '../github/server.ts';

const EARLIER = at(300, 7);
const NOW = at(900, 11);

const organisation = (names: string[]) => `name: Test organisation
repositories:
${names.map((name) => `  - name: sample-org/${name}`).join('\n')}
teams:
  - id: harbour
    name: Harbour
    owns: [${names.map((name) => `{ repository: sample-org/${name} }`).join(', ')}]
    kpis: ${KPIS}
`;

/** How a run of the command ended. */
interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export interface RunOptions {
  /** Told of each question before it is answered. */
  onRequest?: (child: ChildProcess, number: number) => void;
  /** Kills it before that step that changes the disk; Infinity lets it say how many there were. */
  killBefore?: number;
  /** Starts it in another way. */
  wrap?: (command: string[]) => string[];
}

/** The snapshot command over three repositories: nothing is new in one, something in the second, all in the third. */
export interface Harbour {
  /** Runs it over a data folder; `asked` are its questions in order, but the one for the limit and the time. */
  run: (data: string, options?: RunOptions) => Promise<Ended & { asked: string[] }>;
  /** @returns a new data folder as an earlier run left it */
  data: () => Promise<string>;
  folder: string;
  close: () => Promise<void>;
}

/** Starts a GitHub whose clock stands still, and lets the command store the past. */
export async function harbour(): Promise<Harbour> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-crash-'));
  const content = join(folder, 'content');
  await writeContent(content, organisation(['quay', 'dock']));
  const repositories: GitHubRepository[] = [quay(), dock(10)];
  let now = EARLIER;
  let told: (number: number) => void = () => {};
  const github = await startGitHub({
    repositories,
    clock: () => new Date(now),
    limit: null,
    faults: () => {
      told(github.requests);
      return undefined;
    },
  });
  const project = await smallProject();
  const run = runner(github, { project, content }, (tell) => {
    told = tell;
  });
  const past = join(folder, 'past');
  const first = await run(past);
  if (first.code !== 0) throw new Error(first.output);
  now = NOW;
  repositories.splice(1, 1, dock(26), pier());
  await writeFile(join(content, 'org.yaml'), organisation(['quay', 'dock', 'pier']));
  let count = 0;
  return {
    run,
    folder,
    data: async () => {
      count += 1;
      const data = join(folder, `data-${count}`);
      await cp(past, data, { recursive: true });
      return data;
    },
    close: async () => {
      await github.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function runner(
  github: GitHub,
  { project, content }: { project: string; content: string },
  tellOfRequests: (tell: (number: number) => void) => void,
): Harbour['run'] {
  return async (data, { onRequest, killBefore, wrap } = {}) => {
    const before = github.requests;
    const hook = killBefore === undefined ? [] : ['--import', join(import.meta.dirname, 'killBefore.ts')];
    const script = ['scripts/snapshot.ts', '--content', content, '--data', data];
    const command = [process.execPath, ...hook, ...script];
    const [program = '', ...args] = wrap?.(command) ?? command;
    const child = spawn(program, args, {
      cwd: project,
      env: {
        ...bareEnvironment(),
        GITHUB_TOKEN: 'the-right-token',
        PLUMBLINE_PSEUDONYM_KEY: 'a key of the test',
        GITHUB_GRAPHQL_URL: github.url,
        PLUMBLINE_KILL_BEFORE: String(killBefore ?? 0),
      },
    });
    tellOfRequests((number) => onRequest?.(child, number - before));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        const asked = github.seen
          .slice(before)
          .filter(({ operation }) => operation !== 'Limit')
          .map(({ operation, variables }) => `${operation} ${JSON.stringify(variables)}`);
        resolve({ code, signal, output, asked });
      });
    });
  };
}

/** @returns the digest of every file below a folder, and the folders */
export async function contents(data: string): Promise<Record<string, string>> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const found: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    found[relative(data, path)] = entry.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : 'folder';
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const quay = () =>
  repository(
    sample.file('quay', {
      pullRequests: Array.from({ length: 3 }, (_, index) => sample.pullRequest(index + 1)),
      issues: [sample.issue(101)],
    }),
  );

const dock = (pullRequests: number) =>
  repository(
    sample.file('dock', {
      pullRequests: Array.from({ length: pullRequests }, (_, index) =>
        sample.pullRequest(20 * (index + 1), { author: user(`sample-${index % 4}`) }),
      ),
      issues: Array.from({ length: pullRequests }, (_, index) => sample.issue(20 * (index + 1) + 7)),
      deployments: [sample.deployment(1, 40)],
      commits: [sample.commit('first', 10, []), sample.commit('second', 90, ['first'])],
    }),
  );

const pier = () =>
  repository(
    sample.file('pier', {
      pullRequests: Array.from({ length: 64 }, (_, index) => sample.pullRequest(index + 5)),
      issues: Array.from({ length: 2 }, (_, index) => sample.issue(index + 301)),
      deployments: [sample.deployment(1, 45), sample.deployment(2, 46)],
      commits: [
        sample.commit('one', 11, []),
        sample.commit('two', 120, ['one'], {
          checks: [sample.check('CR_1', 121)],
        }),
      ],
      releases: [
        {
          id: 'RE_1',
          tagName: 'v1.0.0',
          name: 'First',
          createdAt: at(130),
          publishedAt: at(131),
          isDraft: false,
          isPrerelease: false,
          tagCommit: sha('two'),
        },
      ],
    }),
  );
