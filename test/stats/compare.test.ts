import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, enoughToCompare } from '../../src/stats/compare.ts';
import type { Sample } from '../../src/stats/kinds.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { numbersIn, samplesByKind } from './samples.ts';

const times = (n: number): Sample => ({
  kind: 'distribution',
  values: Array.from({ length: n }, (_, index) => index + 1),
});
const share = (total: number): Sample => ({ kind: 'proportion', hits: 1, total });
const events = (count: number): Sample => ({ kind: 'rate', events: count, exposure: 13 });
const level = (n: number): Sample => ({ kind: 'level', value: 4, n });
const ratio = (n: number): Sample => ({ kind: 'ratio', numerator: 4, denominator: 2, n });

describe('the kind of the samples decides', () => {
  test('how they are compared', () => {
    expect(compare(times(9), times(9))).toMatchObject({
      measure: 'ratio',
      estimate: 1,
      method: 'Price & Bonett 2002',
    });
    expect(compare(share(9), share(9))).toMatchObject({
      measure: 'difference',
      method: 'Newcombe 1998, method 10',
    });
    expect(compare(events(9), events(9))).toMatchObject({
      measure: 'ratio',
      method: 'conditional binomial, Clopper & Pearson 1934, events taken for independent',
    });
  });

  test('that a dispersion is told of events alone', () => {
    expect(compare(events(9), events(9), { dispersion: 2 })?.method).toContain('dispersion 2.00');
    expect(compare(times(9), times(9), { dispersion: 2 })).toEqual(compare(times(9), times(9)));
    expect(compare(share(9), share(9), { dispersion: 2 })).toEqual(compare(share(9), share(9)));
  });

  test('that levels and ratios are left to the control chart', () => {
    expect(compare(level(99), level(99))).toBeNull();
    expect(compare(ratio(99), ratio(99))).toBeNull();
    expect(enoughToCompare(level(99), level(99))).toBe(false);
    expect(enoughToCompare(ratio(99), ratio(99))).toBe(false);
  });

  test('that different kinds are never compared', () => {
    const samples = [times(9), share(9), events(9), level(9), ratio(9)];
    for (const a of samples) {
      for (const b of samples) {
        if (a === b) continue;
        const refusal = new RangeError(`a ${a.kind} cannot be compared with a ${b.kind}`);
        expect(() => compare(a, b)).toThrow(refusal);
        expect(() => enoughToCompare(a, b)).toThrow(refusal);
      }
    }
  });
});

describe('a verdict needs', () => {
  test.each([
    ['values', times],
    ['cases', share],
  ])('eight %s on each side', (_, sample) => {
    expect(enoughToCompare(sample(8), sample(8))).toBe(true);
    expect(enoughToCompare(sample(7), sample(80))).toBe(false);
    expect(enoughToCompare(sample(80), sample(7))).toBe(false);
  });

  test('eight events on one side', () => {
    expect(enoughToCompare(events(8), events(0))).toBe(true);
    expect(enoughToCompare(events(7), events(7))).toBe(false);
  });
});

test('a change needs two values, holds finite numbers only, and its estimate lies within its interval', () => {
  const pair = fc.oneof(...samplesByKind.map((sample) => fc.tuple(sample, sample)));
  fc.assert(
    fc.property(pair, ([current, baseline]) => {
      const change = compare(current, baseline);
      if (change === null) return;
      expect(summarise(current).state).toBe('ok');
      expect(summarise(baseline).state).toBe('ok');
      expect(numbersIn(change).every(Number.isFinite)).toBe(true);
      expect(change.low).toBeLessThanOrEqual(change.estimate);
      expect(change.high).toBeGreaterThanOrEqual(change.estimate);
    }),
    { numRuns: 500 },
  );
});

test('a sample is no different from itself', () => {
  fc.assert(
    fc.property(fc.oneof(...samplesByKind), (sample) => {
      const change = compare(sample, sample);
      if (change === null) return;
      const none = change.measure === 'ratio' ? 1 : 0;
      expect(change.estimate).toBe(none);
      expect(change.low).toBeLessThanOrEqual(none);
      expect(change.high).toBeGreaterThanOrEqual(none);
    }),
  );
});
