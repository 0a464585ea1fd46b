import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { figureOf, scaleOf } from './figure.ts';
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
  /** Whether the two intervals share a value: then the quarters cannot be told apart. Null without two intervals. */
  overlap: boolean | null;
}

/**
 * Two scorecards side by side, the KPIs of either first, then the other metrics that have a number in one of them.
 * @param titles of the metrics by id
 */
export function comparedRows(
  left: Pick<Scorecard, 'kpis' | 'metrics'>,
  right: Pick<Scorecard, 'kpis' | 'metrics'>,
  titles: Readonly<Record<string, string>>,
): ComparedRow[] {
  const kpis = [...new Set([...right.kpis, ...left.kpis])];
  const others = [...right.metrics, ...left.metrics]
    .filter(({ id, summary }) => !kpis.includes(id) && summary.value !== null)
    .map(({ id }) => id);
  return [...kpis, ...new Set(others)].flatMap((id) => {
    const pair = [left, right].map(({ metrics }) => metrics.find((metric) => metric.id === id));
    const scale = scaleOf(pair.filter((result) => result !== undefined));
    const side = (result: MetricResult | undefined): Side | undefined => {
      if (result === undefined) return undefined;
      const { value, absence, basis, interval } = figureOf(result, undefined, scale);
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
            title: titles[id] ?? id,
            isKpi: kpis.includes(id),
            left: side(before),
            right: side(after),
            overlap: overlapOf(before, after),
          },
        ];
  });
}

function overlapOf(a: MetricResult | undefined, b: MetricResult | undefined): boolean | null {
  const one = a?.summary.interval;
  const other = b?.summary.interval;
  return one && other ? one.low <= other.high && other.low <= one.high : null;
}
