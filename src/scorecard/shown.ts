import { type FormatOptions, type Scale, scaleFor } from './format.ts';
import type { MetricResult } from './schema.ts';

/** What is known of a definition's ranges where its numbers are written. */
export interface Bounded {
  ranges: readonly { use: string; min: number | null; max: number | null }[];
}

type Shown = Pick<MetricResult, 'unit' | 'summary' | 'baseline' | 'importedFrom'>;

/** The unit in which a result’s numbers are written, the same on every page; of several, that of a common axis. */
export function scaleOf(...results: readonly Shown[]): Scale {
  const values = results.flatMap(({ summary, baseline }) => [summary.value, baseline?.summary.value ?? null]);
  return inCurrency(scaleFor(results[0]?.unit ?? 'count', values), results);
}

/** @returns the scale with the currency of the amounts, where they are in one */
export function inCurrency(
  scale: Scale,
  results: readonly Pick<MetricResult, 'unit' | 'importedFrom'>[],
): Scale {
  const currencies = new Set(
    results.flatMap(({ importedFrom }) => importedFrom.map(({ currency }) => currency)),
  );
  const [currency, another] = currencies;
  const isMoney = results.every(({ unit }) => unit === 'currency');
  if (!isMoney || currency == null || another !== undefined) return scale;
  return { ...scale, suffix: currency, label: currency };
}

/** The bounds that a definition's guide ranges draw: no rounding crosses them. */
export function guideBounds(definition: Bounded | undefined): number[] {
  return (definition?.ranges ?? [])
    .filter(({ use }) => use === 'guide')
    .flatMap(({ min, max }) => [min, max])
    .filter((bound) => bound !== null);
}

/** How a result's numbers are written, the same on every page. */
export function writtenAs(result: Shown, definition: Bounded | undefined): FormatOptions {
  return { scale: scaleOf(result), avoid: guideBounds(definition) };
}
