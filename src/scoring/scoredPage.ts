import { type MetricResult, SCORECARD_VERSION, type Scorecard } from '../scorecard/schema.ts';
import { importsAsRead } from './importedPart.ts';
import type { Behind } from './influence.ts';
import type { PageContext } from './pageContext.ts';
import type { Scope, ScoringInput } from './scope.ts';

/** One metric of one page: its result, and the items that the page's evidence lists. */
export interface MeasuredMetric {
  result: MetricResult;
  behind: Behind;
}

/** By metric in a page's order, its result and the items behind it. */
export type PageMetrics = readonly (MeasuredMetric & { id: string })[];

/**
 * @param byMetric what the pages of a scope say of each metric
 * @param index of a page among them
 */
export function metricsOf(
  { subject }: Pick<PageContext, 'subject'>,
  byMetric: ReadonlyMap<string, readonly MeasuredMetric[]>,
  index: number,
): PageMetrics {
  const kpis = subject.kpis.map(({ metric }) => metric);
  const ids = [
    ...kpis.filter((id) => byMetric.has(id)),
    ...[...byMetric.keys()].filter((id) => !kpis.includes(id)).sort(),
  ];
  return ids.flatMap((id) => {
    const metric = byMetric.get(id)?.[index];
    return metric === undefined ? [] : [{ id, ...metric }];
  });
}

/** @returns what a page says besides its metrics, which follow it */
export function headOf(
  { organisation, imports = [], asOf }: Pick<ScoringInput, 'organisation' | 'imports' | 'asOf'>,
  { quarter, closed, activePeople, unreadable, scope, subject }: PageContext,
): Omit<Scorecard, 'metrics'> {
  return {
    schemaVersion: SCORECARD_VERSION,
    organisation: organisation.name,
    sample: organisation.sample,
    visibility: organisation.visibility,
    scope: {
      kind: subject.kind,
      id: subject.id,
      name: subject.name,
      about: subject.about,
      ...(subject.teams === undefined ? {} : { teams: [...subject.teams] }),
    },
    quarter: { id: quarter.id, start: iso(quarter.start), end: iso(quarter.end), closed },
    asOf: iso(Math.min(asOf, quarter.end)),
    timeZone: organisation.timeZone,
    clock: subject.clock,
    activePeople,
    kpis: subject.kpis.map(({ metric }) => metric),
    baselineFrom: subject.baseline === null ? 'default' : 'org.yaml',
    repositories: repositoriesOf(scope),
    unreadable: unreadable.map(({ repository, why }) => ({
      repository: organisation.visibility === 'public' ? null : repository,
      why,
    })),
    privateLeftOut: new Set(scope.teams.flatMap(({ privateLeftOut }) => [...privateLeftOut])).size,
    leftOutTeams: [...subject.leftOut],
    unownedLeftOut: subject.unownedLeftOut,
    imports: subject.kind === 'organisation' ? importsAsRead(imports, Math.min(asOf, quarter.end)) : [],
  };
}

function repositoriesOf(scope: Scope): Scorecard['repositories'] {
  const byName = new Map(
    scope.teams.flatMap(({ repositories }) => repositories).map((summary) => [summary.name, summary]),
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
