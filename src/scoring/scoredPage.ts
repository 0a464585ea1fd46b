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

/** One page's worth of numbers, and by metric in the page's order the items behind them. */
export interface ScoredPage {
  scorecard: Scorecard;
  behind: readonly { id: string; behind: Behind }[];
}

/**
 * @param byMetric what the pages of a scope say of each metric
 * @param index of this page among them
 */
export function page(
  { organisation, imports = [], asOf }: Pick<ScoringInput, 'organisation' | 'imports' | 'asOf'>,
  { quarter, closed, activePeople, unreadable, scope, subject }: PageContext,
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
      kpis,
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
      metrics: measured.map(({ result }) => result),
    },
    behind: measured,
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
