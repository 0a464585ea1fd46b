import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { random } from '../../scripts/sample/random.ts';
import { parseYaml } from '../../src/handbook/yaml.ts';
import { importSchema } from '../../src/sources/imports/declaration.ts';
import { readImport } from '../../src/sources/imports/readImport.ts';
import { LIMITS } from '../../src/sources/imports/sandbox.ts';
import { table } from './table.ts';

/**
 * A file of CSV to observations, beside what DuckDB needs to read and group the same file: each in a process of its own,
 * with as many threads. Fails when an import takes more than its multiple of CPU time or holds a gigabyte, and when unchanged
 * files are read again.
 */
const ROWS = 1_000_000;
const RUNS = 5;
const MOST: { times: Record<string, number>; megabytes: number } = {
  times: { 'sums of a day': 1.5, 'single cases': 1.5 },
  megabytes: 1000,
};

const TEAMS = ['checkout', 'catalogue', 'platform', 'labs'];

const HEAD = `title: Bench
tool: Bench
delivered: weekly
timeZone: UTC
tables:
  rows:
    files: "*.csv"
    columns:
      team: {from: team, required: true}
      time: {from: time, as: time, required: true}
      seconds: {from: seconds, as: number, required: true, min: 0}
observations:
`;

/** What the rows become: single cases, or sums that SQL makes. */
const DECLARATIONS: Record<string, string> = {
  'sums of a day': `${HEAD}  - metric: error-rate
    aggregated: true
    select: |
      SELECT date_trunc('day', time) AS at, team, count(*) FILTER (seconds > 1) AS value, count(*) AS of
      FROM rows GROUP BY ALL
`,
  'single cases': `${HEAD}  - metric: response-time
    select: SELECT time AS at, team, seconds AS value, file, row FROM rows
`,
};

const usageSchema = z.object({ megabytes: z.number() });
const timesSchema = z.object({ cpu: z.number(), seconds: z.number() });

type Run = z.infer<typeof usageSchema> & z.infer<typeof timesSchema>;

const [mode, folder = ''] = process.argv.slice(2);
if (mode === undefined) await compare();
else console.log(await timed(() => (mode === 'duckdb' ? group(folder) : importRows(folder, mode))));

/** @returns seconds of CPU time and of the clock: other work on the machine moves the latter */
async function timed(work: () => Promise<unknown>): Promise<string> {
  const before = process.cpuUsage();
  const started = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return JSON.stringify({ cpu: (user + system) / 1e6, seconds: (performance.now() - started) / 1000 });
}

async function group(data: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(LIMITS.threads) });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT team, date_trunc('day', time) AS day, count(*) AS cases, count(*) FILTER (seconds > 1) AS slow
    FROM read_csv('${join(data, 'imports/bench/rows.csv')}') GROUP BY ALL`,
  );
  if (reader.currentRowCount === 0) throw new Error('nothing was read');
  connection.closeSync();
  instance.closeSync();
}

async function importRows(data: string, declared: string): Promise<void> {
  const yaml = DECLARATIONS[declared] ?? '';
  const { value, placeOf, placeWithin } = parseYaml('bench.yaml', yaml, importSchema);
  const { state } = await readImport({
    id: 'bench',
    declaration: value,
    digest: yaml,
    places: { of: placeOf, within: placeWithin },
    data,
    targets: {
      metrics: new Map([
        ['error-rate', { kind: 'proportion', unit: 'share', respondents: false }],
        ['response-time', { kind: 'percentile', unit: 'seconds', respondents: false }],
      ]),
      teams: TEAMS,
      repositories: [],
      withPullRequests: [],
      now: Date.parse('2026-10-01T00:00:00Z'),
    },
  });
  console.error(state);
}

async function compare(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'plumbline-imports-'));
  try {
    const bytes = await writeRows(data);
    const runs = new Map<string, Run[]>();
    for (let run = 0; run < RUNS; run += 1)
      for (const name of ['duckdb', ...Object.keys(DECLARATIONS)]) {
        await rm(join(data, 'imported'), { recursive: true, force: true });
        const read = await child(name, data, 'read');
        runs.set(name, [...(runs.get(name) ?? []), read]);
        if (name === 'duckdb') continue;
        const again = `${name}, unchanged`;
        runs.set(again, [...(runs.get(again) ?? []), await child(name, data, 'unchanged')]);
      }
    // Other work on the machine only adds to what a run takes.
    const results = new Map(
      Array.from(runs, ([name, all]): [string, Run] => [
        name,
        {
          cpu: Math.min(...all.map(({ cpu }) => cpu)),
          seconds: Math.min(...all.map(({ seconds }) => seconds)),
          megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
        },
      ]),
    );
    const base = results.get('duckdb')?.cpu ?? Number.NaN;
    table(
      `${ROWS.toLocaleString('en')} rows of CSV, ${Math.round(bytes / 2 ** 20)} MB; the least of ${RUNS} runs`,
      ['', 'seconds', 'of CPU', '÷ DuckDB', 'MB at most'],
      Array.from(results, ([name, { cpu, seconds, megabytes }]) => [
        name === 'duckdb' ? 'DuckDB reads and groups' : `import as ${name}`,
        seconds.toFixed(2),
        cpu.toFixed(2),
        (cpu / base).toFixed(2),
        megabytes.toFixed(0),
      ]),
    );
    for (const [name, { cpu, megabytes }] of results) {
      const times = MOST.times[name];
      if ((times === undefined || cpu <= times * base) && megabytes <= MOST.megabytes) continue;
      console.error(`${name}: more than ${times} times DuckDB’s CPU time, or ${MOST.megabytes} MB`);
      process.exitCode = 1;
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** @param expected what the import says: `read` or `unchanged` */
async function child(name: string, data: string, expected: string): Promise<Run> {
  const usage = join(data, 'usage.json');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', new URL('usage.ts', import.meta.url).href, import.meta.filename, name, data],
    { env: { ...process.env, BENCH_USAGE_FILE: usage } },
  );
  if (name !== 'duckdb' && !stderr.includes(expected)) throw new Error(`${name}: ${stderr}, not ${expected}`);
  const { megabytes } = usageSchema.parse(JSON.parse(await readFile(usage, 'utf8')));
  return { ...timesSchema.parse(JSON.parse(stdout)), megabytes };
}

/** @returns the size of the file in bytes */
async function writeRows(data: string): Promise<number> {
  await mkdir(join(data, 'imports/bench'), { recursive: true });
  const draw = random('bench');
  const stream = createWriteStream(join(data, 'imports/bench/rows.csv'));
  stream.write('id,team,time,seconds,path,agent\n');
  const from = Date.parse('2025-10-01T00:00:00Z');
  for (let part = 0; part < ROWS / 10_000; part += 1) {
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const row = part * 10_000 + index;
      const time = new Date(from + row * 31_000).toISOString();
      return `${row},${draw.pick(TEAMS)},${time},${draw.logNormal(0.3, 0.8).toFixed(3)},/orders/${row % 977},browser`;
    });
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return stream.bytesWritten;
}
