import {
  EVIDENCE_VERSION,
  type Evidence,
  type MetricResult,
  SCORECARD_VERSION,
  type Scorecard,
} from '../scorecard/schema.ts';
import type { Behind } from './influence.ts';
import { itemsBehind } from './influence.ts';
import type { Frame } from './pageContext.ts';
import type { Material, Scope } from './scope.ts';

/** One page's worth of numbers and all items behind them. */
export interface ScoredPage {
  scorecard: Scorecard;
  evidence: Evidence;
}

/** One metric of one page: its result, and the items that the page's evidence lists. */
export interface MeasuredMetric {
  result: MetricResult;
  behind: Behind;
}

/**
 * @param byMetric what the pages of a scope say of each metric
 * @param index of this page among them
 */
export function page(
  { organisation, asOf }: Pick<Material, 'organisation' | 'asOf'>,
  { quarter, closed, activePeople, scope, subject }: Frame,
  byMetric: ReadonlyMap<string, readonly MeasuredMetric[]>,
  index: number,
): ScoredPage {
  const kpis = subject.kpis.map(({ metric }) => metric);
  const ids = [
    ...kpis.filter((id) => byMetric.has(id)),
    ...[...byMetric.keys()].filter((id) => !kpis.includes(id)).sort(),
  ];
  const measured = ids.flatMap((id) => {
    const metric = byMetric.get(id)?.[index];
    return metric === undefined ? [] : [{ id, ...metric }];
  });
  return {
    scorecard: {
      schemaVersion: SCORECARD_VERSION,
      organisation: organisation.name,
      sample: organisation.sample,
      visibility: organisation.visibility,
      scope: { kind: subject.kind, id: subject.id, name: subject.name, about: subject.about },
      quarter: { id: quarter.id, start: iso(quarter.start), end: iso(quarter.end), closed },
      asOf: iso(Math.min(asOf, quarter.end)),
      timeZone: organisation.timeZone,
      activePeople,
      kpis,
      baselineFrom: subject.baseline === undefined ? 'default' : 'org.yaml',
      repositories: repositoriesOf(scope),
      privateLeftOut: new Set(scope.holdings.flatMap(({ privateLeftOut }) => [...privateLeftOut])).size,
      leftOutTeams: [...subject.leftOut],
      unownedLeftOut: subject.unownedLeftOut,
      metrics: measured.map(({ result }) => result),
    },
    evidence: {
      schemaVersion: EVIDENCE_VERSION,
      scope: subject.id,
      quarter: quarter.id,
      ...itemsBehind(measured),
    },
  };
}

function repositoriesOf(scope: Scope): Scorecard['repositories'] {
  const byName = new Map(
    scope.holdings.flatMap(({ repositories }) => repositories).map((summary) => [summary.name, summary]),
  );
  return [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, url, source, deploymentsFrom, readThrough, missing, read, snapshot, quarantined }) => ({
      name,
      url,
      source,
      deploymentsFrom,
      readThrough,
      partial: missing.map(({ text }) => text),
      read,
      snapshot,
      quarantined,
    }));
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
