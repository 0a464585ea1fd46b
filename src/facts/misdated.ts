import type { Commit, Tag } from './schema.ts';
import { DAY } from './time.ts';

/** No clock is wrong by so much by chance, and hardly any branch waits so long: ten years, in milliseconds. */
export const IMPLAUSIBLE = 3652 * DAY;

/** The first release of git. What is older was imported, with its whole history, or comes from a clock that was not set. */
const GIT_BEGAN = Date.UTC(2005, 3, 7);

/** So few commits may come from a clock that was not set; more, dated since git exists, are an old beginning. */
const FEW = 3;

/**
 * Finds commits whose committer date cannot be: more than ten years before their parents and whatever follows them,
 * or after what follows them and their parents; and those at the beginning, dated more than ten years before the rest of
 * the history, if they are few or older than git.
 * @param rows without those dated after the reading
 * @returns by commit what is wrong with its date, in words
 */
export function misdatedCommits(rows: readonly Commit[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const dates = new Map(rows.map(({ sha, committedAt }) => [sha, Date.parse(committedAt)]));
  const times = [...dates.values()].sort((one, other) => one - other);
  const gap = times.findLastIndex((time, index) => (times[index + 1] ?? time) - time > IMPLAUSIBLE);
  const begins = times[gap] ?? Number.NEGATIVE_INFINITY;
  const early = gap + 1;
  if (early < times.length - early && (begins < GIT_BEGAN || early <= FEW))
    for (const [sha, date] of dates)
      if (date <= begins) found.set(sha, 'dated more than ten years before the rest of the history');

  const believed = () => rows.filter(({ sha }) => !found.has(sha));
  for (const { sha, date, before, after } of neighbours(believed()))
    if (before !== undefined && date < before.first - IMPLAUSIBLE && date < earliest(after) - IMPLAUSIBLE)
      found.set(sha, 'dated more than ten years before its parents');
  for (const { sha, date, before, after } of neighbours(believed()))
    if (after !== undefined && date > after.last + IMPLAUSIBLE && date > latest(before) + IMPLAUSIBLE)
      found.set(sha, 'dated more than ten years after the commits that follow it');
  return found;
}

interface Neighbours {
  sha: string;
  date: number;
  /** The dates of its parents; undefined when none is known. */
  before: Span | undefined;
  /** The dates of its children. */
  after: Span | undefined;
}

function neighbours(rows: readonly Commit[]): Neighbours[] {
  const own = new Map(rows.map(({ sha, committedAt }) => [sha, Date.parse(committedAt)]));
  const before = new Map<string, Span>();
  const after = new Map<string, Span>();
  for (const { sha, parents } of rows) {
    for (const parent of parents) {
      const date = own.get(sha);
      const parentDate = own.get(parent);
      if (date === undefined || parentDate === undefined) continue;
      before.set(sha, widened(before.get(sha), parentDate));
      after.set(parent, widened(after.get(parent), date));
    }
  }
  return [...own].map(([sha, date]) => ({ sha, date, before: before.get(sha), after: after.get(sha) }));
}

interface Span {
  first: number;
  last: number;
}

function widened(span: Span | undefined, date: number): Span {
  return { first: Math.min(span?.first ?? date, date), last: Math.max(span?.last ?? date, date) };
}

const earliest = (span: Span | undefined): number => span?.first ?? Number.POSITIVE_INFINITY;
const latest = (span: Span | undefined): number => span?.last ?? Number.NEGATIVE_INFINITY;

/**
 * @param commit the one that a tag points to; undefined when it is not known
 * @param isMisdated whether the commit's own date cannot be
 * @returns what is wrong with a tag's date, in words; null when nothing is
 */
export function faultOfTagDate({ at }: Tag, commit: Commit | undefined, isMisdated: boolean): string | null {
  if (commit === undefined) return null;
  const committedAt = Date.parse(commit.committedAt);
  if (isMisdated) return Date.parse(at) === committedAt ? 'dated by its commit, whose date cannot be' : null;
  return Date.parse(at) < committedAt - IMPLAUSIBLE ? 'dated more than ten years before its commit' : null;
}
