import type { MetricResult } from '../scorecard/schema.ts';

/** Metrics whose target is an objective (SLO): what it leaves over is the error budget. */
const SERVICE_LEVELS: readonly string[] = ['service-reliability', 'system-uptime'];

/** How much of what an objective allows to fail was used. */
export interface ErrorBudget {
  /** Events or minutes that were bad, and that the objective allows. */
  spent: number;
  allowed: number;
  /** Of the budget; above 1 when the objective was missed. */
  share: number;
}

/**
 * Bad events ÷ ((1 − objective) × valid events), as Site Reliability Engineering (2016, chapter 3) counts it.
 * @returns null for other metrics, without an objective below 1, and without a value
 */
export function errorBudgetOf(
  { id, summary }: Pick<MetricResult, 'id' | 'summary'>,
  objective: number | undefined,
): ErrorBudget | null {
  const { hits, total } = summary.size;
  if (!SERVICE_LEVELS.includes(id) || objective === undefined || objective >= 1) return null;
  if (summary.value === null || hits === null || total === null) return null;
  const allowed = (1 - objective) * total;
  const spent = total - hits;
  return { spent, allowed, share: spent / allowed };
}
