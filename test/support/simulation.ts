import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import { type Exposure, pool } from '../../src/scorecard/series.ts';
import { verdictOf } from '../../src/scorecard/verdict.ts';
import { weeksOf } from '../../src/scorecard/weeksOf.ts';
import { compare, enoughToCompare } from '../../src/stats/compare.ts';
import { compareLevels, type WeekRuns } from '../../src/stats/level.ts';
import type { Change, Sample } from '../../src/stats/sample.ts';
import { summarise } from '../../src/stats/summarise.ts';

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

/** Shapes of durations, all of them skewed, with a median near 1. */
export const shapes = {
  'log-normal': (random: Random) => Math.exp(normal(random)),
  exponential: (random: Random) => exponential(random, 1 / Math.LN2),
  'a tenth takes ten times as long': (random: Random) =>
    Math.exp(0.5 * normal(random)) * (random() < 0.1 ? 10 : 1),
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

/** Events that come at random, one by one or in bursts of `burst` on average. */
export function events(random: Random, expected: number, exposure: number, burst = 1): Sample {
  let count = 0;
  for (let at = exponential(random, burst / expected); at < 1; at += exponential(random, burst / expected)) {
    count += 1;
    while (random() > 1 / burst) count += 1;
  }
  return { kind: 'rate', events: count, exposure };
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

/**
 * A birth–death process, long under way, in quarters of 13 weeks: M/M/c in Kendall's notation.
 * @param queues one for each quarter
 * @returns the weeks of the last quarter and of those before it, as scorecards see them
 */
export function levels(random: Random, queues: readonly Queue[]): { current: WeekRuns; baseline: WeekRuns } {
  const length = queues.length * QUARTER;
  const free: number[] = [];
  const observations: Observation[] = [];
  for (let at = -WARM_UP; ; ) {
    const queue = queues[Math.max(0, Math.floor(at / QUARTER))];
    if (queue === undefined) break;
    at += exponential(random, 1 / queue.arrivals);
    if (at >= length) break;
    const until = leave(free, queue, at, exponential(random, queue.service));
    if (until > 0) observations.push(span(observations.length, at, until));
  }
  const series = pool('level', [{ shared: false, measurement: measurement('level', observations) }]);
  const exposure: Exposure = { from: 0, unit: 1 };
  const windows = queues.map((_, index) => ({
    start: index * QUARTER * WEEK,
    end: (index + 1) * QUARTER * WEEK,
  }));
  return {
    current: weeksOf(series, windows.slice(-1), exposure),
    baseline: weeksOf(series, windows.slice(0, -1), exposure),
  };
}

const QUARTER = 13;
const WEEK = 7 * 24 * 3_600_000;

/** When an item is done that came at a moment: the first server that is free takes it. */
function leave(free: number[], { servers }: Queue, at: number, work: number): number {
  if (servers === Number.POSITIVE_INFINITY) return at + work;
  while (free.length < servers) free.push(at);
  const first = free.indexOf(Math.min(...free));
  const until = Math.max(at, free[first] ?? at) + work;
  free[first] = until;
  return until;
}

function span(index: number, from: number, to: number): Observation {
  return {
    at: from * WEEK,
    until: to * WEEK,
    value: 1,
    item: { id: String(index), kind: 'pull-request', title: 'Simulated', url: null },
    note: null,
  };
}

/** The values of weeks in order. */
export function values(runs: WeekRuns): number[] {
  return runs.flat().map((part) => (part === null ? 0 : part.numerator / part.denominator));
}

/** Whether a comparison ends in *improved* or *worsened*. */
export function counts(current: Sample, baseline: Sample, materiality: number): boolean {
  const change = enoughToCompare(current, baseline) ? compare(current, baseline) : null;
  return changed(change, summarise(current).value, summarise(baseline).value, materiality);
}

/** The same for the weeks of a level; null with too little data for a verdict. */
export function levelCounts(current: WeekRuns, baseline: WeekRuns, materiality: number): boolean | null {
  const change = compareLevels(current, baseline);
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

function exponential(random: Random, expected: number): number {
  return -expected * Math.log(random());
}

/** Box & Muller 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
