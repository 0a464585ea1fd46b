import type { OwnTarget } from '../charts/quarterTrend.ts';
import type { TeamKpi } from '../handbook/organisation.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';
import { settingsAt } from '../handbook/settingsAt.ts';
import { formatRange } from '../scorecard/format.ts';
import { positionIn } from '../scorecard/ranges.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { scaleOf } from '../scorecard/shown.ts';
import { quantile } from '../stats/quantile.ts';
import type { Past } from './library.ts';

/** What a team, or the organisation, had set for its KPIs in a quarter. */
export function settingsOfKpis(
  organisation: DatedOrganisation,
  { scope, quarter }: Pick<Scorecard, 'scope' | 'quarter'>,
): readonly TeamKpi[] {
  const { id, start, end } = quarter;
  const settings = settingsAt(organisation, { id, start: Date.parse(start), end: Date.parse(end) });
  const chosen =
    scope.kind === 'organisation'
      ? settings
      : [...settings.teams, ...settings.groups].find(({ id }) => id === scope.id);
  return chosen?.kpis ?? [];
}

/** What was set for one KPI in a quarter; undefined where it was none. */
export function kpiSettings(
  organisation: DatedOrganisation,
  scorecard: Pick<Scorecard, 'scope' | 'quarter'>,
  metric: string,
): TeamKpi | undefined {
  return settingsOfKpis(organisation, scorecard).find((kpi) => kpi.metric === metric);
}

/**
 * A team's own target that a number misses, in words: `the team’s own target from 90 % (by 2027-Q1)`.
 * @returns null where there is no target, or where the number or its interval reaches it
 */
export function missedTarget(kpi: TeamKpi | undefined, result: MetricResult): string | null {
  const target = drawnTarget(kpi?.target, result);
  const { value, interval } = result.summary;
  if (target === null || value === null) return null;
  const isFloor = result.better === 'higher';
  const range = {
    min: isFloor ? target.value : null,
    max: isFloor ? null : target.value,
    minInclusive: true,
    maxInclusive: true,
  };
  if (positionIn(range, value, interval) !== 'outside') return null;
  return `the team’s own target ${target.words}${kpi?.by === undefined ? '' : ` (by ${kpi.by})`}`;
}

/** A team's own target as a chart draws it; null where there is none or no direction. */
export function drawnTarget(
  target: number | undefined,
  result: Pick<MetricResult, 'better' | 'unit' | 'summary' | 'baseline' | 'importedFrom'>,
): OwnTarget | null {
  const { better, unit } = result;
  if (target === undefined || (better !== 'higher' && better !== 'lower')) return null;
  const range =
    better === 'higher' ? { min: target, max: null } : { min: null, max: target, maxInclusive: true };
  return { value: target, words: formatRange(range, unit, scaleOf(result, [target])) };
}

/** Fewer quarters say nothing about what is usual. */
const FEWEST = 4;
const MOST = 8;

/** What a team's own quarters offer as a target. */
export interface OwnHistory {
  quarters: readonly string[];
  p25: number;
  median: number;
  p75: number;
}

/**
 * Quartiles (type 7) of a metric's values in the last closed quarters before one, at most eight.
 * @returns null with fewer than four
 */
export function ownHistory(history: readonly Past[], before: string): OwnHistory | null {
  const past = history
    .filter(({ quarter }) => quarter.closed && quarter.end <= before)
    .flatMap(({ quarter, result }) =>
      result.summary.value === null ? [] : [{ id: quarter.id, value: result.summary.value }],
    )
    .slice(-MOST);
  if (past.length < FEWEST) return null;
  const sorted = Float64Array.from(past, ({ value }) => value).sort();
  return {
    quarters: past.map(({ id }) => id),
    p25: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    p75: quantile(sorted, 0.75),
  };
}
