import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeSynthetic } from './synthetic.ts';
import { table } from './table.ts';

/**
 * How scoring grows with the number of pull requests, by one thread and by two; what it costs beside merely parsing
 * the same files in a plain loop; and how long it takes to see that nothing has changed. Prints a table; asserts
 * nothing, since a shared machine's seconds are no promise.
 *
 *   node test/bench/scoring.ts [PULL_REQUESTS …]      default: 10000 100000
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];

const usageSchema = z.object({ seconds: z.number(), cpu: z.number(), megabytes: z.number() });

const rows: string[][] = [];
for (const size of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    const data = join(folder, 'data');
    const content = join(folder, 'content');
    await cp('content', content, {
      recursive: true,
      filter: (source) => !/content\/(?:reviews|org\.yaml)/.test(source),
    });
    const repositories = Math.max(10, Math.ceil(size / 2500));
    const teams = Math.max(4, Math.ceil(repositories / 10));
    await writeFile(join(content, 'org.yaml'), await writeSynthetic(data, size, repositories, teams));
    const score = (...args: string[]) =>
      measured(folder, ['scripts/score.ts', '--content', content, '--data', data, ...args]);
    const parsing = await parseAll(data);
    for (const threads of ['1', '2']) {
      const scoring = await score('--fresh', '--threads', threads);
      const again = await score();
      rows.push([
        size.toLocaleString('en'),
        threads,
        scoring.seconds.toFixed(1),
        scoring.cpu.toFixed(1),
        ((scoring.cpu / size) * 1e6).toFixed(0),
        scoring.megabytes.toFixed(0),
        (scoring.cpu / parsing).toFixed(1),
        again.seconds.toFixed(2),
        (scoring.seconds / again.seconds).toFixed(0),
      ]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
table(
  'Scoring: three reviews a pull request, 12 quarters, 2,500 pull requests a repository, ten repositories a team',
  [
    'pull requests',
    'threads',
    'seconds',
    'CPU s',
    'CPU µs each',
    'peak MB',
    'CPU ÷ JSON.parse loop',
    'unchanged, s',
    'times faster',
  ],
  rows,
);

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

async function measured(folder: string, args: string[]): Promise<z.infer<typeof usageSchema>> {
  const file = join(folder, 'usage.json');
  const usage = new URL('./usage.ts', import.meta.url).href;
  await new Promise<void>((resolve, reject) => {
    spawn(process.execPath, ['--import', usage, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BENCH_USAGE_FILE: file },
    }).on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`scoring ended with ${code}`))));
  });
  return usageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
