import type { TeamMeasurement } from './populations/metric.ts';
import { defineMetric } from './populations/metric.ts';
import { placesIn } from './populations/moments.ts';
import { measurement, observationsOf, type Remark } from './populations/observation.ts';
import { onceEach } from './populations/personWeeks.ts';
import { DELETED, type Person } from './populations/pullColumns.ts';
import { observedMerge, remarkedMerge, type TeamWork } from './populations/teamWork.ts';

export default defineMetric({ uses: ['pull-requests'], measureTeam });

/**
 * The smallest number of people who together hold at least half of all parts in the changes that were merged into a
 * counted branch within a window; of several windows, the mean of theirs. Each merged pull request has one part for
 * its author and one for each other person who reviewed it up to the merge, however often. Deleted accounts cannot
 * be told apart: their parts are left out. A cousin of the bus factor; this way of counting is the handbook's own.
 */
function measureTeam(work: TeamWork): TeamMeasurement {
  const moments = work.mergedAt.subarray(0, work.merged);
  const partsIn = onceEach((window): ReadonlyMap<Person, number> => {
    const parts = new Map<Person, number>();
    const { from, to } = placesIn(moments, window);
    const end = work.partakersFrom[to] ?? 0;
    for (let place = work.partakersFrom[from] ?? 0; place < end; place += 1) {
      const person = work.partaker[place] ?? DELETED;
      if (person !== DELETED) parts.set(person, (parts.get(person) ?? 0) + 1);
    }
    return parts;
  });
  const excluded: Remark[] = [...work.excludedMerges];
  const known: number[] = [];
  for (let pull = 0; pull < work.merged; pull += 1) {
    const partakers = work.partaker.subarray(work.partakersFrom[pull], work.partakersFrom[pull + 1]);
    const unknown = partakers.includes(DELETED);
    known.push(partakers.length - (unknown ? 1 : 0));
    if (unknown)
      excluded.push(remarkedMerge(work, pull, 'with a part of a deleted account, which is left out'));
  }
  const observations = observationsOf([...known.keys()], (pull) =>
    observedMerge(work, pull, known[pull] ?? 0, null),
  );
  return {
    measurement: { ...measurement('level', [], { excluded }), observations },
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
