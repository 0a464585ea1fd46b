import { Problem } from '../facts/problem.ts';
import {
  type Calendar,
  inWindow,
  previousQuarter,
  type Quarter,
  quarterAt,
  quartersBetween,
  type Window,
  weeksBeginningIn,
} from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Organisation, Team } from '../handbook/organisation.ts';
import { didYouMean } from '../handbook/yaml.ts';
import type { Metric } from '../metrics/populations/metric.ts';
import type { Holding } from './collect.ts';
import { type Behind, itemsBehind } from './evidence.ts';
import { measureQuarter, type QuarterScope } from './measureQuarter.ts';
import { type Evidence, type MetricResult, SCORECARD_VERSION, type Scorecard } from './schema.ts';
import { type Exposure, pool, type Series } from './series.ts';
import { peopleIn, tooFewPeople } from './withholding.ts';

/** Everything that scorecards are made of. */
export interface Material {
  organisation: Organisation;
  definitions: ReadonlyMap<string, Definition>;
  /** The metrics that are computed, by id. */
  metrics: ReadonlyMap<string, Metric>;
  holdings: ReadonlyMap<string | null, Holding>;
  asOf: number;
}

/** One page's worth of numbers and all items behind them. */
export interface ScoredPage {
  scorecard: Scorecard;
  evidence: Evidence;
}

export const ORGANISATION_ID = 'organisation';

const DAY = 24 * 3600 * 1000;
const RATE_UNITS: Record<string, number> = { 'per-week': 7 * DAY, 'per-month': (365.25 / 12) * DAY };

/**
 * Computes every scorecard: each team and the organisation, each quarter from the first fact (or `since`) to
 * `asOf`, oldest first. The same material gives the same pages.
 * @throws Problem (exit 2) when a team's baseline names a quarter that the facts do not reach
 */
export function* assemble(material: Material): Generator<ScoredPage> {
  const { organisation, holdings, asOf } = material;
  const from = firstMoment(material);
  if (from >= asOf) return;
  const quarters = quartersBetween(from, asOf, organisation);
  checkBaselines(organisation, quarters);
  const teams = organisation.teams.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const scopes = new Map<string, Scope>();
  const scope = (key: string, members: readonly (string | null)[]): Scope => {
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const made = scopeOf(material, members);
    scopes.set(key, made);
    return made;
  };

  for (const quarter of quarters) {
    const time = { quarters, quarter, weeks: weeksAround(quarter, asOf, organisation) };
    for (const team of teams) {
      const own = scope(`team ${team.id}`, [team.id]);
      yield page(material, time, own, own, {
        kind: 'team',
        id: team.id,
        name: team.name,
        about: team.about ?? null,
        kpis: team.kpis,
        baseline: team.baseline,
        leftOut: [],
      });
    }
    const involved = involvedQuarters(quarters, quarter, undefined, organisation);
    const leftOut = teams.filter(({ id }) => {
      const holding = holdings.get(id);
      return (
        holding !== undefined &&
        involved.some((each) => hasFacts(holding, each) && tooFewPeople([holding], each))
      );
    });
    const members = [...teams.filter((team) => !leftOut.includes(team)).map(({ id }) => id), null];
    const pooled = scope(`organisation ${members.join(' ')}`, members);
    yield page(material, time, pooled, scope('unowned', [null]), {
      kind: 'organisation',
      id: ORGANISATION_ID,
      name: organisation.name,
      about: null,
      kpis: organisation.kpis ?? commonKpis(organisation),
      baseline: undefined,
      leftOut: leftOut.map(({ id }) => id),
    });
  }
}

/** The quarter of a page among all quarters, and the weeks that its charts show. */
interface Time {
  quarters: readonly Quarter[];
  quarter: Quarter;
  weeks: readonly (Window & { quarter: Quarter; inQuarter: boolean })[];
}

/** A team's or the organisation's pooled history. */
interface Scope {
  series: ReadonlyMap<string, Series>;
  holdings: readonly Holding[];
  observedFrom: number;
}

interface Subject {
  kind: 'team' | 'organisation';
  id: string;
  name: string;
  about: string | null;
  kpis: Team['kpis'];
  baseline: readonly string[] | undefined;
  leftOut: readonly string[];
}

function scopeOf({ metrics, definitions, holdings }: Material, members: readonly (string | null)[]): Scope {
  const held = members.flatMap((member) => holdings.get(member) ?? []);
  const series = new Map<string, Series>();
  for (const id of metrics.keys()) {
    const kind = definitions.get(id)?.kind;
    if (kind === undefined) continue;
    series.set(
      id,
      pool(
        kind,
        held.flatMap(({ chunks }) => chunks.get(id) ?? []),
      ),
    );
  }
  return { series, holdings: held, observedFrom: Math.min(...held.map(({ observedFrom }) => observedFrom)) };
}

/** @param listed whose items the evidence holds: the organisation's holds only those that no team's does */
function page(
  material: Material,
  { quarters, quarter, weeks }: Time,
  scope: Scope,
  listed: Scope,
  subject: Subject,
): ScoredPage {
  const { organisation, definitions, asOf } = material;
  const people = peopleIn(scope.holdings, quarter);
  const isShown = (each: Quarter) => !tooFewPeople(scope.holdings, each);
  const shown = isShown(quarter);
  const window = upTo(quarter, asOf);
  const elapsed = window.end - window.start;
  const sameSpan = (each: Quarter): Window => upTo(each, each.start + elapsed);
  const closed = asOf >= quarter.end;
  const comparable = (each: Quarter) => (closed ? { start: each.start, end: each.end } : sameSpan(each));
  const baseline = baselineQuarters(quarters, quarter, subject.baseline).filter(isShown);
  const previous = quarters.filter((each) => each.end === quarter.start).filter(isShown);

  const observedWeeks = weeks
    .filter(({ start }) => start >= scope.observedFrom)
    .map((week) => ({ ...week, shown: isShown(week.quarter) }));

  const ids = [
    ...subject.kpis.map(({ metric }) => metric).filter((id) => scope.series.has(id)),
    ...[...scope.series.keys()].filter((id) => !subject.kpis.some(({ metric }) => metric === id)).sort(),
  ];
  const metrics: MetricResult[] = [];
  const items: Behind[] = [];
  for (const id of ids) {
    const definition = definitions.get(id);
    const series = scope.series.get(id);
    if (definition === undefined || series === undefined) continue;
    const exposure: Exposure = { from: scope.observedFrom, unit: RATE_UNITS[definition.unit] ?? DAY };
    const at: QuarterScope = {
      window,
      shown,
      exposure,
      baseline: baseline.map((each) => ({ id: each.id, window: comparable(each) })),
      previous: previous.map((each) => ({ id: each.id, window: comparable(each) })),
      weeks: observedWeeks,
      missing: missingFor(scope, material, id),
      materiality: subject.kpis.find(({ metric }) => metric === id)?.materiality ?? organisation.materiality,
    };
    metrics.push(measureQuarter(id, definition, series, at));
    const itemised = listed.series.get(id);
    if (shown && itemised !== undefined) items.push({ id, definition, series: itemised, window });
  }

  return {
    scorecard: {
      schemaVersion: SCORECARD_VERSION,
      organisation: organisation.name,
      sample: organisation.sample,
      scope: { kind: subject.kind, id: subject.id, name: subject.name, about: subject.about },
      quarter: { id: quarter.id, start: iso(quarter.start), end: iso(quarter.end), closed },
      asOf: iso(Math.min(asOf, quarter.end)),
      timeZone: organisation.timeZone,
      activePeople: people.size,
      kpis: subject.kpis.map(({ metric }) => metric),
      baselineFrom: subject.baseline === undefined ? 'default' : 'org.yaml',
      repositories: repositoriesOf(scope),
      leftOutTeams: [...subject.leftOut],
      metrics,
    },
    evidence: {
      schemaVersion: SCORECARD_VERSION,
      scope: subject.id,
      quarter: quarter.id,
      items: itemsBehind(items),
    },
  };
}

function repositoriesOf(scope: Scope): Scorecard['repositories'] {
  const byName = new Map(
    scope.holdings.flatMap(({ repositories }) => repositories).map((summary) => [summary.name, summary]),
  );
  return [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, url, source, deploymentsFrom, readThrough, missing }) => ({
      name,
      url,
      source,
      deploymentsFrom,
      readThrough,
      partial: missing.map(({ text }) => text),
    }));
}

function missingFor(scope: Scope, { metrics }: Material, id: string): string[] {
  const needed: readonly string[] = metrics.get(id)?.uses ?? [];
  return scope.holdings
    .flatMap(({ repositories }) => repositories)
    .flatMap(({ name, missing }) =>
      missing
        .filter(({ collection }) => collection === null || needed.includes(collection))
        .map(({ text }) => `${name}: ${text}`),
    );
}

function firstMoment({ organisation, holdings }: Material): number {
  const first = Math.min(...[...holdings.values()].map(({ observedFrom }) => observedFrom));
  if (organisation.since === undefined) return first;
  const noon = Date.parse(`${organisation.since}T12:00:00Z`);
  return Math.max(first, quarterAt(noon, organisation).start);
}

function baselineQuarters(
  quarters: readonly Quarter[],
  quarter: Quarter,
  named: readonly string[] | undefined,
): Quarter[] {
  const earlier = quarters.filter((each) => each.end <= quarter.start);
  return named === undefined ? earlier.slice(-4) : earlier.filter(({ id }) => named.includes(id));
}

function involvedQuarters(
  quarters: readonly Quarter[],
  quarter: Quarter,
  named: readonly string[] | undefined,
  calendar: Calendar,
): Quarter[] {
  return [...baselineQuarters(quarters, quarter, named), previousQuarter(quarter, calendar), quarter];
}

function hasFacts(holding: Holding, quarter: Quarter): boolean {
  return holding.observedFrom < quarter.end;
}

/** The weeks of the quarter that are over, after the 26 weeks before them. */
function weeksAround(quarter: Quarter, asOf: number, calendar: Calendar): Time['weeks'] {
  const before = weeksBeginningIn({ start: quarter.start - 30 * 7 * DAY, end: quarter.start }, calendar);
  return [...before.slice(-26), ...weeksBeginningIn(quarter, calendar)]
    .filter(({ end }) => end <= asOf)
    .map((week) => ({
      ...week,
      quarter: quarterAt(week.start, calendar),
      inQuarter: inWindow(week.start, quarter),
    }));
}

function commonKpis({ teams }: Organisation): Team['kpis'] {
  const counts = new Map<string, number>();
  for (const { kpis } of teams)
    for (const { metric } of kpis) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([metric]) => ({ metric }));
}

function checkBaselines({ teams }: Organisation, quarters: readonly Quarter[]): void {
  const known = quarters.map(({ id }) => id);
  for (const { id, baseline } of teams) {
    const unknown = baseline?.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    throw new Problem({
      place: `content/org.yaml (team ${id}, baseline)`,
      found: `the quarter \`${unknown}\``,
      expected: `a quarter that the facts reach: ${known[0]} to ${known.at(-1)}`,
      remedy: `Name another quarter, or read older facts.${didYouMean(unknown, known)}`,
      exitCode: 2,
    });
  }
}

function upTo(quarter: Window, moment: number): Window {
  return { start: quarter.start, end: Math.min(quarter.end, moment) };
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
