import { HOUR } from '../facts/time.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'incidents'], measure });

/**
 * Share of incidents that were resolved within the hours agreed for their severity, of those decided: at their
 * resolution or when their limit passed, whichever came first, which is also their date. The clock runs from the
 * opening or, for an imported incident, its start; elapsed time. An incident still open before its limit is undecided.
 */
function measure({ incidents, deployments }: RepositoryView): Measurement {
  const { all, excluded, limitsAgreed } = incidents;
  const promised = all.flatMap(({ item, startedAt, resolvedAt, limitHours }) => {
    if (limitHours === null) return [];
    const limit = startedAt + limitHours * HOUR;
    const kept = resolvedAt !== null && resolvedAt <= limit;
    return [{ item, startedAt, limitHours, kept, decidedAt: kept ? resolvedAt : limit }];
  });
  return measurement(
    'proportion',
    promised.map(({ item, limitHours, kept, decidedAt }) => ({
      at: decidedAt,
      until: null,
      value: kept ? 1 : 0,
      item,
      cluster: deployments.namedBy.get(item)?.[0]?.item.id,
      note: kept ? null : `not resolved within ${limitHours} h`,
    })),
    {
      excluded: [
        ...excluded,
        ...all
          .filter(({ limitHours }) => limitHours === null)
          .map(({ item, startedAt }) => ({
            id: item.id,
            at: startedAt,
            text: 'no limit is agreed for its severity',
          })),
      ],
      open: promised.map(({ item, startedAt, decidedAt }) => ({
        id: item.id,
        from: startedAt,
        to: decidedAt,
      })),
      notApplicable: limitsAgreed
        ? null
        : 'No time is agreed within which incidents must be resolved (incidents.resolveWithinHours in org.yaml sets it)',
    },
  );
}
