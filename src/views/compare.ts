import { formatChange, formatChangeInterval } from '../scorecard/format.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { excludesNoChange } from '../scorecard/verdict.ts';
import { differenceBetween, type Estimate, ratioBetween } from '../stats/betweenEstimates.ts';
import { kinds } from '../stats/kinds.ts';
import { figureOf } from './figure.ts';
import type { Terms } from './termsSchema.ts';
import { type Mark, markOf } from './verdictMark.ts';

/** One quarter's side of a comparison. */
export interface Side {
  value: string;
  /** `median of 86; 95 % interval 12–20 h`; empty for a number that is not there. */
  basis: string;
  mark: Mark;
}

/** A metric in two quarters. */
export interface ComparedRow {
  id: string;
  title: string;
  isKpi: boolean;
  /** Undefined in a quarter that does not have the metric. */
  left: Side | undefined;
  right: Side | undefined;
  /** How the right one differs: `31 % shorter (12–46 % shorter): a clear difference`. Null without two intervals. */
  difference: string | null;
}

/**
 * Two scorecards side by side, the KPIs of either first, then the other metrics that have a number in one of them.
 * @param terms of the metrics by id
 */
export function comparedRows(
  left: Pick<Scorecard, 'kpis' | 'metrics'>,
  right: Pick<Scorecard, 'kpis' | 'metrics'>,
  terms: Readonly<Record<string, Pick<Terms[string], 'title' | 'ranges' | 'clusters'>>>,
): ComparedRow[] {
  const kpis = [...new Set([...right.kpis, ...left.kpis])];
  const others = [...right.metrics, ...left.metrics]
    .filter(({ id, summary }) => !kpis.includes(id) && summary.value !== null)
    .map(({ id }) => id);
  return [...kpis, ...new Set(others)].flatMap((id) => {
    const pair = [left, right].map(({ metrics }) => metrics.find((metric) => metric.id === id));
    const side = (result: MetricResult | undefined): Side | undefined => {
      if (result === undefined) return undefined;
      const { value, absence, basis, interval } = figureOf(result, terms[id]);
      return {
        value: value ?? absence ?? '–',
        basis: [basis, interval === null ? null : `95 % interval ${interval}`]
          .filter((part) => part !== null)
          .join('; '),
        mark: markOf(result),
      };
    };
    const [before, after] = pair;
    return before === undefined && after === undefined
      ? []
      : [
          {
            id,
            title: terms[id]?.title ?? id,
            isKpi: kpis.includes(id),
            left: side(before),
            right: side(after),
            difference: differenceOf(before, after),
          },
        ];
  });
}

/** By how much two quarters differ, taken as independent of each other. */
function differenceOf(before: MetricResult | undefined, after: MetricResult | undefined): string | null {
  const [then, now] = [estimateOf(before), estimateOf(after)];
  if (after === undefined || then === null || now === null) return null;
  if ((before?.elapsed == null) !== (after.elapsed === null)) return null;
  const isShare = kinds[after.kind].highest === 1;
  const change = (isShare ? null : ratioBetween(now, then)) ?? differenceBetween(now, then);
  const words = excludesNoChange(change) ? 'a clear difference' : 'cannot be told apart';
  const figures = { ...change, relative: null };
  return `${formatChange(figures, after.unit)} (${formatChangeInterval(figures, after.unit)}): ${words}`;
}

function estimateOf(result: MetricResult | undefined): Estimate | null {
  const { value = null, interval = null } = result?.summary ?? {};
  return value === null || interval === null ? null : { value, low: interval.low, high: interval.high };
}
