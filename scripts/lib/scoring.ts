import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Piscina } from 'piscina';
import { z } from 'zod';
import { makeFolder, refuseLink, writing } from '../../src/facts/disk.ts';
import { Problem } from '../../src/facts/problem.ts';
import { readManifest } from '../../src/facts/store.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { checkKpiSettings } from '../../src/handbook/kpiSettings.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import type { Organisation } from '../../src/handbook/organisation.ts';
import { PREVIOUS } from '../../src/scorecard/folder.ts';
import type { StoredRepository } from '../../src/scoring/collect.ts';
import { numberedMetrics } from '../../src/scoring/scope.ts';
import type { MeasuredMetric } from '../../src/scoring/scoredPage.ts';
import { fedMetrics, importedTables, readImports } from './importedTables.ts';
import { loadMetrics, withImportedMetrics } from './metrics.ts';
import { notStored } from './notStored.ts';
import { evict, type Observed } from './observations.ts';
import { codeDigest, writeState } from './scoredState.ts';
import {
  type Answer,
  type Done,
  type ScoringOptions,
  type ScoringWork,
  scoringWork,
  type Task,
} from './scoringWork.ts';
import { spinner } from './spinner.ts';

const root = join(import.meta.dirname, '../..');

/** What the command line says of how to score. */
export interface ScoreOptions {
  content: string;
  data: string;
  asOf?: string;
  threads?: string;
}

/**
 * Computes every scorecard of an organisation and puts them in the place of the former ones.
 * @param inputs the digest of what they are computed from, which is kept beside them
 */
export async function score({ content, data, ...options }: ScoreOptions, inputs: string): Promise<void> {
  const started = performance.now();
  const definitions = await loadDefinitions(content);
  const organisation = await loadOrganisation(content, [...definitions.keys()]);
  checkKpiSettings(organisation, definitions);
  const imports = await readImports(content, data);
  const metrics = withImportedMetrics(await loadMetrics(), fedMetrics(imports));
  const wishedAsOf = options.asOf === undefined ? null : parseTime(options.asOf);
  const wishedThreads = options.threads === undefined ? null : parseThreads(options.threads);
  const stored = await survey(organisation, data);
  if (wishedAsOf !== null && wishedAsOf > stored.readFurthest) throw beyondFacts(wishedAsOf, stored);
  const asOf = wishedAsOf ?? stored.readThrough;
  const threads = wishedThreads ?? threadsFor(stored.rows);
  const progress = spinner('Scoring');
  try {
    const observed: Observed[] = [];
    const scorecards = join(data, 'scorecards');
    const cache = join(root, '.cache', 'observations');
    const spare = join(await mkdtemp(join(tmpdir(), 'plumbline-')), 'observations');
    const fill = async (folder: string) => {
      const code = await codeDigest();
      const all: ScoringOptions = {
        organisation,
        definitions,
        metrics: [...metrics.keys()],
        data,
        asOf,
        folder,
        code,
        imports,
        imported: await importedTables(imports, numberedMetrics(metrics), { data, cache, spare, code }),
        cache,
        spare,
      };
      const work = scoringWork(all, metrics);
      const count = Math.min(threads, organisation.repositories.length);
      const workers = count === 1 ? inline(work) : workerPool(all, count);
      try {
        const names = organisation.repositories.map(({ name }) => name);
        observed.push(
          ...(await observeAll(workers, names, (name, done) => {
            progress.text = `Scoring ${name} (${done} of ${names.length})`;
          })),
        );
        progress.text = 'Writing scorecards';
        const pages = await writePages(
          workers,
          work,
          observed.map(({ stored }) => stored),
          folder,
        );
        if (pages === 0 && organisation.since !== undefined) throw noQuarter(asOf, organisation.since);
        if (pages === 0 && wishedAsOf !== null) throw beforeFacts(asOf);
        return pages;
      } finally {
        await workers.close();
        await work.close();
        await rm(dirname(spare), { recursive: true, force: true });
      }
    };
    const count = await writing(scorecards, () => replaceFolder(scorecards, inputs, fill));
    await evict(cache, Date.now());
    const measured = observed.map(({ stored }) => stored);
    const pullRequests = sum(measured.map(pullRequestsOf));
    const setAside = sum(measured.flatMap((each) => each.measured.quarantined.map(({ count }) => count)));
    const privateLeftOut = measured.filter((each) => each.measured.privateLeftOut !== null);
    const unkept = observed.find((each) => each.unkept !== null)?.unkept;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    progress.succeed(
      `${count} scorecards from ${pullRequests} pull requests, as of ${new Date(asOf).toISOString()}, in ${scorecards} (${seconds} s)${setAsideWords(setAside)}`,
    );
    if (privateLeftOut.length > 0)
      console.log(
        `  private, and left out of the public site: ${privateLeftOut.map(({ name }) => name).join(', ')}`,
      );
    if (unkept != null)
      console.log(`  ${cache} cannot be written (${unkept}): nothing was kept for the next run`);
  } catch (error) {
    progress.fail('Nothing was changed in the scorecards.');
    throw error;
  }
}

function pullRequestsOf({ measured }: StoredRepository): number {
  if (measured.privateLeftOut !== null) return 0;
  return measured.rows.find(({ collection }) => collection === 'pull-requests')?.rows ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Those who do the work: this thread, or a pool of others. */
interface Workers {
  perform: (task: Task) => Promise<Done>;
  close: () => Promise<void>;
}

/** One task after the other: they have one database. */
function inline(work: ScoringWork): Workers {
  let last: Promise<unknown> = Promise.resolve();
  return {
    perform: (task) => {
      const next = last.then(() => work.perform(task));
      last = next.catch(() => {});
      return next;
    },
    close: async () => {},
  };
}

function workerPool(options: ScoringOptions, threads: number): Workers {
  const pool = new Piscina<Task, Answer>({
    filename: new URL('scoringWorker.ts', import.meta.url).href,
    workerData: options,
    minThreads: threads,
    maxThreads: threads,
    // Rows are many and short-lived: with little room, those in use are copied over and over.
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  });
  return {
    perform: async (task) => {
      const answer = await pool.run(task);
      if (answer.kind === 'problem') throw new Problem(answer.details);
      return answer;
    },
    close: () => pool.destroy(),
  };
}

async function observeAll(
  workers: Workers,
  repositories: readonly string[],
  onDone: (name: string, done: number) => void,
): Promise<Observed[]> {
  let done = 0;
  return Promise.all(
    repositories.map(async (repository) => {
      const answer = await workers.perform({ kind: 'observe', repository });
      if (answer.kind !== 'observe') throw new RangeError(`${answer.kind} for observe`);
      done += 1;
      onDone(repository, done);
      return answer.observed;
    }),
  );
}

/** @returns how many pages were written */
async function writePages(
  workers: Workers,
  work: ScoringWork,
  repositories: readonly StoredRepository[],
  folder: string,
): Promise<number> {
  const { teams, metrics, batches, organisation, withheld } = await work.scorer(repositories);
  const observations = { repositories: JSON.stringify(repositories), withheld: await withheld() };
  const byMetric = new Map<string, readonly MeasuredMetric[]>();
  let count = 0;
  const perform = async (task: Task): Promise<void> => {
    const answer = await workers.perform(task);
    if (answer.kind === 'team') count += answer.pages;
    if (answer.kind === 'metrics') for (const [id, pages] of answer.metrics) byMetric.set(id, pages);
  };
  const [first = [], ...others] = batches;
  await Promise.all([
    perform({ kind: 'metrics', ids: first, ...observations }),
    ...teams.map((id) => perform({ kind: 'team', id, ...observations })),
    ...others.map((ids) => perform({ kind: 'metrics', ids, ...observations })),
  ]);
  return count + (await organisation(new Map(metrics.map((id) => [id, byMetric.get(id) ?? []])), folder));
}

/** Removes what runs that were killed have written. This run has the lock, so none of them is at work. */
async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(dirname(folder)).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(`${basename(folder)}.writing-`)))
    await rm(join(dirname(folder), name), { recursive: true, force: true });
}

/** The scorecards replace the former ones together: a reader never sees half of each. */
async function replaceFolder(
  folder: string,
  inputs: string,
  fill: (folder: string) => Promise<number>,
): Promise<number> {
  const staging = `${folder}.writing-${process.pid}`;
  const previous = `${folder}${PREVIOUS}`;
  for (const path of [folder, previous]) await refuseLink(path);
  await removeAbandoned(folder);
  try {
    await makeFolder(staging);
    const count = await fill(staging);
    await writeState(staging, inputs);
    if ((await readdir(dirname(folder))).includes(basename(folder))) {
      await rm(previous, { recursive: true, force: true });
      await rename(folder, previous);
    }
    await rename(staging, folder);
    await rm(previous, { recursive: true, force: true });
    return count;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Below this many facts, starting a thread takes longer than it saves. */
const ROWS_WORTH_THREADS = 20_000;

function threadsFor(rows: number): number {
  return rows < ROWS_WORTH_THREADS ? 1 : availableParallelism();
}

function parseThreads(text: string): number {
  const threads = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (threads > 0) return threads;
  throw new Problem({
    place: '--threads',
    found: text,
    expected: 'a number from 1 to 99',
    remedy: 'Leave it out: by default as many are used as the machine can run at once.',
    exitCode: 2,
  });
}

/** What the manifests say: how many facts there are, and the moments up to which every repository and any was read. */
interface Stored {
  rows: number;
  readThrough: number;
  readFurthest: number;
}

async function survey({ repositories }: Organisation, data: string): Promise<Stored> {
  let readThrough = Number.POSITIVE_INFINITY;
  let readFurthest = Number.NEGATIVE_INFINITY;
  let rows = 0;
  for (const { name } of repositories) {
    const manifest = await readManifest(data, name);
    if (manifest === null) throw notStored(data, name);
    readThrough = Math.min(readThrough, Date.parse(manifest.readThrough));
    readFurthest = Math.max(readFurthest, Date.parse(manifest.readThrough));
    for (const file of Object.values(manifest.files)) rows += file.rows;
  }
  return { rows, readThrough, readFurthest };
}

/** Past the last fact nothing is known, and a count of nothing would read as 0. */
function beyondFacts(asOf: number, { readThrough, readFurthest }: Stored): Problem {
  return new Problem({
    place: '--as-of',
    found: new Date(asOf).toISOString(),
    expected: `a moment that the facts reach: ${new Date(readFurthest).toISOString()} or before`,
    remedy: `Run \`npm run snapshot\` first, or leave it out: then ${new Date(readThrough).toISOString()} counts, up to which every repository was read.`,
    exitCode: 2,
  });
}

/** Scorecards are not replaced by none for a date that leaves no quarter. */
function noQuarter(asOf: number, since: string): Problem {
  return new Problem({
    place: 'content/org.yaml (since)',
    found: `${since}, and no quarter between it and ${new Date(asOf).toISOString()}, up to which facts count`,
    expected: 'a day before the end of the facts',
    remedy: 'Give an earlier day, leave it out, or give a later `--as-of`.',
    exitCode: 2,
  });
}

/** The same for a moment before the first fact. */
function beforeFacts(asOf: number): Problem {
  return new Problem({
    place: '--as-of',
    found: `${new Date(asOf).toISOString()}, before the first fact`,
    expected: 'a moment that the facts reach',
    remedy: 'Give a later moment, or leave it out.',
    exitCode: 2,
  });
}

function setAsideWords(count: number): string {
  if (count === 0) return '';
  return `; ${count} ${count === 1 ? 'fact' : 'facts'} set aside: see the data-health page`;
}

function parseTime(text: string): number {
  const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text);
  if (moment.success) return Date.parse(moment.data);
  throw new Problem({
    place: '--as-of',
    found: text,
    expected: 'a date or time such as 2026-09-01 or 2026-09-01T00:00:00Z',
    remedy: 'Give the moment up to which facts count.',
    exitCode: 2,
  });
}
