import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'incidents'], measure });

/**
 * Elapsed days from the start of one incident to the start of the next in the same repository, dated by the later
 * one. The first has nothing before it; the gap since the last is open.
 */
function measure({ incidents }: RepositoryView): Measurement {
  const { all, excluded } = incidents;
  const gaps = all.map(({ item, startedAt }, index) => ({ item, startedAt, next: all[index + 1] }));
  const [first] = all;
  return measurement(
    'distribution',
    gaps.flatMap(({ item: before, startedAt, next }) =>
      next === undefined
        ? []
        : [
            {
              at: next.startedAt,
              until: null,
              value: hoursBetween(startedAt, next.startedAt) / 24,
              item: next.item,
              note: `after ${before.id}`,
            },
          ],
    ),
    {
      excluded: [
        ...excluded,
        ...(first === undefined
          ? []
          : [{ id: first.item.id, at: first.startedAt, text: 'the first of its repository' }]),
      ],
      open: gaps.map(({ item, startedAt, next }) => ({
        id: item.id,
        from: startedAt,
        to: next?.startedAt ?? null,
      })),
    },
  );
}
