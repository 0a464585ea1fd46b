import { absent } from './absent.ts';
import type { Summary } from './sample.ts';

/**
 * A level as it stands, in its unit. It has no interval of its own: how far it varies is told by the
 * control chart of the periods before. Without observations (`n` = 0) there is no data.
 * @throws RangeError when the value is not a finite number.
 */
export function summariseLevel({ value, n }: { value: number; n: number }): Summary {
  if (!Number.isFinite(value)) throw new RangeError(`a level is a finite number, not ${value}`);
  if (n === 0) return absent('no-data', n);
  return { state: 'ok', n, value, interval: null, p75: null, p90: null };
}

/**
 * A numerator over its denominator, which is a level. A denominator of 0 is no data.
 * @throws RangeError when a part is not a finite number.
 */
export function summariseRatio(ratio: { numerator: number; denominator: number; n: number }): Summary {
  const { numerator, denominator, n } = ratio;
  if (!Number.isFinite(numerator) || !Number.isFinite(denominator))
    throw new RangeError(`the parts of a ratio are finite numbers, not ${numerator} and ${denominator}`);
  return denominator === 0 ? absent('no-data', n) : summariseLevel({ value: numerator / denominator, n });
}
