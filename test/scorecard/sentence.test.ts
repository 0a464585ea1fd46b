import { expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { sentenceOf } from '../../src/scorecard/sentence.ts';
import { verdictOf } from '../../src/scorecard/verdict.ts';
import { changedBy, result } from '../support/scorecards.ts';

const definitions = await loadDefinitions('content');

/** The sentence about a median of 30 hours, with the verdict that its change earns. */
function said(baseline: MetricResult['baseline'], band?: { min: number; max: number }): string {
  const definition = definitions.get('cycle-time');
  if (definition === undefined) throw new Error('no cycle time');
  const told = result({ baseline });
  const verdict = verdictOf({
    state: told.state,
    better: band === undefined ? told.better : 'band',
    band,
    baselineValue: baseline?.summary.value ?? null,
    value: told.summary.value,
    change: baseline?.change ?? null,
    materiality: told.materiality,
  });
  return sentenceOf(definition, { ...told, verdict }).replaceAll('\u00a0', ' ');
}

test.each([
  ['may be none', [1.03, 0.8, 1.3], 'steady, as no change can be told from noise'],
  ['is none that would matter', [1.02, 0.96, 1.07], 'steady'],
  [
    'is certain and too small',
    [1.08, 1.05, 1.13],
    'steady, as a change of 10 % of the baseline or less does not count',
  ],
  ['is certain and large enough', [1.2, 1.1, 1.3], 'worsened'],
] as const)('a change that %s is said to be just that', (_, [estimate, low, high], words) => {
  expect(said(changedBy(estimate, [low, high]))).toMatch(new RegExp(`\\); ${words}\\.$`));
});

test('a change within the band is steady, and nobody calls it noise', () => {
  expect(said(changedBy(1.5, [1.3, 1.7], 20), { min: 10, max: 40 })).toMatch(/ longer\); steady\.$/);
});

test('of a baseline of 0 nothing is a multiple, however much there is of it', () => {
  const nothing = { ...changedBy(1, [1, 1], 0), change: null };
  expect(said(nothing)).toMatch(/; baseline 0 h; no verdict, as nothing is a multiple of a baseline of 0\.$/);
});

test('a baseline without a value is told once', () => {
  const before = changedBy(1, [1, 1]);
  const empty = { ...before, summary: { ...before.summary, value: null }, change: null };
  expect(said(empty)).toBe('Median cycle time 30.0 h (n 40, interval 24.0–37.0 h); no baseline yet.');
});
