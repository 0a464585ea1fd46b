import { Temporal } from 'temporal-polyfill';
import type { Facts } from '../../facts/collection.ts';
import { milestoneAt } from '../../facts/issueLabels.ts';
import type { Milestone, Repository } from '../../facts/schema.ts';
import type { CountedIssue, IssuePopulation } from './issues.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';

/**
 * A milestone with a due date and at least one issue, of which the scope owns one or more. It is one promise: teams
 * that share it keep or miss it together. Times in milliseconds since the epoch.
 */
export interface DueMilestone {
  item: Item;
  /** All that the repository had in it when the due day ended; one that is yet to end has what it holds now. */
  issues: readonly CountedIssue[];
  /** When the due day ends. */
  dueEnd: number;
  /** Its last moment, which places the milestone in a window. */
  dueAt: number;
  closedAt: number | null;
  /** Calendar days from the due day to the day of closing, negative when early; null while it is open. */
  daysLate: number | null;
}

export interface MilestonePopulation {
  due: readonly DueMilestone[];
  /** Undated and empty ones. */
  excluded: readonly Remark[];
  /** Why the repository has none by nature; null when it has. */
  notApplicable: string | null;
}

/**
 * Collects the milestones that promise something for a day. The date is the one on record: a former one is not known.
 * GitHub stores the due day as an instant on that day in UTC; the day ends at midnight in the organisation's time zone.
 */
export function milestonePopulation(
  repository: Repository,
  { timeZone }: Pick<ReadingRules, 'timeZone'>,
  milestones: Facts['milestones'],
  issues: IssuePopulation,
): MilestonePopulation {
  const membersAt = membership(milestones, issues.ofRepository);
  const own = new Set(issues.all);
  const due: DueMilestone[] = [];
  const excluded: Remark[] = [];
  for (const row of milestones) {
    const item = itemOf(repository, row);
    const closedAt = row.closedAt === null ? null : Date.parse(row.closedAt);
    if (row.dueAt === null) {
      const at = closedAt ?? Date.parse(row.createdAt);
      excluded.push({ id: item.id, at, text: 'a milestone without a due date' });
      continue;
    }
    const day = dayOf(row.dueAt, 'UTC');
    const dueEnd = day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
    const dueAt = dueEnd - 1;
    const { held, nameless } = membersAt(row.number, dueEnd);
    for (const {
      item: { id },
    } of nameless)
      excluded.push({
        id,
        at: dueAt,
        text: 'an issue that was then in a milestone whose name is no longer known',
      });
    if (held.length === 0) excluded.push({ id: item.id, at: dueAt, text: 'a milestone without an issue' });
    else if (held.some((issue) => own.has(issue))) {
      const daysLate = row.closedAt === null ? null : day.until(dayOf(row.closedAt, timeZone)).days;
      due.push({ item, issues: held, dueEnd, dueAt, closedAt, daysLate });
    }
  }
  const dated = milestones.some(({ dueAt }) => dueAt !== null);
  return {
    due,
    excluded,
    notApplicable: dated ? null : `${repository.name} has no milestone with a due date`,
  };
}

/** Who was in a milestone. Events name it by its title at that time. */
function membership(milestones: Facts['milestones'], issues: readonly CountedIssue[]) {
  const numbers = numbersByTitle(milestones, issues);
  const candidates = new Map<number | null | undefined, Set<CountedIssue>>();
  for (const issue of issues) {
    const { milestone, changes = [] } = issue.row;
    const former = changes.flatMap((change) =>
      'milestone' in change ? [numbers.get(change.milestone)] : [],
    );
    for (const number of [milestone, ...former]) {
      const known = candidates.get(number);
      if (known === undefined) candidates.set(number, new Set([issue]));
      else known.add(issue);
    }
  }
  const at = (issue: CountedIssue, moment: number) =>
    milestoneAt(issue.row, moment, (title) => numbers.get(title));
  return (number: number, moment: number): { held: CountedIssue[]; nameless: CountedIssue[] } => {
    const own = candidates.get(number) ?? new Set<CountedIssue>();
    const possible = own.union(candidates.get(undefined) ?? new Set<CountedIssue>());
    return {
      held: [...own].filter((issue) => at(issue, moment) === number),
      nameless: [...possible].filter((issue) => at(issue, moment) === undefined),
    };
  };
}

/**
 * The numbers of milestones by their titles. A title that none has any more is a former one of the milestone in which all
 * issues are that were last put into it.
 */
function numbersByTitle(
  milestones: Facts['milestones'],
  issues: readonly CountedIssue[],
): ReadonlyMap<string, number> {
  const numbers = new Map(milestones.map(({ title, number }) => [title, number]));
  const former = new Map<string, Set<number>>();
  for (const { row } of issues) {
    const last = (row.changes ?? []).findLast((change) => 'milestone' in change);
    if (last === undefined || !last.added || row.milestone === null || numbers.has(last.milestone)) continue;
    former.set(last.milestone, (former.get(last.milestone) ?? new Set()).add(row.milestone));
  }
  for (const [title, found] of former) {
    const [only, another] = found;
    if (only !== undefined && another === undefined) numbers.set(title, only);
  }
  return numbers;
}

/** @returns whether an issue was closed as a duplicate or as not planned before a moment */
export function wasDropped({ ending, closedAt }: CountedIssue, before: number): boolean {
  return (ending === 'duplicate' || ending === 'declined') && closedAt !== null && closedAt < before;
}

function dayOf(instant: string, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate();
}

function itemOf(repository: Repository, row: Milestone): Item {
  return {
    id: `${repository.name} milestone ${row.number}`,
    kind: 'milestone',
    title: row.title,
    url: repository.url === null ? null : `${repository.url}/milestone/${row.number}`,
  };
}
