import type { ObservedWeek, Point, Size } from './kind.ts';
import { type Kind, kinds, type SampleOf } from './kinds.ts';
import type { Summary } from './summary.ts';
import type { WeekPart } from './weeks.ts';

/**
 * The value of a sample with its uncertainty, in the sample's unit; or why there is none.
 * @param dispersion of a rate's events, from `dispersionOf`; null takes them as independent
 * @throws RangeError when the sample is impossible, such as more hits than cases or a value that is not finite
 */
export function summarise<K extends Kind>(sample: SampleOf<K>, dispersion: number | null = null): Summary {
  return kinds[sample.kind].summarise(sample, dispersion);
}

/** A week's point on a chart, which has no floor: the chart's limits come from how much such points vary. */
export function pointOf<K extends Kind>(sample: SampleOf<K>): Point {
  return kinds[sample.kind].point(sample);
}

/**
 * The same for a sample that counts things, which has an interval even where it found none.
 * @param dispersion as for `summarise`
 * @throws RangeError as `summarise` does
 */
export function summariseCount<K extends Kind>(sample: SampleOf<K>, dispersion: number | null): Summary {
  const ofNone = kinds[sample.kind].intervalOfNone?.(sample, dispersion) ?? null;
  return { ...summarise(sample, dispersion), ...(ofNone === null ? {} : { interval: ofNone }) };
}

/** A summary in figures, with what its sample counts. */
export interface Figures extends Pick<Summary, 'value' | 'interval' | 'p75' | 'p90'> {
  size: Size & { n: number };
}

/** @returns a summary in figures; the reason why there are none is its state */
export function figuresOf<K extends Kind>(
  sample: SampleOf<K>,
  { n, value, interval, p75, p90 }: Summary,
): Figures {
  return { value, size: { n, ...kinds[sample.kind].size(sample) }, interval, p75, p90 };
}

/** What a week adds to the weeks that a figure is made of; null when nothing. */
export function weekPartOf<K extends Kind>(sample: SampleOf<K>, week: ObservedWeek): WeekPart | null {
  return kinds[sample.kind].weekPart(sample, week);
}
