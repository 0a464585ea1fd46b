import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const STAMP = 'node_modules/.plumbline-setup.json';
const LOCK = '.cache/setup.lock';

let project: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'setup-'));
  for (const file of ['setup.mjs', 'lib/child.mjs', 'lib/progress.mjs', 'lib/secrets.mjs']) {
    await cp(join(repository, 'scripts', file), join(project, 'scripts', file));
  }
  await describeProject({});
  await write('hello.mjs', `console.log('hello', ...process.argv.slice(2)); process.exitCode = 7;`);
});

afterEach(async () => {
  for (const { pid } of started.splice(0)) killGroup(pid, 'SIGKILL');
  await rm(project, { recursive: true, force: true });
});

test('the first run installs and says so; the second does not install again', async () => {
  const first = await setup();
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toContain('✓ Installing the dependencies, done after');
  await write('node_modules/mark', 'still here');

  expect(await setup()).toEqual({ code: 0, output: '' });
  expect(await readdir(join(project, 'node_modules'))).toContain('mark');
});

test('dependencies that differ from the lockfile are installed again', async () => {
  await setup();
  await describeProject({ version: '2.0.0' });
  expect((await setup()).output).toContain('✓ Installing');
});

test('an installation for another platform is not trusted', async () => {
  await setup();
  const stamp = await readFile(join(project, STAMP), 'utf8');
  await write(STAMP, stamp.replace(process.platform, 'plan9'));
  expect((await setup()).output).toContain('✓ Installing');
});

test('a failed install shows npm’s words, leaves no stamp, and the next run repairs it', async () => {
  await setup();
  await describeProject({ preinstall: 'echo the disk is made of cheese >&2; exit 3' });
  const failed = await setup();
  expect(failed.code).toBe(1);
  expect(failed.output).toContain('the disk is made of cheese');
  expect(failed.output).toContain('run the same command again');
  await expect(readFile(join(project, STAMP))).rejects.toThrow('ENOENT');

  await describeProject({});
  expect((await setup()).code).toBe(0);
});

test('after an install that npm refuses, the earlier installation is not trusted either', async () => {
  await setup();
  const lockfile = await readFile(join(project, 'package-lock.json'), 'utf8');
  await write('package-lock.json', 'torn');
  expect((await setup()).code).toBe(1);
  await write('package-lock.json', lockfile);
  expect((await setup()).output).toContain('✓ Installing');
});

test('an interrupted install leaves no stamp, no lock and no process, and the next run repairs it', async () => {
  await describeProject({ preinstall: 'echo $$ > sleeper; exec sleep 60' });
  const running = start();
  const sleeper = Number(await eventually(() => readFile(join(project, 'sleeper'), 'utf8')));
  killGroup(running.pid, 'SIGINT');
  expect(await ended(running)).toMatchObject({ code: 130 });
  expect(isAlive(sleeper)).toBe(false);
  await expect(readFile(join(project, STAMP))).rejects.toThrow('ENOENT');
  await expect(readFile(join(project, LOCK))).rejects.toThrow('ENOENT');

  await describeProject({});
  expect((await setup()).code).toBe(0);
});

test('without a network the message says what to do', async () => {
  await describeProject({
    dependency: { name: 'is-number', version: '7.0.0', integrity: `sha512-${'A'.repeat(86)}==` },
  });
  await write('.npmrc', 'registry=http://127.0.0.1:9/\nfetch-retries=0\ncache=.npm-cache\n');
  const failed = await setup();
  expect(failed.code).toBe(1);
  expect(failed.output).toContain('no connection to the package registry');
  expect(failed.output).toContain('npm ping');
});

test('of two at the same time, one installs, the other waits, and both continue', async () => {
  await describeProject({ preinstall: 'echo once >> installs; sleep 2' });
  const runs = await Promise.all([setup('hello.mjs'), setup('hello.mjs')]);
  expect(runs.map(({ code }) => code)).toEqual([7, 7]);
  expect(runs.filter(({ output }) => output.includes('is installing already'))).toHaveLength(1);
  expect(await readFile(join(project, 'installs'), 'utf8')).toBe('once\n');
});

test('the lock of a process that has ended is ignored', async () => {
  const gone = spawn(process.execPath, ['--version']);
  await once(gone, 'exit');
  await write(LOCK, String(gone.pid));
  const done = await setup();
  expect(done.code).toBe(0);
  expect(done.output).not.toContain('is installing already');
});

test('neither an install nor a command sees a secret, but for those that read', async () => {
  await describeProject({ preinstall: 'env > seen-by-install' });
  for (const name of ['scripts/snapshot.ts', 'scripts/start.ts', 'hello.mjs'])
    await write(name, 'console.log(process.env.PLUMBLINE_PSEUDONYM_KEY, process.env.GITHUB_TOKEN)');
  const secrets = { PLUMBLINE_PSEUDONYM_KEY: 'canary-1', GITHUB_TOKEN: 'canary-2' };
  const seen = async (script: string) => {
    const { output } = await ended(startWith(secrets, script));
    return output;
  };
  expect(await seen('hello.mjs')).toContain('undefined undefined');
  expect(await seen('scripts/snapshot.ts')).toContain('canary-1 canary-2');
  expect(await seen('scripts/start.ts')).toContain('canary-1 canary-2');
  const install = await readFile(join(project, 'seen-by-install'), 'utf8');
  expect(install).toContain('PATH=');
  expect(install).not.toContain('canary');
});

test('packages of this project run nothing while they are installed', async () => {
  expect(await readFile(join(repository, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('arguments and the exit code pass through', async () => {
  await setup();
  expect(await setup('hello.mjs', '--content', 'a b')).toEqual({ code: 7, output: 'hello --content a b\n' });
});

test('the Node that came with the dependencies runs the script', async () => {
  await setup();
  await write('node_modules/.bin/node', '#!/bin/sh\necho "the one that came along, $*"\n', 0o755);
  expect((await setup('hello.mjs')).output).toBe('the one that came along, hello.mjs\n');
});

test('an installed Node that does not run here is not used', async () => {
  await setup();
  await write('node_modules/.bin/node', '#!/bin/sh\nexit 127\n', 0o755);
  expect((await setup('hello.mjs')).output).toBe('hello\n');
});

test('a script gets SIGTERM when setup does, or when its parent has ended', async () => {
  await setup();
  await write(
    'serve.mjs',
    `import { writeFileSync } from 'node:fs';
     process.once('SIGTERM', () => { console.log('ended'); process.exit(0); });
     setInterval(() => {}, 1000);
     writeFileSync('serving', String(process.pid));`,
  );
  const running = start('serve.mjs');
  await eventually(() => readFile(join(project, 'serving')));
  running.kill('SIGTERM');
  expect(await ended(running)).toEqual({ code: 0, output: 'ended\n' });

  await rm(join(project, 'serving'));
  const parent = spawn('sh', ['-c', `"${process.execPath}" scripts/setup.mjs serve.mjs & wait`], {
    cwd: project,
    detached: true,
    stdio: 'ignore',
  });
  started.push(parent);
  const server = Number(await eventually(() => readFile(join(project, 'serving'), 'utf8')));
  parent.kill('SIGKILL');
  await eventually(async () => {
    if (isAlive(server)) throw new Error('it still serves');
  });
});

interface Description {
  version?: string;
  preinstall?: string;
  dependency?: { name: string; version: string; integrity: string };
}

async function describeProject({ version = '1.0.0', preinstall, dependency }: Description): Promise<void> {
  const described = {
    name: 'fixture',
    version,
    type: 'module',
    ...(preinstall === undefined ? {} : { scripts: { preinstall } }),
    ...(dependency === undefined ? {} : { dependencies: { [dependency.name]: dependency.version } }),
  };
  const packages = {
    '': described,
    ...(dependency === undefined
      ? {}
      : {
          [`node_modules/${dependency.name}`]: {
            version: dependency.version,
            integrity: dependency.integrity,
          },
        }),
  };
  await write('package.json', JSON.stringify(described));
  await write(
    'package-lock.json',
    JSON.stringify({ name: 'fixture', version, lockfileVersion: 3, packages }),
  );
}

async function write(file: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(join(project, file, '..'), { recursive: true });
  await writeFile(join(project, file), text, { mode });
}

/** Starts setup in a process group of its own, as a terminal does. */
function start(...args: string[]): ChildProcess {
  return startWith({}, ...args);
}

function startWith(env: NodeJS.ProcessEnv, ...args: string[]): ChildProcess {
  // npm passes this project's own settings on to the tests, but packages of the fixture run code.
  const { npm_config_ignore_scripts: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['scripts/setup.mjs', ...args], {
    cwd: project,
    detached: true,
    env: { ...inherited, ...env },
  });
  started.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, output };
}

function setup(...args: string[]): Promise<{ code: number | null; output: string }> {
  return ended(start(...args));
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Tries until it works, for ten seconds. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}
