import type { Terms } from './kind.ts';
import { type Kind, kinds, type SampleOf } from './kinds.ts';
import type { Change } from './summary.ts';

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
 * Whether both samples suffice for a verdict: eight observations a side, or, for rates, eight events on one side.
 * Never for levels and ratios, which `compareByWeeks` compares.
 * @throws RangeError when the two are of different kinds
 */
export function enoughToCompare<K extends Kind>(current: SampleOf<K>, baseline: SampleOf<K>): boolean {
  requireSameKind(current.kind, baseline.kind);
  return kinds[current.kind].isEnough(current, baseline);
}

function requireSameKind(current: Kind, baseline: Kind): void {
  if (current !== baseline) throw new RangeError(`a ${current} cannot be compared with a ${baseline}`);
}
