import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { WEEK } from '../../src/facts/time.ts';
import { copyContent } from '../support/content.ts';
import { END, writeRepository } from './synthetic.ts';
import { table } from './table.ts';

/**
 * How scoring grows with the number of pull requests: with nothing kept from an earlier run, with nothing changed but
 * asked for again, when nothing has changed, a week later with new pull requests in 5 % of the repositories, and with
 * those rewritten from their first fact on. CPU time is compared, since seconds on a shared machine vary; fails when a
 * limit is exceeded.
 *
 *   node test/bench/scoring.ts [--against FOLDER] [PULL_REQUESTS …]      default: 10000 100000
 *
 * With a folder of another version of this project, each size is scored by that one, too, and compared: with the
 * handbook and the facts that it has and writes.
 */
const { values: given, positionals } = parseArgs({
  options: { against: { type: 'string' } },
  allowPositionals: true,
});
const sizes = positionals.length > 0 ? positionals.map(Number) : [10_000, 100_000];

/** What part of the whole scoring's CPU time a week with work in 5 % of the repositories may take, from so many pull requests on. */
const MOST_AFTER_WEEK = { from: 100_000, ratio: 1 / 5 };
/** Of the three years in which pull requests are opened. */
const WEEKS = 156;
/** Seconds in which it is seen that nothing has changed. */
const MOST_UNCHANGED = 1;
/** What part of the other version's CPU time a size may take. */
const MOST_AGAINST = (size: number): number => (size < 100_000 ? 1.2 : 0.6);

/** What writes the facts: each version of the code has its own. */
const syntheticSchema = z.object({
  writeSynthetic: z.custom<
    (data: string, size: number, repositories: number, teams: number) => Promise<string>
  >((value) => typeof value === 'function', 'a function'),
});
const usageSchema = z.object({ seconds: z.number(), cpu: z.number(), megabytes: z.number() });

const rows: string[][] = [];
for (const size of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    const repositories = Math.max(10, Math.ceil(size / 2500));
    const teams = Math.max(4, Math.ceil(repositories / 10));
    const prepare = async (root: string) => {
      const version = syntheticSchema.parse(
        await import(new URL('test/bench/synthetic.ts', pathToFileURL(`${resolve(root)}/`)).href),
      );
      const [content, data] = [join(folder, root, 'content'), join(folder, root, 'data')];
      if (root === '.') await copyContent(content, { withSample: false });
      else
        await cp(join(root, 'content'), content, {
          recursive: true,
          filter: (source) => !/content\/(?:reviews|org\.yaml)/.test(source),
        });
      const written = await version.writeSynthetic(data, size, repositories, teams);
      await writeFile(join(content, 'org.yaml'), written);
      // A copy: what scoring keeps for the next run is with the code, and here nothing is kept at first.
      const code = join(folder, root, 'code');
      for (const part of ['src', 'scripts', 'package.json', 'package-lock.json'])
        await cp(join(root, part), join(code, part), { recursive: true });
      await symlink(resolve(root, 'node_modules'), join(code, 'node_modules'));
      return { code, data, args: ['scripts/score.ts', '--content', content, '--data', data] };
    };
    const own = await prepare('.');
    const { data } = own;
    const score = (...args: string[]) => measured(folder, own.code, [...own.args, ...args]);
    const parsing = await parseAll(data);
    const asOf = (weeks: number) => ['--as-of', new Date(END - weeks * WEEK).toISOString()];
    const [before, now] = [asOf(2), asOf(1)];
    const cold = await score('--fresh', ...before);
    const warm = await score('--fresh', ...before);
    const unchanged = await score(...before);
    const count = Math.max(1, Math.round(repositories / 20));
    const each = Math.ceil(size / repositories);
    const weekly = Math.max(1, Math.round(each / WEEKS));
    for (let index = 0; index < count; index += 1)
      await writeRepository(data, index, each, undefined, undefined, weekly);
    const grown = await score(...now);
    // With another number of pull requests each lies elsewhere.
    for (let index = 0; index < count; index += 1) await writeRepository(data, index, each + 1);
    const rewritten = await score(...now);
    const { against } = given;
    const others = against === undefined ? null : await prepare(against);
    const other = others === null ? null : await measured(folder, others.code, [...others.args, '--fresh']);
    const label = size.toLocaleString('en');
    const row = (what: string, usage: z.infer<typeof usageSchema>) => [
      label,
      what,
      usage.seconds.toFixed(1),
      usage.cpu.toFixed(1),
      ((usage.cpu / size) * 1e6).toFixed(0),
      usage.megabytes.toFixed(0),
      (usage.cpu / parsing).toFixed(1),
      (usage.cpu / cold.cpu).toFixed(2),
    ];
    rows.push(
      row('whole', cold),
      row('observations kept', warm),
      row('nothing changed', unchanged),
      row(`a week later, ${weekly} more in ${count} of ${repositories} repositories`, grown),
      row(`${count} of ${repositories} repositories rewritten`, rewritten),
      ...(other === null ? [] : [row(`whole, by ${given.against}`, other)]),
    );
    limit(`${label}, nothing changed, seconds`, unchanged.seconds, MOST_UNCHANGED);
    if (size >= MOST_AFTER_WEEK.from)
      limit(`${label}, a week later ÷ whole`, grown.cpu / cold.cpu, MOST_AFTER_WEEK.ratio);
    if (other !== null) limit(`${label}, ÷ ${given.against}`, cold.cpu / other.cpu, MOST_AGAINST(size));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
table(
  'Scoring: three reviews a pull request, 12 quarters, 2,500 pull requests a repository, ten repositories a team',
  [
    'pull requests',
    'what',
    'seconds',
    'CPU s',
    'CPU µs each',
    'peak MB',
    'CPU ÷ JSON.parse loop',
    'CPU ÷ whole',
  ],
  rows,
);

function limit(what: string, found: number, most: number): void {
  if (found <= most) return;
  console.error(`${what}: ${found.toFixed(2)}, and at most ${most.toFixed(2)} is allowed`);
  process.exitCode = 1;
}

/** @returns the CPU seconds of reading and parsing every row */
async function parseAll(data: string): Promise<number> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => name.endsWith('.ndjson'));
  const started = process.cpuUsage();
  let parsed = 0;
  for (const entry of files) {
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
    for (const line of text.split('\n')) if (line !== '' && JSON.parse(line) !== null) parsed += 1;
  }
  if (parsed === 0) throw new RangeError('nothing was generated to parse');
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

async function measured(folder: string, root: string, args: string[]): Promise<z.infer<typeof usageSchema>> {
  const file = join(folder, 'usage.json');
  const usage = new URL('./usage.ts', import.meta.url).href;
  await new Promise<void>((resolve, reject) => {
    spawn(process.execPath, ['--import', usage, ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BENCH_USAGE_FILE: file },
    }).on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`scoring ended with ${code}`))));
  });
  return usageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
