import { coverageOf, noFacts } from '../../facts/collection.ts';
import type { Identity } from '../../facts/identity.ts';
import type { Coverage } from '../../facts/manifest.ts';
import { Problem } from '../../facts/problem.ts';
import type { Progress, Reading } from '../../facts/reading.ts';
import type { Instant, Repository } from '../../facts/schema.ts';
import type { Snapshot } from '../../facts/store.ts';
import { readChecks } from './collections/checks.ts';
import { readCommits } from './collections/commits.ts';
import { readDeployments } from './collections/deployments.ts';
import { readIssues } from './collections/issues.ts';
import { readMilestones } from './collections/milestones.ts';
import { pagesFor } from './collections/pages.ts';
import { cutShort, readPullRequests } from './collections/pullRequests.ts';
import { type RowsOf, readCollection, surplus, type Ways } from './collections/readCollection.ts';
import { readReleases } from './collections/releases.ts';
import {
  type GitHubCollection,
  NO_BRANCH,
  type Overview,
  ownerAndName,
  readRepository,
} from './collections/repository.ts';
import { readTags } from './collections/tags.ts';
import { Tombstones } from './collections/tombstones.ts';
import { Gaps } from './gaps.ts';
import { CHECKS_KEPT, canReadOn, fromGitHub, isWholeDue, OVERLAP } from './incremental.ts';
import { before, earliest, latest } from './instants.ts';
import type { Excluded, Visit } from './repositoryContext.ts';
import { isSettled, stateFingerprint } from './stability.ts';
import type { Client } from './transport/client.ts';

export interface ReadOptions {
  /** `owner/name`. */
  name: string;
  client: Client;
  identity: Identity;
  /** What an earlier reading stored; null for none. */
  stored: Snapshot | null;
  /** Whether the paths of changed files are needed. */
  withPaths: boolean;
  /** What a survey saw of the repository, before this reading; without it, it is asked for. */
  overview?: Overview;
  /** Read everything, whatever is stored. */
  full?: boolean;
  now: Instant;
  /** Counts what is asked while it is asked; the reading says what it asked itself. */
  cost?: Reading['cost'];
  onProgress?: (progress: Progress) => void;
}

/**
 * Reads one repository from GitHub: what is new since the stored snapshot, or everything when there is none
 * to build on or everything was last asked for long ago. Rows that could not be read are named in `unreadable`, and
 * stored ones stay in their place; stored ones that GitHub no longer has become tombstones.
 * @throws Problem when the repository cannot be read, or the stored snapshot is of another one or another key
 */
export async function readGitHub(options: ReadOptions): Promise<Reading> {
  const { client, identity, withPaths, now, onProgress = () => {} } = options;
  const asked = ownerAndName(options.name);
  const stored = fromGitHub(options.stored?.manifest ?? null) === null ? null : options.stored;
  checkKey(options.name, stored, identity);
  const cost = options.cost ?? { requests: 0, points: 0 };
  const costBefore = { ...cost };
  const { repository, presentName, counts, state } =
    options.overview ?? (await readRepository(client, asked, cost));
  checkSameRepository(options.name, stored, repository.id);

  const place = { repositories: [options.name, presentName] };
  const gaps = new Gaps();
  const visit: Visit = {
    ...asked,
    client,
    identity,
    withPaths,
    now,
    cost,
    gaps,
    onProgress,
    repository: repository.id,
  };
  const facts = noFacts();
  const coverage: Record<string, Coverage> = {};
  const excluded: NonNullable<Reading['excluded']> = [];
  const exclude = (collection: GitHubCollection, { what, count }: Excluded) => {
    if (count > 0) excluded.push({ collection, what, count });
  };
  const tombstones = new Tombstones(stored?.manifest.tombstones ?? [], now);
  const sameBots = stored?.manifest.botsFingerprint === identity.botsFingerprint;
  const isAllWhole = options.full === true || stored === null || isWholeDue(stored.manifest, identity, now);
  let readOn = false;

  const read = async <Name extends GitHubCollection>(collection: Name, ways: Ways<RowsOf<Name>[number]>) => {
    const storedRows = stored === null ? [] : stored.facts[collection];
    const whole = isAllWhole || !canReadOn(stored.manifest, collection);
    const found = await readCollection(
      {
        collection,
        ways,
        known: sameBots || ways.keepsStored === true ? storedRows : [],
        gaps,
        count: counts[collection],
        surplusBefore: surplus(stored?.manifest.coverage[collection]),
      },
      whole ? null : stored,
    );
    readOn ||= !found.isWhole;
    const rows: RowsOf<Name> = facts[collection];
    for (const row of found.rows) rows.push(row);
    if (found.isComplete) tombstones.add(collection, storedRows, rows);
    tombstones.drop(collection, rows);
    const earlier = found.isWhole ? [] : (stored?.manifest.excluded ?? []);
    for (const { what, count } of found.excluded ?? []) {
      const known = earlier.find((each) => each.collection === collection && each.what === what);
      exclude(collection, { what, count: count + (known?.count ?? 0) });
    }
    coverage[collection] = coverageOf(collection, {
      read: rows.length,
      expected: found.expected,
      pages: pagesFor(collection, rows.length),
    });
  };
  const overlap = (from: Snapshot) => before(from.manifest.readThrough, OVERLAP);

  await read('pull-requests', {
    wholly: () => readPullRequests(visit, place, null),
    ...(withPaths && stored?.facts['pull-requests'].some(({ paths }) => paths === null)
      ? {}
      : { onward: (from) => readPullRequests(visit, place, overlap(from)) }),
  });
  for (const each of cutShort(facts['pull-requests'])) exclude('pull-requests', each);
  await read('issues', {
    wholly: () => readIssues(visit, place, null),
    onward: (from) => readIssues(visit, place, overlap(from)),
  });
  await read('milestones', { wholly: () => readMilestones(visit) });
  await read('releases', { wholly: () => readReleases(visit) });
  await read('tags', { wholly: () => readTags(visit) });
  await read('deployments', {
    wholly: () => readDeployments(visit, null),
    onward: ({ facts, manifest: { readThrough } }) =>
      readDeployments(visit, { rows: facts.deployments, readThrough }),
  });
  const checksKept = before(now, CHECKS_KEPT);
  let commitsSince: Instant | null = null;
  await read('commits', {
    wholly: async () => {
      commitsSince = null;
      return readCommits(visit, place, null);
    },
    onward: async (from) => {
      const found = await readCommits(visit, place, { rows: from.facts.commits, since: overlap(from) });
      commitsSince = found.since;
      return found;
    },
  });
  await read('checks', {
    wholly: () => readChecks(visit, checksKept, new Set()),
    onward: (from) =>
      readChecks(
        visit,
        latest(checksKept, earliest(commitsSince ?? checksKept, firstUnfinished(from) ?? now)),
        new Set(from.facts.commits.map(({ sha }) => sha)),
      ),
    keepsStored: true,
  });
  const since = checksSince(stored, checksKept);
  const within = facts.commits.filter(({ committedAt }) => Date.parse(committedAt) >= Date.parse(since));
  coverage['checks'] = coverageOf('checks', {
    read: facts.checks.length,
    expected: null,
    pages: pagesFor('checks', within.length),
    since,
  });

  const unreadable = gaps.list();
  const reading = { facts, coverage, unreadable };
  return {
    repository: withFormerBranches(repository, stored?.repository ?? null),
    ...reading,
    readThrough: now,
    wholeAt: readOn ? (stored?.manifest.wholeAt ?? null) : now,
    stateFingerprint:
      state !== null && isSettled(state, reading, now) ? stateFingerprint(state, withPaths) : null,
    excluded,
    tombstones: tombstones.list(),
    cost: { requests: cost.requests - costBefore.requests, points: cost.points - costBefore.points },
  };
}

/** @returns when the oldest commit was made whose checks still ran as they were stored; null for none */
function firstUnfinished({ facts }: Snapshot): Instant | null {
  const running = new Set(facts.checks.filter(({ conclusion }) => conclusion === null).map(({ sha }) => sha));
  return facts.commits
    .filter(({ sha }) => running.has(sha))
    .map(({ committedAt }) => committedAt)
    .reduce<Instant | null>((first, at) => (first === null ? at : earliest(first, at)), null);
}

/** @returns from when on the stored and the newly read checks are all there are; GitHub forgets those before */
function checksSince(stored: Snapshot | null, asked: Instant): Instant {
  if (stored === null) return asked;
  const { coverage, readThrough } = stored.manifest;
  return earliest(coverage['checks']?.since ?? before(readThrough, CHECKS_KEPT), asked);
}

/** What was merged into the default branch stays so when another one takes its place. */
function withFormerBranches(repository: Repository, stored: Repository | null): Repository {
  const former = new Set(stored === null ? [] : [...(stored.formerBranches ?? []), stored.defaultBranch]);
  for (const other of [repository.defaultBranch, NO_BRANCH]) former.delete(other);
  return former.size === 0 ? repository : { ...repository, formerBranches: [...former] };
}

function checkKey(repository: string, stored: Snapshot | null, identity: Identity): void {
  if (stored === null || stored.manifest.keyFingerprint === identity.keyFingerprint) return;
  throw new Problem({
    place: `the snapshot of ${repository}`,
    found: 'people under pseudonyms of another key than the present one',
    expected: 'one key for all of a snapshot, or the same person would count as two',
    remedy:
      'Set PLUMBLINE_PSEUDONYM_KEY to the key of the earlier runs. If the key was changed on purpose, delete the folder of the snapshot and run `npm run snapshot` to read everything with the new key.',
    exitCode: 2,
  });
}

function checkSameRepository(name: string, stored: Snapshot | null, id: string): void {
  if (stored === null || stored.repository.id === id) return;
  throw new Problem({
    place: `the snapshot of ${name}`,
    found: `another repository under the same name (stored: ${stored.repository.id}, GitHub: ${id})`,
    expected: 'the repository that was read before',
    remedy:
      'Correct the name in content/org.yaml if the repository moved. If the new one takes its place, delete the folder of the snapshot and run `npm run snapshot`.',
  });
}
