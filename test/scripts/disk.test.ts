import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { smallProject } from '../support/content.ts';
import { casesOf } from '../support/deep.ts';
import { contents, type Harbour, harbour, type RunOptions } from '../support/disk/crashes.ts';

let sea: Harbour;
/** A run to its end, in a folder that stays as it is. */
let undisturbed: { asked: string[]; data: string; contents: Record<string, string> };

beforeAll(async () => {
  sea = await harbour();
  const data = await sea.data();
  const { asked } = await sea.run(data);
  undisturbed = { asked, data, contents: await contents(data) };
});
afterAll(() => sea.close());

/** Whether a test may mount a file system of its own, which takes no rights where the system allows it. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('a disk that refuses to write', () => {
  test.each(casesOf({ all: [0, 4], few: [4] }))(
    'files larger than %i KiB: reported, nothing lost, and the run can be resumed',
    async (blocks) => {
      const data = await sea.data();
      await isTold(data, {
        says: 'a file larger than the system allows',
        wrap: (command) => ['bash', '-c', `ulimit -f ${blocks}; exec "$@"`, 'bash', ...command],
      });
    },
    60_000,
  );

  test.runIf(canMount).each(casesOf({ all: [0, 48], few: [48] }))(
    'a full disk with %i KiB left: reported, nothing lost, and the run can be resumed',
    async (left) => {
      const data = await sea.data();
      await isTold(data, { says: 'no space left on the device', wrap: onDiskOf(data, left) });
    },
    60_000,
  );

  test('a read-only folder: reported and unchanged', async () => {
    const data = await sea.data();
    await chmod(sea.folder, 0o755);
    await chmod(data, 0o555);
    const before = await contents(data);
    const { code, output, asked } = await sea.run(data, { wrap: withoutRights });
    expect(output).toContain('no permission to write here');
    expect(output).toContain(data);
    expect({ code, asked }).toEqual({ code: 1, asked: [] });
    expect(await contents(data)).toEqual(before);
  });
});

describe.runIf(canMount)('each command that writes names the place that it cannot write to', () => {
  const content = resolve('content');
  const given = ['--content', 'content', '--data', 'data'];
  const commands: Readonly<Record<string, string[]>> = {
    score: ['score.ts', ...given],
    seal: ['seal.ts', ...given],
    import: ['import.ts', ...given],
    record: ['record.ts', 'deployment', ...given, '--repository', 'sample-org/quay', '--release', 'v1'],
    'new metric': ['new.ts', 'metric', 'review-depth', ...given],
    'new import': ['new.ts', 'import', 'jira', '--org', '.', '--content', content],
    init: [
      ...['init.ts', '--org', 'acme', '--key-file', '.env', '--clones', 'clones', '--content', content],
      ...['--name', 'Test', '--teams', 'one', '--time-zone', 'UTC', '--yes'],
    ],
  };
  const disks = [
    ['is read-only', onlyToRead, 'a file system that is mounted read-only'],
    ['has no space left', withoutSpace, 'no space left on the device'],
    ['belongs to somebody else', () => withoutRights, 'no permission to write here'],
  ] as const;
  // Git does not read the clone of somebody else.
  const all = Object.keys(commands)
    .flatMap((name) => disks.map((disk) => [name, ...disk] as const))
    .filter(([name, disk]) => name !== 'init' || disk !== 'belongs to somebody else');
  let place: string;

  beforeAll(async () => {
    place = join(sea.folder, 'refused');
    await cp(await sea.data(), join(place, 'data'), { recursive: true });
    await cp(join(sea.folder, 'content'), join(place, 'content'), { recursive: true });
    const clone = join(place, 'clones/quay');
    await mkdir(clone, { recursive: true });
    const author = ['-c', 'user.name=An Author', '-c', 'user.email=author@example.org'];
    for (const args of [['init'], [...author, 'commit', '--allow-empty', '--message', 'A change']])
      spawnSync('git', [...args, '--quiet'], { cwd: clone });
    spawnSync('chmod', ['-R', 'a+rX', sea.folder]);
  });

  test.each(casesOf({ all, few: all.filter((_, index) => index % 4 === 0) }))(
    '%s, where the folder %s',
    async (name, _, wrap, says) => {
      const [script = '', ...args] = commands[name] ?? [];
      const before = await contents(place);
      const [program = '', ...rest] = wrap(place)([
        process.execPath,
        join(await smallProject(), 'scripts', script),
        ...args,
      ]);
      const env = bareEnvironment();
      const { status, stdout, stderr } = spawnSync(program, rest, { cwd: place, env, encoding: 'utf8' });
      const output = `${stdout}${stderr}`;
      expect(output).toContain(says);
      expect(output).toMatch(/found: [\s\S]*remedy: /);
      expect(output).not.toContain('    at ');
      expect(status).toBe(1);
      expect(await contents(place)).toEqual(before);
    },
    60_000,
  );
});

test.runIf(canMount)(
  'scoring goes on where the cache alone has no space left, says so, and writes the same',
  async () => {
    const project = await smallProject();
    const cache = join(project, '.cache');
    await mkdir(cache, { recursive: true });
    const content = join(sea.folder, 'content');
    let runs = 0;
    const scored = async (wrap: (command: string[]) => string[]) => {
      runs += 1;
      const data = join(sea.folder, `scored-${runs}`);
      await cp(undisturbed.data, data, { recursive: true });
      const score = join(project, 'scripts/score.ts');
      const [program = '', ...rest] = wrap([process.execPath, score, '--content', content, '--data', data]);
      const { status, stdout, stderr } = spawnSync(program, rest, {
        env: bareEnvironment(),
        encoding: 'utf8',
      });
      const { '.scored-from': _, ...pages } = await contents(join(data, 'scorecards'));
      return { status, output: `${stdout}${stderr}`, pages };
    };
    const usual = await scored((command) => command);
    const script =
      'mount -t tmpfs -o size=64k tmpfs "$0" || exit 9; cat /dev/zero > "$0/filler" 2> /dev/null; exec "$@"';
    const full = await scored((command) => ['unshare', '-Urm', 'bash', '-c', script, cache, ...command]);
    expect(full.output).toMatch(/\.cache\S* cannot be written \(.*\): nothing was kept for the next run/);
    expect(full.output).not.toContain('    at ');
    expect(full.status).toBe(0);
    expect(Object.keys(full.pages).length).toBeGreaterThan(3);
    expect(full.pages).toEqual(usual.pages);
  },
  60_000,
);

/** A run fails with a message that names the place and leaves each repository whole; the next one ends well. */
async function isTold(data: string, { says, wrap }: { says: string } & Pick<RunOptions, 'wrap'>) {
  const former = await contents(data);
  const cut = await sea.run(data, wrap === undefined ? {} : { wrap });
  expect(cut.output).toContain(says);
  expect(cut.output).toMatch(/found: [\s\S]*remedy: /);
  expect(cut.output).toContain(data);
  expect(cut.output).not.toContain('    at ');
  expect(cut.code).toBe(1);
  for (const [path, digest] of Object.entries(await contents(data))) {
    if (!path.startsWith('.snapshot')) expect([former[path], undisturbed.contents[path]]).toContain(digest);
  }
  const { code, asked, output } = await sea.run(data);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(await contents(data)).toEqual(undisturbed.contents);
  // Each of the repositories that failed may have had one answer that could not be noted.
  expect(cut.asked.length + asked.length).toBeLessThanOrEqual(undisturbed.asked.length + 2);
}

/** @returns a way to run a command with the folder on a disk of its own on which so many KiB are free */
function onDiskOf(data: string, left: number) {
  const script = `
    mount -t tmpfs -o size=2m tmpfs "$1" && mkdir "$1/past" && cp -r "$2/." "$1/past" || exit 9
    free=$(df --output=avail -k "$1" | tail -n 1)
    head -c $(((free - ${left}) * 1024)) /dev/zero > "$1/filler"
    mount --bind "$1/past" "$2"
    "\${@:3}"; code=$?
    umount "$2" && rm -r "$2" && cp -r "$1/past" "$2"
    exit $code`;
  const disk = `${data}-disk`;
  return (command: string[]) => [
    'unshare',
    '-Urm',
    'bash',
    '-c',
    `mkdir "$1"; ${script}`,
    'bash',
    disk,
    data,
    ...command,
  ];
}

/** The superuser may write everywhere, so the command runs as nobody. */
const withoutRights = (command: string[]) =>
  process.getuid?.() === 0
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command]
    : command;

/** @returns a way to run a command in a folder that cannot be changed */
function onlyToRead(place: string) {
  const script = 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && exec "$@"';
  return (command: string[]) => ['unshare', '-Urm', 'bash', '-c', script, place, ...command];
}

/** @returns a way to run a command in a copy of a folder on a full disk */
function withoutSpace(place: string) {
  const script = `
    mount -t tmpfs -o size=4m tmpfs "$0-disk" && cp -r . "$0-disk" && cd "$0-disk" || exit 9
    cat /dev/zero > filler 2> /dev/null
    exec "$@"`;
  return (command: string[]) => [
    'unshare',
    '-Urm',
    'bash',
    '-c',
    `mkdir -p "$0-disk"; ${script}`,
    place,
    ...command,
  ];
}
