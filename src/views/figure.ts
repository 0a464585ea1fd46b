import type { Definition } from '../handbook/definition.ts';
import { formatChange, formatChangeInterval, formatCount, UNDETERMINED } from '../scorecard/format.ts';
import { clusterWords, kindWords } from '../scorecard/kindWords.ts';
import type { MetricResult, SummaryRow } from '../scorecard/schema.ts';
import { type Bounded, shownInterval, shownValue } from '../scorecard/shown.ts';
import { kinds } from '../stats/kinds.ts';

/** A metric's result in words; null stands for what is not known. */
export interface Figure {
  value: string | null;
  interval: string | null;
  p75: string | null;
  p90: string | null;
  /** What the value rests on: `median of 86`, `80 of 86`; null where that is withheld, too. */
  basis: string | null;
  /** What replaces the value. */
  absence: string | null;
  baseline: string | null;
  baselineInterval: string | null;
  baselineBasis: string | null;
  change: string | null;
  changeInterval: string | null;
}

const { format: number } = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** What is known of a definition's words for what is counted. */
interface Counted {
  clusters?: Definition['clusters'] | null;
  counts?: Definition['counts'] | null;
}

/** A result in words; bounds of the guide ranges are never crossed by rounding. */
export function figureOf(result: MetricResult, definition: (Bounded & Counted) | undefined): Figure {
  const { unit, kind, summary, baseline, materiality } = result;
  const then = baseline?.summary ?? null;
  const value = (number: number | null): string | null =>
    number === null ? null : shownValue(number, result, definition);
  const interval = (row: SummaryRow): string | null =>
    row.interval === null && row.value !== null && !kinds[kind].madeOfWeeks
      ? UNDETERMINED
      : shownInterval(row, result, definition);
  const change = baseline?.change ?? null;
  return {
    value: value(summary.value),
    interval: interval(summary),
    p75: value(summary.p75),
    p90: value(summary.p90),
    basis: basisOf(result, definition, summary),
    absence: summary.value === null ? absenceWords(result.state) : null,
    baseline: then === null ? null : value(then.value),
    baselineInterval: then === null ? null : interval(then),
    baselineBasis: then === null ? null : basisOf(result, definition, then),
    change: change === null ? null : formatChange(change, unit, { materiality }),
    changeInterval: change === null ? null : formatChangeInterval(change, unit),
  };
}

/** @returns the figure by the calendar, where a result is in working time; else null */
export function elapsedOf(
  result: MetricResult,
  definition: Definition | undefined,
): Pick<Figure, 'value' | 'interval'> | null {
  const { elapsed } = result;
  if (elapsed === null || definition === undefined) return null;
  return figureOf({ ...result, unit: definition.unit, summary: elapsed, baseline: null }, definition);
}

/** A chart's caption, which promises intervals only where values have them. */
export function withIntervals(caption: string, kind: MetricResult['kind']): string {
  return kinds[kind].madeOfWeeks ? caption : `${caption}, with 95 % intervals`;
}

function basisOf(
  { kind, unit }: MetricResult,
  definition: Counted | undefined,
  { size }: SummaryRow,
): string | null {
  const { n, clusters, counted: counts } = size;
  if (n === null) return null;
  const words = definition?.counts ?? undefined;
  if (words !== undefined && counts !== undefined)
    return `${formatCount(n - counts, words.among.one, words.among.many)}, ${formatCount(counts, words.one, words.many)}`;
  const { counted, basis, inGroups } = kindWords[kind];
  const cases = counted(size, unit, { count: number, exposure: number }) ?? `${basis} ${number(n)}`;
  // Where each is alone in its group, the groups say nothing more.
  if (clusters === null || clusters === n) return cases;
  const nouns = definition?.clusters ?? undefined;
  const groups = clusterWords(nouns, clusters);
  return inGroups(cases, nouns, groups);
}

/** What replaces a missing value. */
export function absenceWords(state: MetricResult['state']): string {
  switch (state) {
    case 'too-few':
      return 'too few to show';
    case 'not-applicable':
      return 'not applicable';
    case 'withheld':
      return 'withheld';
    case 'ok':
    case 'partial':
    case 'no-data':
      return 'no data';
  }
}
