import type { CountedDeployment, DeploymentPopulation } from './deployments.ts';
import type { ClosingChange, CountedIssue } from './issues.ts';
import { hoursBetween, type Observation, type Remark, type Span } from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';

/** An issue that changes close, and the deployment that brought the last of them to users. */
export interface Delivery {
  issue: CountedIssue;
  /** Earliest start of work on the changes, in milliseconds since the epoch. */
  workStartedAt: number;
  /** When the last of the changes landed. */
  landedAt: number;
  deployment: CountedDeployment;
}

export interface DeliveryPopulation {
  delivered: readonly Delivery[];
  /** Closed without a change, and what the first deployment brought. */
  excluded: readonly Remark[];
  /** From the opening of each issue to its delivery, or to its closing without one. */
  open: readonly Span[];
  /** Why nothing can be said of this repository; null when something can. */
  notApplicable: string | null;
}

/**
 * Finds when issues, incidents apart, reached users: with the first successful deployment that holds every change
 * which closes them. A change begun after a delivery belongs to a reopened issue, which keeps its first delivery. One
 * that landed before the issue was written does not close it. What the first deployment ever brought may be
 * older than it, and has no delivery.
 */
export function deliveryPopulation(view: RepositoryView): DeliveryPopulation {
  const { repository, issues, deployments } = view;
  const delivered: Delivery[] = [];
  const excluded: Remark[] = [];
  const open: Span[] = [];
  for (const issue of issues.all) {
    const { item, createdAt, closedAt, ending, row } = issue;
    const { id } = item;
    if (issue.marks.has('incident')) {
      excluded.push({ id, at: closedAt ?? createdAt, text: 'an incident' });
      continue;
    }
    const changes = changesOf(issue, issues.closedBy.get(row.number) ?? []);
    if (changes.length === 0) {
      open.push({ id, from: createdAt, to: closedAt });
      if (closedAt !== null) {
        const text = ending === 'done' ? 'closed without a linked change' : NOT_DONE;
        excluded.push({ id, at: closedAt, text });
      }
      continue;
    }
    const outcome = outcomeOf(changes, deployments);
    open.push({ id, from: createdAt, to: outcome?.deployment.at ?? null });
    if (outcome === null) continue;
    const { deployment, first, ...changed } = outcome;
    if (first) {
      excluded.push({ id, at: deployment.at, text: 'in the first deployment, which has no predecessor' });
    } else delivered.push({ issue, ...changed, deployment });
  }
  const notApplicable =
    deployments.notApplicable ??
    (issues.ofRepository.length === 0
      ? `${repository.name} has no issues`
      : issues.closedBy.size === 0
        ? `${repository.name} has no change that names an issue which it closes`
        : null);
  return { delivered, excluded, open: notApplicable === null ? open : [], notApplicable };
}

const NOT_DONE = 'closed as not planned or duplicate';

/**
 * @param until default: the delivery
 * @returns days between two moments of a delivery, as evidence
 */
export function daysUntil(
  { issue, deployment }: Delivery,
  from: number,
  until: number = deployment.at,
): Observation {
  return {
    at: deployment.at,
    until: null,
    value: Math.max(0, hoursBetween(from, until) / 24),
    item: issue.item,
    cluster: deployment.item.id,
    note: `shipped by ${deployment.item.id}`,
  };
}

type Landed = ClosingChange & { landedAt: number };

/** @returns those that landed while the issue existed, in the order in which they were begun */
function changesOf({ createdAt }: CountedIssue, changes: readonly ClosingChange[]): Landed[] {
  return changes
    .flatMap((change) =>
      change.landedAt === null || change.landedAt < createdAt
        ? []
        : [{ ...change, landedAt: change.landedAt }],
    )
    .sort((a, b) => begun(a) - begun(b));
}

function begun({ openedAt, landedAt }: Landed): number {
  return openedAt ?? landedAt;
}

/** @returns null while one of the changes is not deployed */
function outcomeOf(
  changes: readonly Landed[],
  { shippedBy, shippedByFirst, commitShippedBy, commitsOfFirst }: DeploymentPopulation,
): (Omit<Delivery, 'issue'> & { first: boolean }) | null {
  let last: { deployment: CountedDeployment; first: boolean } | null = null;
  let workStartedAt = Number.POSITIVE_INFINITY;
  let landedAt = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    if (last !== null && begun(change) > last.deployment.at) break;
    const { by } = change;
    const deployment = 'commit' in by ? commitShippedBy.get(by.commit) : shippedBy.get(by.pullRequest);
    if (deployment === undefined) return null;
    const first = 'commit' in by ? commitsOfFirst.has(by.commit) : shippedByFirst.has(by.pullRequest);
    workStartedAt = Math.min(workStartedAt, change.workStartedAt);
    landedAt = Math.max(landedAt, change.landedAt);
    if (last === null || deployment.at > last.deployment.at) last = { deployment, first };
  }
  return last === null ? null : { ...last, workStartedAt, landedAt };
}
