import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstAt, indexAt, placesIn } from '../../../src/metrics/populations/moments.ts';

const moments = fc.array(fc.nat(30), { maxLength: 20 }).map((all) => Float64Array.from(all).sort());

test('moments of a window are those from its start on and before its end', () => {
  fc.assert(
    fc.property(moments, fc.nat(30), fc.nat(30), (all, one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      const { from, to } = placesIn(all, { start, end });
      expect(from).toBe(firstAt(all, start));
      expect([...all.subarray(from, to)]).toEqual(
        [...all].filter((moment) => moment >= start && moment < end),
      );
    }),
  );
});

test('a moment is in the window that it begins, not in the one that it ends', () => {
  const windows = [10, 20, 30].map((start) => ({ start, end: start + 10 }));
  expect([5, 10, 19, 20, 29, 30, 39, 40].map((moment) => indexAt(windows, moment))).toEqual([
    0, 0, 0, 1, 1, 2, 2, 3,
  ]);
});
