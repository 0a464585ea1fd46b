import { divideQuotient } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { absent, FLOORS, type Interval, type Obstacle, type Summary } from '../summary.ts';
import { summariseLevel } from './level.ts';
import { summariseRate } from './rate.ts';

/** A numerator and a denominator, and how many observations they consist of. */
export interface Ratio {
  numerator: number;
  denominator: number;
  n: number;
  /** How many of them have a part of the numerator; not known when left out. */
  events?: number;
}

export const ratio: KindOf<Ratio & { kind: 'ratio' }> = {
  sample: (observed) => ({
    kind: 'ratio',
    numerator: observed.sum(),
    denominator: observed.sumOf(0),
    n: observed.count(),
    events: observed.events(),
  }),
  summarise: summariseRatio,
  intervalOfNone,
  // One value against one has no interval: `compareByWeeks` compares ratios.
  compare: () => null,
  obstacle: eventsMissing,
  point: (sample) => {
    const { value, n } = summariseRatio(sample);
    return { value, n };
  },
  size: ({ n, events = n }) => (events < n ? { ...UNCOUNTED, counted: events } : UNCOUNTED),
  weekPart: ({ numerator, denominator }) =>
    numerator === 0 && denominator === 0 ? null : { numerator, denominator },

  lasts: false,
  madeOfWeeks: true,
  countsEvents: false,
  mayBeNegative: true,
  highest: Number.POSITIVE_INFINITY,

  counts: () => [],

  defaultOf: 0,
  amounts: ({ value }) => value,
  divide: (current, baseline) => divideQuotient(current.rows, baseline.rows),

  contribution: (value, of) => (of === null || of === 0 ? null : value / of),
  // What adds only to the numerator raises the ratio most.
  weightOfNone: Number.POSITIVE_INFINITY,
  failing: () => 1,
  leverage: ({ count, value, of }) => {
    const sum = (pick: (index: number) => number): number => {
      let total = 0;
      for (let index = 0; index < count; index += 1) total += pick(index);
      return total;
    };
    const denominator = sum(of);
    const whole = denominator === 0 ? 0 : sum(value) / denominator;
    return (index) => Math.abs(value(index) - whole * of(index));
  },
};

/**
 * A ratio of which little ever adds to the numerator, such as one defect, says nothing of a change. Where all of it does,
 * as with the hours of a month, weeks are what is counted.
 */
function eventsMissing(current: Ratio, baseline: Ratio): Obstacle | null {
  const events = ({ n, events = n }: Ratio): number => events;
  if (Math.max(events(current), events(baseline)) >= FLOORS.verdict) return null;
  return events(current) + events(baseline) < current.n + baseline.n ? 'few-events' : null;
}

/**
 * The 95 % interval of a ratio whose numerator counts things and found none: up to Garwood's limit of none over the
 * denominator, the two-sided form of the rule of three (Hanley & Lippman-Hand 1983, "If nothing goes wrong, is everything
 * all right?", JAMA 249). Null for any other numerator.
 * @param dispersion of what is counted where it comes in bursts, as for rates
 */
export function intervalOfNone(
  { numerator, denominator }: Ratio,
  dispersion: number | null,
): Interval | null {
  if (numerator !== 0 || !(denominator > 0)) return null;
  return summariseRate({ events: 0, exposure: denominator }, dispersion).interval;
}

/**
 * A numerator over its denominator. A denominator of 0 gives no data.
 * @throws RangeError when a part is not a finite number.
 */
export function summariseRatio({ numerator, denominator, n }: Ratio): Summary {
  if (!Number.isFinite(numerator) || !Number.isFinite(denominator))
    throw new RangeError(`the parts of a ratio are finite numbers, not ${numerator} and ${denominator}`);
  return denominator === 0 ? absent('no-data', n) : summariseLevel({ value: numerator / denominator, n });
}
