import type { Definition } from '../handbook/definition.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';

/** Everything that the site shows, in the order in which it shows it. */
export interface Library {
  /** Newest quarter first. */
  quarters: readonly QuarterShelf[];
  /** By title. */
  metrics: readonly MetricEntry[];
}

/** One quarter's scorecards. */
export interface QuarterShelf {
  id: string;
  closed: boolean;
  start: string;
  end: string;
  /** By name: never by their numbers. */
  teams: readonly Scorecard[];
  /** Of teams; by name. */
  groups: readonly Scorecard[];
  organisation: Scorecard | null;
}

export interface MetricEntry {
  id: string;
  definition: Definition;
}

/** A metric's result in one quarter. */
export interface Past {
  quarter: Scorecard['quarter'];
  asOf: string;
  result: MetricResult;
}

/** Puts scorecards and definitions in order. */
export function libraryOf(scorecards: readonly Scorecard[], metrics: readonly MetricEntry[]): Library {
  const quarters = new Map<string, Scorecard[]>();
  for (const scorecard of scorecards) {
    const shelf = quarters.get(scorecard.quarter.id) ?? [];
    shelf.push(scorecard);
    quarters.set(scorecard.quarter.id, shelf);
  }
  return {
    quarters: [...quarters.values()]
      .map(shelfOf)
      .filter((shelf) => shelf !== null)
      .sort((a, b) => b.start.localeCompare(a.start)),
    metrics: metrics.toSorted((a, b) => a.definition.title.localeCompare(b.definition.title, 'en')),
  };
}

function shelfOf(scorecards: readonly Scorecard[]): QuarterShelf | null {
  const [first] = scorecards;
  if (first === undefined) return null;
  const { id, closed, start, end } = first.quarter;
  return {
    id,
    closed,
    start,
    end,
    teams: byName(scorecards.filter(({ scope }) => scope.kind === 'team')),
    groups: byName(scorecards.filter(({ scope }) => scope.kind === 'group')),
    organisation: scorecards.find(({ scope }) => scope.kind === 'organisation') ?? null,
  };
}

function byName(scorecards: readonly Scorecard[]): readonly Scorecard[] {
  return scorecards.toSorted((a, b) => a.scope.name.localeCompare(b.scope.name, 'en'));
}

/** The scorecards of a group's or the organisation's teams; none for a team. */
export function teamsWithin({ teams }: QuarterShelf, { scope }: Scorecard): readonly Scorecard[] {
  if (scope.kind === 'organisation') return teams;
  return teams.filter((team) => scope.teams?.includes(team.scope.id));
}

/** A metric's definition; undefined for one that the handbook does not have. */
export function definitionOf({ metrics }: Pick<Library, 'metrics'>, metric: string): Definition | undefined {
  return metrics.find(({ id }) => id === metric)?.definition;
}

/** A quarter's scorecards, the organisation first, then the groups, then the teams, both by name. */
export function overviewOf({ teams, groups, organisation }: QuarterShelf): readonly Scorecard[] {
  return [...(organisation ? [organisation] : []), ...groups, ...teams];
}

/** A metric's number in a quarter of a scope; undefined when there is none. */
export function resultIn(
  { quarters }: Pick<Library, 'quarters'>,
  { quarter, scope, metric }: { quarter: string; scope: string; metric: string },
): MetricResult | undefined {
  const shelf = quarters.find(({ id }) => id === quarter);
  const card = shelf && cardsOf(shelf).find((each) => each.scope.id === scope);
  return card && resultOf(card, metric);
}

/** A quarter's scorecards, teams first, then the groups, the organisation last. */
export function cardsOf({ teams, groups, organisation }: QuarterShelf): readonly Scorecard[] {
  return [...teams, ...groups, ...(organisation ? [organisation] : [])];
}

/** The quarter that answers whether things get better: the latest closed one, else the latest. */
export function latestClosed({ quarters }: Library): QuarterShelf | undefined {
  return quarters.find(({ closed }) => closed) ?? quarters[0];
}

/** Whether a quarter is the present one: the latest closed one, or one that began after it. */
export function isPresent(library: Library, { start }: Pick<Scorecard['quarter'], 'start'>): boolean {
  return start >= (latestClosed(library)?.start ?? '');
}

/** Whether a past quarter's facts were read through its end: how much further, only present scorecards say. */
export function readThroughEnd(
  library: Library,
  quarter: Scorecard['quarter'],
  readThrough: string,
): boolean {
  return !isPresent(library, quarter) && readThrough === quarter.end;
}

/** A scorecard's KPIs in the team's order. */
export function kpiResultsOf(scorecard: Scorecard): readonly MetricResult[] {
  return scorecard.kpis
    .map((id) => resultOf(scorecard, id))
    .filter((result): result is MetricResult => result !== undefined);
}

/** The quarters that a scorecard is compared with; single metrics may leave some out. */
export function baselineOf({ metrics }: Scorecard): readonly string[] {
  const compared = metrics.map(({ baseline }) => baseline?.quarters ?? []);
  return compared.reduce((most, quarters) => (quarters.length > most.length ? quarters : most), []);
}

/** A metric's results up to a quarter, oldest first. */
export function historyOf(library: Library, scope: string, metric: string, upTo: string): readonly Past[] {
  return library.quarters
    .flatMap((shelf) => cardsOf(shelf))
    .filter((card) => card.scope.id === scope && card.quarter.start <= upTo)
    .map(({ quarter, asOf, metrics }) => ({ quarter, asOf, result: metrics.find(({ id }) => id === metric) }))
    .filter((past): past is Past => past.result !== undefined)
    .reverse();
}

/** The scorecards of one team, or of the organisation, in the quarters before and after. */
export function neighboursOf(
  { quarters }: Library,
  { quarter, scope }: Scorecard,
): { previous: Scorecard | undefined; next: Scorecard | undefined } {
  const own = quarters.flatMap((shelf) => cardsOf(shelf)).filter((card) => card.scope.id === scope.id);
  const index = own.findIndex((card) => card.quarter.id === quarter.id);
  return { previous: own[index + 1], next: own[index - 1] };
}

/** The KPIs that a scope had in its quarter before this one and has not in this one. */
export function formerKpisOf(
  library: Library,
  scorecard: Scorecard,
): { until: string; kpis: string[] } | null {
  const { previous } = neighboursOf(library, scorecard);
  const kpis = previous?.kpis.filter((id) => !scorecard.kpis.includes(id)) ?? [];
  return previous === undefined || kpis.length === 0 ? null : { until: previous.quarter.id, kpis };
}

/** The moment through which every repository behind some scorecards was read; null without repositories. */
export function readThrough(cards: readonly Scorecard[]): string | null {
  return (
    cards
      .flatMap(({ repositories }) => repositories)
      .map((repository) => repository.readThrough)
      .sort()[0] ?? null
  );
}
