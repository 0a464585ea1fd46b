import type { MetricResult } from '../scorecard/schema.ts';
import { type Mark, markOf } from './verdictMark.ts';

/** Metrics that lack a number for the same reason. */
export interface Absence {
  mark: Mark;
  reason: string;
  results: readonly MetricResult[];
}

/** The metrics without a number, by reason, in the order in which the reasons come up. */
export function absencesOf(results: readonly MetricResult[]): Absence[] {
  const absences = new Map<string, Absence & { results: MetricResult[] }>();
  for (const result of results) {
    if (result.summary.value !== null) continue;
    const mark = markOf(result);
    const reason = result.reason ?? result.sentence;
    const key = `${mark.word} ${reason}`;
    const absence = absences.get(key) ?? { mark, reason, results: [] };
    absence.results.push(result);
    absences.set(key, absence);
  }
  return [...absences.values()];
}
