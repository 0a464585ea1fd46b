import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presentFolder } from '../../src/facts/replacedFolder.ts';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { writeSynthetic } from '../bench/synthetic.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { commandHere } from '../support/commandHere.ts';
import { smallProject, writeContent } from '../support/content.ts';
import { casesOf, isDeep } from '../support/deep.ts';
import { contents } from '../support/disk/crashes.ts';
import { ownFolder } from '../support/runFolder.ts';

/*
 * Commands that are killed while they write: what they replace is as it was or as it becomes, and the next run ends as
 * if there had been no kill. Half of the kills come before a step that changes the disk, the others at any time.
 */
const KILLS = 100;
const MOMENTS = casesOf({ all: Array.from({ length: KILLS }, (_, moment) => moment), few: [61, 99] });

/** Half of the quarters that synthetic organisations have otherwise: each run takes half of the time. */
const FROM = Date.parse('2025-01-01T00:00:00Z');

type State = Record<string, string>;

interface Subject {
  /** The command and its arguments, for a copy of the folder. */
  command: (folder: string) => { cwd: string; args: string[]; env?: Record<string, string> };
  /** The folder before the command. */
  before: string;
  /** What a reader sees in a copy of the folder. */
  state: (folder: string) => Promise<State>;
  /** Files that no reader sees and that the next run must have removed. */
  leftovers: (folder: string) => Promise<string[]>;
  /** What may be partly old and partly new: each file stands for itself. */
  byFile: boolean;
}

const root = join(import.meta.dirname, '../..');
let folder: string;
let copies = 0;

beforeAll(async () => {
  folder = await ownFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(
  { command }: Subject,
  place: string,
  { killBefore = 0, after }: { killBefore?: number; after?: number } = {},
): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
  const { cwd, args, env = {} } = command(place);
  const hook = killBefore === 0 ? [] : ['--import', join(root, 'test/support/disk/killBefore.ts')];
  const child = spawn(process.execPath, [...hook, ...args], {
    cwd,
    env: { ...bareEnvironment(), PLUMBLINE_KILL_BEFORE: String(killBefore), ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  if (after !== undefined) void delay(after).then(() => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
}

/** Runs a command without a kill: in this process where it is one of the project. */
async function runWhole(subject: Subject, place: string): Promise<{ code: number | null; output: string }> {
  const { cwd, args } = subject.command(place);
  const [script = '', ...options] = args;
  return script.startsWith('scripts/')
    ? commandHere(basename(script, '.ts'), options, cwd)
    : run(subject, place);
}

/** Does what comes before the test. */
async function prepare(subject: Subject, place: string): Promise<void> {
  const { code, output } = await runWhole(subject, place);
  if (code !== 0) throw new Error(output);
}

async function copyOf({ before }: Subject): Promise<string> {
  copies += 1;
  const place = join(folder, `copy-${copies}`);
  await cp(before, place, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return place;
}

/** Scorecards of an organisation whose name has changed since. */
async function scoring(): Promise<Subject> {
  const before = join(folder, 'scoring');
  const project = await smallProject();
  const organisation = await writeSynthetic(join(before, 'data'), 120, 2, 2, FROM);
  await writeContent(join(before, 'content'), organisation);
  const subject: Subject = {
    before,
    byFile: false,
    command: (place) => ({
      cwd: project,
      args: ['scripts/score.ts', '--content', join(place, 'content'), '--data', join(place, 'data')],
    }),
    state: (place) => contentsWithoutState(scorecardFolder(join(place, 'data'))),
    leftovers: async () => [],
  };
  await prepare(subject, before);
  await writeFile(join(before, 'content/org.yaml'), organisation.replace(/^name: .*/m, 'name: Renamed'));
  return subject;
}

/** Beside the scorecards stands when their files were written, which differs each time. */
async function contentsWithoutState(place: string): Promise<State> {
  const { '.scored-from': _, ...files } = await contents(place);
  return files;
}

/** Seals of scorecards, some of which were sealed with other numbers and whose change is accepted. */
async function sealing(): Promise<Subject> {
  const before = join(folder, 'sealing');
  const project = await smallProject();
  await cp(join(folder, 'scoring'), before, { recursive: true });
  const args = (place: string, ...more: string[]) => ({
    cwd: project,
    args: ['scripts/seal.ts', '--content', join(place, 'content'), '--data', join(place, 'data'), ...more],
  });
  const subject: Subject = {
    before,
    byFile: true,
    command: (place) => args(place, '--accept', 'a test'),
    state: async (place) =>
      Object.fromEntries(
        Object.entries(await contents(join(place, 'data/seals'))).filter(([name]) => name.endsWith('.json')),
      ),
    leftovers: async (place) =>
      Object.keys(await contents(join(place, 'data/seals'))).filter((name) => name.includes('.json.')),
  };
  await prepare({ ...subject, command: (place) => args(place) }, before);
  const seals = join(before, 'data/seals');
  for (const name of Object.keys(await contents(seals)).filter((file) => file.endsWith('team-0.json'))) {
    const text = await readFile(join(seals, name), 'utf8');
    await writeFile(join(seals, name), text.replaceAll('"definitionVersion": ', '"definitionVersion": 9'));
  }
  await rm(join(seals, '2025-Q1'), { recursive: true, force: true });
  return subject;
}

/** A small site that is built as this one is. */
async function building(): Promise<Subject> {
  const before = join(folder, 'building');
  const pages = join(before, 'src/pages');
  await mkdir(pages, { recursive: true });
  await symlink(join(root, 'node_modules'), join(before, 'node_modules'));
  await writeFile(
    join(before, 'astro.config.mjs'),
    `import { replaceSite } from ${JSON.stringify(join(root, 'src/views/replaceSite.ts'))};
export default { integrations: [replaceSite()] };
`,
  );
  const write = async (word: string) => {
    for (let page = 0; page < 30; page += 1)
      await writeFile(join(pages, `${page}.astro`), `<p>${word} ${page}</p>\n`);
  };
  await write('old');
  const subject: Subject = {
    before,
    byFile: false,
    command: (place) => ({
      cwd: place,
      args: [join(root, 'node_modules/astro/bin/astro.mjs'), 'build'],
      env: { ASTRO_TELEMETRY_DISABLED: '1', HOME: process.env['HOME'] ?? '' },
    }),
    state: async (place) => {
      const site = await contents(join(place, 'dist')).catch(() => null);
      return site ?? contents(join(place, 'dist.previous'));
    },
    leftovers: async () => [],
  };
  await prepare(subject, before);
  await write('new');
  return subject;
}

/** Two imports, one of which was declared again and one of which got another export. */
async function importing(): Promise<Subject> {
  const before = join(folder, 'importing');
  const project = await smallProject();
  await writeContent(join(before, 'content'), await writeSynthetic(join(before, 'data'), 8, 2, 2));
  const imports = join(before, 'content/imports');
  await mkdir(imports);
  const declare = (id: string, title: string) => writeFile(join(imports, `${id}.yaml`), declaration(title));
  const deliver = async (id: string, name: string) => {
    const exports = join(before, 'data/imports', id);
    await mkdir(exports, { recursive: true });
    const rows = Array.from({ length: 400 }, (_, row) => `${name}-${row},2026-05-01T10:00:00Z`);
    await writeFile(join(exports, `${name}.csv`), `id,at\n${rows.join('\n')}\n`);
    await utimes(join(exports, `${name}.csv`), 1_780_000_000, 1_780_000_000);
  };
  for (const id of ['first', 'second']) {
    await declare(id, 'Old');
    await deliver(id, 'old');
  }
  const imported = (place: string) => join(place, 'data/imported');
  const subject: Subject = {
    before,
    byFile: true,
    command: (place) => ({
      cwd: project,
      args: ['scripts/import.ts', '--content', join(place, 'content'), '--data', join(place, 'data')],
    }),
    state: async (place) => {
      const state: State = {};
      for (const id of ['first', 'second'])
        state[id] = JSON.stringify(await contents(presentFolder(join(imported(place), id))));
      return state;
    },
    leftovers: async (place) => (await readdir(imported(place))).filter((name) => name.includes('.')),
  };
  await prepare(subject, before);
  await declare('first', 'New');
  await deliver('second', 'new');
  return subject;
}

const declaration = (title: string) => `title: ${title}
tool: Script
delivered: daily
tables:
  went:
    files: "*.csv"
    columns:
      id: {from: id, required: true}
      at: {from: at, as: time, required: true}
facts:
  - fact: deployments
    select: |
      SELECT id AS key, 'bench/repository-0' AS repository, 'production' AS environment, "at" AS started,
        "at" AS finished, 'success' AS status, file, row
      FROM went
`;

/** An organisation folder that is made from clones, with a key for pseudonyms. */
async function beginning(): Promise<Subject> {
  const before = join(folder, 'beginning');
  const project = await smallProject();
  const clone = join(before, 'clones/harbour');
  await mkdir(clone, { recursive: true });
  const author = ['-c', 'user.name=An Author', '-c', 'user.email=author@example.org'];
  for (const args of [['init'], [...author, 'commit', '--allow-empty', '--message', 'A change']])
    execFileSync('git', [...args, '--quiet'], { cwd: clone });
  const kpis = ['--kpis', 'cycle-time,first-review-time,review-coverage'];
  const answers = [
    '--name',
    'Test',
    ...kpis,
    '--teams',
    'one',
    '--time-zone',
    'UTC',
    '--since',
    '2026-01-01',
  ];
  return {
    before,
    byFile: true,
    command: (place) => ({
      cwd: project,
      args: [
        ...['scripts/init.ts', '--content', join(root, 'test/fixtures/handbook'), ...answers],
        ...['--clones', join(place, 'clones'), '--org', join(place, 'acme')],
        ...['--key-file', join(place, '.env'), '--yes'],
      ],
    }),
    state: async (place) => {
      const made = await contents(join(place, 'acme')).catch(() => null);
      const key = await readFile(join(place, '.env'), 'utf8').catch(() => null);
      return {
        ...(made === null ? {} : { organisation: JSON.stringify(made) }),
        // Each run makes another key.
        ...(key === null ? {} : { key: key.replace(/=[0-9a-f]{64}\n$/, '=a whole key') }),
      };
    },
    leftovers: async (place) => (await readdir(place)).filter((name) => name.includes('.writing')),
  };
}

describe.each([
  ['score', scoring],
  ['seal', sealing],
  ['build', building],
  ['import', importing],
  ['init', beginning],
])('%s, when it is killed', (_, make) => {
  let subject: Subject;
  let [before, after]: State[] = [];
  let steps = 0;
  let duration = 0;

  beforeAll(async () => {
    subject = await make();
    before = await subject.state(subject.before);
    const place = await copyOf(subject);
    const { output } = await run(subject, place, { killBefore: Number.POSITIVE_INFINITY });
    steps = Number(/^(\d+) steps$/m.exec(output)?.[1]);
    after = await subject.state(place);
    if (isDeep) {
      const again = await copyOf(subject);
      const began = performance.now();
      expect((await run(subject, again)).code).toBe(0);
      duration = performance.now() - began;
      expect(await subject.state(again)).toEqual(after);
    }
    expect(after).not.toEqual(before);
    expect(steps).toBeGreaterThan(5);
  }, 240_000);

  test.each(MOMENTS)(
    'leaves the old or the new, and the next run the new: moment %i',
    async (moment) => {
      const place = await copyOf(subject);
      const part = (moment + 1) / KILLS;
      const kill =
        moment % 2 === 0
          ? { after: duration * (0.3 + 0.7 * part) }
          : { killBefore: Math.max(1, Math.round(steps * part)) };
      const { signal } = await run(subject, place, kill);
      const left = await subject.state(place);
      if (subject.byFile)
        for (const [file, digest] of Object.entries(left))
          expect([before?.[file], after?.[file]], file).toContain(digest);
      else expect([before, after]).toContainEqual(left);
      if (signal === null) expect(left).toEqual(after);
      const { code, output } = await runWhole(subject, place);
      // What was made already is not made again.
      if (code === 2) expect([left, output]).toEqual([after, expect.stringContaining('overwrites nothing')]);
      else expect(code, output).toBe(0);
      expect(await subject.state(place)).toEqual(after);
      expect(await subject.leftovers(place)).toEqual([]);
      await rm(place, { recursive: true, force: true });
    },
    120_000,
  );
});
