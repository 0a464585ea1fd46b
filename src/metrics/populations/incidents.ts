import type { Facts } from '../../facts/collection.ts';
import { labelsOf, typeAndFields } from '../../facts/issueLabels.ts';
import { namesMatching } from '../../facts/names.ts';
import type { Cause, Repository } from '../../facts/schema.ts';
import { issueItem } from './issueItem.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';

/** An incident, whether an issue with an incident label or a fact of its own. Times in milliseconds since the epoch. */
export interface CountedIncident {
  item: Item;
  /** Its beginning; for an issue its opening, before which it may have begun. */
  startedAt: number;
  /** Whether somebody wrote its beginning down; of an issue only the opening is known. */
  startKnown: boolean;
  /** When somebody knew of it; for an issue its opening; null when nobody wrote it down. */
  detectedAt: number | null;
  /** Null while it is open. */
  resolvedAt: number | null;
  /** Hours within which it had to be resolved; null when none are agreed for its severity. */
  limitHours: number | null;
  causes: readonly Cause[];
}

export interface IncidentPopulation {
  all: readonly CountedIncident[];
  excluded: readonly Remark[];
  /** Whether any team of the repository has declared one, dismissed or not. */
  declared: boolean;
  /** Whether there is an agreement on when incidents must be resolved. */
  limitsAgreed: boolean;
}

/** Issues closed as not planned or as duplicates were not incidents of their own. */
export const NOT_AN_INCIDENT = new Set(['not_planned', 'duplicate']);

/**
 * Collects a repository's incidents: labelled issues and incident facts, in order of their start.
 * @param whole those of all teams
 */
export function incidentPopulation(
  repository: Repository,
  rules: ReadingRules,
  facts: Pick<Facts, 'issues' | 'incidents'>,
  whole: Pick<Facts, 'issues' | 'incidents'> = facts,
): IncidentPopulation {
  const isIncidentLabel = namesMatching(rules.incidentLabels);
  const isIncident = (issue: Facts['issues'][number]) =>
    [...labelsOf(issue), ...typeAndFields(issue)].some((label) => isIncidentLabel(label));
  const limitOf = limits(rules.resolveWithinHours ?? {});
  const all: CountedIncident[] = [];
  const excluded: Remark[] = [];
  for (const issue of facts.issues) {
    const labels = [...labelsOf(issue), ...typeAndFields(issue)];
    if (!labels.some((label) => isIncidentLabel(label))) continue;
    const startedAt = Date.parse(issue.createdAt);
    const resolvedAt = issue.closedAt === null ? null : Date.parse(issue.closedAt);
    const item = issueItem(repository, issue, 'incident');
    if (NOT_AN_INCIDENT.has(issue.stateReason?.toLowerCase() ?? '')) {
      excluded.push({ id: item.id, at: resolvedAt ?? startedAt, text: 'closed as not planned or duplicate' });
      continue;
    }
    all.push({
      item,
      startedAt,
      startKnown: false,
      detectedAt: startedAt,
      resolvedAt,
      limitHours: limitOf(labels),
      causes: issue.causes,
    });
  }
  for (const incident of facts.incidents) {
    all.push({
      item: { id: incident.id, kind: 'incident', title: incident.title, url: incident.url },
      startedAt: Date.parse(incident.startedAt),
      startKnown: true,
      detectedAt: incident.detectedAt === null ? null : Date.parse(incident.detectedAt),
      resolvedAt: incident.resolvedAt === null ? null : Date.parse(incident.resolvedAt),
      limitHours: limitOf(incident.severity === null ? [] : [incident.severity]),
      causes: incident.causes,
    });
  }
  all.sort((a, b) => a.startedAt - b.startedAt || (a.item.id < b.item.id ? -1 : 1));
  const declared = whole.incidents.length > 0 || whole.issues.some(isIncident);
  return { all, excluded, declared, limitsAgreed: rules.resolveWithinHours !== null };
}

/** @returns a function from what names a severity to the shortest limit agreed for it, in hours; null without one */
function limits(agreed: Readonly<Record<string, number>>): (severities: readonly string[]) => number | null {
  const matchers = Object.entries(agreed).map(([severity, hours]) => ({
    hours,
    applies: namesMatching([severity]),
  }));
  return (severities) => {
    const hours = matchers.flatMap(({ hours, applies }) =>
      severities.some((name) => applies(name)) ? [hours] : [],
    );
    return hours.length === 0 ? null : Math.min(...hours);
  };
}
