import { z } from 'zod';
import { type CollectionName, collections, mergeRows, noFacts } from '../../facts/collection.ts';
import type { Identity } from '../../facts/identity.ts';
import { Problem } from '../../facts/problem.ts';
import type { Progress, Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import type { Snapshot } from '../../facts/store.ts';
import { readChecks } from './checks.ts';
import type { Client } from './client.ts';
import { readCommits } from './commits.ts';
import { readDeployments } from './deployments.ts';
import { Gaps } from './gaps.ts';
import { before, DAY, HOUR } from './instants.ts';
import { readIssues } from './issues.ts';
import { readMilestones } from './milestones.ts';
import { readPullRequests } from './pullRequests.ts';
import { readReleases } from './releases.ts';
import { type GitHubCollection, readRepository } from './repository.ts';
import { readTags } from './tags.ts';
import type { Found, Visit } from './visit.ts';

export interface ReadOptions {
  /** `owner/name`. */
  name: string;
  client: Client;
  identity: Identity;
  /** What an earlier reading stored; null for none. */
  stored: Snapshot | null;
  /** Whether the paths of changed files are needed. */
  withPaths: boolean;
  /** Read everything, whatever is stored. */
  full?: boolean;
  now: Instant;
  onProgress?: (progress: Progress) => void;
}

/** Read again what changed this long before the stored facts end: GitHub's copies lag behind one another. */
const OVERLAP = 48 * HOUR;

/** GitHub keeps check results that long; asking for older ones is in vain. */
const CHECKS_KEPT = 400 * DAY;

/**
 * Reads one repository from GitHub: what is new since the stored snapshot, or everything when there is none
 * to build on. Rows that could not be read are named in `unreadable`, and stored ones stay in their place.
 * @throws Problem when the repository cannot be read, or the stored snapshot is of another one or another key
 */
export async function readGitHub(options: ReadOptions): Promise<Reading> {
  const { client, identity, withPaths, now, onProgress = () => {} } = options;
  const [owner, name] = ownerAndName(options.name);
  const stored = options.stored?.manifest.source === 'github' ? options.stored : null;
  checkKey(options.name, stored, identity);
  const cost = { requests: 0, points: 0 };
  const { repository, presentName, counts } = await readRepository(client, owner, name, cost);
  checkSameRepository(options.name, stored, repository.id);

  const place = { repositories: [options.name, presentName] };
  const gaps = new Gaps();
  const visit: Visit = {
    client,
    owner,
    name,
    identity,
    withPaths,
    now,
    cost,
    gaps,
    onProgress,
    repository: repository.id,
  };
  const facts = noFacts();
  const coverage: Reading['coverage'] = {};
  const sameBots = stored?.manifest.botsFingerprint === identity.botsFingerprint;

  const read = async <Name extends GitHubCollection>(collection: Name, ways: Ways<RowsOf<Name>[number]>) => {
    const known = stored !== null && sameBots ? stored.facts[collection] : [];
    const whole = options.full === true || !sameBots || !canReadOn(stored, collection);
    const found = await readCollection(
      { collection, ways, known, gaps, count: counts[collection] },
      whole ? null : stored,
    );
    const rows: RowsOf<Name> = facts[collection];
    for (const row of found.rows) rows.push(row);
    coverage[collection] = { read: rows.length, expected: found.expected };
  };
  const overlap = (from: Snapshot) => before(from.manifest.readThrough, OVERLAP);

  await read('pull-requests', {
    wholly: () => readPullRequests(visit, place, null),
    ...(withPaths && stored?.facts['pull-requests'].some(({ paths }) => paths === null)
      ? {}
      : { onward: (from) => readPullRequests(visit, place, overlap(from)) }),
  });
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
      return { rows: found.rows, expected: counts.commits };
    },
  });
  await read('checks', {
    wholly: () => readChecks(visit, checksKept),
    onward: (from) =>
      readChecks(
        visit,
        latest(checksKept, earliest(commitsSince ?? checksKept, firstUnfinished(from) ?? now)),
      ),
    keepsStored: true,
  });

  return { repository, facts, readThrough: now, coverage, unreadable: gaps.list(), cost };
}

type RowsOf<Name extends CollectionName> = ReturnType<typeof mergeRows<Name>>;

/** The ways to read a collection: all of it, and on from what is stored, where there is such a way. */
interface Ways<Row> {
  wholly: () => Promise<Found<Row>>;
  onward?: (from: Snapshot) => Promise<Found<Row>>;
  /** GitHub deletes old rows of this kind, so stored ones stay though it no longer gives them. */
  keepsStored?: boolean;
}

interface Collection<Name extends GitHubCollection> {
  collection: Name;
  ways: Ways<RowsOf<Name>[number]>;
  /** Stored rows whose actors were told from bots as they are now. */
  known: Readonly<RowsOf<Name>>;
  gaps: Gaps;
  /** Rows that GitHub says there are, null when it does not. */
  count: number | null;
}

/**
 * Reads a collection on from what is stored, and wholly when there is nothing to read on from or when the
 * number of rows then differs from GitHub's in another way than before: some were deleted, or one was missed.
 */
async function readCollection<Name extends GitHubCollection>(
  { collection, ways, known, gaps, count }: Collection<Name>,
  from: Snapshot | null,
): Promise<Found<RowsOf<Name>[number]>> {
  if (count === 0) return { rows: [], expected: 0 };
  if (from !== null && ways.onward !== undefined) {
    const found = await ways.onward(from);
    const rows = mergeRows(collection, known, validRows(collection, found.rows, gaps));
    const stored = from.manifest.coverage[collection];
    const missing = (read: number, expected: number | null) => (expected === null ? null : expected - read);
    if (
      found.expected === null ||
      missing(rows.length, found.expected) === missing(stored?.read ?? 0, stored?.expected ?? null)
    ) {
      return { rows, expected: found.expected };
    }
    gaps.forget(collection);
  }
  const found = await ways.wholly();
  const rows = validRows(collection, found.rows, gaps);
  const keeps = ways.keepsStored === true || !gaps.isWhole(collection);
  return { rows: mergeRows(collection, keeps ? known : [], rows), expected: found.expected };
}

/** @returns the rows that are facts as the vocabulary has them; the others are named as gaps */
function validRows<Name extends GitHubCollection>(
  collection: Name,
  rows: Readonly<RowsOf<Name>>,
  gaps: Gaps,
): RowsOf<Name> {
  const { schema, key } = collections[collection];
  return rows.filter((row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return true;
    const reason = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ');
    gaps.add(collection, { row: String(key(row)), part: null, reason });
    return false;
  });
}

/** Only a collection that was read without a gap is read on from; otherwise the gap would stay for ever. */
function canReadOn(stored: Snapshot | null, collection: GitHubCollection): boolean {
  if (stored === null || !(collection in stored.manifest.coverage)) return false;
  return !stored.manifest.unreadable.some((gap) => gap.collection === collection);
}

/** @returns when the oldest commit was made whose checks still ran as they were stored; null for none */
function firstUnfinished({ facts }: Snapshot): Instant | null {
  const running = new Set(facts.checks.filter(({ conclusion }) => conclusion === null).map(({ sha }) => sha));
  return facts.commits
    .filter(({ sha }) => running.has(sha))
    .map(({ committedAt }) => committedAt)
    .reduce<Instant | null>((first, at) => (first === null ? at : earliest(first, at)), null);
}

const earliest = (a: Instant, b: Instant) => (Date.parse(a) <= Date.parse(b) ? a : b);
const latest = (a: Instant, b: Instant) => (Date.parse(a) >= Date.parse(b) ? a : b);

function ownerAndName(repository: string): [string, string] {
  const [owner, name, ...further] = repository.split('/');
  if (owner === undefined || owner === '' || name === undefined || name === '' || further.length > 0) {
    throw new Problem({
      place: 'content/org.yaml',
      found: `the repository ${JSON.stringify(repository)}`,
      expected: '`owner/name`',
      remedy: 'Write the repository as it stands in its URL.',
      exitCode: 2,
    });
  }
  return [owner, name];
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
