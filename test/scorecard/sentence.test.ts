import { describe, expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { sentenceOf } from '../../src/scorecard/sentence.ts';
import { verdictOf } from '../../src/scorecard/verdict.ts';
import { type Obstacle, obstacles } from '../../src/stats/summary.ts';
import { changedBy, result } from '../support/scorecards.ts';
import { expectShort } from '../support/shortTexts.ts';

const definitions = await loadDefinitions('content');

/** The sentence about a median of 30 hours, with the verdict that its change earns. */
function said(
  baseline: MetricResult['baseline'],
  { band, ...parts }: Partial<MetricResult> & { band?: { min: number; max: number } } = {},
  id = 'cycle-time',
): string {
  const definition = definitions.get(id);
  if (definition === undefined) throw new Error(`no ${id}`);
  const told = result({ baseline, ...parts });
  const verdict = verdictOf({
    state: told.state,
    better: band === undefined ? told.better : 'band',
    band,
    baselineValue: baseline?.summary.value ?? null,
    value: told.summary.value,
    change: baseline?.change ?? null,
    obstacle: baseline?.obstacle ?? null,
    materiality: told.materiality,
  });
  return sentenceOf(definition, { ...told, verdict }).replaceAll('\u00a0', ' ');
}

const VALUE = 'Half of all changes took 30.0 h or less from the first commit to the merge';

test.each([
  ['may be none or much', [1.03, 0.6, 1.4], 'This may be noise.'],
  ['is none that would matter', [1.02, 0.96, 1.07], 'Any change is smaller than 30 % of what it was.'],
  ['is certain and too small', [1.08, 1.05, 1.13], 'Any change is smaller than 30 % of what it was.'],
  ['is certain, and may be too small', [1.08, 1.02, 1.4], 'It changed, but perhaps too little to matter.'],
  ['is certain and large enough', [1.2, 1.1, 1.3], 'This is not noise.'],
] as const)('a change that %s is said to be just that', (_, [estimate, low, high], words) => {
  expect(said(changedBy(estimate, [low, high]))).toBe(`${VALUE}; before, it took 40.0 h. ${words}`);
});

test('a change within the band is steady, and nobody calls it noise', () => {
  expect(said(changedBy(1.5, [1.3, 1.7], 20), { band: { min: 10, max: 40 } })).toMatch(
    /before, it took 20\.0 h\. It changed, but stayed at the same distance from its band\.$/,
  );
});

test('from a baseline of 0 there is no verdict, however much there is of it', () => {
  const nothing = { ...changedBy(1, [1, 1], 0), change: null, obstacle: 'zero-baseline' as const };
  expect(said(nothing)).toBe(
    `${VALUE}; before, it took 0 h. From a baseline of 0 no change can be computed, so there is no verdict.`,
  );
});

test('a baseline without a value is mentioned once', () => {
  const before = changedBy(1, [1, 1]);
  const empty = { ...before, summary: { ...before.summary, value: null }, change: null };
  expect(said(empty)).toBe(`${VALUE}. There is nothing earlier to compare with.`);
});

describe('what comes together counts once, and the sentence says so', () => {
  const then = changedBy(2, [1.5, 3]);
  type Groups = [n: number, clusters: number | null, hasInterval?: boolean];
  const words = (
    obstacle: Obstacle,
    now: Groups,
    before: Groups,
    id = 'lead-time-for-changes',
    parts: Partial<MetricResult> = {},
  ): string => {
    const { summary } = result();
    const side = ([n, clusters, hasInterval = true]: Groups) => ({
      ...summary,
      size: { ...summary.size, n, clusters },
      interval: hasInterval ? summary.interval : null,
    });
    return said(
      { ...then, summary: side(before), change: null, obstacle },
      { ...parts, summary: side(now) },
      id,
    );
  };
  const isRate = { kind: 'rate', unit: 'per-week' } as const;

  test('twenty changes of one release are one', () => {
    expect(words('few-clusters', [20, 1, false], [400, 1200])).toMatch(
      / A verdict takes 8 deployments on each side; there are 1 now and 1,200 before\.$/,
    );
  });

  test('enough of them on one side are enough for a rate', () => {
    expect(words('few-clusters', [60, 1], [240, 2], 'incident-frequency', isRate)).toMatch(
      / A verdict takes 8 causes on one side; there are 1 now and 2 before\.$/,
    );
  });

  test('one that holds most of a side is named with that side', () => {
    expect(words('one-cluster', [10_055, 12, false], [160, 40])).toMatch(
      / One deployment holds most of the 10,055 changes now, so there is no verdict\.$/,
    );
    expect(words('one-cluster', [55, 11], [10_160, 41, false])).toMatch(
      / One deployment holds most of the 10,160 changes before, so there is no verdict\.$/,
    );
    expect(words('one-cluster', [10_055, 12, false], [10_160, 41, false])).toMatch(
      / One deployment holds most of the changes, so there is no verdict\.$/,
    );
  });

  test('where there are enough and none holds most, none is called few', () => {
    expect(words('few-clusters', [120, 12], [400, 40])).toMatch(
      / The changes of one deployment are so alike that they say no more than a few\.$/,
    );
  });
});

test('numbers of a thousand or more are grouped, as everywhere', () => {
  const { summary } = result();
  const few = { ...changedBy(1, [1, 1]), change: null, obstacle: 'few' as const };
  const baseline = { ...few, summary: { ...few.summary, size: { ...summary.size, n: 12_345 } } };
  expect(said(baseline, { summary: { ...summary, size: { ...summary.size, n: 7 } } })).toMatch(
    / A verdict takes 8 on each side; there are 7 now and 12,345 before\.$/,
  );
});

test('what is nothing on both sides is not called smaller than a share of nothing', () => {
  const change = { measure: 'difference', estimate: 0, low: 0, high: 0, method: '', relative: null } as const;
  expect(said({ ...changedBy(1, [1, 1], 0), change }, { unit: 'days' }, 'schedule-performance')).toMatch(
    / No change shows, not even a small one\.$/,
  );
});

test('too few of what a ratio counts are named', () => {
  const baseline = { ...changedBy(1, [1, 1]), obstacle: 'few-events' as const };
  expect(said(baseline, { kind: 'ratio' }, 'defect-rate')).toContain('fewer than eight defects');
  expect(said(baseline, { kind: 'rate' }, 'incident-frequency')).toContain('fewer than eight incidents');
});

test('none of a few may still be some, and the sentence says how many', () => {
  const none = { value: 0, interval: { low: 0, high: 0.0546, method: 'Wilson 1927' }, p75: null, p90: null };
  const size = { n: 66, hits: 0, total: 66, events: null, exposure: null, clusters: null };
  const before = changedBy(1, [1, 1], 0);
  const baseline = { ...before, change: null, obstacle: 'few-events' as const };
  const words = said(
    baseline,
    { kind: 'proportion', unit: 'share', summary: { ...none, size } },
    'change-failure-rate',
  );
  expect(words).toBe(
    'Change failure rate was 0 %; before, it was 0 %. The true value may be as high as 5.5 %, so whether it changed is open.',
  );
});

test('every obstacle has a short sentence, also where a value comes with many words', () => {
  const size = { ...result().summary.size, n: 123_456, clusters: 12_345 };
  for (const obstacle of obstacles)
    for (const id of ['cycle-time', 'lead-time-for-changes', 'incident-frequency'])
      for (const clusters of [3, 12_345]) {
        const baseline = { ...changedBy(1, [0.5, 2]), obstacle };
        const words = said(
          { ...baseline, summary: { ...baseline.summary, size } },
          { summary: { ...result().summary, size: { ...size, clusters } } },
          id,
        );
        expect(words).toMatch(/\.$/);
        expectShort(words);
        expect(words).not.toMatch(/NaN|Infinity|undefined|null/);
      }
});
