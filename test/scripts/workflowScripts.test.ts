import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseWorkflow } from '../architecture/workflows.ts';
import { writeSynthetic } from '../bench/synthetic.ts';
import { smallProject, writeContent } from '../support/content.ts';

/** What the workflows do with git, done with git: a bare repository stands for GitHub, a clone for each job. */

const root = join(import.meta.dirname, '../..');
const weekly = parseWorkflow(await readFile(join(root, '.github/workflows/weekly.yml'), 'utf8'));

/** A repository with its first commit, of which each test has a copy. */
let template: string;
let folder: string;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-workflow-'));
  template = join(folder, 'origin');
  const first = join(folder, 'first');
  await git('.', 'init', '--quiet', '--bare', '--initial-branch=main', '--template=', template);
  await git('.', 'clone', '--quiet', template, first);
  await cp(join(root, '.github/scripts'), join(first, '.github/scripts'), { recursive: true });
  await write(first, {
    'content/organisation/org.yaml': 'name: Your organisation',
    'data/snapshots/sample-org/shop/manifest.json': 'sample',
    'README.md': 'read me',
  });
  await git(first, 'add', '.');
  await git(first, 'commit', '--quiet', '--message', 'First');
  await git(first, 'push', '--quiet', 'origin', 'HEAD:main');
});
afterAll(() => rm(dirname(template), { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-workflow-'));
  origin = join(folder, 'origin');
  await cp(template, origin, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const identity = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

async function run(
  cwd: string,
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, {
    cwd: join(folder, cwd),
    env: { PATH: process.env['PATH'] ?? '', ...identity, ...env },
  });
  return stdout.trim();
}

function git(cwd: string, ...args: string[]): Promise<string> {
  return run(cwd.replace(`${folder}/`, ''), 'git', args);
}

async function write(cwd: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
}

/** A job's checkout of the main branch. */
async function job(name: string): Promise<string> {
  await git('.', 'clone', '--quiet', '--depth=1', `file://${origin}`, name);
  return join(folder, name);
}

/** A job that restores the snapshots, reads as told, and writes down what it read as the workflow does. */
async function shard(number: number, week: string, read: (checkout: string) => Promise<void>): Promise<void> {
  const name = `${week}-shard-${number}`;
  const checkout = await job(name);
  await run(name, '.github/scripts/restore-snapshots.sh', []);
  await read(checkout);
  const patches = join(folder, `${week}-patches`);
  await mkdir(patches, { recursive: true });
  const step = weekly.jobs['snapshot']?.steps.find((one) => one.name === 'Write down what was read');
  await run(name, 'bash', ['-e', '-c', step?.run ?? 'exit 1'], {
    RUNNER_TEMP: patches,
    SHARD: String(number),
  });
}

async function store(week: string): Promise<void> {
  await job(`${week}-store`);
  await run(`${week}-store`, '.github/scripts/store-snapshots.sh', [join(folder, `${week}-patches`)]);
}

/** Each file of a branch with its text. */
async function branch(name: string): Promise<Record<string, string>> {
  const names = (await git('origin', 'ls-tree', '-r', '--name-only', name)).split('\n');
  return Object.fromEntries(
    await Promise.all(names.map(async (file) => [file, await git('origin', 'show', `${name}:${file}`)])),
  );
}

describe('snapshots from week to week', () => {
  const at = (name: string) => `data/snapshots/your-org/${name}`;

  test('what two jobs read at the same time comes together on a branch that holds nothing else', async () => {
    await shard(1, 'one', (checkout) =>
      write(checkout, { [at('shop/a.jsonl')]: 'a\n', [at('shop/b.jsonl')]: 'b\n' }),
    );
    await shard(2, 'one', (checkout) => write(checkout, { [at('search/c.jsonl')]: 'c\n' }));
    await store('one');
    expect(await branch('snapshots')).toEqual({
      [at('shop/a.jsonl')]: 'a',
      [at('shop/b.jsonl')]: 'b',
      [at('search/c.jsonl')]: 'c',
      'data/snapshots/sample-org/shop/manifest.json': 'sample',
    });
    expect(Object.keys(await branch('main'))).not.toContain(at('shop/a.jsonl'));
  });

  test.each([
    ['a file elsewhere', '.github/scripts/restore-snapshots.sh'],
    ['a file beside the snapshots', 'data/seals/2026-Q2/shop.json'],
    ['a file of git', 'data/snapshots-of-mine/a'],
  ])('a patch that changes %s is refused, and nothing is stored', async (_, name) => {
    await shard(1, 'one', async (checkout) => {
      await write(checkout, { [at('shop/a.jsonl')]: 'a\n', [name]: 'echo taken over\n' });
      await git(checkout, 'add', '--all', '--force');
      await git(checkout, 'diff', '--cached', `--output=${join(folder, 'evil.patch')}`, '--binary');
    });
    await cp(join(folder, 'evil.patch'), join(folder, 'one-patches/1.patch'));
    await expect(store('one')).rejects.toThrow();
    expect(await git('origin', 'branch', '--list')).toBe('* main');
  });

  test('a patch that makes a symbolic link is refused, and nothing is stored', async () => {
    await shard(1, 'one', async (checkout) => {
      await mkdir(join(checkout, 'data/snapshots/your-org'), { recursive: true });
      await symlink('/etc', join(checkout, at('shop')));
    });
    await expect(store('one')).rejects.toThrow();
    expect(await git('origin', 'branch', '--list')).toBe('* main');
  });

  test('the next week goes on from there, and what was deleted stays so', async () => {
    await shard(1, 'one', (checkout) =>
      write(checkout, { [at('shop/a.jsonl')]: 'a\n', [at('shop/b.jsonl')]: 'b\n' }),
    );
    await store('one');
    await shard(1, 'two', async (checkout) => {
      await rm(join(checkout, at('shop/b.jsonl')));
      await write(checkout, { [at('shop/a.jsonl')]: 'a\nmore\n' });
    });
    await store('two');
    expect(await branch('snapshots')).toMatchObject({ [at('shop/a.jsonl')]: 'a\nmore' });
    expect(Object.keys(await branch('snapshots'))).not.toContain(at('shop/b.jsonl'));
    expect(await git('origin', 'rev-list', '--count', 'snapshots')).toBe('2');
    const later = await job('later');
    await run('later', '.github/scripts/restore-snapshots.sh', []);
    expect(await readdir(join(later, 'data/snapshots/your-org/shop'))).toEqual(['a.jsonl']);
  });

  test('where nothing was read, as with the sample, no branch is created', async () => {
    await shard(1, 'one', async () => {});
    await store('one');
    expect(await git('origin', 'branch', '--list')).toBe('* main');
  });

  test('a remote that does not answer is a failure, not an absent branch', async () => {
    await job('lost');
    await git('lost', 'remote', 'set-url', 'origin', join(folder, 'nowhere'));
    await expect(run('lost', '.github/scripts/restore-snapshots.sh', [])).rejects.toThrow('nowhere');
  });
});

describe('seals', () => {
  /** GitHub's command, which notes what it was asked for and says that a pull request is open or none is. */
  async function gh(open: string): Promise<{ PATH: string }> {
    const bin = join(folder, 'bin');
    await write(bin, {
      gh: `#!/bin/sh\necho "$@" >> ${bin}/asked\n[ "$1 $2" = "pr list" ] && echo ${open}\ntrue\n`,
    });
    await chmod(join(bin, 'gh'), 0o755);
    return { PATH: `${bin}:${process.env['PATH']}` };
  }

  const propose = async (name: string, open: string) => {
    await job(name);
    await run(name, '.github/scripts/propose-seals.sh', [join(folder, 'sealed'), 'main'], await gh(open));
    const asked = (await readFile(join(folder, 'bin/asked'), 'utf8')).trim().split('\n');
    return asked.at(-1);
  };

  test('are proposed on one branch, made again each time, in one pull request', async () => {
    await write(folder, { 'sealed/seals/2026-Q2/shop.json': '{}', 'sealed/notes.md': 'notes' });
    expect(await propose('june', '')).toMatch(
      /^pr create --head seals --base main .*--body-file .*notes\.md$/,
    );
    expect(Object.keys(await branch('seals'))).toContain('data/seals/2026-Q2/shop.json');
    await write(folder, { 'sealed/seals/2026-Q2/search.json': '{}' });
    expect(await propose('july', '7')).toMatch(
      /^api .*PATCH repos\/\{owner\}\/\{repo\}\/pulls\/7 .*notes\.md$/,
    );
    expect(Object.keys(await branch('seals'))).toContain('data/seals/2026-Q2/search.json');
    expect(await git('origin', 'rev-list', '--count', 'main..seals')).toBe('1');
  });

  test('of closed quarters come with notes on the numbers, and a second time there is nothing to propose', async () => {
    const here = join(folder, 'here');
    const organisation = await writeSynthetic(join(here, 'data'), 60, 2, 2, Date.parse('2026-04-01'));
    await writeContent(join(here, 'content'), organisation);
    const project = await smallProject();
    // The project's own commands, on this folder's data; npm and setup.mjs would first look at what is installed.
    const own = (pattern: string, script: string, rest: string) =>
      `#!/bin/sh\nset -e\nshift ${pattern}\nexec ${process.execPath} ${project}/scripts/${script} ${rest}\n`;
    await write(join(folder, 'bin'), {
      npm: own('3', 'seal.ts', '"$@"'),
      node: own('2', 'sealNotes.ts', '"$@"'),
    });
    await chmod(join(folder, 'bin/npm'), 0o755);
    await chmod(join(folder, 'bin/node'), 0o755);
    await run('here', process.execPath, [join(project, 'scripts/score.ts')]);
    const seal = async (times: string) => {
      const outputs = join(folder, `${times}.outputs`);
      await run('here', join(root, '.github/scripts/seal.sh'), [join(folder, times)], {
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
        GITHUB_OUTPUT: outputs,
      });
      return readFile(outputs, 'utf8');
    };
    expect(await seal('once')).toBe('changed=true\nstatus=0\n');
    expect(await readdir(join(folder, 'once/seals/2026-Q2'))).toContain('team-0.json');
    expect(await readFile(join(folder, 'once/notes.md'), 'utf8')).toContain('### 2026-Q2 team-0: sealed');
    expect(await seal('twice')).toBe('changed=false\nstatus=0\n');
    expect(await readdir(join(folder, 'twice'))).toEqual([]);
  });
});

describe('an organisation folder in a repository of its own', () => {
  test('what was read comes to a branch of that repository, by the scripts of the product that lies in it', async () => {
    const organisation = parseWorkflow(
      await readFile(join(root, '.github/workflows/organisation.yml'), 'utf8'),
    );
    const at = 'data/snapshots/acme/shop/a.jsonl';
    const checkout = async (name: string): Promise<string> => {
      const path = await job(name);
      await cp(join(root, '.github/scripts'), join(path, 'product/.github/scripts'), { recursive: true });
      return path;
    };
    const env = { PLUMBLINE_DATA: 'data' };
    const read = await checkout('read');
    await run('read', 'product/.github/scripts/restore-snapshots.sh', [], env);
    await write(read, { [at]: 'a\n', 'pages/metrics/ours.ts': 'export default 1;\n' });
    const step = organisation.jobs['snapshot']?.steps.find((one) => one.name === 'Write down what was read');
    await mkdir(join(folder, 'temp'));
    await run('read', 'bash', ['-e', '-c', step?.run ?? 'exit 1'], { RUNNER_TEMP: join(folder, 'temp') });
    await checkout('stored');
    await run('stored', 'product/.github/scripts/store-snapshots.sh', [join(folder, 'temp')], env);
    expect(await branch('snapshots')).toEqual({
      [at]: 'a',
      'data/snapshots/sample-org/shop/manifest.json': 'sample',
    });
    await checkout('next');
    await run('next', 'product/.github/scripts/restore-snapshots.sh', [], env);
    expect(await readFile(join(folder, 'next', at), 'utf8')).toBe('a\n');
  });
});

describe('the issue of a quarter', () => {
  async function open(text: string, known: string): Promise<string> {
    const bin = join(folder, 'bin');
    await write(folder, {
      'issue.md': text,
      'bin/gh': `#!/bin/sh\necho "$@" >> ${bin}/asked\n[ "$1 $2" = "issue list" ] && echo "${known}"\n[ "$1 $2" = "issue create" ] && cat > ${bin}/body\ntrue\n`,
    });
    await chmod(join(bin, 'gh'), 0o755);
    await run('.', join(root, '.github/scripts/open-quarter-issue.sh'), [join(folder, 'issue.md')], {
      PATH: `${bin}:${process.env['PATH']}`,
    });
    return readFile(join(bin, 'asked'), 'utf8').catch(() => '');
  }

  test('is opened with its first line as the title and the rest as its text', async () => {
    expect(await open('# The review of 2026-Q3\n\n- [ ] Seal\n', '')).toContain(
      'issue create --title The review of 2026-Q3',
    );
    expect(await readFile(join(folder, 'bin/body'), 'utf8')).toBe('\n- [ ] Seal\n');
  });

  test('is opened once, and not at all where no quarter has ended', async () => {
    expect(await open('# The review of 2026-Q3\n', 'The review of 2026-Q3')).not.toContain('create');
    await rm(join(folder, 'bin'), { recursive: true });
    expect(await open('', '')).toBe('');
  });
});
