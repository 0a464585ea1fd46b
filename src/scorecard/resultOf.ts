import type { MetricResult, Scorecard } from './schema.ts';

/** @returns a scorecard's result for a metric; undefined when it has none */
export function resultOf({ metrics }: Pick<Scorecard, 'metrics'>, metric: string): MetricResult | undefined {
  return metrics.find(({ id }) => id === metric);
}
