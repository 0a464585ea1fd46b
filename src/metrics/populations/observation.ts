import { HOUR } from '../../facts/time.ts';
import type { Kind } from '../../stats/kinds.ts';

/** What a reader can open to see one observation. */
export interface Item {
  /** `owner/name#123`, or the deployment's or incident's identifier. */
  id: string;
  kind: 'pull-request' | 'commit' | 'deployment' | 'incident' | 'issue' | 'milestone' | 'record';
  title: string;
  url: string | null;
}

/** One observed thing. Times are milliseconds since the epoch. */
export interface Observation {
  /** The moment that places it in a window; for a level, when the item began to count. */
  at: number;
  /** Levels: when it ceased to count; null while it still does. Distributions of hours that spans give: when its wait was over. */
  until: number | null;
  /** In the metric's unit; proportions: 1 counts, 0 does not; rates and levels: the weight, 1; ratios: see `of`. */
  value: number;
  /**
   * Ratios: its part of the denominator, while `value` is its part of the numerator; nothing when left out.
   * Proportions: how many cases it represents, of which `value` count; one when left out.
   */
  of?: number;
  /** Proportions: when it came to count; a window that ends before sees a 0. As soon as it is dated when left out. */
  settledAt?: number;
  /**
   * Names what it depends on together with others, such as the deployment that brought several changes; it stands
   * alone when left out.
   */
  cluster?: string | undefined;
  item: Item;
  /** Why it counts as it does: the rule that fired. */
  note: string | null;
}

/** Something said about an item at a moment, counted by its text in each window. */
export interface Remark {
  /** The item's identifier: one that two teams share is counted once for the organisation. */
  id: string;
  at: number;
  text: string;
}

/** All that one metric sees in one repository, over all of its history. A window's sample is a slice of it. */
export interface Measurement {
  kind: Kind;
  observations: readonly Observation[];
  /** Left out of the population, with the reason. */
  excluded: readonly Remark[];
  /** Left out, too, but it would count if the facts said more: many of these in a window make its figure partial. */
  unknown: readonly Remark[];
  /** Worth saying about what is counted. */
  remarks: readonly Remark[];
  /** Spans that begin without having ended: they have no duration yet. */
  open: readonly Span[];
  /** Parts that a distribution is made of, in order. */
  phases: readonly Phase[];
  /** Why the metric does not apply to this repository; null when it does. */
  notApplicable: string | null;
}

/** From when to when an item was under way; null while it is. */
export interface Span {
  id: string;
  from: number;
  to: number | null;
  /** Distributions of hours: given when the item's hours in a window are those of its spans up to the window's end. */
  item?: Item;
}

export interface Phase {
  id: string;
  label: string;
  observations: readonly Observation[];
}

/** A measurement with nothing beside its observations unless given. */
export function measurement(
  kind: Kind,
  observations: readonly Observation[],
  rest: Partial<Omit<Measurement, 'kind' | 'observations'>> = {},
): Measurement {
  return {
    kind,
    observations,
    excluded: [],
    unknown: [],
    remarks: [],
    open: [],
    phases: [],
    notApplicable: null,
    ...rest,
  };
}

/** @returns the time between two moments, in hours */
export function hoursBetween(from: number, to: number): number {
  return (to - from) / HOUR;
}
