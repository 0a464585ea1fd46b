import memoize from 'memoize';
import type { Commit, PullRequest } from '../../facts/schema.ts';
import { DAY } from '../../facts/time.ts';
import { type Attempt, isOnBranch } from './deploymentAttempts.ts';
import type { Contents } from './deploymentContents.ts';
import type { Remark } from './observation.ts';

/** A revert later than this after the deployment that brought the change takes back no failure that users felt. */
export const REVERT_WITHIN_DAYS = 30;

/** What takes changes back that reached users. Times in milliseconds since the epoch. */
export interface Revert<Deployment> {
  /** What reverts, in words. */
  what: string;
  /** Its number; null for a commit. */
  pullRequest: number | null;
  at: number;
  /** The deployment that brought the revert; undefined while there is none. */
  remedy: Deployment | undefined;
  /** The changes with the deployments that brought them; a revert of a revert takes nothing back. */
  reverts: readonly { deployment: Deployment; change: string }[];
}

/** A pull request by its number, or a commit that no known pull request brought by its identifier. */
type Change = number | string;

/** Something that says that it takes changes back. */
interface Reverting {
  change: Change;
  item: string;
  what: string;
  at: number;
  numbers: readonly number[];
  references: readonly string[];
  /** The title that it quotes, where it names neither a number nor a commit. */
  title: string | null;
  onBranch: boolean;
}

/** `Revert "Add a page"`, as GitHub and git write it, or `revert: add a page`, with the number of its own pull request. */
const TITLE =
  /^(?:(?:revert|roll ?back|back ?out|undo):?\s+["“](?<quoted>.+)["”]|revert(?:\([^()]*\))?!?:\s*(?<named>.+?))(?:\s+\(#\d+\))?$/i;

/** @returns the title that a revert quotes; null for any other title */
function titleReverted(title: string): string | null {
  const { quoted, named } = TITLE.exec(title)?.groups ?? {};
  return quoted ?? named ?? null;
}

/** Whether a pull request says that it takes something back. */
export function isRevert({ title, reverts, revertedCommits = [] }: PullRequest): boolean {
  return reverts.length > 0 || revertedCommits.length > 0 || titleReverted(title) !== null;
}

/** Whether a commit says that it takes something back. */
export function isReverting({ subject, reverts, revertedPullRequests }: Commit): boolean {
  return reverts !== undefined || revertedPullRequests !== undefined || titleReverted(subject) !== null;
}

/**
 * Finds the reverts by a scope's pull requests and by commits that no pull request brought. A revert names what it takes
 * back by numbers or commits. One that names neither quotes a title: it counts when exactly one change that landed before,
 * and reached users within 30 days before the revert, has it.
 * @param own pull requests of the scope
 * @param shipped all pull requests of the repository
 * @returns the reverts, and remarks on those whose changes are not known
 */
export function revertsOf<Deployment extends Attempt>(
  repository: string,
  { shippedBy, commitShippedBy }: Pick<Contents<Deployment>, 'shippedBy' | 'commitShippedBy'>,
  commits: readonly Commit[],
  own: readonly PullRequest[],
  shipped: readonly PullRequest[],
): { reverts: Revert<Deployment>[]; unresolved: Remark[] } {
  const merged = shipped.filter(({ mergedAt }) => mergedAt !== null);
  const pulls = new Map(merged.map((row) => [row.number, row]));
  const reverting = [
    ...merged.filter(isRevert).map((row) => revertingPull(repository, row)),
    ...commits
      .filter((row) => isReverting(row) && (row.pullRequest === null || !pulls.has(row.pullRequest)))
      .map((row) => revertingCommit(repository, row)),
  ];
  if (reverting.length === 0) return { reverts: [], unresolved: [] };
  const deploymentOf = (change: Change): Deployment | undefined =>
    typeof change === 'number' ? shippedBy.get(change) : commitShippedBy.get(change);
  const changes = changeFinder(commits, pulls, deploymentOf);
  const takenBack = new Map(reverting.map((row) => [row.change, changes(row)]));
  const undoes = undoing(takenBack);
  const isOwn = new Set(own.map(({ number }) => number));
  const reverts: Revert<Deployment>[] = [];
  const unresolved: Remark[] = [];
  for (const row of reverting) {
    if (typeof row.change === 'number' && !isOwn.has(row.change)) continue;
    const found = takenBack.get(row.change) ?? [];
    if (found.length === 0) {
      unresolved.push({ id: row.item, at: row.at, text: unknown(row) });
      continue;
    }
    reverts.push({
      what: row.what,
      pullRequest: typeof row.change === 'number' ? row.change : null,
      at: row.at,
      remedy: deploymentOf(row.change),
      reverts: found
        .filter((change) => !undoes(change))
        .flatMap((change) => {
          const deployment = deploymentOf(change);
          return deployment === undefined ? [] : [{ deployment, change: wordsOf(change) }];
        }),
    });
  }
  return { reverts, unresolved };
}

const wordsOf = (change: Change): string => (typeof change === 'number' ? `#${change}` : change.slice(0, 7));

const unknown = ({ numbers, references, title }: Reverting): string =>
  title === null
    ? `a revert of ${[...numbers, ...references].map(wordsOf).join(' and ')}, which is not known`
    : `a revert that names no number and no commit, and not exactly one change of the last ${REVERT_WITHIN_DAYS} days by its title`;

function revertingPull(repository: string, row: PullRequest): Reverting {
  const { number, reverts, revertedCommits = [] } = row;
  const named = reverts.length + revertedCommits.length > 0;
  return {
    change: number,
    item: `${repository}#${number}`,
    what: `#${number}`,
    at: Date.parse(row.mergedAt ?? row.createdAt),
    numbers: reverts,
    references: revertedCommits,
    title: named ? null : titleReverted(row.title),
    onBranch: true,
  };
}

function revertingCommit(repository: string, row: Commit): Reverting {
  const { sha, reverts = [], revertedPullRequests = [] } = row;
  const named = reverts.length + revertedPullRequests.length > 0;
  return {
    change: sha,
    item: `${repository}@${sha.slice(0, 12)}`,
    what: `commit ${sha.slice(0, 7)}`,
    at: Date.parse(row.committedAt),
    numbers: revertedPullRequests,
    references: reverts,
    title: named ? null : titleReverted(row.subject),
    onBranch: isOnBranch(row),
  };
}

/** @returns a function from a revert to the known changes that it names, each once */
function changeFinder(
  commits: readonly Commit[],
  pulls: ReadonlyMap<number, PullRequest>,
  deploymentOf: (change: Change) => Attempt | undefined,
): (row: Reverting) => Change[] {
  const commitOf = commitFinder(commits);
  const numberOf = new Map<string, number>();
  const broughtBy = new Map<number, string>();
  for (const row of commits) {
    if (row.pullRequest === null) continue;
    numberOf.set(row.sha, row.pullRequest);
    if (isOnBranch(row)) broughtBy.set(row.pullRequest, row.sha);
  }
  for (const { number, mergeCommit } of pulls.values())
    if (mergeCommit !== null) numberOf.set(mergeCommit, number);
  const ofCommit = (sha: string): Change => {
    const number = numberOf.get(sha);
    return number !== undefined && pulls.has(number) ? number : sha;
  };
  const titled = memoize(() => changesByTitle(commits, pulls, ofCommit));
  const byTitle = ({ title, at, onBranch, change }: Reverting): Change[] => {
    if (title === null) return [];
    const recent = (titled().get(title) ?? []).filter((each) => {
      const reached = deploymentOf(each.change)?.at ?? each.at;
      return each.change !== change && each.at <= at && at - reached <= REVERT_WITHIN_DAYS * DAY;
    });
    const here = recent.filter((each) => each.onBranch === onBranch);
    const found = new Set((here.length > 0 ? here : recent).map((each) => each.change));
    return found.size === 1 ? [...found] : [];
  };
  return (row) => {
    const named = [
      ...row.numbers.flatMap((number) => (pulls.has(number) ? number : (broughtBy.get(number) ?? []))),
      ...row.references.flatMap((reference) => {
        const sha = commitOf(reference)?.sha;
        return sha === undefined ? [] : ofCommit(sha);
      }),
      ...byTitle(row),
    ];
    return [...new Set(named)].filter((change) => change !== row.change);
  };
}

interface Titled {
  change: Change;
  at: number;
  onBranch: boolean;
}

/** A squash adds the number of its pull request to the title. */
function changesByTitle(
  commits: readonly Commit[],
  pulls: ReadonlyMap<number, PullRequest>,
  ofCommit: (sha: string) => Change,
): Map<string, Titled[]> {
  const changes = new Map<string, Titled[]>();
  const add = (title: string, titled: Titled) => {
    const known = changes.get(title);
    if (known === undefined) changes.set(title, [titled]);
    else known.push(titled);
  };
  for (const { number, title, mergedAt } of pulls.values())
    if (mergedAt !== null) add(title, { change: number, at: Date.parse(mergedAt), onBranch: true });
  for (const row of commits)
    add(row.subject.replace(/\s+\(#\d+\)$/, ''), {
      change: ofCommit(row.sha),
      at: Date.parse(row.committedAt),
      onBranch: isOnBranch(row),
    });
  return changes;
}

/** @returns a look-up of a commit by the beginning of its identifier; nothing for one that several have */
function commitFinder(commits: readonly Commit[]): (reference: string) => Commit | undefined {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  return (reference) => {
    const exact = bySha.get(reference);
    if (exact !== undefined) return exact;
    const [only, another] = commits.filter(({ sha }) => sha.startsWith(reference));
    return another === undefined ? only : undefined;
  };
}

/** @returns whether a change takes another back: one that reverts a revert does not, one that reverts that does */
function undoing(takenBack: ReadonlyMap<Change, readonly Change[]>): (change: Change) => boolean {
  const known = new Map<Change, boolean>();
  const undoes = (change: Change): boolean => {
    const answer = known.get(change);
    if (answer !== undefined) return answer;
    // What is reverted was there before, so no two revert each other.
    known.set(change, false);
    const result = (takenBack.get(change) ?? []).some(
      (other) =>
        !(typeof other === 'number' && typeof change === 'number' && other > change) && !undoes(other),
    );
    known.set(change, result);
    return result;
  };
  return undoes;
}
