import fc from 'fast-check';
import type { Sample } from '../../src/stats/kinds.ts';

/** Durations and sizes: never negative, often exactly 0, often tied, from a nanosecond to a million years in seconds. */
export const duration = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 20 }),
  fc.double({ min: 1e-9, max: 3e13, noNaN: true }),
);

export const durations = (minLength: number, maxLength = 60) => fc.array(duration, { minLength, maxLength });

/** A proportion with at least so many cases. */
export const proportion = (minTotal: number) =>
  fc
    .integer({ min: minTotal, max: 2000 })
    .chain((total) => fc.record({ hits: fc.integer({ min: 0, max: total }), total: fc.constant(total) }));

/** A rate with an exposure from a second to a century, in weeks. */
export const rate = fc.record({
  events: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 100_000 })),
  exposure: fc.double({ min: 1e-6, max: 5200, noNaN: true }),
});

const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true }));
const n = fc.nat(500);

/** Any possible sample of one kind, the empty ones included. */
export const samplesByKind: readonly fc.Arbitrary<Sample>[] = [
  fc.record({ kind: fc.constant('distribution'), values: durations(0) }),
  proportion(0).map((sample) => ({ kind: 'proportion', ...sample })),
  fc.oneof(rate, fc.record({ events: fc.nat(9), exposure: fc.constant(0) })).map((sample) => ({
    kind: 'rate',
    ...sample,
  })),
  fc.record({ kind: fc.constant('level'), value: amount, n }),
  fc.record({ kind: fc.constant('ratio'), numerator: amount, denominator: amount, n }),
];

/** Every number anywhere inside a result. */
export function numbersIn(result: unknown): number[] {
  if (typeof result === 'number') return [result];
  return typeof result === 'object' && result !== null ? Object.values(result).flatMap(numbersIn) : [];
}
