import type { Definition } from '../handbook/definition.ts';
import type { Change, Obstacle } from '../stats/summary.ts';
import type { State, Verdict } from './schema.ts';

/** What a verdict rests on. */
export interface Grounds {
  state: State;
  better: Definition['better'];
  band: Definition['band'];
  /** Null when there is no baseline quarter with data. */
  baselineValue: number | null;
  value: number | null;
  /** Null when the two cannot be compared; the obstacle says why. */
  change: Change | null;
  /** What prevents a verdict; null when nothing does. */
  obstacle: Obstacle | null;
  /** The smallest relative change that counts. */
  materiality: number;
}

/**
 * Raised when intervals, comparisons or the rule of verdicts change for metrics whatever their definition: a sealed
 * quarter then shows why its verdicts differ.
 */
export const VERDICT_VERSION = 2;

/**
 * A quarter is steady when its change is smaller than so many times the materiality, as the whole interval shows. With
 * twice, a hundred observations a quarter never show it; with three times they do in one unchanged quarter of two to five.
 */
export const STEADY_WITHIN = 3;

/**
 * The verdict in words. A change counts when its 95 % interval excludes no change and it exceeds the materiality. There
 * is none when the whole interval lies so close to no change that it excludes one that would matter; that the interval
 * includes no change does not show it.
 * @returns null where none is due: context metrics, band metrics without a band, and numbers that are absent or partial
 */
export function verdictOf(grounds: Grounds): Verdict | null {
  const { state, better, band, baselineValue, value, change, obstacle, materiality } = grounds;
  if (better === 'context' || (better === 'band' && band === undefined)) return null;
  if (state === 'too-few') return 'too-little-data';
  if (state !== 'ok' || value === null) return null;
  if (baselineValue === null) return 'no-baseline';
  if (obstacle !== null) return isOfFew(obstacle) ? 'too-little-data' : 'cannot-tell';
  if (change === null) return 'cannot-tell';
  if (excludesNoChange(change) && isMaterial(change, materiality)) {
    const gain = gainOf(grounds, change.estimate > noChange(change) ? 1 : -1, value, baselineValue);
    return gain === 0 ? 'steady' : gain > 0 ? 'improved' : 'worsened';
  }
  return isWithin(change, baselineValue, STEADY_WITHIN * materiality) ? 'steady' : 'cannot-tell';
}

function isOfFew(obstacle: Obstacle): boolean {
  return (
    obstacle === 'few' ||
    obstacle === 'few-clusters' ||
    obstacle === 'one-cluster' ||
    obstacle === 'few-weeks'
  );
}

/**
 * Whether the whole interval of a change lies within a share of the baseline's value. Where the baseline gives the
 * change no relative size, only an interval without width does.
 */
function isWithin({ measure, low, high, relative }: Change, baseline: number, share: number): boolean {
  if (measure === 'ratio') return low >= 1 - share && high <= 1 + share;
  const reach = relative === null ? 0 : share * Math.abs(baseline);
  return low >= -reach && high <= reach;
}

/** Whether the interval of a change excludes that there was none. */
export function excludesNoChange(change: Pick<Change, 'measure' | 'low' | 'high'>): boolean {
  const none = noChange(change);
  return change.low > none || change.high < none;
}

/** Whether a change exceeds the materiality. Any does where the baseline gives it no relative size. */
export function isMaterial(
  { relative, estimate }: Pick<Change, 'relative' | 'estimate'>,
  materiality: number,
): boolean {
  return relative === null ? estimate !== 0 : Math.abs(relative) > materiality;
}

/** Above 0 for the better, below 0 for the worse; a band compares the distances to it. */
function gainOf({ better, band }: Grounds, side: 1 | -1, value: number, baseline: number): number {
  if (band !== undefined) return distance(baseline, band) - distance(value, band);
  return better === 'higher' ? side : -side;
}

function noChange({ measure }: Pick<Change, 'measure'>): number {
  return measure === 'ratio' ? 1 : 0;
}

function distance(value: number, { min, max }: { min: number; max: number }): number {
  return value < min ? min - value : value > max ? value - max : 0;
}
