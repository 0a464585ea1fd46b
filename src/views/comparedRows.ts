import { formatChange, formatChangeInterval } from '../scorecard/format.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { excludesNoChange, verdictOf } from '../scorecard/verdict.ts';
import { differenceBetween, type Estimate, ratioBetween } from '../stats/betweenEstimates.ts';
import { kinds } from '../stats/kinds.ts';
import { figureOf } from './figure.ts';
import { sinceLast } from './sinceLast.ts';
import type { Terms } from './termsSchema.ts';
import { type Mark, markOf } from './verdictMark.ts';

/** One quarter's side of a comparison. */
export interface Side {
  value: string;
  /** `median of 86; 95 % interval 12–20 h`; empty for a number that is not there. */
  basis: string;
  /** Against the quarter's own baseline. */
  mark: Mark;
  /** How many items are behind it. */
  items: number;
}

/** How two quarters differ. */
export interface Difference {
  /** The verdict on a quarter against the one before it; null for other pairs, whose items were not compared. */
  mark: Mark | null;
  /** `31 % shorter (12–46 % shorter): a clear difference, for the better`; or the change that a verdict rests on. */
  words: string;
}

/** What is compared of a scorecard, and what is known of a metric where it is shown. */
type Compared = Pick<Scorecard, 'quarter' | 'kpis' | 'metrics'>;
type Named = Pick<Terms[string], 'title' | 'ranges' | 'clusters' | 'counts' | 'band'>;

/** A metric in two quarters. */
export interface ComparedRow {
  id: string;
  title: string;
  isKpi: boolean;
  /** Undefined in a quarter that does not have the metric. */
  left: Side | undefined;
  right: Side | undefined;
  /** How the right one differs; null without a number in both. */
  difference: Difference | null;
}

/**
 * Two scorecards side by side, the KPIs of either first, then the other metrics that have a number in one of them.
 * @param terms of the metrics by id
 */
export function comparedRows(
  left: Compared,
  right: Compared,
  terms: Readonly<Record<string, Named>>,
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
        items: result.evidence.total,
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
            difference:
              verdictBetween(left.quarter.id, after, terms[id]) ?? differenceOf(before, after, terms[id]),
          },
        ];
  });
}

/** The verdict on a quarter that follows the other one; null for others. */
function verdictBetween(
  quarter: string,
  after: MetricResult | undefined,
  term: Named | undefined,
): Difference | null {
  const since = after === undefined ? null : sinceLast(after, term);
  return since?.quarter === quarter ? { mark: since.mark, words: since.change ?? '' } : null;
}

/** By how much two quarters differ, taken as independent of each other. */
function differenceOf(
  before: MetricResult | undefined,
  after: MetricResult | undefined,
  term: Named | undefined,
): Difference | null {
  const [then, now] = [estimateOf(before), estimateOf(after)];
  if (after === undefined || then === null || now === null) return null;
  if ((before?.elapsed == null) !== (after.elapsed === null)) return null;
  const isShare = kinds[after.kind].highest === 1;
  const change = (isShare ? null : ratioBetween(now, then)) ?? differenceBetween(now, then);
  const figures = { ...change, relative: null, method: '' };
  const verdict = verdictOf({
    state: 'ok',
    better: after.better,
    band: term?.band ?? undefined,
    baselineValue: then.value,
    value: now.value,
    change: figures,
    obstacle: null,
    materiality: 0,
  });
  const clear = excludesNoChange(change) ? `a clear difference${sideWords(verdict)}` : 'cannot be told apart';
  return {
    mark: null,
    words: `${formatChange(figures, after.unit)} (${formatChangeInterval(figures, after.unit)}): ${clear}`,
  };
}

function sideWords(verdict: MetricResult['verdict']): string {
  return verdict === 'improved' ? ', for the better' : verdict === 'worsened' ? ', for the worse' : '';
}

function estimateOf(result: MetricResult | undefined): Estimate | null {
  const { value = null, interval = null } = result?.summary ?? {};
  return value === null || interval === null ? null : { value, low: interval.low, high: interval.high };
}
