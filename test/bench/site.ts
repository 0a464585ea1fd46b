import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { filesIn } from '../../src/facts/folderDigest.ts';
import { environmentOf, type Folders } from '../../src/handbook/organisationFolder.ts';
import { copyContent } from '../support/content.ts';
import { writeStarlight } from './starlight.ts';
import { writeSynthetic } from './synthetic.ts';
import { table } from './table.ts';

/**
 * What sites take to build and how large they are: the handbook's prose with plain Starlight, the sample, and generated
 * organisations; each site first with nothing kept from an earlier build, and again a week later. CPU time is compared, since
 * seconds on a shared machine vary; fails when a limit is exceeded.
 *
 *   node test/bench/site.ts [TEAMS:REPOSITORIES:PULL_REQUESTS …]      default: 4:40:100000 40:80:200000
 *
 * The sample must have been scored: `npm run score`.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['4:40:100000', '40:80:200000'];
const WEEKS = ['2026-06-20T00:00:00Z', '2026-06-27T00:00:00Z'] as const;

/** What a generated site may take: CPU seconds more than the sample's, and megabytes held; and be: megabytes, files. */
const MOST: Record<string, { more?: number; held?: number; size: number; files?: number }> = {
  '4:40:100000': { more: 60, held: 1500, size: 100 },
  '40:80:200000': { size: 300, files: 20_000 },
};
/** What part of the first build's CPU time that of a week later may take where there are so many scorecards. */
const MOST_A_WEEK_LATER = { from: 60, ratio: 1 / 4 };

const usageSchema = z.object({ seconds: z.number(), cpu: z.number(), megabytes: z.number() });

interface Built extends z.infer<typeof usageSchema> {
  files: number;
  pages: number;
  size: number;
}

const root = process.cwd();
const rows: string[][] = [];
// Inside of the project, where its libraries are found.
const bench = join(root, '.cache/bench');
await mkdir(bench, { recursive: true });
const folder = await mkdtemp(join(bench, 'site-'));
const plainFolder = join(bench, 'starlight');
try {
  await rm(plainFolder, { recursive: true, force: true });
  await writeStarlight(plainFolder, join(root, 'content'));
  const plain = await built('plain Starlight with the prose', plainFolder, {});
  const sample = await built('sample', root, {});
  const unchanged = await built('sample, unchanged', root, {});
  limit('sample ÷ plain Starlight, CPU (aim, not a limit)', sample.cpu / plain.cpu, Number.POSITIVE_INFINITY);
  limit('sample, unchanged ÷ first, CPU', unchanged.cpu / sample.cpu, Number.POSITIVE_INFINITY);
  for (const size of sizes) {
    const folders = await generated(size);
    const environment = environmentOf(folders);
    await score(folders, WEEKS[0]);
    const first = await built(size, root, environment);
    await score(folders, WEEKS[1]);
    const later = await built(`${size}, a week later`, root, environment);
    const most = MOST[size];
    const scorecards = (await filesIn(join(folders.data, 'scorecards'))).filter((name) =>
      name.endsWith('.json'),
    ).length;
    limit(`${size}, CPU seconds more than the sample`, first.cpu - sample.cpu, most?.more);
    limit(`${size}, megabytes held`, first.megabytes, most?.held);
    limit(`${size}, megabytes of the site`, first.size, most?.size);
    limit(`${size}, files of the site`, first.files, most?.files);
    limit(
      `${size}, a week later ÷ first, CPU`,
      later.cpu / first.cpu,
      scorecards < MOST_A_WEEK_LATER.from ? undefined : MOST_A_WEEK_LATER.ratio,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(plainFolder, { recursive: true, force: true });
}
table(
  'Building sites: teams, repositories and pull requests of generated organisations',
  ['', 'pages', 'files', 'MB', 'seconds', 'CPU s', 'peak MB'],
  rows,
);

function limit(what: string, found: number, most = Number.POSITIVE_INFINITY): void {
  console.log(`${what}: ${found.toFixed(2)}`);
  if (found <= most) return;
  console.error(`${what}: ${found.toFixed(2)}, and at most ${most.toFixed(2)} is allowed`);
  process.exitCode = 1;
}

async function generated(size: string): Promise<Folders> {
  const [teams = Number.NaN, repositories = Number.NaN, pullRequests = Number.NaN] = size
    .split(':')
    .map(Number);
  if (!(teams > 0 && repositories >= teams && pullRequests >= repositories))
    throw new RangeError(`not TEAMS:REPOSITORIES:PULL_REQUESTS: ${size}`);
  const organisation = join(folder, size.replaceAll(':', '-'));
  const [content, data] = [join(folder, 'content'), join(organisation, 'data')];
  await copyContent(content, { withSample: false });
  await mkdir(data, { recursive: true });
  await writeFile(
    join(organisation, 'org.yaml'),
    await writeSynthetic(data, pullRequests, repositories, teams),
  );
  return { content, organisation, data };
}

async function score({ content, organisation }: Folders, asOf: string): Promise<void> {
  await run(['scripts/score.ts', '--content', content, '--org', organisation, '--as-of', asOf], {});
}

/** Builds a site; what the last build of the same organisation kept is used. */
async function built(what: string, project: string, env: Record<string, string>): Promise<Built> {
  const name = what.replace(/,.*/, '').replaceAll(/\W/g, '-');
  const [out, file] = [join(folder, `${name}-dist`), join(folder, 'usage.json')];
  const usage = new URL('./usage.ts', import.meta.url).href;
  const script = join(root, 'test/bench/buildOnce.ts');
  await run(['--import', usage, script, project, out, join(folder, `${name}-cache`)], {
    ...env,
    NODE_ENV: 'production',
    BENCH_USAGE_FILE: file,
  });
  const used = usageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const files = await filesIn(out);
  const bytes = await Promise.all(files.map(async (name) => (await stat(name)).size));
  const size = bytes.reduce((sum, each) => sum + each, 0) / 1e6;
  const pages = files.filter((name) => name.endsWith('.html')).length;
  rows.push([
    what,
    String(pages),
    String(files.length),
    size.toFixed(1),
    used.seconds.toFixed(1),
    used.cpu.toFixed(1),
    used.megabytes.toFixed(0),
  ]);
  return { ...used, files: files.length, pages, size };
}

function run(args: string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    }).on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`)),
    );
  });
}
