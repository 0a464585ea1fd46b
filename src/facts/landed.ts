import type { Facts } from './collection.ts';
import type { Commit, Instant, PullRequest } from './schema.ts';

/** `Merge #12 #13` and `Auto merge of #12`, as bors writes them, or GitHub's own `Merge pull request #12`. */
const MERGED = /^(?:auto merge of|merge)(?: pull request)? (#\d+(?:[ ,]+#\d+)*)/i;

/** `Add a page (#12)`, as a squash and most tools that land changes write it. */
const NUMBER_AT_THE_END = /\(#(\d+)\)$/;

/**
 * Makes merged ones of the pull requests that a tool landed: it pushes a commit that names the pull request and closes
 * it, which a source reports as closed without a merge. It landed when it was closed, or with a later commit that names
 * it. A commit that another pull request brought closes what it replaces, and lands nothing else.
 */
export function withLanded(facts: Facts): Facts {
  const isClosed = ({ state, mergedAt }: PullRequest) => state === 'closed' && mergedAt === null;
  const closed = new Map(facts['pull-requests'].filter(isClosed).map((row) => [row.number, row] as const));
  if (closed.size === 0) return facts;
  const landed = new Map<number, Commit>();
  for (const commit of facts.commits) {
    if (commit.offBranch === true) continue;
    for (const number of numbersIn(commit)) {
      const row = closed.get(number);
      if (row !== undefined && !isBefore(commit.committedAt, row.createdAt)) landed.set(number, commit);
    }
  }
  if (landed.size === 0) return facts;
  const rows = facts['pull-requests'].map((row): PullRequest => {
    const commit = landed.get(row.number);
    if (commit === undefined) return row;
    const closedAt = row.closedAt ?? commit.committedAt;
    const mergedAt = isBefore(commit.committedAt, closedAt) ? closedAt : commit.committedAt;
    return { ...row, state: 'merged', mergedAt, mergeCommit: row.mergeCommit ?? commit.sha };
  });
  return { ...facts, 'pull-requests': rows };
}

const isBefore = (one: Instant, other: Instant) => Date.parse(one) < Date.parse(other);

/** @returns the pull requests that a commit says it lands */
function numbersIn({ subject, pullRequest, closes, landed = [] }: Commit): readonly number[] {
  const byBors = MERGED.exec(subject)?.[1];
  if (byBors !== undefined) return [...byBors.matchAll(/\d+/g)].map(([number]) => Number(number));
  if (landed.length > 0) return landed;
  const atTheEnd = NUMBER_AT_THE_END.exec(subject)?.[1];
  if (atTheEnd !== undefined) return [Number(atTheEnd)];
  return pullRequest === null ? closes : closes.filter((number) => number === pullRequest);
}
