import {
  type CollectionName,
  collectionNames,
  collections,
  type Facts,
  type mergeRows,
  noFacts,
} from './collection.ts';
import type { Instant } from './schema.ts';

/** A row that contradicts itself or the others of its collection, and is kept from every metric. */
export interface SetAside {
  collection: CollectionName;
  /** The row's number or identifier. */
  id: string;
  /** The kind of row and what is impossible about it, such as `issue closed before it was created`. */
  reason: string;
}

/**
 * A reading takes time and the clocks of machines differ: a fact may be dated this long after the moment through
 * which the facts were read, in milliseconds.
 */
export const GRACE = 24 * 3_600_000;

/**
 * Sets aside what cannot have happened as it is told. A row is set aside whole: a pull request with one impossible
 * review is, because nothing says which of its other moments to believe. Rows that share a number are all set
 * aside, unless all but one are impossible anyhow.
 *
 * Allowed, because it happens: a release published before it was created (GitHub dates the creation by the tagged
 * commit, and a tag can be moved to a newer one); a skipped or cancelled check completed before it started (GitHub
 * writes such times for what never ran); a pull request's own commits of any date (another machine's clock made
 * them, and metrics clip them to its creation); a milestone that is due in the future. A deployment's statuses are
 * part of its row, so none can belong to an unknown deployment. The way through the history ends at a commit that is
 * set aside: what lies behind it alone counts as not deployed.
 * @param readThrough the moment through which the facts were read, in milliseconds since the epoch
 * @returns the rows that stay, unchanged and in their order, and those set aside, each with the first reason found
 */
export function quarantine(
  facts: Facts,
  readThrough: number,
): { facts: Facts; quarantined: readonly SetAside[] } {
  const sound = noFacts();
  const isLate = laterThan(readThrough + GRACE);
  const quarantined: SetAside[] = [];
  const sift = <Name extends CollectionName>(name: Name) => {
    const { key } = collections[name];
    const { noun, moments, faults }: Judge<Row<Name>> = judges[name];
    const rows: readonly Row<Name>[] = facts[name];
    const stay: Row<Name>[] = sound[name];
    const setAside = (row: Row<Name>, what: string) =>
      quarantined.push({ collection: name, id: String(key(row)), reason: `${noun} ${what}` });

    const possible = rows.filter((row) => {
      const fault =
        faults(row).find(([, holds]) => holds)?.[0] ??
        (moments(row).some((moment) => moment !== null && isLate(moment))
          ? 'dated more than a day after the facts were read'
          : null);
      if (fault !== null) setAside(row, fault);
      return fault === null;
    });
    const numbers = new Map<string | number, number>();
    for (const row of possible) numbers.set(key(row), (numbers.get(key(row)) ?? 0) + 1);
    for (const row of possible) {
      if (numbers.get(key(row)) === 1) stay.push(row);
      else setAside(row, 'with the same number or identifier as another');
    }
  };
  for (const name of collectionNames) sift(name);
  return { facts: sound, quarantined };
}

type Row<Name extends CollectionName> = ReturnType<typeof mergeRows<Name>>[number];

/** What can be wrong with one kind of row. */
interface Judge<Row> {
  /** What a row is called. */
  noun: string;
  /** The moments that lie in the past by their nature. */
  moments: (row: Row) => readonly (Instant | null)[];
  /** What would be impossible about the row, and whether it is so. */
  faults: (row: Row) => readonly (readonly [what: string, holds: boolean])[];
}

const NEGATIVE = 'with a negative size';

/** GitHub gives these conclusions to checks that never ran, with times that mean nothing. */
const NEVER_RAN: ReadonlySet<string | null> = new Set(['skipped', 'cancelled']);

const judges: { [Name in CollectionName]: Judge<Row<Name>> } = {
  'pull-requests': {
    noun: 'pull request',
    moments: ({ createdAt, updatedAt, closedAt, mergedAt, reviews, readiness }) => [
      createdAt,
      updatedAt,
      closedAt,
      mergedAt,
      ...reviews.map(({ submittedAt }) => submittedAt),
      ...readiness.map(({ at }) => at),
    ],
    faults: ({ createdAt, closedAt, mergedAt, reviews, additions, deletions, changedFiles }) => [
      ['merged before it was created', isBefore(mergedAt, createdAt)],
      ['closed before it was created', isBefore(closedAt, createdAt)],
      ['reviewed before it was created', reviews.some(({ submittedAt }) => isBefore(submittedAt, createdAt))],
      [NEGATIVE, isNegative(additions, deletions, changedFiles)],
    ],
  },
  issues: {
    noun: 'issue',
    moments: ({ createdAt, updatedAt, closedAt }) => [createdAt, updatedAt, closedAt],
    faults: ({ createdAt, closedAt }) => [['closed before it was created', isBefore(closedAt, createdAt)]],
  },
  milestones: {
    noun: 'milestone',
    moments: ({ createdAt, closedAt }) => [createdAt, closedAt],
    faults: ({ createdAt, closedAt }) => [['closed before it was created', isBefore(closedAt, createdAt)]],
  },
  releases: {
    noun: 'release',
    moments: ({ createdAt, publishedAt }) => [createdAt, publishedAt],
    faults: () => [],
  },
  tags: { noun: 'tag', moments: ({ at }) => [at], faults: () => [] },
  deployments: {
    noun: 'deployment',
    moments: ({ createdAt, statuses }) => [createdAt, ...statuses.map(({ at }) => at)],
    faults: ({ createdAt, statuses }) => [
      ['with a status from before it was created', statuses.some(({ at }) => isBefore(at, createdAt))],
    ],
  },
  commits: {
    noun: 'commit',
    moments: ({ authoredAt, committedAt }) => [authoredAt, committedAt],
    faults: ({ additions, deletions, arrival }) => [
      [
        NEGATIVE,
        isNegative(
          additions,
          deletions,
          arrival?.lines ?? 0,
          ...(arrival?.rewritten.map(({ lines }) => lines) ?? []),
        ),
      ],
    ],
  },
  checks: {
    noun: 'check',
    moments: ({ createdAt, startedAt, completedAt }) => [createdAt, startedAt, completedAt],
    faults: ({ startedAt, completedAt, conclusion }) => [
      ['completed before it started', isBefore(completedAt, startedAt) && !NEVER_RAN.has(conclusion)],
    ],
  },
  incidents: {
    noun: 'incident',
    moments: ({ startedAt, detectedAt, resolvedAt }) => [startedAt, detectedAt, resolvedAt],
    faults: ({ startedAt, resolvedAt }) => [['resolved before it started', isBefore(resolvedAt, startedAt)]],
  },
  measurements: {
    noun: 'measurement',
    // Its end is not among them: the period that is running ends in the future.
    moments: ({ start }) => [start],
    faults: ({ start, end, sample }) => [
      ['of a period that ended before it began', isBefore(end, start)],
      [
        NEGATIVE,
        (sample.kind === 'proportion' && isNegative(sample.hits, sample.total)) ||
          (sample.kind === 'rate' && isNegative(sample.events, sample.exposure)) ||
          ((sample.kind === 'level' || sample.kind === 'ratio') && isNegative(sample.n)),
      ],
      ['with more hits than its total', sample.kind === 'proportion' && sample.hits > sample.total],
    ],
  },
};

/** Moments are written with and without milliseconds: only texts of one length compare, which is faster by far. */
function isBefore(moment: Instant | null, other: Instant | null): boolean {
  if (moment === null || other === null) return false;
  return moment.length === other.length ? moment < other : Date.parse(moment) < Date.parse(other);
}

/** Nearly every moment is told to be earlier by its text alone. */
function laterThan(latest: number): (moment: Instant) => boolean {
  const second = new Date(latest).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  return (moment) => moment >= second && Date.parse(moment) > latest;
}

function isNegative(...sizes: readonly number[]): boolean {
  return sizes.some((size) => size < 0);
}
