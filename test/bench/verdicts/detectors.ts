import { processLimits, type Signal, signals } from '../../../src/stats/controlChart.ts';
import { seeded } from '../../support/simulation.ts';
import { median } from '../table.ts';

/** Finds where a series changes: the first point of each new state. */
export type Detector = (points: readonly number[]) => number[];

const BASELINE = 26;
const QUARTER = 13;

/**
 * What the charts of this handbook signal: limits from 26 points, applied to the 13 that follow, quarter after quarter.
 * A signal that goes on where the one before ended, on the same side, is the same change.
 * @param rules whose signals count
 */
export function chartSignals(rules: readonly Signal['rule'][]): Detector {
  return (points) => {
    const found: (Pick<Signal, 'side'> & { from: number; to: number })[] = [];
    for (let start = BASELINE; start < points.length; start += QUARTER) {
      const limits = processLimits(points.slice(start - BASELINE, start), {
        lowest: Number.NEGATIVE_INFINITY,
      });
      if (limits === null) continue;
      for (const { rule, side, from, to } of signals(points.slice(start, start + QUARTER), limits)) {
        if (!rules.includes(rule)) continue;
        const last = found.at(-1);
        if (last?.side === side && start + from <= last.to + 1) last.to = Math.max(last.to, start + to);
        else found.push({ side, from: start + from, to: start + to });
      }
    }
    return found.map(({ from }) => from);
  };
}

/**
 * Binary segmentation for changes of a mean (Scott & Knott 1974, "A cluster analysis method for grouping means in the
 * analysis of variance", Biometrics 30), with the penalty 3 σ² ln n (Yao 1988, "Estimating the number of change-points
 * via Schwarz' criterion", Statistics & Probability Letters 6). σ comes from the median difference of neighbours.
 */
export const binarySegmentation: Detector = (points) => {
  const differences = points.slice(1).map((point, index) => Math.abs(point - (points[index] ?? point)));
  const sigma = median(differences) / (0.6745 * Math.SQRT2);
  const sums = sumsOf(points);
  const squares = (from: number, to: number): number => {
    const sum = (sums[to]?.sum ?? 0) - (sums[from]?.sum ?? 0);
    return (sums[to]?.squares ?? 0) - (sums[from]?.squares ?? 0) - sum ** 2 / (to - from);
  };
  const split = (from: number, to: number): number[] => {
    let best = { at: -1, gain: 3 * sigma ** 2 * Math.log(points.length) };
    for (let at = from + 2; at <= to - 2; at += 1) {
      const gain = squares(from, to) - squares(from, at) - squares(at, to);
      if (gain > best.gain) best = { at, gain };
    }
    return best.at === -1 ? [] : [...split(from, best.at), best.at, ...split(best.at, to)];
  };
  return split(0, points.length);
};

function sumsOf(points: readonly number[]): { sum: number; squares: number }[] {
  const sums = [{ sum: 0, squares: 0 }];
  let [sum, squares] = [0, 0];
  for (const point of points) {
    sum += point;
    squares += point ** 2;
    sums.push({ sum, squares });
  }
  return sums;
}

const PERMUTATIONS = 99;
const LEVEL = 0.05;

/**
 * E-divisive with α = 1 (Matteson & James 2014, "A nonparametric approach for multiple change point analysis of
 * multivariate data", Journal of the American Statistical Association 109), a segment at a time, as in Daly and others
 * 2020, "The use of change point detection to identify software performance regressions in a continuous integration
 * system", ICPE: the best split counts when 99 permutations give as large a statistic in less than 5 % of cases.
 * @param shortest the fewest points of a segment
 */
export function eDivisive(shortest: number): Detector {
  return (points) => {
    const random = seeded(1);
    const split = (from: number, to: number): number[] => {
      const segment = points.slice(from, to);
      const found = bestSplit(segment, shortest);
      if (found === null) return [];
      let larger = 0;
      for (let turn = 0; turn < PERMUTATIONS; turn += 1) {
        const mixed = segment.map((value) => ({ value, key: random() })).sort((a, b) => a.key - b.key);
        const other = bestSplit(
          mixed.map(({ value }) => value),
          shortest,
        );
        if (other !== null && other.statistic >= found.statistic) larger += 1;
        if (larger + 1 > LEVEL * (PERMUTATIONS + 1)) return [];
      }
      const at = from + found.at;
      return [...split(from, at), at, ...split(at, to)];
    };
    return split(0, points.length);
  };
}

/** The split with the largest energy distance between its sides: n m ÷ (n + m) × (2 E|X − Y| − E|X − X′| − E|Y − Y′|). */
function bestSplit(points: readonly number[], shortest: number): { at: number; statistic: number } | null {
  const n = points.length;
  if (n < 2 * shortest) return null;
  let [left, right, between] = [0, 0, 0];
  for (let i = 0; i < n; i += 1)
    for (let j = i + 1; j < n; j += 1) right += Math.abs((points[i] ?? 0) - (points[j] ?? 0));
  let best: { at: number; statistic: number } | null = null;
  for (let at = 1; at <= n - shortest; at += 1) {
    const moved = points[at - 1] ?? 0;
    let [toLeft, toRight] = [0, 0];
    for (let i = 0; i < at - 1; i += 1) toLeft += Math.abs(moved - (points[i] ?? 0));
    for (let i = at; i < n; i += 1) toRight += Math.abs(moved - (points[i] ?? 0));
    left += toLeft;
    right -= toRight;
    between += toRight - toLeft;
    if (at < shortest) continue;
    const m = n - at;
    const statistic =
      ((at * m) / n) *
      ((2 * between) / (at * m) -
        (2 * left) / (at * Math.max(1, at - 1)) -
        (2 * right) / (m * Math.max(1, m - 1)));
    if (best === null || statistic > best.statistic) best = { at, statistic };
  }
  return best;
}
