import { distribution } from '../../src/charts/distributionChart.ts';
import { type Phase, phases } from '../../src/charts/phases.ts';
import { type QuarterPoint, quarterTrend } from '../../src/charts/quarterTrend.ts';
import { type NamedRange, ranges } from '../../src/charts/rangesChart.ts';
import { sparkline } from '../../src/charts/sparkline.ts';
import { type TeamRow, teamsAgainstBaseline } from '../../src/charts/teamsAgainstBaseline.ts';
import type { ChartSpec } from '../../src/charts/theme.ts';
import { type WeeklyChart, weekChart } from '../../src/charts/weekChart.ts';

/** Made-up data for the tests of charts. */

const WEEK = 7 * 24 * 3600 * 1000;
const FIRST_MONDAY = Date.UTC(2025, 9, 6);

/** The instant at which a week of the examples begins. */
function weekStart(index: number): string {
  return new Date(FIRST_MONDAY + index * WEEK).toISOString();
}

/** A chart of the weekly values given, the last `quarterWeeks` of which are the quarter's. */
export function weekly(
  values: readonly (number | null)[],
  {
    quarterWeeks = 13,
    limits = null,
    signals = [],
  }: {
    quarterWeeks?: number;
    limits?: WeeklyChart['limits'];
    signals?: { rule: 'outside' | 'shift'; side: 'above' | 'below'; from: number; to: number }[];
  } = {},
): WeeklyChart {
  return {
    weeks: values.map((value, index) => ({ start: weekStart(index), value, n: value === null ? 0 : 7 })),
    quarterFrom: values.length - quarterWeeks,
    limits,
    signals: signals.map((signal) => ({
      ...signal,
      from: weekStart(signal.from),
      to: weekStart(signal.to),
    })),
  };
}

const BASELINE_WEEKS = [
  6.1,
  7.4,
  5.2,
  8.0,
  6.6,
  7.9,
  5.8,
  6.9,
  7.1,
  6.4,
  null,
  null,
  5.5,
  7.7,
  6.2,
  8.3,
  7.0,
  6.3,
  7.6,
  5.9,
  6.8,
  7.2,
  6.0,
  7.5,
  6.7,
  8.1,
];

/** Half a year and a quarter of weeks: a gap of two weeks, one week outside, ten below the mean. */
export const eventful = weekly(
  [...BASELINE_WEEKS, 7.3, 12.4, 5.1, 4.8, 4.2, null, 5.6, 3.9, 4.4, 3.7, 4.1, 3.5, 4.6],
  {
    limits: { centre: 6.8, lower: 2.9, upper: 10.7, n: 24 },
    signals: [
      { rule: 'outside', side: 'above', from: 27, to: 27 },
      { rule: 'shift', side: 'below', from: 28, to: 38 },
    ],
  },
);

export const quarters: QuarterPoint[] = [
  { quarter: '2024-Q3', value: 31, low: 25, high: 38.5, state: 'ok' },
  { quarter: '2024-Q4', value: null, low: null, high: null, state: 'withheld' },
  { quarter: '2025-Q1', value: 34.2, low: 27, high: 44, state: 'ok', breakBefore: 'definition 2' },
  { quarter: '2025-Q2', value: 29.1, low: 22.3, high: 36, state: 'partial' },
  { quarter: '2025-Q3', value: 33.3, low: 26, high: 41, state: 'ok', verdict: 'steady' },
  { quarter: '2025-Q4', value: null, low: null, high: null, state: 'too-few' },
  { quarter: '2026-Q1', value: 28.2, low: 23, high: 35, state: 'ok', verdict: 'steady' },
  { quarter: '2026-Q2', value: 19.4, low: 16.2, high: 24.8, state: 'ok', verdict: 'improved' },
];

export const teams: TeamRow[] = [
  { team: 'Payments', now: 19.4, low: 16.2, high: 24.8, baseline: 31, verdict: 'improved' },
  { team: 'Checkout', now: 27.3, low: 21, high: 36, baseline: 26.1, verdict: 'steady' },
  { team: 'Search and recommendations', now: 44.8, low: 33, high: 61, baseline: 29.5, verdict: 'worsened' },
  {
    team: 'Data platform',
    now: null,
    low: null,
    high: null,
    baseline: null,
    verdict: null,
    reason: 'Withheld: fewer than four people were active in the quarter.',
  },
  { team: 'Identity', now: 12.2, low: null, high: null, baseline: null, verdict: 'no-baseline' },
  {
    team: 'Mobile',
    now: null,
    low: null,
    high: null,
    baseline: 22,
    verdict: 'too-little-data',
    reason: 'Too few: 4 pull requests.',
  },
];

function phase(
  id: string,
  label: string,
  value: number | null,
  ends: [number, number] | null,
  n: number,
): Phase {
  return {
    id,
    label,
    summary: {
      value,
      size: { n, hits: null, total: null, events: null, exposure: null, clusters: null },
      interval: ends === null ? null : { low: ends[0], high: ends[1], method: 'order statistics' },
      p75: null,
      p90: null,
    },
  };
}

export const cyclePhases: Phase[] = [
  phase('coding', 'Coding', 11.3, [8.1, 15.9], 84),
  phase('pickup', 'Waiting for review', 4.2, [2.9, 6.1], 84),
  phase('review', 'Review', 3.1, [2.2, 4.9], 84),
  phase('deploy', 'Merged to deployed', null, null, 3),
];

/** Enough items for an upper quartile, and too few for the nine in ten. */
export const spread = {
  value: 11.3,
  size: { n: 18, hits: null, total: null, events: null, exposure: null, clusters: null },
  interval: { low: 8.1, high: 15.9, method: 'order statistics' },
  p75: 30.5,
  p90: null,
};

/** The items behind it, in hours. */
export const spreadValues = [
  0.4, 1.2, 2, 3.5, 5, 8.1, 9, 10.4, 11.2, 11.4, 14, 15.9, 18, 30.5, 31, 33, 36, 410,
];

/** Two of them leave a side open. */
export const sourceRanges: NamedRange[] = [
  { name: 'target below 24 h (CodePulse, 2026)', min: null, max: 24 },
  { name: 'most teams 12–48 h (A survey of many teams, undated, read in 2026)', min: 12, max: 48 },
  { name: 'slow from 72 h (Tech lead, 2025)', min: 72, max: null },
];

const names = { title: 'Cycle time', description: 'Made-up values.' };

/** Every kind of chart with the values above, for a total width. */
export function allCharts(width: number): Record<string, ChartSpec> {
  const baselineQuarters = ['2025-Q2', '2025-Q3', '2025-Q4', '2026-Q1'];
  const target = { value: 24, words: 'up to 24 h' };
  const charts = {
    weekChart: weekChart(
      { unit: 'hours', importedFrom: [], chart: eventful },
      { ...names, width, quarter: '2026-Q2', timeZone: 'UTC' },
    ),
    quarterTrend: quarterTrend(quarters, { ...names, width, unit: 'hours', baselineQuarters, target }),
    teamsAgainstBaseline: teamsAgainstBaseline(teams, { ...names, width, unit: 'hours' }),
    distribution: distribution({ unit: 'hours', importedFrom: [], summary: spread }, spreadValues, {
      title: names.title,
      width,
    }),
    ranges: ranges(sourceRanges, 31, { ...names, width, unit: 'hours', target }),
    phases: phases(cyclePhases, { ...names, width, unit: 'hours' }),
    sparkline: sparkline(quarters, { ...names, unit: 'hours' }),
  };
  return Object.fromEntries(
    Object.entries(charts).flatMap(([name, spec]) => (spec === null ? [] : [[name, spec]])),
  );
}
