import { describe, expect, test } from 'vitest';
import type { Evidence, MetricResult, Scorecard } from '../../src/scorecard/schema.ts';
import { accept, restatementsOf, type Seal, sealOf, sealSchema } from '../../src/scorecard/seal.ts';
import {
  changedBy,
  evidence as evidenceOf,
  result,
  scorecard as scorecardOf,
} from '../support/scorecards.ts';

const scorecard = scorecardOf('Shop', {
  metrics: [
    result({ verdict: 'improved', baseline: changedBy(0.75, [0.6, 0.9]) }),
    result({ id: 'first-review-time' }),
  ],
});
const evidence = evidenceOf('cycle-time', [
  ['sample-org/shop#1', 3, 29],
  ['sample-org/shop#2', 4, 30],
]);
const seal = sealOf(scorecard, evidence);

/** The scorecard with one metric changed. */
function withMetric(id: string, change: (result: MetricResult) => Partial<MetricResult>): Scorecard {
  return {
    ...scorecard,
    metrics: scorecard.metrics.map((result) =>
      result.id === id ? { ...result, ...change(result) } : result,
    ),
  };
}

/** The evidence with one item's value changed. */
function withFact(item: string, metric: string, value: number): Evidence {
  return {
    ...evidence,
    items: evidence.items.map((row) =>
      row.id === item && row.values[metric]
        ? { ...row, values: { ...row.values, [metric]: { ...row.values[metric], value } } }
        : row,
    ),
  };
}

describe('a sealed quarter', () => {
  test('that nothing changed has no restatement', () => {
    expect(restatementsOf(seal, scorecard, evidence)).toEqual([]);
    expect(sealSchema.parse(JSON.parse(JSON.stringify(seal)))).toEqual(seal);
  });

  test('is closed: one in progress cannot be sealed', () => {
    const open = { ...scorecard, quarter: { ...scorecard.quarter, closed: false } };
    expect(() => sealOf(open, evidence)).toThrow('2026-Q2 is not closed');
  });

  test('restates exactly the metric whose fact changed, even where its number stands', () => {
    const found = restatementsOf(seal, scorecard, withFact('sample-org/shop#2', 'cycle-time', 31));
    expect(found.map(({ metric, reasons }) => [metric, reasons])).toEqual([['cycle-time', ['facts']]]);
  });

  test('restates exactly the metric whose definition went to another version', () => {
    const next = withMetric('first-review-time', () => ({ definitionVersion: 2 }));
    expect(restatementsOf(seal, next, evidence)).toMatchObject([
      { metric: 'first-review-time', reasons: ['definition'], definition: { was: 1, now: 2 } },
    ]);
  });

  test('keeps the old number beside the new one', () => {
    const next = withMetric('cycle-time', ({ summary }) => ({ summary: { ...summary, value: 50 } }));
    const [restatement] = restatementsOf(seal, next, withFact('sample-org/shop#2', 'cycle-time', 31));
    expect([restatement?.was.value, restatement?.now?.value]).toEqual([30, 50]);
  });

  test('names the baseline when an earlier quarter moved the verdict', () => {
    const next = withMetric('cycle-time', ({ baseline }) => ({
      verdict: 'steady',
      baseline: baseline && { ...baseline, summary: { ...baseline.summary, value: 41 } },
    }));
    expect(restatementsOf(seal, next, evidence)).toMatchObject([
      {
        metric: 'cycle-time',
        reasons: ['baseline'],
        was: { verdict: 'improved' },
        now: { verdict: 'steady' },
      },
    ]);
  });

  test('names a setting when the facts and the definition are what they were', () => {
    const next = withMetric('cycle-time', () => ({ verdict: 'steady' }));
    expect(restatementsOf(seal, next, evidence)).toMatchObject([{ reasons: ['settings'] }]);
  });

  test('says so when a metric is computed no more, and says nothing of one that is new', () => {
    const [first, ...rest] = scorecard.metrics;
    expect(restatementsOf(seal, { ...scorecard, metrics: rest }, evidence)).toMatchObject([
      { metric: first?.id, now: null },
    ]);
    const added: Seal = { ...seal, metrics: seal.metrics.slice(1) };
    expect(restatementsOf(added, scorecard, evidence)).toEqual([]);
  });
});

describe('accepting a restatement', () => {
  const next = withMetric('cycle-time', ({ summary }) => ({ summary: { ...summary, value: 50 } }));
  const changed = withFact('sample-org/shop#2', 'cycle-time', 31);

  test('seals the new number and keeps the old one with its reason', () => {
    const accepted = accept(seal, next, changed, 'a late incident report');
    expect(restatementsOf(accepted, next, changed)).toEqual([]);
    expect(accepted.errata).toMatchObject([
      { why: 'a late incident report', restatements: [{ metric: 'cycle-time', was: { value: 30 } }] },
    ]);
  });

  test('a second time adds to the errata and loses nothing', () => {
    const accepted = accept(seal, next, changed, 'first');
    expect(accept(accepted, scorecard, evidence, 'second').errata.map(({ why }) => why)).toEqual([
      'first',
      'second',
    ]);
  });

  test('of nothing changes nothing', () => {
    expect(accept(seal, scorecard, evidence, 'why')).toBe(seal);
  });
});
