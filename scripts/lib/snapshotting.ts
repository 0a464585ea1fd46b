import { resolve } from 'node:path';
import { type Manifest, missingOf } from '../../src/facts/manifest.ts';
import { Problem } from '../../src/facts/problem.ts';
import { provenanceOf, type Reading } from '../../src/facts/reading.ts';
import type { Instant } from '../../src/facts/schema.ts';
import {
  findSnapshot,
  readManifest,
  readSnapshot,
  renameSnapshot,
  renewSnapshot,
  writeSnapshot,
} from '../../src/facts/store.ts';
import type { RepositorySettings } from '../../src/handbook/organisation.ts';
import { readGit } from '../../src/sources/git/readGit.ts';
import { planOf } from '../../src/sources/github/plan.ts';
import { readGitHub } from '../../src/sources/github/read.ts';
import { checkDistinct, isUnchanged, type Surveyed, survey } from '../../src/sources/github/survey.ts';
import type { Client } from '../../src/sources/github/transport/client.ts';
import { journalled } from '../../src/sources/github/transport/journal.ts';
import { askRateLimit } from '../../src/sources/github/transport/rateLimit.ts';
import { counted } from './counted.ts';
import { type SnapshotProgress, snapshotProgress } from './snapshotProgress.ts';
import { openRun, type SnapshotRun } from './snapshotRun.ts';
import { type Sources, sourcesOf, type Wish } from './snapshotSources.ts';

/** So many failures in a row are the server's or the network's, and the next repository would fail alike. */
const FAILURES_IN_A_ROW = 2;

/** What the repositories of a run have in common. */
interface Round {
  wish: Wish;
  sources: Sources;
  run: SnapshotRun;
  client: () => Client;
  surveyed: ReadonlyMap<string, Surveyed>;
  progress: SnapshotProgress;
  cost: Reading['cost'];
}

/**
 * Reads every repository that the organisation names and stores what is new, each as soon as it is read. One that
 * cannot be read does not keep the others from it; what was stored of it stays.
 * @throws Problem at the end when a repository could not be read, or not wholly and that is not allowed
 */
export async function snapshot(wish: Wish): Promise<void> {
  const sources = await sourcesOf(wish);
  const { repositories, onGitHub, who } = sources;
  const cost = { requests: 0, points: 0 };
  let progress: SnapshotProgress | null = null;
  const client = once(() =>
    sources.client({ onWait: (reason, seconds) => progress?.waiting(reason, seconds) }),
  );
  const run = await openRun(wish.data, {
    about: {
      full: wish.full,
      repositories: repositories.map(({ name, source }) => [name, source, sources.withPaths(name)]),
      key: who.keyFingerprint,
      bots: who.botsFingerprint,
      url: process.env['GITHUB_GRAPHQL_URL'] ?? '',
    },
    identity: who,
    startedAt: async () => (onGitHub.length === 0 ? localTime() : githubTime(client(), cost)),
  });
  const failures: Problem[] = [];
  try {
    const surveyed = new Map<string, Surveyed>();
    if (onGitHub.length > 0) {
      const asked = journalled(client(), await run.journal('survey'));
      for (const each of await survey(asked, onGitHub, cost)) surveyed.set(each.name, each);
      checkDistinct([...surveyed.values()]);
    }
    const round = {
      wish,
      sources,
      run,
      client,
      surveyed,
      cost,
      progress: snapshotProgress({
        total: {
          repositories: repositories.length,
          requests: await plannedRequests(wish, sources, surveyed, run.now, cost.requests),
        },
      }),
    };
    progress = round.progress;
    failures.push(...(await readAll(round)));
  } catch (error) {
    await run.leave();
    throw error;
  } finally {
    progress?.end();
  }
  await (failures.length === 0 ? run.end() : run.leave());
  conclude(await incomplete(wish.data, repositories), { failures, wish, repositories, cost });
}

/** @returns why repositories could not be read */
async function readAll(round: Round): Promise<Problem[]> {
  const { run, progress, sources } = round;
  const failures: Problem[] = [];
  let inARow = 0;
  for (const settings of sources.repositories) {
    const { name } = settings;
    if (run.isSafe(name)) {
      progress.done(`${name}: read before this run was cut off`);
      continue;
    }
    progress.begin(name);
    try {
      progress.done(await readOne(round, settings));
      inARow = 0;
    } catch (error) {
      progress.failed(`${name}: not read; what was stored is unchanged`);
      if (!(error instanceof Problem)) throw error;
      failures.push(error);
      // A repository that GitHub does not show says nothing about the next one.
      inARow += isHidden(round.surveyed.get(name)) ? 0 : 1;
      if (error.exitCode === 2 || inARow === FAILURES_IN_A_ROW) break;
    }
  }
  return failures;
}

/** @returns what was read, in a line */
async function readOne(round: Round, settings: RepositorySettings): Promise<string> {
  const { wish, sources, run, progress, cost } = round;
  const { name, source } = settings;
  if (source === 'sample') return verifySample(wish.data, name);
  if (source === 'git') {
    const reading = await readGit({
      path: resolve(wish.content, settings.path ?? '.'),
      name,
      identity: sources.who,
      now: run.now,
      onProgress: (step) => progress.update(step, cost, null),
    });
    return store(round, settings, reading);
  }
  return readFromGitHub(round, settings);
}

async function readFromGitHub(round: Round, settings: RepositorySettings): Promise<string> {
  const { wish, sources, run, surveyed, client, progress, cost } = round;
  const { name } = settings;
  const found = surveyed.get(name);
  if (found === undefined) throw new RangeError(`${name} was not surveyed`);
  const manifest = (await readManifest(wish.data, name)) ?? (await adopted(round, found));
  if ('problem' in found)
    throw manifest === null ? found.problem : noLongerReadable(found, manifest.readThrough);
  const { overview } = found;
  const moved =
    overview.presentName === name
      ? ''
      : `; GitHub has it as ${overview.presentName} now: write that name in org.yaml`;
  const withPaths = sources.withPaths(name);
  if (!wish.full && isUnchanged(found, manifest, { identity: sources.who, withPaths, now: run.now })) {
    await renewSnapshot(wish.data, name, { readThrough: run.now });
    await run.safe(name);
    return `${name}: nothing new; complete to ${run.now}${moved}`;
  }
  const before = { ...cost };
  const reading = await readGitHub({
    name,
    overview,
    client: journalled(client(), await run.journal(name)),
    identity: sources.who,
    stored: await readSnapshot(wish.data, name),
    withPaths,
    full: wish.full,
    now: run.now,
    cost,
    onProgress: (step) => progress.update(step, cost, client().budget()),
  });
  const told = await store(round, settings, reading);
  return `${told} (${counted(cost.requests - before.requests, 'request')}, ${counted(cost.points - before.points, 'point')})${moved}`;
}

/** @returns what is stored of a repository under the name that it had before; null when nothing is */
async function adopted({ wish, sources }: Round, found: Surveyed): Promise<Manifest | null> {
  if ('problem' in found) return null;
  const names = new Set(sources.configured);
  const former = await findSnapshot(wish.data, found.overview.repository.id, names);
  if (former === null) return null;
  await renameSnapshot(wish.data, former, found.name);
  return readManifest(wish.data, found.name);
}

async function store({ wish, sources, run }: Round, settings: RepositorySettings, reading: Reading) {
  await writeSnapshot(
    wish.data,
    reading.repository,
    reading.facts,
    provenanceOf(reading, settings.source, sources.who),
  );
  await run.safe(settings.name);
  return summary(settings.name, reading);
}

/** @returns what GitHub is expected to be asked, what it was asked included; null when it is not asked at all */
async function plannedRequests(
  { data, full }: Wish,
  { who, withPaths }: Sources,
  surveyed: ReadonlyMap<string, Surveyed>,
  now: Instant,
  asked: number,
): Promise<number | null> {
  if (surveyed.size === 0) return null;
  let requests = asked;
  for (const [name, each] of surveyed) {
    const manifest = full ? null : await readManifest(data, name).catch(untold);
    requests += planOf(each, manifest, { identity: who, withPaths: withPaths(name), now }).requests;
  }
  return requests;
}

/** A snapshot that is damaged is told of when it is that repository's turn. */
function untold(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

/** @returns the names of the stored repositories of which something is missing, with what */
async function incomplete(
  data: string,
  repositories: readonly RepositorySettings[],
): Promise<{ name: string; missing: string[] }[]> {
  const found: { name: string; missing: string[] }[] = [];
  for (const { name } of repositories) {
    const manifest = await readManifest(data, name).catch(untold);
    const missing = manifest === null ? [] : missingOf(manifest).map(({ text }) => text);
    if (missing.length > 0) found.push({ name, missing });
  }
  return found;
}

/**
 * Says how a run went.
 * @throws Problem when it did not go well
 */
function conclude(
  partial: readonly { name: string; missing: readonly string[] }[],
  {
    failures,
    wish,
    repositories,
    cost,
  }: {
    failures: readonly Problem[];
    wish: Wish;
    repositories: readonly RepositorySettings[];
    cost: Reading['cost'];
  },
): void {
  for (const { name, missing } of partial) {
    for (const what of missing) console.warn(`  ${name}, missing: ${what}`);
  }
  const spent = `${counted(cost.requests, 'request')}, ${counted(cost.points, 'point')} of GitHub's rate limit`;
  const [first, ...further] = failures;
  if (first !== undefined) {
    if (further.length === 0) throw first;
    for (const { message } of failures) console.error(`\n${message}`);
    throw new Problem({
      place: `${wish.data}/snapshots`,
      found: `${failures.length} of ${repositories.length} repositories that could not be read (${spent})`,
      expected: 'every repository of org.yaml',
      remedy: 'Mend what is told above, one by one, and run the command again.',
      exitCode: failures.some(({ exitCode }) => exitCode === 2) ? 2 : 1,
    });
  }
  if (partial.length > 0 && !wish.allowPartial) {
    throw new Problem({
      place: `${wish.data}/snapshots`,
      found: `${partial.length} of ${repositories.length} repositories of which something is missing: ${partial.map(({ name }) => name).join(', ')}`,
      expected: 'all that the sources hold',
      remedy:
        'What could be read is stored. Run the command again later, or give the token the rights that are missing. `--allow-partial` accepts the gaps: every number that rests on them is then marked as partial.',
    });
  }
  console.log(
    `Snapshot ${partial.length === 0 ? 'complete' : 'stored, in part'}: ${counted(repositories.length, 'repository', 'repositories')}, ${spent}.`,
  );
}

function noLongerReadable({ problem }: Surveyed & { problem: Problem }, readThrough: Instant): Problem {
  return new Problem({
    place: problem.place,
    found: `${problem.found}; it could be read before, through ${readThrough}`,
    ...(problem.expected === undefined ? {} : { expected: problem.expected }),
    remedy: `${problem.remedy} If it was deleted or is no longer to be measured, take it out of org.yaml; what was stored stays until then.`,
    exitCode: problem.exitCode,
    cause: problem,
  });
}

/** The sample organisation is part of the repository: there is nothing to fetch, only to check. */
async function verifySample(data: string, name: string): Promise<string> {
  const stored = await readSnapshot(data, name);
  if (stored === null) {
    throw new Problem({
      place: `${data}/snapshots/${name}`,
      found: 'no snapshot of this sample repository',
      expected: 'the sample data that belongs to Plumbline',
      remedy: 'Run `npm run sample` to generate it, or list your own repositories in org.yaml.',
    });
  }
  return `${name}: sample data, ${stored.facts['pull-requests'].length} pull requests, complete to ${stored.manifest.readThrough}`;
}

function summary(name: string, { facts, readThrough }: Reading): string {
  const counts = Object.entries(facts)
    .filter(([, rows]) => rows.length > 0)
    .map(([collection, rows]) => `${rows.length} ${collection.replace('-', ' ')}`);
  return `${name}: ${counts.join(', ') || 'no facts'}; complete to ${readThrough}`;
}

/** GitHub's own clock stamps what is read from GitHub: a wrong local one would let the next run miss changes. */
async function githubTime(client: Client, cost: Reading['cost']): Promise<Instant> {
  await askRateLimit(client, cost);
  return client.serverTime() ?? localTime();
}

const localTime = (): Instant => new Date().toISOString();

const isHidden = (surveyed: Surveyed | undefined) => surveyed !== undefined && 'problem' in surveyed;

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
