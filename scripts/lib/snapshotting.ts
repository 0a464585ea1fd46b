import { resolve } from 'node:path';
import memoize from 'memoize';
import { type Manifest, missingOf } from '../../src/facts/manifest.ts';
import { namesMatching } from '../../src/facts/names.ts';
import { Problem } from '../../src/facts/problem.ts';
import { provenanceOf, type Reading } from '../../src/facts/reading.ts';
import type { Instant } from '../../src/facts/schema.ts';
import {
  findSnapshot,
  readManifest,
  readSnapshot,
  renameSnapshot,
  renewSnapshot,
  storedCodeowners,
  writeSnapshot,
} from '../../src/facts/store.ts';
import type { RepositorySettings } from '../../src/handbook/organisation.ts';
import { readGit } from '../../src/sources/git/readGit.ts';
import { planOf } from '../../src/sources/github/plan.ts';
import { readGitHub } from '../../src/sources/github/readGitHub.ts';
import { checkDistinct, isUnchanged, type Surveyed, survey } from '../../src/sources/github/survey.ts';
import type { Client } from '../../src/sources/github/transport/client.ts';
import { journalled } from '../../src/sources/github/transport/journal.ts';
import { askRateLimit } from '../../src/sources/github/transport/rateLimit.ts';
import { type Server, serverOf } from '../../src/sources/github/transport/server.ts';
import { counted } from './counted.ts';
import { ignoreProblem } from './ignoreProblem.ts';
import { type SnapshotProgress, snapshotProgress } from './snapshotProgress.ts';
import { openRun, type SnapshotRun } from './snapshotRun.ts';
import { type SnapshotOptions, type Sources, sourcesOf } from './snapshotSources.ts';

/** After so many failures in a row the server or the network is at fault, and the next repository would fail too. */
const FAILURES_IN_A_ROW = 2;

/** What the repositories of a run have in common. */
interface RunContext {
  options: SnapshotOptions;
  sources: Sources;
  run: SnapshotRun;
  clientOf: (server: Server) => Client;
  surveyed: ReadonlyMap<string, Surveyed>;
  progress: SnapshotProgress;
  cost: Reading['cost'];
}

/**
 * Reads every repository that the organisation names and stores what is new, each as soon as it is read. One that
 * cannot be read does not stop the others; what was stored of it is kept.
 * @throws Problem at the end when a repository could not be read, or only in part and that is not allowed
 */
export async function snapshot(options: SnapshotOptions): Promise<void> {
  const sources = await sourcesOf(options);
  const { repositories, onGitHub, whoOn } = sources;
  const servers = [...onGitHub.values()];
  const who = whoOn(serverOf(undefined, process.env));
  const cost = { requests: 0, points: 0 };
  let progress: SnapshotProgress | null = null;
  const clientOf = memoize(
    (server: Server) =>
      sources.client(server, { onWait: (reason, seconds) => progress?.waiting(reason, seconds) }),
    { cacheKey: ([{ host }]) => host },
  );
  const run = await openRun(options.data, {
    about: {
      full: options.full,
      repositories: repositories.map(({ name, source }) => [
        name,
        source,
        sources.withPaths(name),
        sources.withCodeowners(name),
      ]),
      key: who.keyFingerprint,
      bots: who.botsFingerprint,
      servers: servers.map(({ server, names }) => [server, names]),
    },
    identity: who,
    startedAt: async () => {
      const times: Instant[] = [];
      for (const { server } of servers) times.push(await githubTime(clientOf(server), cost));
      // What a clock that is ahead calls past may not have happened yet by the other one.
      return times.sort()[0] ?? localTime();
    },
  });
  let outcome: Outcome = { failures: [], brokenOff: false };
  try {
    const surveyed = new Map<string, Surveyed>();
    for (const { server, names } of servers) {
      const asked = journalled(clientOf(server), await run.journal(`survey${server.suffix}`));
      const found = await survey(asked, names, cost);
      for (const each of found) surveyed.set(each.name, each);
      checkDistinct(found);
    }
    const context = {
      options,
      sources,
      run,
      clientOf,
      surveyed,
      cost,
      progress: snapshotProgress({
        total: {
          repositories: repositories.length,
          requests: await plannedRequests(options, sources, surveyed, run.now, cost.requests),
        },
      }),
    };
    progress = context.progress;
    outcome = await readAll(context);
  } catch (error) {
    await run.leave();
    throw error;
  } finally {
    progress?.end();
  }
  await (outcome.failures.length === 0 ? run.end() : run.leave());
  conclude(await incomplete(options.data, repositories), {
    outcome,
    configured: sources.configured.length,
    options,
    repositories,
    cost,
    publishPartial: sources.publishPartial,
  });
}

/** What was not read. */
interface Outcome {
  /** Why repositories could not be read. */
  failures: Problem[];
  /** Whether further repositories were not even tried. */
  brokenOff: boolean;
}

async function readAll(context: RunContext): Promise<Outcome> {
  const { run, progress, sources } = context;
  const failures: Problem[] = [];
  let inARow = 0;
  for (const settings of sources.repositories) {
    const { name } = settings;
    if (run.isStored(name)) {
      progress.done(`${name}: read before the run was interrupted`);
      continue;
    }
    progress.begin(name);
    try {
      progress.done(await readOne(context, settings));
      inARow = 0;
    } catch (error) {
      progress.failed(`${name}: not read; what was stored is unchanged`);
      if (!(error instanceof Problem)) throw error;
      failures.push(error);
      // A repository that GitHub does not show, or whose snapshot is damaged, says nothing about the next one.
      const isItsOwn = isHidden(context.surveyed.get(name)) || (await isDamaged(context.options.data, name));
      inARow += isItsOwn ? 0 : 1;
      if (error.exitCode === 2 || inARow === FAILURES_IN_A_ROW) return { failures, brokenOff: true };
    }
  }
  return { failures, brokenOff: false };
}

/** @returns a line that says what was read */
async function readOne(context: RunContext, settings: RepositorySettings): Promise<string> {
  const { options, sources, run, progress, cost } = context;
  const { name, source } = settings;
  if (source === 'sample') return verifySample(options.data, name);
  if (source === 'git') {
    const reading = await readGit({
      path: resolve(options.organisation, settings.path ?? '.'),
      name,
      identity: sources.whoOn(sources.serverOf(name)),
      withPaths: sources.withPaths(name),
      withCodeowners: sources.withCodeowners(name),
      now: run.now,
      onProgress: (step) => progress.update(step, cost, null),
    });
    return store(context, settings, reading);
  }
  return readFromGitHub(context, settings);
}

async function readFromGitHub(context: RunContext, settings: RepositorySettings): Promise<string> {
  const { options, sources, run, surveyed, progress, cost } = context;
  const { name } = settings;
  const server = sources.serverOf(name);
  const identity = sources.whoOn(server);
  const client = context.clientOf(server);
  const found = surveyed.get(name);
  if (found === undefined) throw new RangeError(`${name} was not surveyed`);
  const manifest = (await readManifest(options.data, name)) ?? (await adopted(context, found));
  if ('problem' in found)
    throw manifest === null ? found.problem : noLongerReadable(found, manifest.readThrough);
  const { overview } = found;
  const moved =
    overview.presentName === name
      ? ''
      : `; GitHub has it as ${overview.presentName} now: write that name in org.yaml`;
  const withPaths = sources.withPaths(name);
  const withCodeowners = sources.withCodeowners(name);
  const lacksCodeowners = withCodeowners && (await storedCodeowners(options.data, name)) === undefined;
  if (
    !options.full &&
    !lacksCodeowners &&
    isUnchanged(found, manifest, { identity, withPaths, now: run.now })
  ) {
    await renewSnapshot(options.data, name, { readThrough: run.now });
    await run.markStored(name);
    return `${name}: nothing new; complete to ${run.now}${moved}`;
  }
  const { deployments, conventions = [] } = settings;
  const isProduction = namesMatching(
    [deployments, ...conventions.flatMap((each) => each.deployments ?? [])].flatMap(
      ({ environments }) => environments,
    ),
  );
  const before = { ...cost };
  const reading = await readGitHub({
    name,
    overview,
    client: journalled(client, await run.journal(name)),
    identity,
    stored: await readSnapshot(options.data, name),
    withPaths,
    withCodeowners,
    deploysTo: (environment) => isProduction(environment ?? 'production'),
    full: options.full,
    now: run.now,
    cost,
    onProgress: (step) => progress.update(step, cost, client.budget()),
  });
  const line = await store(context, settings, reading);
  return `${line} (${counted(cost.requests - before.requests, 'request')}, ${counted(cost.points - before.points, 'point')})${moved}`;
}

/** @returns what is stored of a repository under the name that it had before; null when nothing is */
async function adopted({ options, sources }: RunContext, found: Surveyed): Promise<Manifest | null> {
  if ('problem' in found) return null;
  const names = new Set(sources.configured);
  const former = await findSnapshot(options.data, found.overview.repository, names);
  if (former === null) return null;
  await renameSnapshot(options.data, former, found.name);
  return readManifest(options.data, found.name);
}

async function store({ options, sources, run }: RunContext, settings: RepositorySettings, reading: Reading) {
  await writeSnapshot(
    options.data,
    reading.repository,
    reading.facts,
    provenanceOf(reading, settings.source, sources.whoOn(sources.serverOf(settings.name))),
  );
  await run.markStored(settings.name);
  return summary(settings.name, reading);
}

/** @returns the requests expected of the run, those so far included; null when GitHub is not asked at all */
async function plannedRequests(
  { data, full }: SnapshotOptions,
  { whoOn, serverOf: serverOfRepository, withPaths }: Sources,
  surveyed: ReadonlyMap<string, Surveyed>,
  now: Instant,
  asked: number,
): Promise<number | null> {
  if (surveyed.size === 0) return null;
  let requests = asked;
  for (const [name, each] of surveyed) {
    // A damaged snapshot is reported when its repository is read.
    const manifest = full ? null : await readManifest(data, name).catch(ignoreProblem);
    requests += planOf(each, manifest, {
      identity: whoOn(serverOfRepository(name)),
      withPaths: withPaths(name),
      now,
    }).requests;
  }
  return requests;
}

/** @returns the stored repositories of which something is missing, and what is missing */
async function incomplete(
  data: string,
  repositories: readonly RepositorySettings[],
): Promise<{ name: string; missing: string[] }[]> {
  const found: { name: string; missing: string[] }[] = [];
  for (const { name } of repositories) {
    const manifest = await readManifest(data, name).catch(ignoreProblem);
    const missing = manifest === null ? [] : missingOf(manifest).map(({ text }) => text);
    if (missing.length > 0) found.push({ name, missing });
  }
  return found;
}

/**
 * Reports the outcome of a run.
 * @throws Problem when it failed
 */
function conclude(
  partial: readonly { name: string; missing: readonly string[] }[],
  {
    outcome: { failures, brokenOff },
    configured,
    options,
    repositories,
    cost,
    publishPartial,
  }: {
    outcome: Outcome;
    /** How many repositories the organisation has; a shard reads some of them. */
    configured: number;
    options: SnapshotOptions;
    repositories: readonly RepositorySettings[];
    cost: Reading['cost'];
    publishPartial: boolean;
  },
): void {
  for (const { name, missing } of partial) {
    for (const what of missing) console.warn(`  ${name}, missing: ${what}`);
  }
  const spent =
    cost.requests === 0
      ? 'GitHub was not asked'
      : `${counted(cost.requests, 'request')}, ${counted(cost.points, 'point')} of GitHub's rate limit`;
  const [first, ...further] = failures;
  const accepted = publishPartial && !brokenOff && failures.length < configured && failures.every(isOfOne);
  if (accepted) for (const { message } of failures) console.error(`\n${message}`);
  else if (first !== undefined) {
    if (further.length === 0) throw first;
    for (const { message } of failures) console.error(`\n${message}`);
    throw new Problem({
      place: `${options.data}/snapshots`,
      found: `${failures.length} of ${repositories.length} repositories that could not be read (${spent})`,
      expected: 'every repository of org.yaml',
      remedy: 'Fix the problems above and run the command again.',
      exitCode: failures.some(({ exitCode }) => exitCode === 2) ? 2 : 1,
    });
  }
  if (partial.length > 0 && !options.allowPartial && !publishPartial) {
    throw new Problem({
      place: `${options.data}/snapshots`,
      found: `${partial.length} of ${repositories.length} repositories of which something is missing: ${partial.map(({ name }) => name).join(', ')}`,
      expected: 'everything that the sources have',
      remedy:
        'What could be read is stored. Run the command again later, or give the token the rights that are missing. `--allow-partial` accepts the gaps: every number that depends on them is then marked as partial.',
    });
  }
  console.log(
    `Snapshot ${partial.length + failures.length === 0 ? 'complete' : 'stored, in part'}: ${counted(repositories.length - failures.length, 'repository', 'repositories')}, ${spent}.`,
  );
}

function noLongerReadable({ problem }: Surveyed & { problem: Problem }, readThrough: Instant): Problem {
  return new Problem({
    place: problem.place,
    found: `${problem.found}; it could be read before, through ${readThrough}`,
    ...(problem.expected === undefined ? {} : { expected: problem.expected }),
    remedy: `${problem.remedy} If it was deleted or is no longer to be measured, remove it from org.yaml; what was stored is kept until then.`,
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

/** Not that of the content or the command, which concerns all. */
const isOfOne = ({ exitCode }: Problem) => exitCode !== 2;

const localTime = (): Instant => new Date().toISOString();

const isDamaged = async (data: string, name: string) =>
  readSnapshot(data, name).then(
    () => false,
    (error) => ignoreProblem(error) === null,
  );

const isHidden = (surveyed: Surveyed | undefined) => surveyed !== undefined && 'problem' in surveyed;
