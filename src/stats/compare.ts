import type { Terms } from './kind.ts';
import { type Kind, kinds, type Sample, type SampleOf } from './kinds.ts';
import { summarise } from './summarise.ts';
import type { Change, Obstacle } from './summary.ts';
import { compareByWeeks, compareWholeNumbers, obstacleInWeeks, type WeekRuns } from './weeks.ts';

/** What shows how far the figures of two sides vary. */
export type Variation =
  | { shownBy: 'observations' }
  /** `items` as for `compareByWeeks`. */
  | { shownBy: 'weeks'; current: WeekRuns; baseline: WeekRuns; items: readonly number[] }
  /** For whole numbers: each quarter of the baseline by itself. */
  | { shownBy: 'quarters'; baseline: readonly Sample[] };

/** A sample, with its value. */
interface Side {
  sample: Sample;
  value: number | null;
}

/** How two sides differ. */
export interface Difference {
  /** Null where there is none to tell. */
  change: Change | null;
  /** What prevents a verdict; null when nothing does. */
  obstacle: Obstacle | null;
}

/**
 * @returns how two sides differ, by whatever shows how far they vary
 * @throws RangeError when the two are of different kinds, or one is impossible
 */
export function differenceOf(now: Side, before: Side, variation: Variation, terms: Terms): Difference {
  const obstacle = obstacleTo(now.sample, before.sample, terms);
  switch (variation.shownBy) {
    case 'observations': {
      const isOfFew = obstacle === 'few' || obstacle === 'few-clusters' || obstacle === 'one-cluster';
      return { change: isOfFew ? null : compare(now.sample, before.sample, terms), obstacle };
    }
    case 'quarters': {
      const values = variation.baseline
        .map((sample) => summarise(sample).value)
        .filter((value) => value !== null);
      const change = now.value === null ? null : compareWholeNumbers(now.value, values);
      return { change, obstacle: change === null ? 'seldom' : null };
    }
    case 'weeks': {
      if (now.value === null || before.value === null) return { change: null, obstacle: 'few' };
      const ofWeeks = obstacleInWeeks(variation.current, variation.baseline);
      const change = compareByWeeks(variation.current, variation.baseline, {
        current: now.value,
        baseline: before.value,
        items: variation.items,
      });
      return { change, obstacle: obstacle ?? ofWeeks };
    }
  }
}

/**
 * How a sample differs from its baseline, with the 95 % interval of the difference. Null when either side has no
 * value, when the difference has no finite size, and for levels and ratios: one value against one has no interval,
 * `compareByWeeks` compares their weeks.
 * @throws RangeError when the two are of different kinds, or one is impossible
 */
export function compare<K extends Kind>(
  current: SampleOf<K>,
  baseline: SampleOf<K>,
  { dispersion = null, signed = false }: Partial<Terms> = {},
): Change | null {
  requireSameKind(current.kind, baseline.kind);
  return kinds[current.kind].compare(current, baseline, { dispersion, signed });
}

/**
 * What prevents a verdict on two samples; null when nothing does. Levels and ratios have theirs from
 * `compareByWeeks`.
 * @throws RangeError when the two are of different kinds
 */
export function obstacleTo<K extends Kind>(
  current: SampleOf<K>,
  baseline: SampleOf<K>,
  { signed = false }: Partial<Terms> = {},
): Obstacle | null {
  requireSameKind(current.kind, baseline.kind);
  return kinds[current.kind].obstacle(current, baseline, { signed });
}

function requireSameKind(current: Kind, baseline: Kind): void {
  if (current !== baseline) throw new RangeError(`a ${current} cannot be compared with a ${baseline}`);
}
