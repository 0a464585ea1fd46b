import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PeriodName, presentPeriodName } from '../../src/facts/periodWords.ts';
import { Problem } from '../../src/facts/problem.ts';
import { quarterAt, startOf } from '../../src/facts/quarter.ts';
import { presentFolder, replaceFolder } from '../../src/facts/replacedFolder.ts';
import { readManifest, storedRepositories } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { checkKpiSettings } from '../../src/handbook/kpiSettings.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import type { Organisation } from '../../src/handbook/organisation.ts';
import type { Folders } from '../../src/handbook/organisationFolder.ts';
import { settingsIn } from '../../src/scorecard/seal.ts';
import { numberedMetrics } from '../../src/scoring/scope.ts';
import type { StoredRepository } from '../../src/scoring/storedRepository.ts';
import { counted } from './counted.ts';
import { fedMetrics, importedTables, readImports } from './importedTables.ts';
import { loadMetrics, withImportedMetrics } from './metrics.ts';
import { notStored } from './notStored.ts';
import { evict, type Observed } from './observations.ts';
import { codeDigest, type Inputs, keepFrom, writeState } from './scoredState.ts';
import { type ScoringOptions, type ScoringWork, scoringWork } from './scoringWork.ts';
import { inline, type Workers, workerPool } from './scoringWorkers.ts';
import { readSeals } from './seals.ts';
import { spinner } from './spinner.ts';
import { writePages } from './writePages.ts';

const root = join(import.meta.dirname, '../..');

/** What the command line says of how to score. */
export interface ScoreOptions extends Folders {
  /** A date or time in ISO 8601. */
  asOf?: string;
  threads?: number;
  /** Whether pages are computed also where an earlier run computed them from the same. */
  fresh?: boolean;
}

/**
 * Computes every scorecard of an organisation and puts them in the place of the former ones. Repositories that cannot
 * be read are left out: what depends on them is marked as partial.
 * @param inputs digests of what they are computed from, which are kept beside them when all could be read
 * @throws Problem at the end when a repository could not be read, unless org.yaml has `publishPartial`
 */
export async function score(
  { content, organisation: organisationFolder, data, ...options }: ScoreOptions,
  inputs: Inputs,
): Promise<void> {
  const started = performance.now();
  const definitions = await loadDefinitions(content, organisationFolder);
  const written = await loadOrganisation(
    organisationFolder,
    [...definitions.keys()],
    await storedRepositories(data),
  );
  const organisation = { ...written, sealed: settingsIn(await readSeals(data), written) };
  checkKpiSettings(organisation, definitions);
  const imports = await readImports(organisationFolder, data);
  const metrics = withImportedMetrics(await loadMetrics(organisationFolder), fedMetrics(imports));
  const requestedAsOf = options.asOf === undefined ? null : Date.parse(options.asOf);
  const unreadable = new Map<string, Problem>();
  const stored = await survey(organisation, data, unreadable);
  if (requestedAsOf !== null && requestedAsOf > stored.readFurthest) throw beyondFacts(requestedAsOf, stored);
  const asOf = requestedAsOf ?? stored.readThrough;
  const progress = spinner('Scoring');
  try {
    const observed: Observed[] = [];
    const scorecards = join(data, 'scorecards');
    const cache = join(root, '.cache', 'observations');
    const spare = join(await mkdtemp(join(tmpdir(), 'plumbline-')), 'observations');
    const fill = async (folder: string) => {
      const code = await codeDigest(organisationFolder);
      const all: ScoringOptions = {
        organisation,
        organisationFolder,
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
      const names = organisation.repositories.map(({ name }) => name).filter((name) => !unreadable.has(name));
      const workers = workersFor(work, all, names.length, options.threads);
      try {
        const observing = await observeAll(work, workers, stored.rows, names, (name, count) => {
          progress.text = `Scoring ${name} (${count} of ${names.length})`;
        });
        for (const done of observing) {
          if ('problem' in done) unreadable.set(done.name, done.problem);
          else observed.push(done);
        }
        throwWhenAll(unreadable, organisation);
        progress.text = 'Writing scorecards';
        const written = await writePages(
          (share) => workers.of(share * sum([...stored.rows.values()])),
          work,
          observed.map(({ stored }) => stored),
          Array.from(unreadable, ([repository, { found }]) => ({ repository, why: `not read: ${found}` })),
          {
            folder,
            settings: inputs.settings,
            keep: options.fresh ? async () => null : await keepFrom(presentFolder(scorecards)),
          },
        );
        const { pages } = written;
        const { since } = organisation;
        // Sealed quarters are there whatever `since` says.
        if (
          since !== undefined &&
          (pages === 0 || quarterAt(startOf(since, organisation), organisation).start > asOf)
        )
          throw noQuarter(asOf, since, presentPeriodName(organisation));
        if (pages === 0 && requestedAsOf !== null) throw beforeFacts(asOf);
        if (unreadable.size === 0) await writeState(folder, inputs.all, written.inputs);
        return written;
      } finally {
        await workers.close();
        await work.close();
        await rm(dirname(spare), { recursive: true, force: true });
      }
    };
    const { pages, kept } = await replaceFolder(scorecards, fill);
    await evict(cache, Date.now());
    const measured = observed.map(({ stored }) => stored);
    const rowsOf = (collection: string) => sum(measured.map((each) => publicRows(each, collection)));
    const pullRequests = rowsOf('pull-requests');
    // Clones have none.
    const from = pullRequests > 0 ? `${pullRequests} pull requests` : counted(rowsOf('commits'), 'commit');
    const setAside = sum(measured.flatMap((each) => each.measured.quarantined.map(({ count }) => count)));
    const privateLeftOut = measured.filter((each) => each.measured.privateLeftOut !== null);
    const unkept = observed.find((each) => each.unkept !== null)?.unkept;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    progress.succeed(
      `${pages} scorecards from ${from}, as of ${new Date(asOf).toISOString()}, in ${scorecards} (${seconds} s)${kept === 0 ? '' : `; ${kept} of them as they were: nothing that they depend on has changed`}${setAsideWords(setAside)}`,
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
  reportUnreadable(unreadable, organisation, data);
}

/** @throws Problem when no repository could be read: the first one's */
function throwWhenAll(unreadable: ReadonlyMap<string, Problem>, { repositories }: Organisation): void {
  const [first] = unreadable.values();
  if (first !== undefined && unreadable.size === repositories.length) throw first;
}

function reportUnreadable(
  unreadable: ReadonlyMap<string, Problem>,
  { repositories, publishPartial }: Organisation,
  data: string,
): void {
  if (unreadable.size === 0) return;
  for (const { message } of unreadable.values()) console.error(`\n${message}`);
  if (publishPartial) {
    console.error('\nFigures that depend on what could not be read are marked as partial.');
    return;
  }
  throw new Problem({
    place: join(data, 'snapshots'),
    found: `${unreadable.size} of ${repositories.length} repositories that could not be read: ${[...unreadable.keys()].join(', ')}`,
    expected: 'the facts of every repository that org.yaml lists',
    remedy:
      'Fix the problems above and run the command again. The scorecards were computed without these repositories; figures that depend on them are marked as partial. `publishPartial: true` in org.yaml accepts that.',
  });
}

function publicRows({ measured }: StoredRepository, collection: string): number {
  if (measured.privateLeftOut !== null) return 0;
  return measured.rows.find((each) => each.collection === collection)?.rows ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @returns what was observed of each repository, or why it cannot be read */
async function observeAll(
  work: ScoringWork,
  workers: WorkersByRows,
  rows: ReadonlyMap<string, number>,
  repositories: readonly string[],
  onDone: (name: string, done: number) => void,
): Promise<(Observed | { name: string; problem: Problem })[]> {
  let done = 0;
  const report = (name: string): void => {
    done += 1;
    onDone(name, done);
  };
  const known = new Map<string, Observed | Problem>();
  for (const name of repositories) {
    const before = await ofRepository(work.observedBefore(name));
    if (before === null) continue;
    known.set(name, before);
    report(name);
  }
  const others = repositories.filter((name) => !known.has(name));
  const { perform } = workers.of(sum(others.map((name) => rows.get(name) ?? 0)));
  const measured = async (name: string): Promise<Observed | Problem> => {
    const answer = await ofRepository(perform({ kind: 'observe', repository: name }));
    report(name);
    if (answer instanceof Problem) return answer;
    if (answer.kind !== 'observe') throw new RangeError(`${answer.kind} for observe`);
    return answer.observed;
  };
  return Promise.all(
    repositories.map(async (name) => {
      const found = known.get(name) ?? (await measured(name));
      return found instanceof Problem ? { name, problem: found } : found;
    }),
  );
}

/**
 * @returns the problem of one repository instead of throwing it
 * @throws Problem when the content is wrong
 */
async function ofRepository<Result>(work: Promise<Result>): Promise<Result | Problem> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem && error.exitCode !== 2) return error;
    throw error;
  }
}

/** Below this many facts one thread does the work: 20,000 pull requests take 8.5 CPU s in one thread, 11.8 in two. */
const ROWS_WORTH_THREADS = 50_000;

interface WorkersByRows {
  /** @returns who does work on so many facts: this thread, or a pool that is started for the first that is worth it */
  of: (rows: number) => Workers;
  close: () => Promise<void>;
}

/** @param asked how many threads, however many facts there are; else as many as the machine has, where they are worth it */
function workersFor(
  work: ScoringWork,
  options: ScoringOptions,
  repositories: number,
  asked: number | undefined,
): WorkersByRows {
  const alone = inline(work);
  const threads = Math.min(asked ?? availableParallelism(), repositories);
  const worth = asked === undefined ? ROWS_WORTH_THREADS : 0;
  let pool: Workers | undefined;
  return {
    of: (rows) => {
      if (threads === 1 || rows < worth) return alone;
      pool ??= workerPool(options, threads);
      return pool;
    },
    close: async () => pool?.close(),
  };
}

/**
 * What the manifests say: how many facts there are, and the moments up to which any repository was read, and every one
 * but for those that lag behind.
 */
interface Stored {
  /** By repository. */
  rows: ReadonlyMap<string, number>;
  readThrough: number;
  readFurthest: number;
}

/** A repository that lags further behind the others does not hold them back: what it lacks is partial. */
const LONGEST_LAG = 7 * DAY;

/** @param unreadable gets the repositories whose manifest cannot be read, and why */
async function survey(
  organisation: Organisation,
  data: string,
  unreadable: Map<string, Problem>,
): Promise<Stored> {
  const through: number[] = [];
  const rows = new Map<string, number>();
  for (const { name } of organisation.repositories) {
    const manifest = await ofRepository(readManifest(data, name));
    if (manifest === null || manifest instanceof Problem) {
      unreadable.set(name, manifest ?? notStored(data, name));
      continue;
    }
    through.push(Date.parse(manifest.readThrough));
    rows.set(name, sum(Object.values(manifest.files).map((file) => file.rows)));
  }
  throwWhenAll(unreadable, organisation);
  const readFurthest = Math.max(...through);
  const readThrough = Math.min(...through.filter((each) => each >= readFurthest - LONGEST_LAG));
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
function noQuarter(asOf: number, since: string, period: PeriodName): Problem {
  return new Problem({
    place: 'org.yaml (since)',
    found: `${since}, and no ${period} between it and ${new Date(asOf).toISOString()}, up to which facts count`,
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
