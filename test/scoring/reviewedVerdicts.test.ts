import { describe, expect, test } from 'vitest';
import { formatChangeInterval } from '../../src/scorecard/format.ts';
import { verdictOf } from '../../src/scorecard/verdict.ts';
import { sumClusters } from '../../src/stats/clusters.ts';
import { compare, obstacleTo } from '../../src/stats/compare.ts';
import type { Sample } from '../../src/stats/kinds.ts';
import { summarise } from '../../src/stats/summarise.ts';
import type { Change, Obstacle } from '../../src/stats/summary.ts';
import { compareByWeeks, obstacleInWeeks, type WeekRuns } from '../../src/stats/weeks.ts';

/** Where lower is better and a change counts from 10 % on. */
function judged(value: number, baselineValue: number, change: Change | null, obstacle: Obstacle | null) {
  const verdict = verdictOf({
    state: 'ok',
    better: 'lower',
    band: undefined,
    baselineValue,
    value,
    change,
    obstacle,
    materiality: 0.1,
  });
  const interval = change === null ? null : formatChangeInterval(change, 'hours').replaceAll('\u00a0', ' ');
  return { verdict, obstacle, interval };
}

function between(now: Sample, before: Sample) {
  const obstacle = obstacleTo(now, before);
  const value = (sample: Sample) => summarise(sample).value ?? Number.NaN;
  return judged(value(now), value(before), compare(now, before), obstacle);
}

const range = (length: number, at: (index: number) => number) =>
  Array.from({ length }, (_, index) => at(index));

/** Lines in commits, each of which has all or none of them rewritten. */
const lines = (...commits: [rewritten: boolean, lines: number][]): Sample => ({
  kind: 'proportion',
  hits: commits.reduce((sum, [rewritten, cases]) => sum + (rewritten ? cases : 0), 0),
  total: commits.reduce((sum, [, cases]) => sum + cases, 0),
  clusters: sumClusters(commits.map(([rewritten, cases]) => ({ hits: rewritten ? cases : 0, cases }))),
});

const share = (hits: number, total: number): Sample => ({ kind: 'proportion', hits, total });
const hours = (values: number[]): Sample => ({ kind: 'distribution', values });
/** Changes by the release that brought them. */
const releases = (...clusters: number[][]): Sample => ({
  kind: 'distribution',
  values: clusters.flat(),
  clusters,
});

describe('a verdict is not given', () => {
  const commits = (count: number, rewritten: boolean, size: number): [boolean, number][] =>
    Array.from({ length: count }, () => [rewritten, size]);

  test.each<[rule: string, now: Sample, before: Sample, expected: object]>([
    [
      'on a thousand rewritten lines of one commit',
      lines([true, 1000], ...commits(20, false, 100)),
      lines(...commits(3, true, 100), ...commits(117, false, 100)),
      { verdict: 'cannot-tell', obstacle: null },
    ],
    [
      'on twenty changes of one release',
      releases(range(20, (index) => 200 + index)),
      releases(
        ...range(4, (index) => index).map((release) => range(10, (index) => 50 + 10 * release + index)),
      ),
      { verdict: 'too-little-data', obstacle: 'few-clusters' },
    ],
    [
      'on one defect in 57 commits beside none in 318',
      share(1, 57),
      share(0, 318),
      { verdict: 'cannot-tell' },
    ],
    ['on none of 66 beside none of 219', share(0, 66), share(0, 219), { verdict: 'cannot-tell' }],
    [
      'on an interval beyond a hundredfold, which has no digits either',
      hours([0, 0, 0, 1, 3, 5, 20, 150, 300, 475]),
      hours([10, 12, 14, 15, 16, 18, 20, 22]),
      { verdict: 'cannot-tell', interval: 'cannot be determined' },
    ],
    [
      'on lead times of 0, which tags without a date of their own give',
      hours(range(12, () => 0)),
      hours(range(40, (index) => 5 + index)),
      { verdict: 'cannot-tell', obstacle: 'zero-now' },
    ],
    [
      'as steady where the interval is wide',
      hours(range(9, (index) => 10 * 1.9 ** index)),
      hours(range(9, (index) => 10 * 1.9 ** index + 1)),
      { verdict: 'cannot-tell', obstacle: null },
    ],
  ])('%s', (_, now, before, expected) => {
    expect(between(now, before)).toMatchObject(expected);
  });
});

describe('a stock that fell to a third has improved', () => {
  const weeks = (length: number, at: (week: number) => number) =>
    range(length, at).map((numerator) => ({ numerator, denominator: 1 }));
  const byWeeks = (now: WeekRuns, before: WeekRuns) =>
    judged(30, 100, compareByWeeks(now, before), obstacleInWeeks(now, before));

  test('after a year in which it rose by five items a quarter', () => {
    const before = range(4, (quarter) => quarter).map((quarter) =>
      weeks(13, (week) => 90 + 5 * quarter + 0.4 * week),
    );
    expect(byWeeks([weeks(13, (week) => 30 + 0.1 * week)], before)).toMatchObject({ verdict: 'improved' });
  });

  test('after a year in which it went up and down by one item', () => {
    const before = range(4, () => 0).map(() => weeks(13, (week) => 100 + (-1) ** week));
    const now = [weeks(13, (week) => 30 + (-1) ** week)];
    const change = compareByWeeks(now, before);
    expect(change?.estimate).toBe(-70);
    expect([change?.low, change?.high].map((limit) => Math.round(limit ?? 0))).toEqual([-71, -69]);
    expect(byWeeks(now, before)).toMatchObject({ verdict: 'improved' });
  });
});
