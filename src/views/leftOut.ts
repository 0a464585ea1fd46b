import type { MetricResult } from '../scorecard/schema.ts';

/** One reason for leaving something out of numbers, with the metrics to which it applies. */
export interface LeftOut {
  reason: string;
  count: number;
  metrics: readonly string[];
}

/** What was left out of a scorecard's numbers; metrics that leave out the same share a row. */
export function leftOutOf(metrics: readonly MetricResult[]): LeftOut[] {
  const rows = new Map<string, { reason: string; count: number; metrics: string[] }>();
  for (const { id, excluded } of metrics) {
    for (const { reason, count } of excluded) {
      if (count === 0) continue;
      const key = `${count} ${reason}`;
      const row = rows.get(key) ?? { reason, count, metrics: [] };
      row.metrics.push(id);
      rows.set(key, row);
    }
  }
  return [...rows.values()].sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason, 'en'));
}
