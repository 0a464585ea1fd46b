import { expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { sentenceOf } from '../../src/scorecard/sentence.ts';
import { verdictOf } from '../../src/scorecard/verdict.ts';
import { obstacles } from '../../src/stats/summary.ts';
import { changedBy, result } from '../support/scorecards.ts';

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

test('twenty changes of one release count for fewer than twenty, and the sentence says so', () => {
  const before = changedBy(2, [1.5, 3]);
  const clustered = (n: number, clusters: number) => ({ ...before.summary.size, n, clusters });
  const baseline = {
    ...before,
    summary: { ...before.summary, size: clustered(40, 12) },
    change: null,
    obstacle: 'few-clusters' as const,
  };
  const { summary } = result();
  expect(
    said(baseline, { summary: { ...summary, size: clustered(20, 1) } }, 'lead-time-for-changes'),
  ).toContain(
    '20 changes in 1 deployment now and 40 changes in 12 deployments before are too few for a verdict',
  );
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

test('every obstacle has a sentence, shorter than two lines', () => {
  for (const obstacle of obstacles) {
    const words = said({ ...changedBy(1, [0.5, 2]), obstacle });
    expect(words).toMatch(/\.$/);
    expect(words.length).toBeLessThan(260);
    expect(words).not.toMatch(/NaN|Infinity|undefined|null/);
  }
});
