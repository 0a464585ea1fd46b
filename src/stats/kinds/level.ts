import { divideSum } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { absent, type Summary } from '../summary.ts';

/** An amount that is there all the time, on average, and how many items it consists of. */
export interface Level {
  value: number;
  n: number;
}

export const level: KindOf<Level & { kind: 'level' }> = {
  sample: (observed) => ({ kind: 'level', ...observed.underWay() }),
  summarise: summariseLevel,
  // One value against one has no interval: `compareByWeeks` compares levels.
  compare: () => null,
  obstacle: () => null,
  point: (sample) => {
    const { value, n } = summariseLevel(sample);
    return { value, n };
  },
  size: () => UNCOUNTED,
  weekPart: ({ value }, { time }) => (time <= 0 ? null : { numerator: value * time, denominator: time }),

  lasts: true,
  madeOfWeeks: true,
  countsEvents: false,
  mayBeNegative: true,
  highest: Number.POSITIVE_INFINITY,

  counts: () => [],

  defaultOf: 0,
  amounts: ({ overlap }) => overlap(),
  divide: divideSum,

  contribution: (_, __, share) => share,
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: () => 1,
  leverage: null,
};

/**
 * A level in its unit. It has no interval of its own: its weeks show how far it varies.
 * Without observations (`n` = 0) there is no data.
 * @throws RangeError when the value is not a finite number.
 */
export function summariseLevel({ value, n }: Level): Summary {
  if (!Number.isFinite(value)) throw new RangeError(`a level is a finite number, not ${value}`);
  if (n === 0) return absent('no-data', n);
  return { state: 'ok', n, value, interval: null, p75: null, p90: null };
}
