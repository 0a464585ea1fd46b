import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sample } from '../../src/stats/kinds.ts';
import { figuresOf, pointOf, summarise, summariseCount, weekPartOf } from '../../src/stats/summarise.ts';
import { numbersIn, samplesByKind } from './samples.ts';

test.each<[Sample, number, string | undefined]>([
  [{ kind: 'distribution', values: [6, 5, 4, 3, 2, 1] }, 3.5, 'order statistics'],
  [{ kind: 'proportion', hits: 2, total: 8 }, 0.25, 'Wilson 1927'],
  [{ kind: 'rate', events: 26, exposure: 13 }, 2, 'Garwood 1936, events taken for independent'],
  [{ kind: 'level', value: 7, n: 3 }, 7, undefined],
  [{ kind: 'ratio', numerator: 3, denominator: 2, n: 3 }, 1.5, undefined],
])('the kind of a sample decides its value and its interval: $kind', (sample, value, method) => {
  const summary = summarise(sample);
  expect(summary.value).toBe(value);
  expect(summary.interval?.method).toBe(method);
});

test('the kind of a sample decides its points, its size, what a week adds, and whether none of it has a limit', () => {
  const none: Sample = { kind: 'ratio', numerator: 0, denominator: 4, n: 4 };
  expect(pointOf(none)).toEqual({ value: 0, n: 4 });
  expect(weekPartOf(none, { time: 7, isWhole: true })).toEqual({ numerator: 0, denominator: 4 });
  // Garwood 1936: 3.689 at most where no event was found.
  expect(summariseCount(none, null).interval?.high).toBeCloseTo(3.689 / 4, 4);
  const share: Sample = { kind: 'proportion', hits: 0, total: 9 };
  expect(figuresOf(share, summarise(share)).size).toMatchObject({ n: 9, hits: 0, total: 9, events: null });
  expect(weekPartOf(share, { time: 7, isWhole: true })).toBeNull();
  expect(summariseCount(share, null)).toEqual(summarise(share));
});

test('a summary has a value exactly when it is ok, and every number in it is finite', () => {
  fc.assert(
    fc.property(fc.oneof(...samplesByKind), (sample) => {
      const summary = summarise(sample);
      expect(summary.value !== null).toBe(summary.state === 'ok');
      if (summary.state !== 'ok') expect(summary).toMatchObject({ interval: null, p75: null, p90: null });
      expect(numbersIn(summary).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
