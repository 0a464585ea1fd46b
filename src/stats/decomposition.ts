import { bisector, bisectRight } from 'd3-array';
import { numberAt } from '../facts/numberAt.ts';

/*
 * How a change between two samples divides among their segments. Every decomposition adds up to the change exactly,
 * and the order of segments and rows does not matter. It says where a change happened, not what caused it.
 */

/** One observation, or a sum of some, of a segment. */
export interface Row {
  segment: string;
  /** In the metric's unit; of a quotient the part of the numerator. */
  value: number;
  /** Of a quotient the part of the denominator. */
  of: number;
}

/** The rows of one side of a comparison, with the exposure in which they were observed. */
export interface Side {
  rows: readonly Row[];
  exposure: number;
}

/** What a segment accounts for, in the metric's unit. */
export interface Part {
  name: string;
  effect: number;
  /** Of the effect, what comes from the segment's own value having changed; null where the two cannot be parted. */
  within: number | null;
  /** Of the effect, what comes from the segment making up more or less of the whole. */
  mix: number | null;
}

/**
 * The change of a quotient Σ value ÷ Σ of, such as a proportion, by segment: the segment's own quotient changed
 * (weighted with its mean share), or its share did (weighted with how far its mean quotient lies from the mean of the
 * whole). Kitagawa 1955, "Components of a difference between two rates", Journal of the American Statistical
 * Association 50. A segment that only one side has changed nothing but the mix.
 * @returns nothing when a side's denominator is 0
 */
export function divideQuotient(current: readonly Row[], baseline: readonly Row[]): Part[] {
  const now = totalsOf(current);
  const before = totalsOf(baseline);
  if (now.all.of === 0 || before.all.of === 0) return [];
  const middle = (now.all.value / now.all.of + before.all.value / before.all.of) / 2;
  return namesIn(current, baseline).map((name) => {
    const here = now.by.get(name) ?? NOTHING;
    const then = before.by.get(name) ?? NOTHING;
    const shares = [here.of / now.all.of, then.of / before.all.of] as const;
    const effect = here.value / now.all.of - then.value / before.all.of - middle * (shares[0] - shares[1]);
    const within =
      here.of === 0 || then.of === 0
        ? 0
        : ((shares[0] + shares[1]) / 2) * (here.value / here.of - then.value / then.of);
    return { name, effect, within, mix: effect - within };
  });
}

/**
 * The change of a sum over an exposure, such as events a week or items under way on average: each segment's own.
 * @returns nothing when a side has no exposure
 */
export function divideSum(current: Side, baseline: Side): Part[] {
  if (current.exposure === 0 || baseline.exposure === 0) return [];
  const now = totalsOf(current.rows);
  const before = totalsOf(baseline.rows);
  return namesIn(current.rows, baseline.rows).map((name) => ({
    name,
    effect:
      (now.by.get(name)?.value ?? 0) / current.exposure -
      (before.by.get(name)?.value ?? 0) / baseline.exposure,
    within: null,
    mix: null,
  }));
}

/**
 * The change of a median by segment. Replace the baseline's rows by the current ones, segment by segment, and see how
 * far each step moves the median; a segment's effect is the mean of its steps over all orders of replacing, its
 * Shapley value (Shorrocks 2013, "Decomposition procedures for distributional analysis: a unified framework based on
 * the Shapley value", Journal of Economic Inequality 11). It includes both causes: the segment's own values changed, and
 * it makes up more or less of the whole. Each side counts alike, however many rows it has. A mixture without any
 * row has the mean of the two medians.
 * @returns nothing when a side has no row
 */
export function divideMedian(current: readonly Row[], baseline: readonly Row[]): Part[] {
  if (current.length === 0 || baseline.length === 0) return [];
  const names = namesIn(current, baseline);
  // Whole weights, so that exactly half of their sum can be reached.
  const now = names.map((name) => groupOf(current, name, baseline.length));
  const before = names.map((name) => groupOf(baseline, name, current.length));
  const values = Float64Array.from([...current, ...baseline], ({ value }) => value).sort();
  const everyone = (1 << names.length) - 1;
  const median = (replaced: number): number | null =>
    medianOf(
      values,
      names.flatMap((_, index) => ((replaced & (1 << index)) === 0 ? before[index] : now[index]) ?? []),
    );
  const fallback = ((median(everyone) ?? 0) + (median(0) ?? 0)) / 2;
  const medians = Float64Array.from({ length: everyone + 1 }, (_, replaced) => median(replaced) ?? fallback);
  const chances = orders(names.length);
  return names.map((name, index) => {
    const bit = 1 << index;
    let effect = 0;
    for (let before = 0; before <= everyone; before += 1) {
      if ((before & bit) !== 0) continue;
      effect +=
        numberAt(chances, bitsIn(before)) * (numberAt(medians, before | bit) - numberAt(medians, before));
    }
    return { name, effect, within: null, mix: null };
  });
}

/** A duration with the parts that it is the sum of. */
export interface Parted {
  value: number;
  parts: readonly number[];
}

/**
 * The change of a median of durations by the phases that each is the sum of: each median is divided as the middle
 * half of its durations is. That is the contribution of a part to a quantile of a sum, its expectation where the sum
 * is near the quantile (Gouriéroux, Laurent & Scaillet 2000, "Sensitivity analysis of values at risk", Journal of
 * Empirical Finance 7).
 * @param medians of the two sides
 * @returns nothing when the phases of a duration do not add up to it, or a side has fewer than `fewest` in the middle
 */
export function dividePhases(
  names: readonly string[],
  current: readonly Parted[],
  baseline: readonly Parted[],
  medians: { current: number; baseline: number },
  fewest: number,
): Part[] {
  const now = phasesOf(current, medians.current, names.length, fewest);
  const before = phasesOf(baseline, medians.baseline, names.length, fewest);
  if (now === null || before === null) return [];
  return names.map((name, index) => ({
    name,
    effect: numberAt(now, index) - numberAt(before, index),
    within: null,
    mix: null,
  }));
}

function phasesOf(rows: readonly Parted[], median: number, phases: number, fewest: number): number[] | null {
  const quarter = Math.floor(rows.length / 4);
  const middle = rows.toSorted((a, b) => a.value - b.value).slice(quarter, rows.length - quarter);
  if (middle.length < fewest) return null;
  const addUp = rows.every(({ value, parts }) => Math.abs(sum(parts) - value) <= 1e-6 * Math.max(1, value));
  const whole = sum(middle.map(({ parts }) => sum(parts)));
  if (!addUp || whole === 0) return null;
  return Array.from(
    { length: phases },
    (_, index) => (median * sum(middle.map(({ parts }) => numberAt(parts, index)))) / whole,
  );
}

/** One side's values of a segment, in ascending order and the weight of each. */
interface Group {
  values: Float64Array;
  weight: number;
}

function groupOf(rows: readonly Row[], name: string, weight: number): Group {
  const own = rows.filter(({ segment }) => segment === name);
  return { values: Float64Array.from(own, ({ value }) => value).sort(), weight };
}

/**
 * @param values all values of the groups, in ascending order; the median is found by binary search
 * @returns the median of some groups together; null when they are empty
 */
function medianOf(values: Float64Array, groups: readonly Group[]): number | null {
  const total = groups.reduce((sum, group) => sum + group.values.length * group.weight, 0);
  if (total === 0) return null;
  const weightUpTo = (value: number): number =>
    groups.reduce((sum, group) => sum + countUpTo(group.values, value) * group.weight, 0);
  const lower = numberAt(values, bisector(weightUpTo).left(values, total / 2, 0, values.length - 1));
  if (2 * weightUpTo(lower) > total) return lower;
  const above = groups.flatMap((group) => group.values[countUpTo(group.values, lower)] ?? []);
  return (lower + Math.min(...above)) / 2;
}

/** @returns how many of the values, which are in ascending order, are at most so much */
function countUpTo(values: Float64Array, most: number): number {
  return bisectRight(values, most);
}

/**
 * @returns for each size of a set of the others, the chance that, in a random order of all `n`, exactly that set comes
 * before a given one
 */
function orders(n: number): number[] {
  const chances = [1 / n];
  for (let size = 1; size < n; size += 1) chances.push((numberAt(chances, size - 1) * size) / (n - size));
  return chances;
}

function bitsIn(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

interface Total {
  value: number;
  of: number;
}

const NOTHING: Total = { value: 0, of: 0 };

function totalsOf(rows: readonly Row[]): { all: Total; by: ReadonlyMap<string, Total> } {
  const all = { ...NOTHING };
  const by = new Map<string, Total>();
  for (const { segment, value, of } of rows) {
    const known = by.get(segment) ?? { ...NOTHING };
    by.set(segment, known);
    for (const total of [all, known]) {
      total.value += value;
      total.of += of;
    }
  }
  return { all, by };
}

/** In alphabetical order, so that it does not depend on the order of the rows. */
function namesIn(...sides: readonly (readonly Row[])[]): string[] {
  return [...new Set(sides.flat().map(({ segment }) => segment))].sort();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
