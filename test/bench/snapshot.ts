import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { copyContent } from '../support/content.ts';
import { largeNames } from '../support/github/large.ts';
import { table } from './table.ts';

/**
 * How reading from GitHub grows: the real command against a test server in a process of its own, which answers each
 * request after a latency. One request at a time can take no less than requests × latency; the rest is the work of
 * both processes. Then the command runs again, when nothing is new. Prints tables; asserts nothing.
 *
 *   node test/bench/snapshot.ts [REPOSITORIES:PULL_REQUESTS:LATENCY …]      latency in milliseconds
 */
const DEFAULT = ['20:5000:120', '200:50000:120', '1:20000:5', '2000:500000:5'];
const STEPS = 10;
const SAMPLED_EVERY = 100;

interface Size {
  repositories: number;
  pullRequests: number;
  /** In milliseconds. */
  latency: number;
}

const usageSchema = z.object({ seconds: z.number(), cpu: z.number(), megabytes: z.number() });
const servedSchema = z.object({ requests: z.int(), points: z.int(), cpu: z.number() });

/** What one run of the command took, and of the server. */
interface Run extends z.infer<typeof usageSchema> {
  served: z.infer<typeof servedSchema>;
  /** Megabytes held at each sample. */
  held: number[];
}

const whole: string[][] = [];
const again: string[][] = [];
const memory: string[][] = [];
const sizes = process.argv.length > 2 ? process.argv.slice(2) : DEFAULT;
for (const size of sizes.map(sizeOf)) {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    await writeContent(folder, size.repositories);
    const first = await snapshot(folder, size);
    whole.push(timesOf(size, first));
    memory.push([...headOf(size), first.megabytes.toFixed(0), ...stepsOf(first.held)]);
    again.push(timesOf(size, await snapshot(folder, size)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
const sized = ['pull requests', 'repositories'];
const timed = [
  'latency ms',
  'requests',
  'points',
  'seconds',
  'requests × latency',
  'ratio',
  'CPU s',
  'server CPU s',
];
table('Reading all of it', [...sized, ...timed], whole);
table('Reading again, when nothing is new', [...sized, ...timed], again);
table(
  'Megabytes held by the command, reading all of it: the most, and the most in each tenth of its time',
  [...sized, 'peak', ...Array.from({ length: STEPS }, (_, index) => `${index + 1}`)],
  memory,
);

function sizeOf(text: string): Size {
  const [repositories = Number.NaN, pullRequests = Number.NaN, latency = Number.NaN] = text
    .split(':')
    .map(Number);
  if (repositories > 0 && pullRequests >= repositories && latency >= 0) {
    return { repositories, pullRequests, latency };
  }
  throw new RangeError(`not REPOSITORIES:PULL_REQUESTS:LATENCY: ${text}`);
}

function headOf({ pullRequests, repositories }: Size): string[] {
  return [pullRequests.toLocaleString('en'), repositories.toLocaleString('en')];
}

function timesOf(size: Size, { seconds, cpu, served }: Run): string[] {
  const least = (served.requests * size.latency) / 1000;
  return [
    ...headOf(size),
    String(size.latency),
    served.requests.toLocaleString('en'),
    served.points.toLocaleString('en'),
    seconds.toFixed(1),
    least.toFixed(1),
    (seconds / least).toFixed(2),
    cpu.toFixed(1),
    served.cpu.toFixed(1),
  ];
}

function stepsOf(held: readonly number[]): string[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const part = held.slice(
      Math.floor((step * held.length) / STEPS),
      Math.ceil(((step + 1) * held.length) / STEPS),
    );
    return Math.max(...part).toFixed(0);
  });
}

async function writeContent(folder: string, repositories: number): Promise<void> {
  await copyContent(join(folder, 'content'), { withSample: false });
  const names = largeNames(repositories);
  const lines = [
    'name: Bench',
    'repositories:',
    ...names.map((name) => `  - name: ${name}`),
    'teams:',
    '  - id: everyone',
    '    name: Everyone',
    '    owns:',
    ...names.map((name) => `      - repository: ${name}`),
    '    kpis: [{ metric: cycle-time }, { metric: first-review-time }, { metric: review-coverage }]',
  ];
  await writeFile(join(folder, 'content/org.yaml'), `${lines.join('\n')}\n`);
}

/** Runs the command against a server of its own, and both to their end. */
async function snapshot(folder: string, { repositories, pullRequests, latency }: Size): Promise<Run> {
  const size = ['--repositories', String(repositories), '--pull-requests', String(pullRequests)];
  const server = spawn(
    process.execPath,
    ['test/support/github/large.ts', ...size, '--latency', String(latency)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise((resolve) => server.on('exit', resolve));
  try {
    const told = createInterface(server.stdout)[Symbol.asyncIterator]();
    const url = z.url().parse((await told.next()).value);
    const run = await measured(folder, url);
    server.kill('SIGTERM');
    const served = servedSchema.parse(JSON.parse(z.string().parse((await told.next()).value)));
    return { ...run, served };
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

async function measured(folder: string, url: string): Promise<Omit<Run, 'served'>> {
  const file = join(folder, 'usage.json');
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('./usage.ts', import.meta.url).href,
      'scripts/snapshot.ts',
      '--content',
      join(folder, 'content'),
      '--data',
      join(folder, 'data'),
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        BENCH_USAGE_FILE: file,
        GITHUB_TOKEN: 'bench',
        GITHUB_GRAPHQL_URL: url,
        PLUMBLINE_PSEUDONYM_KEY: 'a key for a bench of sample data',
      },
    },
  );
  let last = '';
  child.stderr.on('data', (chunk: Buffer) => {
    last = `${last}${chunk}`.slice(-2_000);
  });
  const held: number[] = [];
  const sampling = setInterval(() => sample(child, held), SAMPLED_EVERY);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(sampling);
  if (code !== 0) throw new Error(`the command ended with ${code}:\n${last}`);
  return { ...usageSchema.parse(JSON.parse(await readFile(file, 'utf8'))), held };
}

/** Linux tells the memory that a process holds; elsewhere only the peak is known. */
async function sample({ pid }: ChildProcess, held: number[]): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes !== undefined) held.push(Number(kilobytes) / 1024);
}
