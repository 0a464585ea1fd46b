import { type FormatOptions, formatInterval, formatValue, type Scale, scaleFor } from './format.ts';
import type { MetricResult, SummaryRow } from './schema.ts';

/**
 * How the numbers of results are written: in sentences, tables, charts, exports, messages and pictures alike.
 * - A number has the unit of its own size, whatever is beside it: `within 6 min; before, it took 4.1 h`. So one
 *   number reads the same wherever it is shown, and keeps two digits.
 * - An interval has the unit of its value.
 * - An axis has one unit for all its ticks. The weeks of a chart have no other place: they take the unit of its axis,
 *   also in its labels and its table.
 * - Rounding crosses no bound of a guide range, and an amount of money has its currency.
 */

/** What is known of a definition's ranges where its numbers are written. */
export interface Bounded {
  ranges: readonly { use: string; min: number | null; max: number | null }[];
}

/** What is known of a result where its numbers are written. */
export type Shown = Pick<MetricResult, 'unit' | 'importedFrom'>;

/** @returns a number of a result in words, the same on every page */
export function shownValue(value: number, result: Shown, definition: Bounded | undefined): string {
  return formatValue(value, result.unit, writtenAs(result, definition));
}

/** @returns the interval of a number in words, in the unit of the number; null without one */
export function shownInterval(
  { value, interval }: Pick<SummaryRow, 'value'> & { interval: { low: number; high: number } | null },
  result: Shown,
  definition: Bounded | undefined,
): string | null {
  if (interval === null) return null;
  // 0 has no size of its own.
  const sizes = value === null || value === 0 ? [interval.low, interval.high] : [value];
  return formatInterval(interval, result.unit, {
    ...writtenAs(result, definition),
    scale: axisScale(sizes, [result]),
  });
}

/** How a result's numbers are written, each by itself. */
export function writtenAs(result: Shown, definition: Bounded | undefined): FormatOptions {
  const money = currencyOf([result]);
  return {
    avoid: guideBounds(definition),
    ...(money === null ? {} : { scale: inCurrency(scaleFor(result.unit, []), money) }),
  };
}

/** @returns the one unit of the values on an axis, which are of some results of the same metric */
export function axisScale(values: readonly (number | null)[], results: readonly Shown[]): Scale {
  const scale = scaleFor(results[0]?.unit ?? 'count', values);
  const money = currencyOf(results);
  return money === null ? scale : inCurrency(scale, money);
}

function inCurrency(scale: Scale, currency: string): Scale {
  return { ...scale, suffix: currency, label: currency };
}

/** The currency of amounts; null for other units, and where there are several. */
function currencyOf(results: readonly Shown[]): string | null {
  if (results.some(({ unit }) => unit !== 'currency')) return null;
  const [currency, another] = new Set(
    results.flatMap(({ importedFrom }) => importedFrom.map((origin) => origin.currency)),
  );
  return another === undefined ? (currency ?? null) : null;
}

/** The bounds that a definition's guide ranges draw: no rounding crosses them. */
function guideBounds(definition: Bounded | undefined): number[] {
  return (definition?.ranges ?? [])
    .filter(({ use }) => use === 'guide')
    .flatMap(({ min, max }) => [min, max])
    .filter((bound) => bound !== null);
}
