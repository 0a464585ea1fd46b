import memoize from 'memoize';
import type { Facts } from '../../facts/collection.ts';
import {
  labelsEver,
  labelsNow,
  labelsOf,
  type NameChange,
  nameChanges,
  typeAndFields,
} from '../../facts/issueLabels.ts';
import { namesMatching } from '../../facts/names.ts';
import type { Commit, Issue, PullRequest, Repository } from '../../facts/schema.ts';
import { issueItem } from './issueItem.ts';
import type { KindsOfWork } from './kindOfWork.ts';
import type { Item } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';
import { startOfWork } from './startOfWork.ts';

/** What is declared of an issue, by labels. `earlier`: found before production. */
export type IssueMark =
  | 'feature'
  | 'defect'
  | 'incident'
  | 'production'
  | 'earlier'
  | 'customer'
  | 'discovery';

/**
 * An issue with the moments of its life, in milliseconds since the epoch. A closing that was undone has no history.
 */
export interface CountedIssue {
  row: Issue;
  item: Item;
  createdAt: number;
  /** Its last closing; null while it is open. */
  closedAt: number | null;
  /** How it ended. One without a reason was closed before GitHub knew reasons: it is taken as done. */
  ending: 'open' | 'done' | 'duplicate' | 'declined';
  marks: ReadonlySet<IssueMark>;
  /** When its label or status for discovery was taken off for good; null while it has one, and where nobody took one off. */
  discoveryEndedAt: number | null;
  /** When it first got a label or a status that says that work on it has begun; null where it never did. */
  workBeganAt: number | null;
  /** Whether it may have had that status before, because no event tells when it was set. */
  maybeBeganEarlier: boolean;
}

/** Remarked on a start of work that is the last change of a status without an event. */
export const MAYBE_BEGAN_EARLIER =
  'no event tells when its status was set: work may have begun before the last change of the status';

/** A change that says it closes an issue. Times in milliseconds since the epoch. */
export interface ClosingChange {
  by: { pullRequest: number } | { commit: string };
  /** When its pull request was opened; null for a commit that no pull request brought. */
  openedAt: number | null;
  /** Earliest authored date of its commits, not after its opening. */
  workStartedAt: number;
  /** When it came onto a branch that counts; null when it has not. */
  landedAt: number | null;
}

export interface IssuePopulation {
  /** The scope's own. */
  all: readonly CountedIssue[];
  /** Every issue of the repository, whichever team owns it. */
  ofRepository: readonly CountedIssue[];
  /** By an issue's number, the changes of the whole repository that say they close it, in any order. */
  closedBy: ReadonlyMap<number, readonly ClosingChange[]>;
  /**
   * @returns why nothing can be said about issues with one of these marks: no issue of the repository carries such a
   * label; null when one does
   */
  unmarked: (marks: readonly IssueMark[], among?: 'defect') => string | null;
}

/**
 * Reads a repository's issues: what their labels say, how they ended and which changes close them.
 * @param kindOf distinguishes defects from features, as for every metric
 * @param facts what the scope owns
 * @param whole all of the repository: a change of another team may close an issue
 */
export function issuePopulation(
  repository: Repository,
  rules: ReadingRules,
  kindOf: Pick<KindsOfWork, 'ofIssue'>,
  facts: Pick<Facts, 'issues'>,
  whole: Pick<Facts, 'issues' | 'pull-requests' | 'commits'>,
): IssuePopulation {
  const labels = conventionsOf(rules);
  const { marks, endOfDiscovery, startOfWork } = marking(labels, rules.issues.started, kindOf);
  const ofRepository = whole.issues.map((row) =>
    life(repository, row, marks(row), endOfDiscovery(row), startOfWork(row)),
  );
  const own = new Set(facts.issues.map(({ number }) => number));
  return {
    all: ofRepository.filter(({ row }) => own.has(row.number)),
    ofRepository,
    closedBy: closingChanges(rules, whole),
    unmarked: (wanted, among) => {
      const marked = (issue: CountedIssue) => wanted.some((mark) => issue.marks.has(mark));
      if (ofRepository.some((issue) => marked(issue) && (among === undefined || issue.marks.has(among)))) {
        return null;
      }
      const looked = wanted.flatMap((mark) => labels[mark]);
      return `${repository.name} has no ${among ?? 'issue'} labelled ${ANY.format(looked)}`;
    },
  };
}

const ANY = new Intl.ListFormat('en-GB', { type: 'disjunction' });

function conventionsOf({ work, issues, incidentLabels }: ReadingRules): Record<IssueMark, readonly string[]> {
  return {
    feature: work.feature.labels,
    defect: work.fix.labels,
    incident: incidentLabels,
    production: issues.production,
    earlier: issues.earlier,
    customer: issues.customer,
    discovery: issues.discovery,
  };
}

function marking(
  labels: Record<IssueMark, readonly string[]>,
  started: readonly string[],
  { ofIssue }: Pick<KindsOfWork, 'ofIssue'>,
): {
  marks: (row: Issue) => ReadonlySet<IssueMark>;
  endOfDiscovery: (row: Issue) => number | null;
  startOfWork: (row: Issue) => NameChange | null;
} {
  const matchers = LABELLED.filter((mark) => labels[mark].length > 0).map((mark) => ({
    mark,
    matches: namesMatching(labels[mark]),
  }));
  const marksOf = memoize((name: string) =>
    matchers.filter(({ matches }) => matches(name)).map(({ mark }) => mark),
  );
  const isDiscovery = (label: string) => marksOf(label).includes('discovery');
  const isStarted = memoize(namesMatching(started));
  const marksOfIssue = (row: Issue) => {
    const marks = new Set<IssueMark>([...labelsOf(row), ...typeAndFields(row)].flatMap(marksOf));
    if (labelsEver(row).some(isDiscovery)) marks.add('discovery');
    const kind = ofIssue(row)?.kind;
    if (kind === 'fix') marks.add('defect');
    if (kind === 'feature') marks.add('feature');
    return marks;
  };
  return {
    marks: marksOfIssue,
    endOfDiscovery: (row) => {
      if (labelsNow(row).some(isDiscovery)) return null;
      const last = nameChanges(row).findLast(({ name }) => isDiscovery(name));
      return last === undefined || last.added ? null : last.at;
    },
    startOfWork: (row) => nameChanges(row).find(({ name, added }) => added && isStarted(name)) ?? null,
  };
}

const LABELLED = ['incident', 'production', 'earlier', 'customer', 'discovery'] as const;

function life(
  repository: Repository,
  row: Issue,
  marks: ReadonlySet<IssueMark>,
  discoveryEndedAt: number | null,
  workBegan: NameChange | null,
): CountedIssue {
  return {
    row,
    item: issueItem(repository, row, 'issue'),
    createdAt: Date.parse(row.createdAt),
    closedAt: row.closedAt === null ? null : Date.parse(row.closedAt),
    ending: endingOf(row),
    marks,
    discoveryEndedAt,
    workBeganAt: workBegan?.at ?? null,
    maybeBeganEarlier: workBegan?.maybeEarlier === true,
  };
}

function endingOf({ closedAt, stateReason }: Issue): CountedIssue['ending'] {
  if (closedAt === null) return 'open';
  const reason = stateReason?.toLowerCase() ?? 'completed';
  if (reason === 'completed') return 'done';
  return reason === 'duplicate' ? 'duplicate' : 'declined';
}

/** A landed commit speaks for the pull request that brought it. */
function closingChanges(
  rules: ReadingRules,
  whole: Pick<Facts, 'pull-requests' | 'commits'>,
): Map<number, ClosingChange[]> {
  const isCounted = namesMatching(rules.branches, { exact: true });
  const closedBy = new Map<number, ClosingChange[]>();
  const add = (number: number, change: ClosingChange) => {
    const known = closedBy.get(number);
    if (known === undefined) closedBy.set(number, [change]);
    else if (!known.includes(change)) known.push(change);
  };
  const changeOf = memoize((row: PullRequest) => pullRequestChange(row, isCounted(row.base)));
  for (const row of whole['pull-requests']) for (const number of row.closes) add(number, changeOf(row));
  const closing = whole.commits.filter(({ closes }) => closes.length > 0);
  const pulls = new Map(
    closing.length === 0 ? [] : whole['pull-requests'].map((row) => [row.number, row] as const),
  );
  for (const row of closing) {
    const brought = row.pullRequest === null ? undefined : pulls.get(row.pullRequest);
    const change = brought === undefined ? commitChange(row) : changeOf(brought);
    for (const number of row.closes) add(number, change);
  }
  return closedBy;
}

function pullRequestChange(row: PullRequest, counts: boolean): ClosingChange {
  const openedAt = Date.parse(row.createdAt);
  return {
    by: { pullRequest: row.number },
    openedAt,
    workStartedAt: startOfWork(row, openedAt).at,
    landedAt: row.mergedAt === null || !counts ? null : Date.parse(row.mergedAt),
  };
}

function commitChange(row: Commit): ClosingChange {
  const landedAt = Date.parse(row.committedAt);
  return {
    by: { commit: row.sha },
    openedAt: null,
    workStartedAt: startOfWork({ commits: [row] }, landedAt).at,
    landedAt,
  };
}
