import type { Definition } from '../handbook/definition.ts';
import type { Change } from '../stats/sample.ts';
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
 * @returns null where none is due: context metrics, those with a band that nobody has set, and numbers that are absent or partial
 */
export function verdictOf(grounds: Grounds): Verdict | null {
  const { state, better, band, baselineValue, value } = grounds;
  if (better === 'context' || (better === 'band' && band === undefined)) return null;
  if (state === 'too-few') return 'too-little-data';
  if (state !== 'ok' || value === null) return null;
  if (baselineValue === null) return 'no-baseline';
  const side = changeSide(grounds, value - baselineValue);
  if (side === null) return 'too-little-data';
  const gain = side === 0 ? 0 : gainOf(grounds, side, value, baselineValue);
  return gain === 0 ? 'steady' : gain > 0 ? 'improved' : 'worsened';
}

/** 1 up, −1 down, 0 no change that counts, null when it cannot be told. */
type Side = 1 | -1 | 0 | null;

function changeSide({ change, materiality }: Grounds, difference: number): Side {
  if (change === null) return null;
  const none = change.measure === 'ratio' ? 1 : 0;
  const excludesNoChange = change.low > none || change.high < none;
  const material = change.relative === null ? difference !== 0 : Math.abs(change.relative) > materiality;
  if (!excludesNoChange || !material) return 0;
  return change.estimate > none ? 1 : -1;
}

/** Above 0 for the better, below 0 for the worse; a band compares the distances to it. */
function gainOf({ better, band }: Grounds, side: 1 | -1, value: number, baseline: number): number {
  if (band !== undefined) return distance(baseline, band) - distance(value, band);
  return better === 'higher' ? side : -side;
}

function distance(value: number, { min, max }: { min: number; max: number }): number {
  return value < min ? min - value : value > max ? value - max : 0;
}
