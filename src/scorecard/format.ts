import { numberAt } from '../facts/numberAt.ts';
import { type Scale, unitOf, units } from '../handbook/units.ts';
import type { Change } from '../stats/summary.ts';

export type { Scale };

/**
 * The one place where values become text. A number and its unit are joined by a no-break space. Rounding
 * never moves a value across 0 or across a bound that the caller names, so that no text contradicts a verdict.
 */

export interface FormatOptions {
  /** Default: chosen for the value alone. Pass one from `scaleFor` for several values side by side. */
  scale?: Scale;
  /** Bounds in the metric's unit that the text must not cross: those of a range, a limit, a baseline. */
  avoid?: readonly number[];
}

/** The figures of a change that are put into words. */
export type ChangeFigures = Pick<Change, 'measure' | 'estimate' | 'low' | 'high' | 'relative'>;

/** What less and more of a unit are called unless it says otherwise. */
const DIRECTION = ['lower', 'higher'] as const;

const NBSP = '\u00a0';

/** Enough to tell any two numbers apart that differ by more than the noise of arithmetic. */
const MOST_DECIMALS = 12;

/** From three times on, "times as long" reads better than "% longer". */
const TIMES_FROM = 3;

/** A larger multiple is of next to nothing, and says no more. */
const MOST_TIMES = 1000;

const MINUTES: Scale = { factor: 60, suffix: 'min', label: 'minutes', decimals: 0 };

/** The scales of durations, whose factors are of hours. */
const SECONDS: Scale = { ...units.seconds.scale, factor: 3600 };
const HOURS: Scale = units.hours.scale;
const DAYS: Scale = { ...units.days.scale, factor: 1 / 24 };

/**
 * The scale in which values of a unit are shown together, by the median of their sizes. Durations: seconds
 * below a minute, minutes below an hour, days above 72 hours; 0 in the unit itself. Nulls and an empty list do not
 * count.
 */
export function scaleFor(unit: string, values: readonly (number | null)[]): Scale {
  const { hours: hoursIn, keepsScale, scale: native } = unitOf(unit);
  if (hoursIn === undefined || keepsScale) return native;
  const hours = median(values.filter((value) => value !== null).map((value) => Math.abs(value) * hoursIn));
  if (hours === 0) return native;
  const scale = durationScale(hours);
  return { ...scale, factor: scale.factor * hoursIn };
}

/**
 * A value in words a reader knows: `5.1 h`, `24 min`, `12.3 %`, `4.2 a week`, `182 lines`.
 * @param value in the metric's unit
 * @throws RangeError when the value is not finite: an absent number has a reason instead of a text
 */
export function formatValue(value: number, unit: string, options: FormatOptions = {}): string {
  const scale = options.scale ?? scaleFor(unit, [value]);
  const text = digits(value, scale, bounds(unit, options.avoid));
  return withSuffix(text, scale);
}

/**
 * An interval with an en dash, in one scale: `3.2–7.9 h`. With a negative end, `−2.0 to 7.9 h`.
 * @throws RangeError when an end is not finite
 */
export function formatInterval(
  interval: { low: number; high: number },
  unit: string,
  options: FormatOptions = {},
): string {
  const scale = options.scale ?? scaleFor(unit, [interval.low, interval.high]);
  const avoid = bounds(unit, options.avoid);
  return withSuffix(span(digits(interval.low, scale, avoid), digits(interval.high, scale, avoid)), scale);
}

/**
 * A change in words: `35 % shorter`, `4.2 times as long`, `4.1 points higher`, `unchanged`.
 * @param options.materiality the smallest relative change that counts; the text stays on its side of it
 * @throws RangeError when the change is not finite
 */
export function formatChange(
  change: ChangeFigures,
  unit: string,
  options: { materiality?: number } = {},
): string {
  const wording = wordingOf(change, unit);
  const shown = wording.shown(change.estimate);
  const phrase = wording.phrase(shown);
  if (phrase === null) return 'unchanged';
  if (change.measure === 'ratio' && change.estimate > MOST_TIMES && Number.isFinite(change.estimate))
    return `over ${grouped(`${MOST_TIMES}`)}${NBSP}${phrase}`;
  const material = materialBounds(change, options.materiality).map((bound) => Math.abs(wording.shown(bound)));
  const decimals = wording.decimals(shown);
  return `${keepSides(Math.abs(shown), decimals, [0, ...material])}${NBSP}${phrase}`;
}

/**
 * The interval of a change in the words of `formatChange`: `20–48 % shorter`, `5 % shorter to 12 % longer`; `cannot be
 * determined` beyond a hundredfold.
 * @throws RangeError when an end is not finite
 */
export function formatChangeInterval(change: ChangeFigures, unit: string): string {
  if (isUndetermined(change)) return UNDETERMINED;
  const wording = wordingOf(change, unit);
  const low = wording.shown(change.low);
  const high = wording.shown(change.high);
  const lowPhrase = wording.phrase(low) ?? wording.phrase(high);
  const highPhrase = wording.phrase(high) ?? lowPhrase;
  if (lowPhrase === null || highPhrase === null) return 'unchanged';

  const text = (shown: number) => keepSides(Math.abs(shown), wording.decimals(shown), [0, wording.unchanged]);
  if (lowPhrase !== highPhrase) {
    return `${text(low)}${NBSP}${lowPhrase} to ${text(high)}${NBSP}${highPhrase}`;
  }
  const [near, far] = Math.abs(low) <= Math.abs(high) ? [low, high] : [high, low];
  return `${span(text(near), text(far))}${NBSP}${lowPhrase}`;
}

/** Stands for an interval that too little data leave open. */
export const UNDETERMINED = 'cannot be determined';

/** Beyond a hundredfold a limit says nothing but that it is not known. */
const FURTHEST = 100;

/** Whether the interval of a change is so wide that it is not shown. */
export function isUndetermined({
  measure,
  low,
  high,
}: Pick<ChangeFigures, 'measure' | 'low' | 'high'>): boolean {
  if (measure !== 'ratio') return false;
  return high > FURTHEST || (low < 1 / FURTHEST && high > 1);
}

/** The unit in words, for an axis or a column heading: `hours`, `per cent`, `per week`. */
export function unitLabel(unit: string, scale: Scale = unitOf(unit).scale): string {
  return scale.label;
}

/** A round value on an axis: `2.5`, `1,000`; `2.5 h` with its unit. */
export function formatTick(value: number, scale: Scale, withUnit = false): string {
  const text = grouped(String(Number((value * scale.factor).toPrecision(12))));
  return withUnit ? withSuffix(text, scale) : text;
}

/**
 * The bound of a range in a scale of its own, as people say it: `24 h`, `90 %`, `7 d`; with two, `60–80 %`.
 * @throws RangeError when a bound is not finite
 */
export function formatBounds(
  bounds: readonly [number] | readonly [number, number],
  unit: string,
  scale = scaleFor(unit, bounds),
): string {
  const [low, high = low] = bounds.map((bound) => digits(bound, scale, [0]).replace(/\.0$/, ''));
  return withSuffix(span(low ?? '', high ?? ''), scale);
}

/** The bounds of a range; null for none. */
export interface Bounds {
  min: number | null;
  max: number | null;
  minInclusive?: boolean;
  maxInclusive?: boolean;
}

/** The bounds of a range in words: `below 24 h`, `from 90 %`, `60–80 %`; empty for a range without bounds. */
export function formatRange(
  { min, max, minInclusive = true, maxInclusive = false }: Bounds,
  unit: string,
  scale?: Scale,
): string {
  if (min !== null && max !== null) return formatBounds([min, max], unit, scale);
  if (max !== null) return `${maxInclusive ? 'up to' : 'below'} ${formatBounds([max], unit, scale)}`;
  if (min !== null) return `${minInclusive ? 'from' : 'above'} ${formatBounds([min], unit, scale)}`;
  return '';
}

/** A count with its noun: `1 week`, `9 weeks`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${grouped(count.toFixed(0))}${NBSP}${count === 1 ? one : many}`;
}

interface Wording {
  /** From the change's own measure to the number that is shown. */
  shown: (value: number) => number;
  /** The shown number that means no change. */
  unchanged: number;
  /** What follows the number; null for no change. */
  phrase: (shown: number) => string | null;
  decimals: (shown: number) => number;
}

/** Whole days unless a median lies between two of them; their unit says `earlier` and `later`. */
const DAYS_LATE: Wording = {
  shown: (difference) => difference,
  unchanged: 0,
  phrase: (shown) =>
    shown === 0 ? null : `${Math.abs(shown) === 1 ? 'day' : 'days'}${NBSP}${shown < 0 ? 'earlier' : 'later'}`,
  decimals: (shown) => (Number.isInteger(shown) ? 0 : 1),
};

function wordingOf({ measure, estimate }: ChangeFigures, unit: string): Wording {
  const { hours, isSigned, isShare, scale, change: [less, more] = DIRECTION } = unitOf(unit);
  if (measure === 'ratio' && estimate >= TIMES_FROM) {
    const phrase = hours === undefined ? 'times as high' : 'times as long';
    return { shown: (ratio) => ratio, unchanged: 1, phrase: () => phrase, decimals: () => 1 };
  }
  if (isSigned) return DAYS_LATE;
  const words = (noun: string) => (shown: number) => (shown === 0 ? null : noun + (shown < 0 ? less : more));
  if (measure === 'ratio') {
    return { shown: (ratio) => (ratio - 1) * 100, unchanged: 0, phrase: words('% '), decimals: () => 0 };
  }
  const noun = isShare ? 'points ' : '';
  return {
    shown: (difference) => difference * scale.factor,
    unchanged: 0,
    phrase: words(noun),
    decimals: (shown) =>
      isShare || (Math.abs(shown) >= 1 && Math.abs(shown) < 100) ? 1 : decimalsOf(shown, scale),
  };
}

/** The smallest changes that count, on either side, in the change's own measure. */
function materialBounds({ measure, estimate, relative }: ChangeFigures, materiality = 0): number[] {
  if (measure === 'ratio') return [1 - materiality, 1 + materiality];
  if (relative === null || relative === 0) return [];
  const baseline = estimate / relative;
  return [-materiality * baseline, materiality * baseline];
}

function bounds(unit: string, avoid: readonly number[] = []): readonly number[] {
  return unitOf(unit).isShare ? [0, 1, ...avoid] : [0, ...avoid];
}

function digits(value: number, scale: Scale, avoid: readonly number[]): string {
  const shown = value * scale.factor;
  return keepSides(
    shown,
    decimalsOf(shown, scale),
    avoid.map((bound) => bound * scale.factor),
  );
}

function decimalsOf(shown: number, { decimals }: Pick<Scale, 'decimals'>): number {
  const size = Math.abs(shown);
  if (size === 0) return 0;
  // Two digits that count: with one decimal 0.076 would be a third too high.
  if (size < 1) {
    const most = Math.min(MOST_DECIMALS, 1 - Math.floor(Math.log10(size)));
    return shown.toFixed(most).endsWith('0') ? most - 1 : most;
  }
  if (decimals === 0) return size >= 10 || Number.isInteger(shown) ? 0 : 1;
  return size >= 100 ? 0 : 1;
}

/** The number with the fewest decimals, from `decimals` on, that lies on the same side of every bound. */
function keepSides(value: number, decimals: number, avoid: readonly number[]): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${value} has no text: an absent number is shown with its reason`);
  }
  const crosses = (text: string) =>
    avoid.some(
      (bound) => !meets(value, bound) && Math.sign(Number(text) - bound) !== Math.sign(value - bound),
    );
  let text = value.toFixed(decimals);
  for (let more = decimals + 1; more <= MOST_DECIMALS && crosses(text); more++) text = value.toFixed(more);
  return grouped(text);
}

/** Whether the two differ by no more than the noise of arithmetic. */
function meets(value: number, bound: number): boolean {
  return Math.abs(value - bound) <= 1e-9 * Math.max(1, Math.abs(bound));
}

function grouped(text: string): string {
  const [whole = '', fraction] = (Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−')).split(
    '.',
  );
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

function span(low: string, high: string): string {
  if (low === high) return low;
  return low.startsWith('−') ? `${low} to ${high}` : `${low}–${high}`;
}

function withSuffix(text: string, { suffix, singular }: Scale): string {
  if (suffix === '') return text;
  return `${text}${NBSP}${singular !== undefined && /^−?1$/.test(text) ? singular : suffix}`;
}

function durationScale(hours: number): Scale {
  if (hours < 1 / 60) return SECONDS;
  if (hours < 1) return MINUTES;
  return hours > 72 ? DAYS : HOURS;
}

/** Without any size the scale does not matter. */
function median(sizes: number[]): number {
  if (sizes.length === 0) return 0;
  sizes.sort((a, b) => a - b);
  const upper = numberAt(sizes, Math.floor(sizes.length / 2));
  const lower = numberAt(sizes, Math.ceil(sizes.length / 2) - 1);
  return (lower + upper) / 2;
}

/** What a rate's exposure is counted in: `weeks`. */
export function exposureWords(unit: string): string {
  return unitOf(unit).exposure?.words ?? 'weeks';
}
