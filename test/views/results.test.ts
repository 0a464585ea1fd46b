import { describe, expect, it, test } from 'vitest';
import { weekChart } from '../../src/charts/weekChart.ts';
import { unitLabel } from '../../src/scorecard/format.ts';
import { states, verdicts } from '../../src/scorecard/schema.ts';
import { axisScale } from '../../src/scorecard/shown.ts';
import { absencesOf } from '../../src/views/absences.ts';
import { partHeading, partWords, rankedEvidence } from '../../src/views/evidenceTable.ts';
import { figureOf, withIntervals } from '../../src/views/figure.ts';
import { leftOutOf } from '../../src/views/leftOut.ts';
import { signalSentences } from '../../src/views/signals.ts';
import { legend, markOf } from '../../src/views/verdictMark.ts';
import { changedBy, evidence, result, scorecard } from '../support/scorecards.ts';

const nothing = { value: null, interval: null, p75: null, p90: null };
const unknown = { n: null, hits: null, total: null, events: null, exposure: null, clusters: null };

describe('a mark', () => {
  it('gives every state and verdict a word, and only a verdict a direction', () => {
    for (const state of states) {
      const mark = markOf({ state, verdict: null, better: 'lower' });
      expect(mark.word).not.toBe('');
      expect(['open', 'none']).toContain(mark.tone);
    }
    const tones = verdicts.map((verdict) => markOf({ state: 'ok', verdict, better: 'lower' }).tone);
    expect(tones).toEqual(['better', 'steady', 'worse', 'unclear', 'open', 'open']);
  });

  it('is explained in the legend, whatever its shape', () => {
    expect(legend.map(({ tone }) => tone)).toEqual([
      'better',
      'mixed',
      'steady',
      'worse',
      'unclear',
      'open',
      'none',
    ]);
  });
});

describe('a figure', () => {
  it('of money names its currency', () => {
    const exported = {
      import: 'finance',
      tool: 'Finance sheet',
      exportedAt: '2026-10-01T00:00:00Z',
      delivered: 'monthly' as const,
      stale: false,
      aggregated: true,
      currency: 'EUR',
      cohort: null,
    };
    const money = result({ unit: 'currency', importedFrom: [exported] });
    money.summary.value = 5145;
    expect(figureOf(money, undefined).value).toBe('5,145\u00a0EUR');
    expect(unitLabel('currency', axisScale([], [money]))).toBe('EUR');
    expect(figureOf({ ...money, importedFrom: [] }, undefined).value).toBe('5,145');
  });

  it('shows value and baseline in one scale', () => {
    const figure = figureOf(result({ baseline: changedBy(0.5, [0.4, 0.6], 60) }), undefined);
    expect([figure.value, figure.baseline]).toEqual(['30.0\u00a0h', '60.0\u00a0h']);
  });

  it('says what a number rests on, by its kind', () => {
    const basis = (parts: Parameters<typeof result>[0]) => figureOf(result(parts), undefined).basis;
    const size = { n: 1240, hits: 80, total: 86, events: 1240, exposure: 13, clusters: null };
    const summary = { value: 0.5, interval: null, p75: null, p90: null, size };
    expect(basis({ summary })).toBe('median of 1,240');
    expect(basis({ kind: 'proportion', unit: 'share', summary })).toBe('80 of 86');
    expect(basis({ kind: 'rate', unit: 'per-week', summary })).toBe('1,240 in 13 weeks');
    expect(basis({ kind: 'level', unit: 'count', summary })).toBe('n 1,240');
    const clustered = { ...summary, size: { ...size, n: 20, clusters: 1 } };
    const nouns = { ranges: [], clusters: { of: 'changes', one: 'release', many: 'releases' } };
    const counted = (parts: Parameters<typeof result>[0]) => figureOf(result(parts), nouns).basis;
    expect(counted({ summary: clustered })).toBe('median of 20 changes in 1\u00a0release');
    expect(counted({ kind: 'proportion', unit: 'share', summary: clustered })).toBe(
      '80 of 86 changes in 1\u00a0release',
    );
    expect(counted({ kind: 'rate', unit: 'per-week', summary: clustered })).toBe(
      '1,240 in 13 weeks, in 1\u00a0release',
    );
    const causes = {
      ranges: [],
      clusters: { of: 'incidents', one: 'cause', many: 'causes', by: 'from' },
    } as const;
    expect(figureOf(result({ kind: 'rate', unit: 'per-week', summary: clustered }), causes).basis).toBe(
      '1,240 in 13 weeks, from 1\u00a0cause',
    );
    const defects = {
      ranges: [],
      counts: { one: 'defect', many: 'defects', among: { one: 'commit', many: 'commits' } },
    };
    const mixed = { ...summary, size: { ...size, n: 58, counted: 1 } };
    expect(figureOf(result({ kind: 'ratio', unit: 'share', summary: mixed }), defects).basis).toBe(
      '57\u00a0commits, 1\u00a0defect',
    );
    const alone = { ...summary, size: { ...size, n: 20, clusters: 20 } };
    expect(counted({ summary: alone })).toBe('median of 20');
  });

  it('says that an interval cannot be determined, but only of a kind that has one', () => {
    const summary = { ...result().summary, interval: null };
    const interval = (parts: Parameters<typeof result>[0]) =>
      figureOf(result({ ...parts, summary }), undefined).interval;
    expect(interval({})).toBe('cannot be determined');
    expect(interval({ kind: 'proportion', unit: 'share' })).toBe('cannot be determined');
    expect(interval({ kind: 'ratio', unit: 'share' })).toBeNull();
    expect(figureOf(result({ summary: { ...summary, value: null } }), undefined).interval).toBeNull();
  });

  it('has no value and no count when it is withheld, and says so', () => {
    const figure = figureOf(result({ state: 'withheld', summary: { ...nothing, size: unknown } }), undefined);
    expect(figure).toMatchObject({ value: null, basis: null, absence: 'withheld' });
  });
});

test('a chart’s caption promises intervals only of values that have some', () => {
  expect(withIntervals('By quarter', 'rate')).toBe('By quarter, with 95 % intervals');
  expect(withIntervals('By quarter', 'level')).toBe('By quarter');
});

describe('what a scorecard lacks', () => {
  it('is stated once for metrics that lack it for the same reason', () => {
    const absent = (id: string, reason: string) =>
      result({ id, reason, state: 'no-data', verdict: null, summary: { ...nothing, size: unknown } });
    const absences = absencesOf([
      absent('a', 'none'),
      result({ id: 'b' }),
      absent('c', 'none'),
      absent('d', 'few'),
    ]);
    expect(absences.map(({ reason, results }) => [reason, results.map(({ id }) => id)])).toEqual([
      ['none', ['a', 'c']],
      ['few', ['d']],
    ]);
  });

  it('groups what was left out, the most first, and skips what was not', () => {
    const rows = leftOutOf([
      result({
        id: 'a',
        excluded: [
          { reason: 'bots', count: 3 },
          { reason: 'drafts', count: 0 },
        ],
      }),
      result({
        id: 'b',
        excluded: [
          { reason: 'bots', count: 3 },
          { reason: 'forks', count: 9 },
        ],
      }),
      result({ id: 'c', excluded: [{ reason: 'bots', count: 4 }] }),
    ]);
    expect(rows).toEqual([
      { reason: 'forks', count: 9, metrics: ['b'] },
      { reason: 'bots', count: 4, metrics: ['c'] },
      { reason: 'bots', count: 3, metrics: ['a', 'b'] },
    ]);
  });
});

describe('evidence', () => {
  const items = evidence('cycle-time', [
    ['a#1', 3, 5],
    ['a#2', 9, 50],
    ['a#10', 4, 5],
    ['a#3', 1, null],
  ]);

  it('lists the longest first, then the latest, and what has no value last', () => {
    expect(rankedEvidence([items], result()).map(({ id }) => id)).toEqual(['a#2', 'a#10', 'a#1', 'a#3']);
    expect(rankedEvidence([items], result({ id: 'other' }))).toEqual([]);
  });

  it('lists the misses first where more is better', () => {
    const shares = evidence('review-coverage', [
      ['a#1', 1, 1],
      ['a#2', 2, 0],
    ]);
    const metric = result({ id: 'review-coverage', kind: 'proportion', unit: 'share', better: 'higher' });
    const rows = rankedEvidence([shares], metric);
    expect(rows.map(({ id }) => id)).toEqual(['a#2', 'a#1']);
    expect(rows.map((row) => partWords(metric, row))).toEqual(['no', 'yes']);
  });

  it('of a ratio lists first what only adds to its numerator, and says so', () => {
    const shares = evidence('defect-rate', [
      ['a#1', 3, 0],
      ['a#2', 1, null],
    ]);
    const metric = result({ id: 'defect-rate', kind: 'ratio', unit: 'share' });
    const rows = rankedEvidence([shares], metric);
    expect(rows.map((row) => [row.id, partWords(metric, row)])).toEqual([
      ['a#2', 'in the numerator'],
      ['a#1', '0\u00a0%'],
    ]);
  });

  it('has no column for parts that no item has', () => {
    const level = result({ id: 'knowledge-sharing', kind: 'level', unit: 'count' });
    const heading = (value: number | null, quarter = '2026-Q2') =>
      partHeading(
        level,
        rankedEvidence([evidence('knowledge-sharing', [['a#1', 3, value]])], level),
        quarter,
      );
    expect([heading(0.5), heading(null)]).toEqual(['Share of the quarter', null]);
    expect(heading(0.5, '2026-H1')).toBe('Share of the half-year');
  });

  it('of the organisation holds the teams’ items, a shared one once', () => {
    const other = evidence('cycle-time', [
      ['c#1', 8, 9],
      ['a#1', 3, 5],
    ]);
    const own = evidence('cycle-time', [['b#1', 2, 7]]);
    const rows = rankedEvidence([items, other, own], result());
    expect(rows.map(({ id }) => id)).toEqual(['a#2', 'c#1', 'b#1', 'a#10', 'a#1', 'a#3']);
  });
});

describe('the weekly chart', () => {
  const start = (week: number) => new Date(Date.UTC(2026, 3, 6 + 7 * week)).toISOString();
  const weeks = [3, null, 9].map((value, index) => ({
    start: start(index),
    value,
    n: value === null ? 0 : 4,
  }));
  const limits = { centre: 4, lower: null, upper: 8, n: 20 };
  const chart = { weeks, quarterFrom: 1, limits, signals: [] };

  it('names each signal in words, or says that there is none or cannot be one', () => {
    const signals = [
      { rule: 'outside', side: 'above', from: start(2), to: start(2) },
      { rule: 'shift', side: 'below', from: start(0), to: start(8) },
    ] as const;
    expect(signalSentences({ chart: { ...chart, signals: [...signals] } }, scorecard('Team'))).toEqual([
      'The week of 20 April 2026 lies above the limits.',
      '9\u00a0weeks lower on average than those before, from the week of 6 April 2026.',
    ]);
    expect(signalSentences({ chart }, scorecard('Team'))).toEqual([
      'No week of the quarter signals a change.',
    ]);
    expect(signalSentences({ chart: { ...chart, limits: null } }, scorecard('Team'))[0]).toMatch(/^Too few/);
    expect(signalSentences({ chart: null }, scorecard('Team'))).toEqual([]);
    const half = scorecard('Team');
    expect(signalSentences({ chart }, { ...half, quarter: { ...half.quarter, id: '2026-H1' } })).toEqual([
      'No week of the half-year signals a change.',
    ]);
  });

  it('keeps a gap a gap, says the numbers of each week and draws no limit below zero', () => {
    const options = { title: 'T', description: 'D.', quarter: '2026-Q2', timeZone: 'UTC' };
    const spec = weekChart({ chart, unit: 'hours', importedFrom: [] }, options);
    expect(spec?.data['weeks']).toMatchObject([
      { value: 3, valueText: '3.0\u00a0h', n: 4, stretch: 0 },
      { value: 9, valueText: '9.0\u00a0h', n: 4, stretch: 1 },
    ]);
    expect(spec?.data['limits']).toHaveLength(2);
    expect(JSON.stringify(spec?.data)).not.toContain('lower limit');
    const withheld = { ...chart, weeks: [{ start: start(0), value: null, n: null }] };
    expect(weekChart({ chart: withheld, unit: 'hours', importedFrom: [] }, options)).toBeNull();
  });
});
