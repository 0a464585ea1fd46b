import { DAY, WEEK } from '../facts/time.ts';

/** How the values of one comparison are shown: all of them in the same scale. */
export interface Scale {
  /** Shown value = value × factor. */
  factor: number;
  /** Follows the number: `h`, `%`, `a week`; empty for a bare number. */
  suffix: string;
  /** The suffix after exactly one, where that differs. */
  singular?: string;
  /** The unit in words, for an axis or a column: `hours`, `per cent`. */
  label: string;
  /** Decimals below 100 in size; from there on none are shown. */
  decimals: 0 | 1;
}

/** Everything that depends on a metric's unit. */
export interface UnitOf {
  scale: Scale;
  /** The unit in a definition, where that says more than the label of its scale. */
  words?: string;
  /** What less and more of it are called: `shorter` and `longer`. Lower and higher when left out. */
  change?: readonly [less: string, more: string];
  /** Of a duration: how many hours one is. */
  hours?: number;
  /** Whether it is shown in its own scale whatever its size: a working day is shorter than a day. */
  keepsScale?: true;
  /** Whether it is a share from 0 to 1, whose changes are in points. */
  isShare?: true;
  /**
   * Whether its values are days from a date, on both sides of 0, which is a place on the scale and no absence. Such
   * values are compared by difference.
   */
  isSigned?: true;
  /** Of a rate: what exposure is counted in, and how long one is; null where exposure is more than time. */
  exposure?: { words: string; length: number | null };
}

const plain = { factor: 1, suffix: '', decimals: 0 } as const;
const DURATION = ['shorter', 'longer'] as const;

const registered = {
  hours: {
    scale: { factor: 1, suffix: 'h', label: 'hours', decimals: 1 },
    change: DURATION,
    hours: 1,
  },
  'working-hours': {
    scale: { factor: 1, suffix: 'working h', label: 'working hours', decimals: 1 },
    change: DURATION,
    hours: 1,
    keepsScale: true,
  },
  days: {
    scale: { factor: 1, suffix: 'd', label: 'days', decimals: 1 },
    change: DURATION,
    hours: 24,
  },
  'days-late': {
    scale: { factor: 1, suffix: 'days', singular: 'day', label: 'days late', decimals: 0 },
    words: 'days late, negative when early',
    change: ['earlier', 'later'],
    isSigned: true,
  },
  seconds: {
    scale: { factor: 1, suffix: 's', label: 'seconds', decimals: 0 },
    change: DURATION,
    hours: 1 / 3600,
  },
  lines: { scale: { factor: 1, suffix: 'lines', singular: 'line', label: 'lines', decimals: 0 } },
  share: { scale: { factor: 100, suffix: '%', label: 'per cent', decimals: 1 }, isShare: true },
  points: {
    scale: { factor: 100, suffix: 'points', singular: 'point', label: 'points', decimals: 1 },
    words: 'points from −100 to 100',
  },
  'per-week': {
    scale: { factor: 1, suffix: 'a week', label: 'per week', decimals: 1 },
    exposure: { words: 'weeks', length: WEEK },
  },
  'per-developer-week': {
    scale: { factor: 1, suffix: 'per developer week', label: 'per developer week', decimals: 1 },
    exposure: { words: 'developer weeks', length: null },
  },
  'per-month': {
    scale: { factor: 1, suffix: 'a month', label: 'per month', decimals: 1 },
    exposure: { words: 'months', length: (365 / 12) * DAY },
  },
  'per-second': { scale: { factor: 1, suffix: 'a second', label: 'per second', decimals: 1 } },
  'per-thousand-lines': {
    scale: { factor: 1, suffix: 'per 1,000 lines', label: 'per thousand lines', decimals: 1 },
  },
  'pull-requests': { scale: { ...plain, label: 'pull requests', decimals: 1 } },
  count: { scale: { ...plain, label: 'count' }, words: 'a count' },
  score: { scale: { ...plain, label: 'score', decimals: 1 }, words: 'a score' },
  currency: { scale: { ...plain, label: 'currency' }, words: 'money' },
} satisfies Record<string, UnitOf>;

export type Unit = keyof typeof registered;

/** The units of metrics by name. A new one is an entry here. */
export const units: { readonly [U in Unit]: UnitOf } = registered;

/** The names of the units. */
export const unitNames: readonly Unit[] = Object.keys(registered).filter(isUnit);

/** @returns the unit of a result in working time, given that of its definition */
export function unitInWorkingTime(unit: Unit): Unit {
  return unit === 'hours' ? 'working-hours' : unit;
}

/** @returns the unit of a result; for one that an older version knew, its name as it is */
export function unitOf(name: string): UnitOf {
  return isUnit(name) ? units[name] : { scale: { factor: 1, suffix: name, label: name, decimals: 1 } };
}

function isUnit(name: string): name is Unit {
  return Object.hasOwn(registered, name);
}
