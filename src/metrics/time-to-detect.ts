import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['issues', 'incidents', 'deployments', 'releases', 'tags', 'pull-requests', 'commits'],
  measure,
});

/**
 * Elapsed hours from the beginning of an incident to the moment that the team knew of it, dated by the latter. An
 * imported incident states both. An issue is the detection; its beginning is known if it names its cause, and is
 * then the success of the deployment that brought that, or the first of several. An alarm before the beginning is a delay of zero. The
 * others are left out as unknown: their opening is not their beginning.
 */
function measure({ incidents, deployments }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const unknown: Remark[] = [];
  for (const { item, startedAt, startKnown, detectedAt } of incidents.all) {
    const cause = deployments.namedBy.get(item)?.[0];
    const began = startKnown ? startedAt : (cause?.at ?? null);
    if (detectedAt === null) unknown.push({ id: item.id, at: startedAt, text: 'without a known detection' });
    else if (began === null) unknown.push({ id: item.id, at: detectedAt, text: 'without a known beginning' });
    else
      observations.push({
        at: detectedAt,
        until: null,
        value: Math.max(0, hoursBetween(began, detectedAt)),
        item,
        cluster: cause?.item.id,
        note: startKnown || cause === undefined ? null : `began with ${cause.item.id}`,
      });
  }
  return measurement('distribution', observations, { excluded: incidents.excluded, unknown });
}
