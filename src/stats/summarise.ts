import type { ObservedWeek, Point, Size } from './kind.ts';
import { type Kind, kinds, type SampleOf } from './kinds.ts';
import type { Interval, Summary } from './summary.ts';
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

/** The interval of a count that found nothing; null where the kind of sample has none of its own for it. */
export function intervalOfNone<K extends Kind>(
  sample: SampleOf<K>,
  dispersion: number | null,
): Interval | null {
  return kinds[sample.kind].intervalOfNone?.(sample, dispersion) ?? null;
}

/** What a sample counts. */
export function sizeOf<K extends Kind>(sample: SampleOf<K>): Size {
  return kinds[sample.kind].size(sample);
}

/** What a week adds to the weeks that a figure is made of; null when nothing. */
export function weekPartOf<K extends Kind>(sample: SampleOf<K>, week: ObservedWeek): WeekPart | null {
  return kinds[sample.kind].weekPart(sample, week);
}
