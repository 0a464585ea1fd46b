import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { writing } from '../../src/facts/disk.ts';
import { Problem } from '../../src/facts/problem.ts';
import { readManifest } from '../../src/facts/store.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { checkKpiSettings } from '../../src/handbook/kpiSettings.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import type { Organisation } from '../../src/handbook/organisation.ts';
import { holder } from '../../src/scoring/collect.ts';
import type { Material } from '../../src/scoring/scope.ts';
import type { MeasuredMetric } from '../../src/scoring/scoredPage.ts';
import { scorer } from '../../src/scoring/scorer.ts';
import { type Hand, hands } from './hands.ts';
import { loadMetrics } from './metrics.ts';
import { writeState } from './scoredState.ts';
import { notStored, writePage } from './scoringTasks.ts';
import { spinner } from './spinner.ts';

/** What the command line says of how to score. */
export interface Wishes {
  content: string;
  data: string;
  asOf?: string;
  threads?: string;
}

/**
 * Computes every scorecard of an organisation and puts them in the place of the former ones.
 * @param inputs the digest of what they are computed from, which is kept beside them
 */
export async function score({ content, data, ...wishes }: Wishes, inputs: string): Promise<void> {
  const started = performance.now();
  const definitions = await loadDefinitions(content);
  const organisation = await loadOrganisation(content, [...definitions.keys()]);
  checkKpiSettings(organisation, definitions);
  const metrics = await loadMetrics();
  const wishedAsOf = wishes.asOf === undefined ? null : parseTime(wishes.asOf);
  const wishedThreads = wishes.threads === undefined ? null : parseThreads(wishes.threads);
  const stored = await survey(organisation, data);
  if (wishedAsOf !== null && wishedAsOf > stored.readFurthest) throw beyondFacts(wishedAsOf, stored);
  const asOf = wishedAsOf ?? stored.readThrough;
  const threads = wishedThreads ?? threadsFor(stored.rows);
  const progress = spinner('Scoring');
  try {
    let pullRequests = 0;
    let setAside = 0;
    const privateLeftOut: string[] = [];
    const scorecards = join(data, 'scorecards');
    const fill = async (folder: string) => {
      const orders = { organisation, definitions, data, asOf, folder };
      const workers = hands(Math.min(threads, organisation.repositories.length), orders, metrics);
      try {
        const { holdings, hold } = holder(organisation, asOf);
        let done = 0;
        const measured = await share(workers, organisation.repositories, async ({ tasks }, { name }) => {
          const one = await tasks.measure(name);
          done += 1;
          progress.text = `Scoring ${name} (${done} of ${organisation.repositories.length})`;
          return one;
        });
        for (const one of measured) {
          pullRequests += one.pullRequests;
          setAside += one.setAside;
          if (one.privateLeftOut !== null) privateLeftOut.push(one.privateLeftOut.name);
          hold(one);
        }
        progress.text = 'Writing scorecards';
        const pages = await writePages(
          workers,
          { organisation, definitions, metrics, holdings, asOf },
          folder,
        );
        if (pages === 0 && organisation.since !== undefined) throw noQuarter(asOf, organisation.since);
        if (pages === 0 && wishedAsOf !== null) throw beforeFacts(asOf);
        return pages;
      } finally {
        await Promise.all(workers.map((hand) => hand.dismiss()));
      }
    };
    const count = await writing(scorecards, () => replaceFolder(scorecards, inputs, fill));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    progress.succeed(
      `${count} scorecards from ${pullRequests} pull requests, as of ${new Date(asOf).toISOString()}, in ${scorecards} (${seconds} s)${setAsideWords(setAside)}`,
    );
    if (privateLeftOut.length > 0)
      console.log(`  private, and left out of the public site: ${privateLeftOut.join(', ')}`);
  } catch (error) {
    progress.fail('Nothing was changed in the scorecards.');
    throw error;
  }
}

/** Gives each worker the next piece as soon as it has done one. @returns the results in the order of the pieces */
export async function share<Piece, Result>(
  workers: readonly Hand[],
  pieces: readonly Piece[],
  work: (worker: Hand, piece: Piece) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = pieces.entries();
  await Promise.all(
    workers.map(async (worker) => {
      for (const [index, piece] of queue) results[index] = await work(worker, piece);
    }),
  );
  return results;
}

/** @returns how many pages were written */
async function writePages(workers: readonly Hand[], material: Material, folder: string): Promise<number> {
  await Promise.all(workers.map(({ tasks }) => tasks.hold(material.holdings)));
  const { teams, metrics, metricsOfPeople, pagesOfOrganisation } = scorer(material);
  const measured = new Map<string, readonly MeasuredMetric[]>();
  const measure = async ({ tasks }: Hand, id: string) => measured.set(id, await tasks.metric(id));
  const [first] = workers;
  let count = 0;
  const others = metrics.filter((id) => !metricsOfPeople.includes(id));
  const pieces = [
    ...teams.map((id) => async ({ tasks }: Hand) => {
      const written = await tasks.team(id);
      count += written;
    }),
    ...others.map((id) => (worker: Hand) => measure(worker, id)),
  ].values();
  await Promise.all(
    workers.map(async (worker) => {
      if (worker === first) for (const id of metricsOfPeople) await measure(worker, id);
      for (const piece of pieces) await piece(worker);
    }),
  );
  for (const page of pagesOfOrganisation(new Map(metrics.map((id) => [id, measured.get(id) ?? []])))) {
    await writePage(folder, page);
    count += 1;
  }
  return count;
}

/** The scorecards replace the former ones together: a reader never sees half of each. */
async function replaceFolder(
  folder: string,
  inputs: string,
  fill: (folder: string) => Promise<number>,
): Promise<number> {
  const staging = `${folder}.writing-${process.pid}`;
  const previous = `${folder}.previous`;
  await rm(staging, { recursive: true, force: true });
  try {
    await mkdir(staging, { recursive: true });
    const count = await fill(staging);
    await writeState(staging, inputs);
    await rm(previous, { recursive: true, force: true });
    if ((await readdir(dirname(folder))).includes(basename(folder))) await rename(folder, previous);
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
