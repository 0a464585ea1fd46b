import {
  type CollectionName,
  collectionNames,
  collections,
  type Facts,
  type mergeRows,
  noFacts,
} from './collection.ts';
import { faultOfTagDate, misdatedCommits } from './misdated.ts';
import type { Instant } from './schema.ts';
import { DAY } from './time.ts';

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
export const GRACE = DAY;

/** What is said of a fact that is set aside for its date. */
export const DATED_LATE = 'dated more than a day after the facts were read';

/**
 * Sets aside rows that contradict themselves or each other. A row is set aside as a whole: a pull request with one impossible
 * review is, because nothing says which of its other moments to believe. Rows that share a number are all set
 * aside, unless all but one are impossible anyhow.
 *
 * Allowed, because it happens: a release published before it was created (GitHub dates the creation by the tagged
 * commit, and a tag can be moved to a newer one); a skipped or cancelled check completed before it started (GitHub
 * writes such times for what never ran); a pull request's own commits of any date (another machine's clock made
 * them, and metrics clip them to its creation); a milestone that is due in the future. A deployment's statuses are
 * part of its row, so none can belong to an unknown deployment. A commit whose dates cannot be stays, marked as
 * misdated: no metric counts it, and the way through the history leads over it. At any other commit that is set aside
 * the way ends: commits that only it leads to count as not deployed.
 * @param readThrough the moment through which the facts were read, in milliseconds since the epoch
 * @returns the rows that stay, in their order and unchanged but for that mark, and those set aside, each with the first
 * reason found
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
    const { noun, isDatedLate, faults }: Rules<Row<Name>> = rulesOf[name];
    const rows: readonly Row<Name>[] = facts[name];
    const stay: Row<Name>[] = sound[name];
    const setAside = (row: Row<Name>, what: string) =>
      quarantined.push({ collection: name, id: String(key(row)), reason: `${noun} ${what}` });

    const possible = rows.filter((row) => {
      const fault =
        faults.find(([, isImpossible]) => isImpossible(row))?.[0] ??
        (isDatedLate(row, isLate) ? DATED_LATE : null);
      if (fault !== null) setAside(row, fault);
      return fault === null;
    });
    const isDuplicate = duplicates(possible.map(key));
    for (const row of possible) {
      if (isDuplicate(key(row))) setAside(row, 'with the same number or identifier as another');
      else stay.push(row);
    }
  };
  for (const name of collectionNames) sift(name);
  return withoutMisdated(sound, quarantined, isLate);
}

/** Marks commits whose dates cannot be, and sets aside the tags that share them. Marks from before stay. */
function withoutMisdated(
  sound: Facts,
  quarantined: SetAside[],
  isLate: (moment: Instant | null) => boolean,
): { facts: Facts; quarantined: readonly SetAside[] } {
  const dated = sound.commits.filter(
    ({ misdated, authoredAt, committedAt }) =>
      misdated === undefined && !isLate(authoredAt) && !isLate(committedAt),
  );
  const faults = misdatedCommits(dated);
  if (dated.length === sound.commits.length && faults.size === 0) return { facts: sound, quarantined };
  const believed = new Set(dated.map(({ sha }) => sha).filter((sha) => !faults.has(sha)));
  const commits = sound.commits.map((row): Row<'commits'> => {
    if (row.misdated || believed.has(row.sha)) return row;
    const what = faults.get(row.sha) ?? DATED_LATE;
    quarantined.push({ collection: 'commits', id: row.sha, reason: `commit ${what}` });
    return { ...row, misdated: true };
  });
  const bySha = new Map(commits.map((row) => [row.sha, row]));
  const tags = sound.tags.filter((tag) => {
    const commit = bySha.get(tag.sha);
    const fault = faultOfTagDate(tag, commit, commit?.misdated === true);
    if (fault !== null) quarantined.push({ collection: 'tags', id: tag.name, reason: `tag ${fault}` });
    return fault === null;
  });
  return { facts: { ...sound, commits, tags }, quarantined };
}

type Row<Name extends CollectionName> = ReturnType<typeof mergeRows<Name>>[number];

/** What can be wrong with one kind of row. */
interface Rules<Row> {
  /** What a row is called. */
  noun: string;
  /** Whether one of the row's moments that must be in the past is late. */
  isDatedLate: (row: Row, isLate: (moment: Instant | null) => boolean) => boolean;
  /** What is impossible about a row, in words, and whether it is true of a row. */
  faults: readonly (readonly [what: string, isImpossible: (row: Row) => boolean])[];
}

const NEGATIVE = 'with a negative size';

/** What a sample of any kind may hold none of, but not fewer. */
const COUNTS = new Set(['hits', 'total', 'events', 'exposure', 'n']);

/** GitHub gives these conclusions to checks that never ran, with times that mean nothing. */
const NEVER_RAN: ReadonlySet<string | null> = new Set(['skipped', 'cancelled']);

const rulesOf: { [Name in CollectionName]: Rules<Row<Name>> } = {
  'pull-requests': {
    noun: 'pull request',
    isDatedLate: ({ createdAt, updatedAt, closedAt, mergedAt, reviews, readiness }, isLate) =>
      isLate(createdAt) ||
      isLate(updatedAt) ||
      isLate(closedAt) ||
      isLate(mergedAt) ||
      reviews.some(({ submittedAt }) => isLate(submittedAt)) ||
      readiness.some(({ at }) => isLate(at)),
    faults: [
      ['merged before it was created', ({ mergedAt, createdAt }) => isBefore(mergedAt, createdAt)],
      ['closed before it was created', ({ closedAt, createdAt }) => isBefore(closedAt, createdAt)],
      [
        'reviewed before it was created',
        ({ reviews, createdAt }) => reviews.some(({ submittedAt }) => isBefore(submittedAt, createdAt)),
      ],
      [
        NEGATIVE,
        ({ additions, deletions, changedFiles }) => additions < 0 || deletions < 0 || changedFiles < 0,
      ],
    ],
  },
  issues: {
    noun: 'issue',
    isDatedLate: ({ createdAt, updatedAt, closedAt }, isLate) =>
      isLate(createdAt) || isLate(updatedAt) || isLate(closedAt),
    faults: [['closed before it was created', ({ closedAt, createdAt }) => isBefore(closedAt, createdAt)]],
  },
  milestones: {
    noun: 'milestone',
    isDatedLate: ({ createdAt, closedAt }, isLate) => isLate(createdAt) || isLate(closedAt),
    faults: [['closed before it was created', ({ closedAt, createdAt }) => isBefore(closedAt, createdAt)]],
  },
  releases: {
    noun: 'release',
    isDatedLate: ({ createdAt, publishedAt }, isLate) => isLate(createdAt) || isLate(publishedAt),
    faults: [],
  },
  tags: { noun: 'tag', isDatedLate: ({ at }, isLate) => isLate(at), faults: [] },
  deployments: {
    noun: 'deployment',
    isDatedLate: ({ createdAt, statuses }, isLate) =>
      isLate(createdAt) || statuses.some(({ at }) => isLate(at)),
    faults: [
      [
        'with a status from before it was created',
        ({ createdAt, statuses }) => statuses.some(({ at }) => isBefore(at, createdAt)),
      ],
    ],
  },
  commits: {
    noun: 'commit',
    // A misdated commit is marked instead: the history leads over it.
    isDatedLate: () => false,
    faults: [
      [
        NEGATIVE,
        ({ additions, deletions, arrival }) =>
          additions < 0 ||
          deletions < 0 ||
          (arrival !== undefined && (arrival.lines < 0 || arrival.rewritten.some(({ lines }) => lines < 0))),
      ],
    ],
  },
  checks: {
    noun: 'check',
    isDatedLate: ({ createdAt, startedAt, completedAt }, isLate) =>
      isLate(createdAt) || isLate(startedAt) || isLate(completedAt),
    faults: [
      [
        'completed before it started',
        ({ startedAt, completedAt, conclusion }) =>
          isBefore(completedAt, startedAt) && !NEVER_RAN.has(conclusion),
      ],
    ],
  },
  incidents: {
    noun: 'incident',
    isDatedLate: ({ startedAt, detectedAt, resolvedAt }, isLate) =>
      isLate(startedAt) || isLate(detectedAt) || isLate(resolvedAt),
    faults: [['resolved before it started', ({ resolvedAt, startedAt }) => isBefore(resolvedAt, startedAt)]],
  },
  measurements: {
    noun: 'measurement',
    // Its end is not among them: the period that is running ends in the future.
    isDatedLate: ({ start }, isLate) => isLate(start),
    faults: [
      ['of a period that ended before it began', ({ start, end }) => isBefore(end, start)],
      [
        NEGATIVE,
        ({ sample }) =>
          Object.entries(sample).some(
            ([name, value]) => COUNTS.has(name) && typeof value === 'number' && value < 0,
          ),
      ],
      ['with more hits than its total', ({ sample }) => 'hits' in sample && sample.hits > sample.total],
    ],
  },
};

/** Texts of equal length compare like the moments; others differ in whether they state milliseconds. */
function isBefore(moment: Instant | null, other: Instant | null): boolean {
  if (moment === null || other === null) return false;
  return moment.length === other.length ? moment < other : Date.parse(moment) < Date.parse(other);
}

function laterThan(latest: number): (moment: Instant | null) => boolean {
  const second = new Date(latest).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  return (moment) => moment !== null && moment >= second && Date.parse(moment) > latest;
}

function duplicates<Key>(keys: readonly Key[]): (key: Key) => boolean {
  if (new Set(keys).size === keys.length) return () => false;
  const rows = Map.groupBy(keys, (key) => key);
  return (key) => (rows.get(key)?.length ?? 0) > 1;
}
