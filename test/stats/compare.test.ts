import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, differenceOf, obstacleTo } from '../../src/stats/compare.ts';
import type { Sample } from '../../src/stats/kinds.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { numbersIn, samplesByKind } from './samples.ts';

const times = (n: number): Sample => ({
  kind: 'distribution',
  values: Array.from({ length: n }, (_, index) => index + 1),
});
const share = (total: number, hits = total >>> 1): Sample => ({ kind: 'proportion', hits, total });
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

  test('that events alone have a dispersion', () => {
    expect(compare(events(9), events(9), { dispersion: 2 })?.method).toContain('dispersion 2.00');
    expect(compare(times(9), times(9), { dispersion: 2 })).toEqual(compare(times(9), times(9)));
    expect(compare(share(9), share(9), { dispersion: 2 })).toEqual(compare(share(9), share(9)));
  });

  test('that levels and ratios are left to the control chart', () => {
    expect(compare(level(99), level(99))).toBeNull();
    expect(compare(ratio(99), ratio(99))).toBeNull();
  });

  test('that different kinds are never compared', () => {
    const samples = [times(9), share(9), events(9), level(9), ratio(9)];
    for (const a of samples) {
      for (const b of samples) {
        if (a === b) continue;
        const refusal = new RangeError(`a ${a.kind} cannot be compared with a ${b.kind}`);
        expect(() => compare(a, b)).toThrow(refusal);
        expect(() => obstacleTo(a, b)).toThrow(refusal);
      }
    }
  });
});

describe('a verdict needs', () => {
  test.each([
    ['values', times],
    ['cases', share],
  ])('eight %s on each side', (_, sample) => {
    expect(obstacleTo(sample(8), sample(16))).toBeNull();
    expect(obstacleTo(sample(7), sample(80))).toBe('few');
    expect(obstacleTo(sample(80), sample(7))).toBe('few');
  });

  test('eight events on the side that has more', () => {
    expect(obstacleTo(events(8), events(0))).toBeNull();
    expect(obstacleTo(events(7), events(7))).toBe('few-events');
  });

  test.each([
    [1, 57, 0, 318],
    [0, 66, 0, 219],
    [20, 20, 60, 67],
  ])('eight of the rarer cases: %i of %i beside %i of %i are not enough', (now, cases, before, all) => {
    expect(obstacleTo(share(cases, now), share(all, before))).toBe('few-events');
    expect(obstacleTo(share(cases, cases - now), share(all, all - before))).toBe('few-events');
  });

  test('eight of what adds to a ratio, such as defects, and not of what it is divided by', () => {
    const defects = (events: number, commits: number): Sample => ({
      kind: 'ratio',
      numerator: events,
      denominator: commits,
      n: events + commits,
      events,
    });
    expect(obstacleTo(defects(1, 57), defects(0, 318))).toBe('few-events');
    expect(obstacleTo(defects(1, 57), defects(8, 318))).toBeNull();
  });

  test('eight groups on each side, where cases depend on each other', () => {
    const releases = (count: number, changes: number): Sample => {
      const clusters = Array.from({ length: count }, (_, release) =>
        Array.from({ length: changes }, (_, change) => 5 + release + change),
      );
      return { kind: 'distribution', values: clusters.flat(), clusters };
    };
    expect(obstacleTo(releases(8, 3), releases(9, 2))).toBeNull();
    expect(obstacleTo(releases(1, 20), releases(9, 2))).toBe('few-clusters');
    expect(obstacleTo(releases(9, 2), releases(1, 10_000))).toBe('few-clusters');
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

describe('how far two sides vary is shown', () => {
  const terms = { dispersion: null, signed: false };
  const sideOf = (sample: Sample) => ({ sample, value: summarise(sample).value });
  const run = (...values: readonly number[]) => [values.map((numerator) => ({ numerator, denominator: 1 }))];
  const noisy = (centre: number, count: number) =>
    run(...Array.from({ length: count }, (_, index) => centre + ((index * 7) % 5)));

  test('by their observations, of which a few show no change', () => {
    const [few, many] = [sideOf(times(7)), sideOf(times(20))];
    const variation = { shownBy: 'observations' } as const;
    expect(differenceOf(many, many, variation, terms)).toEqual({
      change: compare(many.sample, many.sample),
      obstacle: null,
    });
    expect(differenceOf(few, many, variation, terms)).toEqual({ change: null, obstacle: 'few' });
  });

  test('by weeks, and a side without a value is not compared', () => {
    const variation = { shownBy: 'weeks', current: noisy(9, 13), baseline: noisy(4, 52), items: [] } as const;
    const [now, before] = [sideOf({ kind: 'level', value: 11, n: 9 }), sideOf(level(9))];
    expect(differenceOf(now, before, variation, terms)).toMatchObject({
      change: { measure: 'difference', estimate: 7 },
      obstacle: null,
    });
    expect(differenceOf({ ...now, value: null }, before, variation, terms)).toEqual({
      change: null,
      obstacle: 'few',
    });
    expect(
      differenceOf(now, before, { ...variation, current: noisy(9, 3), baseline: noisy(4, 3) }, terms),
    ).toMatchObject({ change: null, obstacle: 'few-weeks' });
  });

  test('by earlier quarters for whole numbers, of which it takes four', () => {
    const of = (...values: readonly number[]) =>
      ({
        shownBy: 'quarters',
        baseline: values.map((value): Sample => ({ kind: 'level', value, n: 9 })),
      }) as const;
    const now = sideOf({ kind: 'level', value: 9, n: 9 });
    expect(differenceOf(now, now, of(4, 4, 5, 3), terms)).toMatchObject({
      change: { estimate: 5 },
      obstacle: null,
    });
    expect(differenceOf(now, now, of(4, 4, 5), terms)).toEqual({ change: null, obstacle: 'seldom' });
  });
});
