import picomatch from 'picomatch';
import type { Facts } from '../../facts/collection.ts';
import type { Cause, Repository } from '../../facts/schema.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';

/** An incident, whether an issue with an incident label or a fact of its own. Times in milliseconds since the epoch. */
export interface CountedIncident {
  item: Item;
  startedAt: number;
  /** Null while it is open. */
  resolvedAt: number | null;
  causes: readonly Cause[];
}

export interface IncidentPopulation {
  all: readonly CountedIncident[];
  excluded: readonly Remark[];
}

/** Issues closed as not planned or as duplicates were no incidents of their own. */
const NOT_AN_INCIDENT = new Set(['not_planned', 'duplicate']);

/** Collects a repository's incidents: labelled issues and incident facts, in order of their start. */
export function incidentPopulation(
  repository: Repository,
  rules: ReadingRules,
  facts: Pick<Facts, 'issues' | 'incidents'>,
): IncidentPopulation {
  const isIncidentLabel = picomatch([...rules.incidentLabels], { nocase: true });
  const all: CountedIncident[] = [];
  const excluded: Remark[] = [];
  for (const issue of facts.issues) {
    if (!issue.labels.some((label) => isIncidentLabel(label))) continue;
    const startedAt = Date.parse(issue.createdAt);
    const resolvedAt = issue.closedAt === null ? null : Date.parse(issue.closedAt);
    const id = `${repository.name}#${issue.number}`;
    if (NOT_AN_INCIDENT.has(issue.stateReason?.toLowerCase() ?? '')) {
      excluded.push({ id, at: resolvedAt ?? startedAt, text: 'closed as not planned or duplicate' });
      continue;
    }
    all.push({
      item: {
        id,
        kind: 'incident',
        title: issue.title,
        url: repository.url === null ? null : `${repository.url}/issues/${issue.number}`,
      },
      startedAt,
      resolvedAt,
      causes: issue.causes,
    });
  }
  for (const incident of facts.incidents) {
    all.push({
      item: { id: incident.id, kind: 'incident', title: incident.title, url: incident.url },
      startedAt: Date.parse(incident.startedAt),
      resolvedAt: incident.resolvedAt === null ? null : Date.parse(incident.resolvedAt),
      causes: incident.causes,
    });
  }
  all.sort((a, b) => a.startedAt - b.startedAt || (a.item.id < b.item.id ? -1 : 1));
  return { all, excluded };
}
