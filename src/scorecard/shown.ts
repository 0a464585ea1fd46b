import { type FormatOptions, formatInterval, formatValue, type Scale, scaleFor } from './format.ts';
import type { MetricResult } from './schema.ts';

/**
 * How the numbers of results are written: in sentences, tables, charts, exports, messages and pictures alike.
 * - All numbers of a result have one unit: value, baseline, percentiles, intervals, target, and the weeks and the axis of
 *   its charts. So two numbers side by side compare at a glance, and one number reads the same wherever it is shown.
 * - It is the unit of the smaller one of value and baseline, so that neither is a fraction of a unit: `within 42.3 h;
 *   before, it took 93.6 h`.
 * - Rounding crosses no bound of a guide range, and an amount of money has its currency.
 */

/** What is known of a definition's ranges where its numbers are written. */
export interface Bounded {
  ranges: readonly { use: string; min: number | null; max: number | null }[];
}

/** What is known of a result where its numbers are written. Without value and baseline each number has its own unit. */
export interface Shown extends Pick<MetricResult, 'unit'> {
  importedFrom: readonly Pick<MetricResult['importedFrom'][number], 'currency'>[];
  summary?: { value: number | null };
  baseline?: { summary: { value: number | null } } | null;
}

/** @returns a number of a result in words, the same on every page */
export function shownValue(value: number, result: Shown, definition: Bounded | undefined): string {
  const scale = scaleOf(result, [value]);
  return formatValue(value, result.unit, { avoid: guideBounds(definition), scale });
}

/** @returns an interval of a result in words; null without one */
export function shownInterval(
  { interval }: { interval: { low: number; high: number } | null },
  result: Shown,
  definition: Bounded | undefined,
): string | null {
  if (interval === null) return null;
  const scale = scaleOf(result, [interval.low, interval.high]);
  return formatInterval(interval, result.unit, { avoid: guideBounds(definition), scale });
}

/** How a result's numbers are written. */
export function writtenAs(result: Shown, definition: Bounded | undefined): FormatOptions & { scale: Scale } {
  return { avoid: guideBounds(definition), scale: scaleOf(result) };
}

/**
 * @param others numbers that choose the unit where neither value nor baseline has a size: 0 has none
 * @returns the one unit of a result's numbers
 */
export function scaleOf(result: Shown, others: readonly number[] = []): Scale {
  const { summary, baseline } = result;
  const sizes = [summary?.value ?? 0, baseline?.summary.value ?? 0].map(Math.abs).filter((size) => size > 0);
  return axisScale(sizes.length > 0 ? [Math.min(...sizes)] : others, [result]);
}

/** @returns the one unit of the values on an axis, which are of some results of the same metric */
export function axisScale(
  values: readonly (number | null)[],
  results: readonly Pick<Shown, 'unit' | 'importedFrom'>[],
): Scale {
  const currency = currencyOf(results);
  const scale = scaleFor(results[0]?.unit ?? 'count', values);
  return currency === null ? scale : { ...scale, suffix: currency, label: currency };
}

/** The currency of amounts; null for other units, and where there are several. */
function currencyOf(results: readonly Pick<Shown, 'unit' | 'importedFrom'>[]): string | null {
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
