import type { Window } from '../../src/facts/quarter.ts';
import { WEEK } from '../../src/facts/time.ts';
import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import { verdictOf } from '../../src/scorecard/verdict.ts';
import { addedByItem, type Exposure, sampleOf, weeksOf } from '../../src/scoring/series.ts';
import { compare, obstacleTo } from '../../src/stats/compare.ts';
import { dispersionOf } from '../../src/stats/dispersion.ts';
import type { Sample } from '../../src/stats/kinds.ts';
import { summarise } from '../../src/stats/summarise.ts';
import type { Change } from '../../src/stats/summary.ts';
import { compareByWeeks, type WeekRuns } from '../../src/stats/weeks.ts';
import { pool } from './pool.ts';

/** Uniform on 0…1, both left out. */
export type Random = () => number;

/** The same numbers for the same seed (Marsaglia 2003, Xorshift, 32 bits). */
export function seeded(seed: number): Random {
  // Neighbouring small seeds begin alike.
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  for (let skipped = 0; skipped < 20; skipped += 1) next();
  return next;
}

/** Shapes of durations, all of them skewed, with a median near 1 or just between two whole units. */
export const shapes = {
  'log-normal': (random: Random) => Math.exp(normal(random)),
  exponential: (random: Random) => exponential(random, 1 / Math.LN2),
  'a tenth takes ten times as long': (random: Random) =>
    Math.exp(0.5 * normal(random)) * (random() < 0.1 ? 10 : 1),
  'whole units, between two and three': (random: Random) => Math.round(2.5 * Math.exp(0.6 * normal(random))),
} as const;

/** So many durations of a shape, in units of `unit`. */
export function durations(
  random: Random,
  n: number,
  unit = 1,
  shape: keyof typeof shapes = 'log-normal',
): Sample {
  const draw = shapes[shape];
  const values = new Float64Array(n);
  for (let index = 0; index < n; index += 1) values[index] = unit * draw(random);
  return { kind: 'distribution', values: values.sort() };
}

/** So many cases, each of which is a hit with probability `p`. */
export function cases(random: Random, total: number, p: number): Sample {
  let hits = 0;
  for (let index = 0; index < total; index += 1) if (random() < p) hits += 1;
  return { kind: 'proportion', hits, total };
}

/** How events come about: the weeks, 0 up to so many, at which they do, of an expected number a week. */
type Pattern = (random: Random, expected: number, weeks: number) => number[];

/** Events one by one, alone or each the first of a burst that is `burst` long on average and `lasts` so many weeks. */
function bursts(burst: number, lasts = 0): Pattern {
  return (random, expected, weeks) => {
    const moments: number[] = [];
    const wait = () => exponential(random, burst / expected);
    // Bursts that began before are still going on.
    for (let at = wait() - lasts; at < weeks; at += wait()) {
      moments.push(at);
      while (random() > 1 / burst) moments.push(at + lasts * random());
    }
    return moments.filter((at) => at >= 0 && at < weeks);
  };
}

/** Weeks of much and weeks of little: negative binomial counts, whose variance is `dispersion` times the mean. */
function unevenWeeks(dispersion: number): Pattern {
  return (random, expected, weeks) =>
    Array.from({ length: Math.ceil(weeks) }, (_, week) => {
      const mean = (dispersion - 1) * gamma(random, expected / (dispersion - 1));
      return bursts(1)(random, mean, 1).map((at) => week + at);
    })
      .flat()
      .filter((at) => at < weeks);
}

export const patterns = {
  'one by one': bursts(1),
  'none at weekends': (random, expected, weeks) =>
    bursts(1)(random, expected, Math.ceil(weeks))
      .map((at) => Math.floor(at) + ((at % 1) * 5) / 7)
      .filter((at) => at < weeks),
  'in bursts of 2': bursts(2),
  'in bursts of 5': bursts(5),
  'in uneven weeks, dispersion 2': unevenWeeks(2),
  'in uneven weeks, dispersion 4': unevenWeeks(4),
  'in bursts of 3 over two weeks': bursts(3, 2),
} as const satisfies Record<string, Pattern>;

/** A rate on both sides, as scorecards see it. */
export interface Rates {
  current: Sample;
  baseline: Sample;
  /** Null where it is not told. */
  dispersion: number | null;
}

/** A quarter of 92 days: not all of it belongs to weeks that lie in it. */
const RATE_QUARTER = 92 / 7;

/** @param expected events of each quarter, the last of which is compared with those before it */
export function rates(
  random: Random,
  expected: readonly number[],
  pattern: keyof typeof patterns = 'one by one',
): Rates {
  const observations = expected.flatMap((events, quarter) =>
    patterns[pattern](random, events / RATE_QUARTER, RATE_QUARTER).map((at, index) => {
      const moment = quarter * RATE_QUARTER + at;
      return span(`${quarter} ${index}`, moment, moment);
    }),
  );
  const series = pool('rate', [{ shared: false, measurement: measurement('rate', observations) }]);
  const exposure: Exposure = { from: 0, unit: WEEK };
  const windows = expected.map((_, index) => ({
    start: index * RATE_QUARTER * WEEK,
    end: (index + 1) * RATE_QUARTER * WEEK,
  }));
  return {
    current: sampleOf(series, windows.slice(-1), exposure),
    baseline: sampleOf(series, windows.slice(0, -1), exposure),
    dispersion: dispersionOf(weeksOf(series, windows.map(weeksIn), exposure)),
  };
}

/** The calendar weeks that lie in a window. */
export function weeksIn({ start, end }: Window): Window[] {
  const first = Math.ceil(start / WEEK);
  return Array.from({ length: Math.floor(end / WEEK) - first }, (_, index) => ({
    start: (first + index) * WEEK,
    end: (first + index + 1) * WEEK,
  }));
}

/** A queue in which items come at random and are worked on in order, each by one of the servers. */
export interface Queue {
  /** Items a week. */
  arrivals: number;
  /** Mean weeks of work on an item. */
  service: number;
  /** Infinite: no item waits for another, as with pull requests that do not hold each other up. */
  servers: number;
}

const WARM_UP = 120;

/** A level on both sides, as scorecards see it. */
export interface Levels {
  current: WeekRuns;
  baseline: WeekRuns;
  /** What each item adds to the difference; nothing where only the weeks are known. */
  items?: number[];
}

/**
 * A birth–death process, long under way, in quarters of 13 weeks: M/M/c in Kendall's notation.
 * @param queues one for each quarter, the last of which is compared with those before it
 */
export function levels(random: Random, queues: readonly Queue[]): Levels {
  const length = queues.length * QUARTER;
  const free: number[] = [];
  const observations: Observation[] = [];
  for (let at = -WARM_UP; ; ) {
    const queue = queues[Math.max(0, Math.floor(at / QUARTER))];
    if (queue === undefined) break;
    at += exponential(random, 1 / queue.arrivals);
    if (at >= length) break;
    const until = leave(free, queue, at, exponential(random, queue.service));
    if (until > 0) observations.push(span(String(observations.length), at, until));
  }
  const series = pool('level', [{ shared: false, measurement: measurement('level', observations) }]);
  const exposure: Exposure = { from: 0, unit: 1 };
  const windows = queues.map((_, index) => ({
    start: index * QUARTER * WEEK,
    end: (index + 1) * QUARTER * WEEK,
  }));
  return {
    current: weeksOf(series, windows.slice(-1).map(weeksIn), exposure),
    baseline: weeksOf(series, windows.slice(0, -1).map(weeksIn), exposure),
    items: addedByItem(series, windows.slice(-1), windows.slice(0, -1), exposure),
  };
}

const QUARTER = 13;

/** When an item is done that came at a moment: the first server that is free takes it. */
function leave(free: number[], { servers }: Queue, at: number, work: number): number {
  if (servers === Number.POSITIVE_INFINITY) return at + work;
  while (free.length < servers) free.push(at);
  const first = free.indexOf(Math.min(...free));
  const until = Math.max(at, free[first] ?? at) + work;
  free[first] = until;
  return until;
}

function span(id: string, from: number, to: number): Observation {
  return {
    at: from * WEEK,
    until: to * WEEK,
    value: 1,
    item: { id, kind: 'pull-request', title: 'Simulated', url: null },
    note: null,
  };
}

/** The values of weeks in order. */
export function values(runs: WeekRuns): number[] {
  return runs.flat().map((part) => (part === null ? 0 : part.numerator / part.denominator));
}

/** Whether a comparison ends in *improved* or *worsened*. */
export function counts(
  current: Sample,
  baseline: Sample,
  materiality: number,
  dispersion: number | null = null,
): boolean {
  const change = obstacleTo(current, baseline) === null ? compare(current, baseline, { dispersion }) : null;
  return changed(change, summarise(current).value, summarise(baseline).value, materiality);
}

/** The same for a rate. */
export function rateCounts({ current, baseline, dispersion }: Rates, materiality: number): boolean {
  return counts(current, baseline, materiality, dispersion);
}

/** The same for a level or a ratio; null with too little data for a verdict. */
export function levelCounts({ current, baseline, items = [] }: Levels, materiality: number): boolean | null {
  const change = compareByWeeks(current, baseline, { items });
  return change === null ? null : changed(change, mean(values(current)), mean(values(baseline)), materiality);
}

function changed(
  change: Change | null,
  value: number | null,
  baselineValue: number | null,
  materiality: number,
): boolean {
  const verdict = verdictOf({
    state: 'ok',
    better: 'lower',
    band: undefined,
    baselineValue,
    value,
    change,
    obstacle: null,
    materiality,
  });
  return verdict === 'improved' || verdict === 'worsened';
}

/** The share of so many runs in which something happens. */
export function share(runs: number, happens: () => boolean): number {
  let times = 0;
  for (let run = 0; run < runs; run += 1) if (happens()) times += 1;
  return times / runs;
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

export function exponential(random: Random, expected: number): number {
  return -expected * Math.log(random());
}

/** Standard normal (Box & Muller 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** Of shape k and mean k (Marsaglia & Tsang 2000, A simple method for generating gamma variables). */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}
