import type { MetricResult } from '../scorecard/schema.ts';

/** The drawing's edges: a third of the baseline and three times it. */
const EDGE = 3;

/** A place beside the plumb line: from −1 (the edge on the worse side) over 0 (no change) to 1 (the better side). */
type Place = number;

/** A change drawn beside the plumb line. */
export interface Deviation {
  at: Place;
  low: Place;
  high: Place;
  /** The changes that are too small to matter lie between these two. */
  tolerance: { low: Place; high: Place };
  /** The side on which the change itself lies beyond the drawing. */
  beyond: 'worse' | 'better' | null;
  /** Whether its interval continues beyond the drawing. */
  continues: { worse: boolean; better: boolean };
}

/**
 * Where a change is relative to its baseline, on the logarithm of now ÷ then, so that a third and three times are
 * equally far. Right is better. Null when there is no change to draw or no better direction.
 */
export function deviationOf({
  baseline,
  better,
  materiality,
}: Pick<MetricResult, 'baseline' | 'better' | 'materiality'>): Deviation | null {
  if (better !== 'lower' && better !== 'higher') return null;
  const change = baseline?.change ?? null;
  const then = baseline?.summary.value ?? null;
  if (change === null || then === null || then <= 0) return null;
  const sign = better === 'higher' ? 1 : -1;
  const placeOf = (ratio: number): number =>
    sign * (ratio > 0 ? Math.log(ratio) / Math.log(EDGE) : Number.NEGATIVE_INFINITY);
  const ratioOf = (value: number): number => (change.measure === 'ratio' ? value : 1 + value / then);
  const at = placeOf(ratioOf(change.estimate));
  const [low, high] = ordered(placeOf(ratioOf(change.low)), placeOf(ratioOf(change.high)));
  const [least, most] = ordered(placeOf(1 - materiality), placeOf(1 + materiality));
  return {
    at: clip(at),
    low: clip(low),
    high: clip(high),
    tolerance: { low: clip(least), high: clip(most) },
    beyond: at < -1 ? 'worse' : at > 1 ? 'better' : null,
    continues: { worse: low < -1, better: high > 1 },
  };
}

function ordered(a: number, b: number): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

function clip(place: number): Place {
  return Math.max(-1, Math.min(1, place));
}
