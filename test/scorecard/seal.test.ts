import { describe, expect, test } from 'vitest';
import type { SealedSettings } from '../../src/handbook/sealedSettings.ts';
import type { MetricResult, Scorecard } from '../../src/scorecard/schema.ts';
import {
  accept,
  acceptedOf,
  acceptGone,
  allGone,
  restatementsOf,
  type Seal,
  sealOf,
  sealSchema,
} from '../../src/scorecard/seal.ts';
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

const settings: SealedSettings = {
  name: 'Shop',
  owns: [],
  repositories: null,
  kpis: [],
  workInProgressLimit: null,
  baseline: null,
  materiality: 0.1,
  conventions: {},
};

/** The evidence with the second item's value changed. */
const changedFact = evidenceOf('cycle-time', [
  ['sample-org/shop#1', 3, 29],
  ['sample-org/shop#2', 4, 31],
]);

describe('a sealed quarter', () => {
  test('that nothing changed has no restatement', () => {
    expect(restatementsOf(seal, scorecard, evidence)).toEqual([]);
    expect(sealSchema.parse(JSON.parse(JSON.stringify(seal)))).toEqual(seal);
  });

  test('knows its facts again, though the evidence was once written in another format', () => {
    expect(seal.metrics.map(({ facts }) => facts)).toEqual([
      'bc3168dd348a9e65a8a3553fb0ec657bd5c50db2439af1af81c95a1e058b1a3c',
      '0f64c331d1c6b39dbf79fcf62a4f3cbc079e871adb963f2fb1e3d63b9f28b127',
    ]);
  });

  test('is closed: one in progress cannot be sealed', () => {
    const open = { ...scorecard, quarter: { ...scorecard.quarter, closed: false } };
    expect(() => sealOf(open, evidence)).toThrow('2026-Q2 is not closed');
  });

  test('restates exactly the metric whose fact changed, even where its number stands', () => {
    const found = restatementsOf(seal, scorecard, changedFact);
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
    const [restatement] = restatementsOf(seal, next, changedFact);
    expect([restatement?.was.value, restatement?.now?.value]).toEqual([30, 50]);
  });

  test('does not repeat the old number of a figure that is withheld now', () => {
    const hidden = withMetric('cycle-time', ({ summary }) => ({
      state: 'withheld',
      summary: { ...summary, value: null, size: { ...summary.size, n: null }, interval: null },
      baseline: null,
      verdict: null,
    }));
    const [restatement] = restatementsOf(seal, hidden, evidence);
    expect(restatement).toMatchObject({
      was: { state: 'ok', value: null, n: null, interval: null, verdict: null },
      now: { state: 'withheld' },
      reasons: ['settings'],
    });
    expect(JSON.stringify(accept(seal, hidden, evidence, 'privacy').errata)).not.toContain('"value":30');
    expect(restatementsOf(accept(seal, hidden, evidence, 'privacy'), hidden, evidence)).toEqual([]);
    const corrected = withMetric('cycle-time', ({ summary }) => ({ summary: { ...summary, value: 50 } }));
    const accepted = accept(seal, corrected, evidence, 'late facts');
    expect(JSON.stringify(accepted.errata)).toMatch(/"value":30.*"value":50/);
    for (const errata of [acceptedOf(accepted, hidden), accept(accepted, hidden, evidence, 'privacy').errata])
      expect(JSON.stringify(errata)).not.toMatch(/"value":[35]0/);
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

  describe('of which only a verdict differs', () => {
    const next = withMetric('cycle-time', () => ({ verdict: 'steady' }));
    const context = { settings, firstNames: new Map<string, string>() };
    const known = sealOf(scorecard, evidence, context);
    const reasonsOf = (before: Seal, now = context) =>
      restatementsOf(before, next, evidence, now).map(({ reasons, verdictRule }) => ({
        reasons,
        verdictRule,
      }));

    test('names another version of the rule of verdicts as the definition, also in a seal that knows of none', () => {
      const { verdictVersion, ...old } = known;
      expect(reasonsOf(old)).toEqual([
        { reasons: ['definition'], verdictRule: { was: 1, now: verdictVersion } },
      ]);
      expect(sealSchema.parse(JSON.parse(JSON.stringify(old)))).toEqual(old);
    });

    test('names the baseline under the same rule: it varies otherwise', () => {
      expect(reasonsOf(known)).toEqual([{ reasons: ['baseline'], verdictRule: null }]);
    });

    test('names a setting where one differs, or may differ', () => {
      const materiality = { ...context, settings: { ...settings, materiality: 0.25 } };
      expect(reasonsOf(known, materiality)).toEqual([{ reasons: ['settings'], verdictRule: null }]);
      expect(reasonsOf(seal)).toEqual([{ reasons: ['settings'], verdictRule: null }]);
    });
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

  test('seals the new number and keeps the old one with its reason', () => {
    const accepted = accept(seal, next, changedFact, 'a late incident report');
    expect(restatementsOf(accepted, next, changedFact)).toEqual([]);
    expect(accepted.errata).toMatchObject([
      { why: 'a late incident report', restatements: [{ metric: 'cycle-time', was: { value: 30 } }] },
    ]);
  });

  test('a second time adds to the errata and loses nothing', () => {
    const accepted = accept(seal, next, changedFact, 'first');
    expect(accept(accepted, scorecard, evidence, 'second').errata.map(({ why }) => why)).toEqual([
      'first',
      'second',
    ]);
  });

  test('of a scorecard that is computed no more keeps every number of it', () => {
    const empty = acceptGone(seal, '2026-09-30T00:00:00.000Z', 'the team was dissolved');
    expect(empty).toMatchObject({ metrics: [], errata: [{ why: 'the team was dissolved' }] });
    expect(empty.errata[0]?.restatements).toEqual(allGone(seal));
    expect(allGone(seal).map(({ metric, was, now }) => [metric, was.value, now])).toEqual([
      ['cycle-time', 30, null],
      ['first-review-time', 30, null],
    ]);
    expect(allGone(empty)).toEqual([]);
  });

  test('of nothing changes nothing', () => {
    expect(accept(seal, scorecard, evidence, 'why')).toBe(seal);
  });
});
