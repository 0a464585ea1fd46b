import type { Terms } from './kind.ts';
import { type Kind, kinds, type SampleOf } from './kinds.ts';
import type { Change, Obstacle } from './summary.ts';

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
