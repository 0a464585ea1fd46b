import memoize from 'memoize';
import type { Database } from '../facts/duckdb.ts';
import { quartersBetween, upTo, weeksBeginningIn } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import type { Clock } from '../handbook/clock.ts';
import type { Definition } from '../handbook/definition.ts';
import { type DatedOrganisation, knownTeams } from '../handbook/ownershipOverTime.ts';
import type { Metric, RepositoryMetric } from '../metrics/populations/metric.ts';
import type { ImportedPart } from './importedPart.ts';
import { seriesOfRepositories, seriesOfTeam } from './pooling.ts';
import { type ScopeSegments, segmentsOf } from './segments.ts';
import type { Series } from './series.ts';
import type { WithheldFigures } from './suppression.ts';
import { type ScopeTables, scopeTables } from './tables/scopeTables.ts';
import { numberPeople, type People, workOf } from './tables/work.ts';
import type { TeamData } from './teamData.ts';

/** Everything that scorecards are computed from. */
export interface ScoringInput {
  organisation: DatedOrganisation;
  definitions: ReadonlyMap<string, Definition>;
  /** The metrics that are computed, by id. */
  metrics: ReadonlyMap<string, Metric>;
  teams: ReadonlyMap<string | null, TeamData>;
  /** Exports of other tools; none when left out. */
  imports?: readonly ImportedPart[];
  asOf: number;
  /** What reads the tables of the teams' repositories. */
  database: Database;
  /** Which figures are withheld, where that has been found already: it takes all teams' work. */
  withheld?: WithheldFigures;
}

/** A team's or the organisation's pooled history. */
export interface Scope {
  teams: readonly TeamData[];
  observedFrom: number;
  ownedUntil: number;
  tables: () => Promise<ScopeTables>;
  /** Computed again for each call: only what is asked for is in memory. */
  seriesOf: (metrics: readonly string[], clock: Clock['kind']) => Promise<Map<string, Series>>;
  segments: () => Promise<ScopeSegments>;
}

/** @returns the metrics of repositories, in the order of their numbers in the tables */
export function repositoryMetrics(metrics: ReadonlyMap<string, Metric>): Map<string, RepositoryMetric> {
  const measured = new Map<string, RepositoryMetric>();
  for (const [id, metric] of [...metrics].sort(([a], [b]) => (a < b ? -1 : 1)))
    if ('measure' in metric) measured.set(id, metric);
  return measured;
}

/** @returns the ids of the metrics in the tables, in the order of their numbers: those of repositories, then imported ones */
export function numberedMetrics(metrics: ReadonlyMap<string, Metric>): string[] {
  const imported = [...metrics].filter(([, metric]) => 'imported' in metric).map(([id]) => id);
  return [...repositoryMetrics(metrics).keys(), ...imported.sort()];
}

/** @returns what all scopes of an organisation know of people */
export async function peopleOf({ organisation, teams, asOf, database }: ScoringInput): Promise<People> {
  const all = [...teams.values()];
  const first = firstFactOf(all);
  // A week earlier, so that the week of the first fact is among those that begin.
  const weeks = weeksBeginningIn({ start: first - 8 * DAY, end: asOf }, organisation);
  const quarters = quartersBetween(first, asOf, organisation).map((quarter) => upTo(quarter, asOf));
  const parts = all.flatMap(({ parts }) => parts);
  return { weeks, ...(await numberPeople(database, parts, quarters, knownTeams(organisation).length)) };
}

/** Which items a scope counts. */
export interface ScopeTerms {
  /** Of the scope among those of the database. */
  name: string;
  /** Ids of teams; null for what no team owns. */
  members: readonly (string | null)[];
}

export function scopeOf(
  { metrics, definitions, teams, database }: ScoringInput,
  { name, members }: ScopeTerms,
  people: () => Promise<People>,
): Scope {
  const own = members.flatMap((member) => teams.get(member) ?? []);
  const parts = own.flatMap((team) => team.parts);
  // Where all teams are left out, it is still known what applies to none of them.
  const judged = own.length > 0 ? parts : [...teams.values()].flatMap((team) => team.parts);
  const numbers = numberedMetrics(metrics);
  const tables = memoize(() => scopeTables(database, name, parts));
  const worked = memoize(async () => workOf(database, await tables(), parts, await people()));
  const segments = memoize(async () => {
    const { work, authors, reviewersOf } = await worked();
    return segmentsOf(await (await tables()).segments(authors), work, reviewersOf);
  });
  return {
    teams: own,
    observedFrom: firstFactOf(own),
    ownedUntil: Math.max(...own.map(({ ownedUntil }) => ownedUntil)),
    tables,
    segments,
    seriesOf: async (ids, clock) => {
      const opened = await tables();
      const numbersOf = (some: readonly string[]) =>
        some.flatMap((id) => (numbers.includes(id) ? [numbers.indexOf(id)] : []));
      const isWorking = (id: string) => clock === 'working' && followsClock(metrics.get(id));
      const byCalendar = await opened.pool(numbersOf(ids), 'calendar');
      const byWorking = await opened.pool(numbersOf(ids.filter(isWorking)), 'working');
      const series = new Map<string, Series>();
      for (const id of ids) {
        const metric = metrics.get(id);
        const kind = definitions.get(id)?.kind;
        if (metric === undefined || kind === undefined) throw new RangeError(`no metric ${id}`);
        if ('measureTeam' in metric) {
          const { work } = await worked();
          series.set(id, seriesOfTeam(kind, metric.measureTeam(work), work, opened));
        } else {
          const number = numbers.indexOf(id);
          const calendar = seriesOfRepositories(kind, number, byCalendar.get(number), judged, opened);
          const made = isWorking(id)
            ? {
                ...seriesOfRepositories(
                  kind,
                  number,
                  byWorking.get(number),
                  judged,
                  opened,
                  opened.workingTimeOf,
                ),
                calendar,
              }
            : calendar;
          series.set(id, 'imported' in metric ? { ...made, applicability: whereRows(made) } : made);
        }
      }
      return series;
    },
  };
}

function followsClock(metric: Metric | undefined): boolean {
  return metric !== undefined && 'measure' in metric && metric.followsClock === true;
}

/** Nothing was counted there, which is not a count of 0. */
const NO_ROWS = 'No import has rows of it here';

const whereRows =
  ({ applicability }: Pick<Series, 'applicability'>): Series['applicability'] =>
  (window) => {
    const found = applicability(window);
    return found.applies ? found : { ...found, notApplicable: [NO_ROWS] };
  };

/** @returns when the first fact of some teams began */
export function firstFactOf(teams: Iterable<Pick<TeamData, 'observedFrom'>>): number {
  return Math.min(...Array.from(teams, ({ observedFrom }) => observedFrom));
}
