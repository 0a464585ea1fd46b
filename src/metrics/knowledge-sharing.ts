import memoize from 'memoize';
import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import { defineMetric, type TeamMeasurement } from './populations/metric.ts';
import { placesIn } from './populations/moments.ts';
import { byWindow } from './populations/personWeeks.ts';
import {
  DELETED,
  type Person,
  remarkedMerge,
  type TeamRemark,
  type TeamWork,
} from './populations/teamWork.ts';

export default defineMetric({ uses: ['pull-requests'], measureTeam });

/**
 * The smallest number of people who together hold at least half of all parts in the changes that were merged into a
 * counted branch within a window; of several windows, the mean of theirs. Each merged pull request has one part for
 * its author and one for each other person who reviewed it up to the merge, however often. Deleted accounts cannot
 * be told apart: their parts are left out. A cousin of the bus factor; this way of counting is the handbook's own.
 */
function measureTeam(work: TeamWork): TeamMeasurement {
  const moments = work.mergedAt.subarray(0, work.merged);
  const partsIn = memoize(partsOf, { cacheKey: byWindow });
  function partsOf(window: Window): ReadonlyMap<Person, number> {
    const parts = new Map<Person, number>();
    const { from, to } = placesIn(moments, window);
    const end = numberAt(work.participantsFrom, to);
    for (let place = numberAt(work.participantsFrom, from); place < end; place += 1) {
      const person = numberAt(work.participant, place);
      if (person !== DELETED) parts.set(person, (parts.get(person) ?? 0) + 1);
    }
    return parts;
  }
  const excluded: TeamRemark[] = [...work.excludedMerges];
  const known = new Float64Array(work.merged);
  for (let pull = 0; pull < work.merged; pull += 1) {
    const participants = work.participant.subarray(
      numberAt(work.participantsFrom, pull),
      numberAt(work.participantsFrom, pull + 1),
    );
    const unknown = participants.includes(DELETED);
    known[pull] = participants.length - (unknown ? 1 : 0);
    if (unknown)
      excluded.push(remarkedMerge(work, pull, 'with a part of a deleted account, which is left out'));
  }
  return {
    notApplicable: null,
    observations: {
      pull: Uint32Array.from(known.keys()),
      at: moments,
      until: null,
      value: known,
      note: null,
    },
    excluded,
    unknown: [],
    remarks: [],
    figures: {
      spans: false,
      madeOfWeeks: false,
      of: (windows) => {
        const parts = windows.map((window) => partsIn(window)).filter(({ size }) => size > 0);
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
