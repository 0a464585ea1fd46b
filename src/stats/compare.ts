import { compareDistributions } from './distribution.ts';
import { compareProportions } from './proportion.ts';
import { compareRates, enoughEvents } from './rate.ts';
import { type Change, FLOORS, type Kind, type Sample } from './sample.ts';

/**
 * How a sample differs from its baseline, with the 95 % interval of the difference. Null when either
 * side has no value, when the difference has no finite size, and for levels and ratios: one value
 * against one has no interval, `compareLevels` takes their weeks.
 * @param dispersion of a rate's events, as `dispersionOf` tells it; null takes them for independent
 * @throws RangeError when the two are of different kinds, or one is impossible.
 */
export function compare(current: Sample, baseline: Sample, dispersion: number | null = null): Change | null {
  if (current.kind === 'distribution' && baseline.kind === 'distribution')
    return compareDistributions(current.values, baseline.values);
  if (current.kind === 'proportion' && baseline.kind === 'proportion')
    return compareProportions(current, baseline);
  if (current.kind === 'rate' && baseline.kind === 'rate') return compareRates(current, baseline, dispersion);
  requireSameKind(current.kind, baseline.kind);
  return null;
}

/**
 * Whether both samples suffice for a verdict: eight observations a side, or, for rates, eight events on
 * one side. Never for levels and ratios, which `compareLevels` judges by their weeks.
 * @throws RangeError when the two are of different kinds.
 */
export function enoughToCompare(current: Sample, baseline: Sample): boolean {
  if (current.kind === 'distribution' && baseline.kind === 'distribution')
    return Math.min(current.values.length, baseline.values.length) >= FLOORS.verdict;
  if (current.kind === 'proportion' && baseline.kind === 'proportion')
    return Math.min(current.total, baseline.total) >= FLOORS.verdict;
  if (current.kind === 'rate' && baseline.kind === 'rate') return enoughEvents(current, baseline);
  requireSameKind(current.kind, baseline.kind);
  return false;
}

function requireSameKind(current: Kind, baseline: Kind): void {
  if (current !== baseline) throw new RangeError(`a ${current} cannot be compared with a ${baseline}`);
}
