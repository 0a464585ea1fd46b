import type { Definition } from '../handbook/definition.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { originsOf } from './importHealth.ts';

/** How much of one tier of the pyramid a scorecard has numbers for. */
export interface TierCoverage {
  tier: Definition['tier'];
  /** Metrics with a value. */
  seen: readonly string[];
  /** Metrics that are computed and have none here. */
  empty: readonly string[];
  /** Metrics of the handbook that nothing measures here. */
  unmeasured: readonly string[];
  /** Tools whose exports feed it; empty where only repositories do. */
  tools: readonly string[];
}

const shown = ['leading', 'lagging', 'business'] as const;

/** The pyramid's tiers from the base up, with the metrics that have data, those without, and those not measured. */
export function coverageOf(
  { metrics }: Pick<Scorecard, 'metrics'>,
  definitions: ReadonlyMap<string, Pick<Definition, 'tier'>>,
): TierCoverage[] {
  return shown.map((tier) => {
    const ids = [...definitions].filter(([, definition]) => definition.tier === tier).map(([id]) => id);
    const result = (id: string) => metrics.find((metric) => metric.id === id);
    return {
      tier,
      seen: ids.filter((id) => (result(id)?.summary.value ?? null) !== null),
      empty: ids.filter((id) => result(id)?.summary.value === null),
      unmeasured: ids.filter((id) => result(id) === undefined),
      tools: originsOf(ids.flatMap((id) => result(id) ?? [])).map(({ tool }) => tool),
    };
  });
}
