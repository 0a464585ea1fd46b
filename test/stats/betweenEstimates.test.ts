import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceBetween, type Estimate, ratioBetween } from '../../src/stats/betweenEstimates.ts';

const estimates = fc
  .tuple(fc.double({ min: 0.1, max: 100, noNaN: true }), fc.double({ min: 0, max: 0.9, noNaN: true }))
  .map(([value, width]): Estimate => ({ value, low: value * (1 - width), high: value * (1 + width) }));

test('the difference of two proportions is Newcombe’s: 56 of 70 and 48 of 80', () => {
  // Newcombe 1998, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17,
  // table II, method 10: 0.0524 to 0.3339, from the Wilson limits of both.
  const change = differenceBetween(
    { value: 56 / 70, low: 0.6918, high: 0.8769 },
    { value: 48 / 80, low: 0.4904, high: 0.7004 },
  );
  expect(change.measure).toBe('difference');
  expect(change.estimate).toBeCloseTo(0.2, 12);
  expect(change.low).toBeCloseTo(0.0524, 3);
  expect(change.high).toBeCloseTo(0.3339, 3);
});

test('the ratio of two values that may each be half or twice as much may be less or more by two to the root of two', () => {
  const change = ratioBetween({ value: 12, low: 6, high: 24 }, { value: 3, low: 1.5, high: 6 });
  expect(change).toMatchObject({ measure: 'ratio', estimate: 4 });
  expect(change?.low).toBeCloseTo(4 / 2 ** Math.SQRT2, 12);
  expect(change?.high).toBeCloseTo(4 * 2 ** Math.SQRT2, 12);
});

test('two quarters the other way round differ the other way round', () => {
  fc.assert(
    fc.property(estimates, estimates, (one, other) => {
      const [there, back] = [differenceBetween(one, other), differenceBetween(other, one)];
      expect(there.low).toBeCloseTo(-back.high, 6);
      const [times, inverse] = [ratioBetween(one, other), ratioBetween(other, one)];
      if (times !== null && inverse !== null) expect(times.low * inverse.high).toBeCloseTo(1, 6);
    }),
  );
});

test('intervals that do not touch leave no doubt', () => {
  fc.assert(
    fc.property(estimates, estimates, (now, before) => {
      fc.pre(now.low > before.high * (1 + 1e-9));
      expect(differenceBetween(now, before).low).toBeGreaterThan(0);
      expect(ratioBetween(now, before)?.low ?? 2).toBeGreaterThan(1);
    }),
  );
});

test('nothing is a multiple of a value that may be 0', () => {
  const mayBeZero = { value: 1, low: 0, high: 2 };
  expect(ratioBetween(mayBeZero, { value: 2, low: 1, high: 3 })).toBeNull();
});
