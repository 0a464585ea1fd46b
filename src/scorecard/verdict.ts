import type { Definition } from '../handbook/definition.ts';
import type { Change } from '../stats/summary.ts';
import type { State, Verdict } from './schema.ts';

/** What a verdict rests on. */
export interface Grounds {
  state: State;
  better: Definition['better'];
  band: Definition['band'];
  /** Null when there is no baseline quarter with data. */
  baselineValue: number | null;
  value: number | null;
  /** Null when either side is too small to compare. */
  change: Change | null;
  /** The smallest relative change that counts. */
  materiality: number;
}

/**
 * The verdict in words. A change counts when its 95 % interval excludes no change and it exceeds the materiality.
 * @returns null where none is due: context metrics, band metrics without a band, and numbers that are absent or partial
 */
export function verdictOf(grounds: Grounds): Verdict | null {
  const { state, better, band, baselineValue, value } = grounds;
  if (better === 'context' || (better === 'band' && band === undefined)) return null;
  if (state === 'too-few') return 'too-little-data';
  if (state !== 'ok' || value === null) return null;
  if (baselineValue === null) return 'no-baseline';
  const side = changeSide(grounds);
  if (side === null) return 'too-little-data';
  const gain = side === 0 ? 0 : gainOf(grounds, side, value, baselineValue);
  return gain === 0 ? 'steady' : gain > 0 ? 'improved' : 'worsened';
}

/** 1 up, −1 down, 0 no change that counts, null when it is not known. */
type Side = 1 | -1 | 0 | null;

function changeSide({ change, materiality }: Grounds): Side {
  if (change === null) return null;
  if (!excludesNoChange(change) || !isMaterial(change, materiality)) return 0;
  return change.estimate > noChange(change) ? 1 : -1;
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
