import type { Definition } from '../handbook/definition.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { figureOf } from './figure.ts';
import { definitionOf, kpiResultsOf, type Library } from './library.ts';
import { type Mark, MIXED, markOf } from './verdictMark.ts';
import { listed } from './words.ts';

/** A counter-metric of a KPI as a scorecard has it. */
export interface Counter {
  id: string;
  title: string;
  definition: Definition;
  /** Undefined where it is not measured. */
  result: MetricResult | undefined;
}

/** The metrics that would move the wrong way if a KPI were gamed, in the order of its definition. */
export function countersOf(
  library: Pick<Library, 'metrics'>,
  scorecard: Scorecard,
  metric: string,
): Counter[] {
  return (definitionOf(library, metric)?.counterMetrics ?? []).flatMap((id) => {
    const definition = definitionOf(library, id);
    return definition === undefined
      ? []
      : [{ id, title: definition.title, definition, result: resultOf(scorecard, id) }];
  });
}

/** The counter-metrics that worsened while the KPI improved; none for a KPI that did not improve. */
export function paidWith(
  library: Pick<Library, 'metrics'>,
  scorecard: Scorecard,
  result: MetricResult,
): Counter[] {
  if (result.verdict !== 'improved') return [];
  return countersOf(library, scorecard, result.id).filter(
    (counter) => counter.result?.verdict === 'worsened',
  );
}

/** `but review coverage (35 points lower) worsened`; null where no counter-metric worsened. */
export function pairWords(counters: readonly Counter[]): string | null {
  if (counters.length === 0) return null;
  const parts = counters.map(({ title, definition, result }) => {
    const change = result ? figureOf(result, definition).change : null;
    return change === null ? lowerFirst(title) : `${lowerFirst(title)} (${change})`;
  });
  return `but ${listed(parts)} worsened`;
}

/** A KPI's mark, judged together with its counter-metrics. */
export function pairedMark(
  library: Pick<Library, 'metrics'>,
  scorecard: Scorecard,
  result: MetricResult,
): Mark {
  return paidWith(library, scorecard, result).length === 0 ? markOf(result) : MIXED;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const concern: readonly Mark['tone'][] = ['worse', 'mixed'];

/** A scorecard's KPIs: those that worsened, those whose gain was paid for elsewhere, then the others in the team's order. */
export function inOrderOfConcern(library: Library, scorecard: Scorecard): MetricResult[] {
  const rank = (result: MetricResult) => {
    const place = concern.indexOf(pairedMark(library, scorecard, result).tone);
    return place < 0 ? concern.length : place;
  };
  return kpiResultsOf(scorecard).toSorted((a, b) => rank(a) - rank(b));
}
