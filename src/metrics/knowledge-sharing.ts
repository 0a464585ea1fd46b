import type { TeamMeasurement } from './populations/metric.ts';
import { measurement } from './populations/observation.ts';
import { onceEach } from './populations/personWeeks.ts';
import { mergesOf, observedMerge, type Person, partakers, type TeamWork } from './populations/teamWork.ts';

export const uses = ['pull-requests'] as const;

/**
 * The smallest number of people who together hold at least half of all parts in the changes that were merged into a
 * counted branch within a window; of several windows, the mean of theirs. Each merged pull request has one part for
 * its author and one for each other person who reviewed it up to the merge, however often. Deleted accounts cannot
 * be told apart: their parts are left out. A cousin of the bus factor; this way of counting is the handbook's own.
 */
export function measureTeam(work: TeamWork): TeamMeasurement {
  const merges = mergesOf(work);
  const partsIn = onceEach((window): ReadonlyMap<Person, number> => {
    const parts = new Map<Person, number>();
    for (const pull of merges.in(window)) {
      for (const person of partakers(pull).known) parts.set(person, (parts.get(person) ?? 0) + 1);
    }
    return parts;
  });
  return {
    measurement: measurement(
      'level',
      merges.all.map((pull) => observedMerge(pull, partakers(pull).known.size, null)),
      {
        excluded: [
          ...work.excludedMerges,
          ...merges.all
            .filter((pull) => partakers(pull).unknown)
            .map(({ item, mergedAt }) => ({
              id: item.id,
              at: mergedAt,
              text: 'with a part of a deleted account, which is left out',
            })),
        ],
      },
    ),
    figures: {
      spans: false,
      madeOfWeeks: false,
      of: (windows) => {
        const parts = windows.map(partsIn).filter(({ size }) => size > 0);
        const fewest = parts.map((counts) => fewestWithHalf([...counts.values()]));
        return {
          sample: {
            kind: 'ratio',
            numerator: sum(fewest),
            denominator: fewest.length,
            n: sum(parts.map((counts) => sum([...counts.values()]))),
          },
          people: new Set(parts.flatMap((counts) => [...counts.keys()])).size,
          notes: [],
        };
      },
    },
  };
}

/** @returns how many of the largest counts make up at least half of the sum */
export function fewestWithHalf(counts: readonly number[]): number {
  const half = sum(counts) / 2;
  let held = 0;
  let fewest = 0;
  for (const count of counts.toSorted((a, b) => b - a)) {
    if (held >= half) break;
    held += count;
    fewest += 1;
  }
  return fewest;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
