import { type FormatOptions, type Scale, scaleFor } from './format.ts';
import type { MetricResult } from './schema.ts';

/** What is known of a definition's ranges where its numbers are written. */
export interface Bounded {
  ranges: readonly { use: string; min: number | null; max: number | null }[];
}

/** The unit in which a result's numbers are written, the same on every page; amounts of one currency name it. */
export function scaleOf({
  unit,
  summary,
  baseline,
  importedFrom,
}: Pick<MetricResult, 'unit' | 'summary' | 'baseline' | 'importedFrom'>): Scale {
  const scale = scaleFor(unit, [summary.value, baseline?.summary.value ?? null]);
  const [currency, another] = new Set(importedFrom.map((each) => each.currency));
  return unit === 'currency' && currency != null && another === undefined
    ? { ...scale, suffix: currency }
    : scale;
}

/** The bounds that a definition's guide ranges draw: no rounding crosses them. */
export function guideBounds(definition: Bounded | undefined): number[] {
  return (definition?.ranges ?? [])
    .filter(({ use }) => use === 'guide')
    .flatMap(({ min, max }) => [min, max])
    .filter((bound) => bound !== null);
}

/** How a result's numbers are written, the same on every page. */
export function writtenAs(
  result: Parameters<typeof scaleOf>[0],
  definition: Bounded | undefined,
): FormatOptions {
  return { scale: scaleOf(result), avoid: guideBounds(definition) };
}
