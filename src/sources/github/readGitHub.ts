import { coverageOf, noFacts } from '../../facts/collection.ts';
import { type Identity, PUBLIC_KEY_FINGERPRINT } from '../../facts/identity.ts';
import type { Coverage, Manifest } from '../../facts/manifest.ts';
import { factsWithoutNames } from '../../facts/namesOfPeople.ts';
import { Problem } from '../../facts/problem.ts';
import type { Progress, Reading } from '../../facts/reading.ts';
import type { Instant, Repository } from '../../facts/schema.ts';
import type { Snapshot } from '../../facts/store.ts';
import { askCodeowners } from './askCodeowners.ts';
import { collectionReaders, type Earlier } from './collectionReaders.ts';
import { type GitHubCollection, githubCollections, pagesFor } from './collections/pageShapes.ts';
import { type RowsOf, readCollection, surplus } from './collections/readCollection.ts';
import { NO_BRANCH, type Overview, ownerAndName, readRepository } from './collections/repository.ts';
import { Tombstones } from './collections/tombstones.ts';
import { Gaps } from './gaps.ts';
import { canReadIncrementally, fromGitHub, isFullReadDue } from './incremental.ts';
import { notingNames } from './peopleNamed.ts';
import type { RepositoryContext } from './repositoryContext.ts';
import { isStable, stateFingerprint } from './stability.ts';
import type { Client } from './transport/client.ts';

export interface ReadOptions {
  /** `owner/name`. */
  name: string;
  client: Client;
  identity: Identity;
  /** What an earlier reading stored; null when nothing is stored. */
  stored: Snapshot | null;
  /** Whether the paths of changed files are needed. */
  withPaths: boolean;
  /** Whether a team owns what CODEOWNERS says; default: no. */
  withCodeowners?: boolean;
  /**
   * Whether an environment counts as production, so that the commits that it got are looked up where they are not on the
   * default branch; default: every one does.
   */
  deploysTo?: RepositoryContext['deploysTo'];
  /** What a survey found of the repository before this reading; it is asked for when absent. */
  overview?: Overview;
  /** Read everything, whatever is stored. */
  full?: boolean;
  now: Instant;
  /** Counters that grow with each request, also of other readings; the result has the share of this reading. */
  cost?: Reading['cost'];
  onProgress?: (progress: Progress) => void;
}

/**
 * Reads one repository from GitHub: what is new since the stored snapshot, or everything when there is no usable
 * snapshot or the last full reading was long ago. Rows that could not be read are named in `unreadable`, and stored
 * ones remain in their place; stored ones that GitHub no longer has become tombstones.
 * @throws Problem when the repository cannot be read, or the snapshot is of another repository or another key
 */
export async function readGitHub(options: ReadOptions): Promise<Reading> {
  const { identity, withPaths, now, deploysTo = () => true, onProgress = () => {} } = options;
  const asked = ownerAndName(options.name);
  const names = new Set<string>();
  const client = notingNames(options.client, identity, names);
  const earlier = fromGitHub(options.stored?.manifest ?? null) === null ? null : options.stored;
  const isOtherKey = earlier !== null && earlier.manifest.keyFingerprint !== identity.keyFingerprint;
  if (isOtherKey && options.full !== true) throw otherKey(options.name, earlier.manifest, identity);
  // Pseudonyms of two keys are never mixed.
  const stored = isOtherKey ? null : earlier;
  const cost = options.cost ?? { requests: 0, points: 0 };
  const costBefore = { ...cost };
  const { repository, presentName, counts, state, offers } =
    options.overview ?? (await readRepository(client, asked, cost));
  checkSameRepository(options.name, earlier, repository.id);

  const context: RepositoryContext = {
    ...asked,
    client,
    id: repository.id,
    names: [options.name, presentName],
    identity,
    withPaths,
    offers,
    deploysTo,
    now,
    cost,
    gaps: new Gaps(),
    onProgress,
  };
  const isFullDue = options.full === true || stored === null || isFullReadDue(stored.manifest, identity, now);
  const tombstones = new Tombstones(stored?.manifest.tombstones ?? [], now);
  let done: Done = {
    facts: noFacts(),
    coverage: {},
    excluded: [],
    isFull: true,
    commitsSince: null,
    left: 0,
  };
  for (const collection of githubCollections) {
    done = await readNext(collection, done, {
      context,
      stored,
      isFullDue,
      count: counts[collection],
      tombstones,
    });
  }
  const codeowners =
    options.withCodeowners === true
      ? ((await askCodeowners(client, asked, cost, context.gaps)) ?? earlier?.repository.codeowners)
      : undefined;
  const { coverage, excluded } = done;
  const facts = factsWithoutNames(done.facts, names);
  const unreadable = context.gaps.list();
  return {
    repository: {
      ...withFormerBranches(repository, earlier?.repository ?? null),
      ...(codeowners === undefined ? {} : { codeowners }),
    },
    facts,
    coverage,
    unreadable,
    readThrough: now,
    wholeAt: done.isFull ? now : (stored?.manifest.wholeAt ?? null),
    stateFingerprint:
      state !== null && done.left === 0 && isStable(state, { facts, unreadable }, now)
        ? stateFingerprint(state, withPaths)
        : null,
    excluded,
    tombstones: tombstones.list(),
    cost: { requests: cost.requests - costBefore.requests, points: cost.points - costBefore.points },
  };
}

/** What has been read so far. */
interface Done extends Omit<Earlier, 'stored'> {
  coverage: Record<string, Coverage>;
  excluded: NonNullable<Reading['excluded']>;
  /** Whether every row of every collection was asked for. */
  isFull: boolean;
  /** Rows that are left for the next reading. */
  left: number;
}

interface NextCollection {
  context: RepositoryContext;
  stored: Snapshot | null;
  /** Whether every row must be asked for. */
  isFullDue: boolean;
  /** Rows that GitHub says there are, null when it does not. */
  count: number | null;
  /** Receives the stored rows that were deleted. */
  tombstones: Tombstones;
}

/** Reads one more collection. */
async function readNext<Name extends GitHubCollection>(
  collection: Name,
  done: Done,
  { context, stored, isFullDue, count, tombstones }: NextCollection,
): Promise<Done> {
  const reader = collectionReaders[collection];
  const { incremental, keepsStored = false } = reader;
  const storedRows: Readonly<RowsOf<Name>> = stored === null ? [] : stored.facts[collection];
  const hasSameBots = stored?.manifest.botsFingerprint === context.identity.botsFingerprint;
  const base =
    stored === null ||
    isFullDue ||
    !canReadIncrementally(stored.manifest, collection) ||
    reader.lacksParts?.(context, stored) === true
      ? null
      : stored;
  const found = await readCollection<Name>({
    collection,
    full: () => reader.full(context, { ...done, stored }),
    incremental:
      base === null || incremental === undefined
        ? null
        : () => incremental(context, base, { ...done, stored }),
    stored: hasSameBots || keepsStored ? storedRows : [],
    keepsStored,
    count,
    storedSurplus: surplus(stored?.manifest.coverage[collection]),
    gaps: context.gaps,
  });
  if (found.isComplete) tombstones.add(collection, storedRows, found.rows);
  tombstones.drop(collection, found.rows);

  const facts = { ...done.facts, [collection]: found.rows };
  const earlier = { stored, facts, commitsSince: done.commitsSince };
  const storedExcluded = found.isFull ? [] : (stored?.manifest.excluded ?? []);
  const excluded = (found.excluded ?? []).map(({ what, count }) => {
    const known = storedExcluded.find((each) => each.collection === collection && each.what === what);
    return { what, count: count + (known?.count ?? 0) };
  });
  return {
    facts,
    coverage: {
      ...done.coverage,
      [collection]: coverageOf(collection, {
        read: found.rows.length,
        expected: found.expected,
        pages: pagesFor(collection, found.rows.length),
        ...reader.coverage?.(context, earlier),
      }),
    },
    excluded: [
      ...done.excluded,
      ...[...excluded, ...(reader.excluded?.(found.rows) ?? [])]
        .filter(({ count }) => count > 0)
        .map((each) => ({ collection, ...each })),
    ],
    isFull: done.isFull && found.isFull,
    left: done.left + (found.left ?? 0),
    commitsSince: collection === 'commits' ? (found.since ?? null) : done.commitsSince,
  };
}

/** A branch that was the default one remains known: pull requests were merged into it. */
function withFormerBranches(repository: Repository, stored: Repository | null): Repository {
  const former = new Set(stored === null ? [] : [...(stored.formerBranches ?? []), stored.defaultBranch]);
  for (const other of [repository.defaultBranch, NO_BRANCH]) former.delete(other);
  return former.size === 0 ? repository : { ...repository, formerBranches: [...former] };
}

function otherKey(repository: string, { keyFingerprint }: Manifest, identity: Identity): Problem {
  const isPublic = keyFingerprint === PUBLIC_KEY_FINGERPRINT;
  return new Problem({
    place: `the snapshot of ${repository}`,
    found: isPublic
      ? 'pseudonyms that were made with a published key: anybody can test logins against them'
      : `pseudonyms that were made with another key (fingerprint ${keyFingerprint}) than the current one (${identity.keyFingerprint})`,
    expected: 'one key for a whole snapshot, or the same person would count as two',
    remedy: `${isPublic ? '' : 'Set PLUMBLINE_PSEUDONYM_KEY to the key of the earlier runs, and GITHUB_GRAPHQL_URL to their server. If the key was changed on purpose: '}${isPublic ? 'Run' : 'run'} \`npm run snapshot -- --full\` once, which reads everything again with the current key; \`-- --full --plan\` says what that costs. What GitHub has deleted since is then no longer known. Older versions of the files remain in the history of version control.`,
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
      'Correct the name in org.yaml if the repository moved. If the new one takes its place, delete the folder of the snapshot and run `npm run snapshot`.',
  });
}
