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
import { homesOf } from '../metrics/populations/homes.ts';
import type { Metric } from '../metrics/populations/metric.ts';
import { once } from '../metrics/populations/once.ts';
import { personNumbers } from '../metrics/populations/pullColumns.ts';
import { type People, poolWork } from '../metrics/populations/teamWork.ts';
import { catalogueOf } from './catalogue.ts';
import type { Holding } from './collect.ts';
import { type Behind, behind, itemsBehind, NOTHING_BEHIND } from './evidence.ts';
import { measureQuarter, type QuarterScope } from './measureQuarter.ts';
import { namesIn, readWork } from './packing.ts';
import { pool, poolPacked } from './pooling.ts';
import {
  EVIDENCE_VERSION,
  type Evidence,
  type MetricResult,
  SCORECARD_VERSION,
  type Scorecard,
} from './schema.ts';
import { type Segments, segmentsOf } from './segments.ts';
import type { Series } from './series.ts';
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
const RATE_UNITS: Record<string, number> = { 'per-week': 7 * DAY, 'per-month': (365 / 12) * DAY };

/** One metric of one page: its result, and the items that the page's evidence lists. */
export interface MeasuredMetric {
  result: MetricResult;
  behind: Behind;
}

/** Scorecards in parts, each of which a thread can compute by itself. */
export interface Scorer {
  /** Ids of the teams, in order. */
  teams: readonly string[];
  /** @returns a team's page of each quarter, oldest first */
  pagesOfTeam: (id: string) => ScoredPage[];
  /** Ids of the metrics on every page, in order. */
  metrics: readonly string[];
  /** Those of them that need everybody's work at once: one thread that measures all of these keeps it only once. */
  metricsOfPeople: readonly string[];
  /** @returns what the organisation's page of each quarter, oldest first, says of one metric */
  organisationMetric: (id: string) => MeasuredMetric[];
  /** @returns the organisation's page of each quarter, given what they say of each metric */
  pagesOfOrganisation: (metrics: ReadonlyMap<string, readonly MeasuredMetric[]>) => ScoredPage[];
}

/**
 * Computes every scorecard: each team's and the organisation's, each quarter's from the first fact (or `since`) to
 * `asOf`. The same material gives the same pages.
 * @throws Problem (exit 2) when a team's baseline names a quarter that the facts do not reach
 */
export function* assemble(material: Material): Generator<ScoredPage> {
  const { teams, pagesOfTeam, metrics, organisationMetric, pagesOfOrganisation } = scorer(material);
  for (const id of teams) yield* pagesOfTeam(id);
  yield* pagesOfOrganisation(new Map(metrics.map((id) => [id, organisationMetric(id)])));
}

/** @throws Problem (exit 2) when a team's baseline names a quarter that the facts do not reach */
export function scorer(material: Material): Scorer {
  const { organisation, definitions, asOf } = material;
  const from = firstMoment(material);
  const quarters = from >= asOf ? [] : quartersBetween(from, asOf, organisation);
  if (quarters.length > 0) checkBaselines(organisation, quarters);
  const teams = organisation.teams.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const metrics = [...material.metrics.keys()].filter((id) => definitions.has(id)).sort();
  const times = quarters.map((quarter) => ({
    quarters,
    quarter,
    weeks: weeksAround(quarter, asOf, organisation),
  }));
  const kpis = organisation.kpis ?? commonKpis(organisation);
  const people = once(() => peopleOf(material));
  const unowned = once(() => scopeOf(material, [null], people));
  const ofOrganisation = once(() => organisationFrames(material, times, teams, people));
  return {
    teams: teams.map(({ id }) => id),
    pagesOfTeam: (id) => {
      const team = teams.find((each) => each.id === id);
      if (team === undefined) throw new RangeError(`no team ${id}`);
      const scope = scopeOf(material, [id], people);
      const frames = times.map((time) => frameOf(material, time, scope, teamSubject(team)));
      const byMetric = new Map(
        metrics.map((metric) => [metric, measuredBy(material, metric, frames, scope.seriesOf(metric))]),
      );
      return frames.map((frame, index) => page(material, frame, byMetric, index));
    },
    metrics,
    metricsOfPeople: metrics.filter((id) => {
      const metric = material.metrics.get(id);
      return (metric !== undefined && 'measureTeam' in metric) || kpis.some((kpi) => kpi.metric === id);
    }),
    organisationMetric: (id) => {
      const listed = unowned().seriesOf(id);
      return measuredBy(material, id, ofOrganisation(), listed);
    },
    pagesOfOrganisation: (byMetric) =>
      ofOrganisation().map((frame, index) => page(material, frame, byMetric, index)),
  };
}

/** The quarter of a page among all quarters, and the weeks that its charts show. */
interface Time {
  quarters: readonly Quarter[];
  quarter: Quarter;
  weeks: readonly (Window & { quarter: Quarter; inQuarter: boolean })[];
}

/** A team's or the organisation's pooled history. */
interface Scope {
  /** Made anew for each call: only one metric's is ever in memory. */
  seriesOf: (metric: string) => Series;
  holdings: readonly Holding[];
  segments: Segments;
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

/** What every metric of a page has in common. */
interface Frame extends Pick<QuarterScope, 'window' | 'shown' | 'baseline' | 'previous' | 'weeks'> {
  quarter: Quarter;
  closed: boolean;
  activePeople: number;
  scope: Scope;
  subject: Subject;
}

function teamSubject({ id, name, about, kpis, baseline }: Team): Subject {
  return { kind: 'team', id, name, about: about ?? null, kpis, baseline, leftOut: [] };
}

/** Quarters whose page leaves out the same teams have one scope. */
function organisationFrames(
  material: Material,
  times: readonly Time[],
  teams: readonly Team[],
  people: () => People,
): Frame[] {
  const { organisation, holdings } = material;
  const scopes = new Map<string, Scope>();
  return times.map((time) => {
    const involved = involvedQuarters(time.quarters, time.quarter, undefined, organisation);
    const leftOut = teams.filter(({ id }) => {
      const holding = holdings.get(id);
      return (
        holding !== undefined &&
        involved.some((each) => hasFacts(holding, each) && tooFewPeople([holding], each))
      );
    });
    const members = [...teams.filter((team) => !leftOut.includes(team)).map(({ id }) => id), null];
    const key = members.join(' ');
    const scope = scopes.get(key) ?? scopeOf(material, members, people);
    scopes.set(key, scope);
    return frameOf(material, time, scope, {
      kind: 'organisation',
      id: ORGANISATION_ID,
      name: organisation.name,
      about: null,
      kpis: organisation.kpis ?? commonKpis(organisation),
      baseline: undefined,
      leftOut: leftOut.map(({ id }) => id),
    });
  });
}

function peopleOf({ organisation, holdings, asOf }: Material): People {
  const held = [...holdings.values()];
  const first = Math.min(...held.map(({ observedFrom }) => observedFrom));
  // A week earlier, so that the week of the first fact is among those that begin.
  const weeks = weeksBeginningIn({ start: first - 8 * DAY, end: asOf }, organisation);
  const quarters = quartersBetween(first, asOf, organisation).map((quarter) => upTo(quarter, asOf));
  const { numberOf } = personNumbers();
  const work = held.flatMap(({ shares }) =>
    shares.map((share) => ({ ...share.work, names: namesIn(share) })),
  );
  const homes = homesOf(work, numberOf, quarters, organisation.teams.length);
  return { weeks, homes, numberOf };
}

function scopeOf(
  { metrics, definitions, holdings }: Material,
  members: readonly (string | null)[],
  people: () => People,
): Scope {
  const held = members.flatMap((member) => holdings.get(member) ?? []);
  const shares = held.flatMap((holding) => holding.shares);
  const catalogue = catalogueOf(shares);
  const work = once(() =>
    poolWork(
      shares.map((share, index) => {
        const first = catalogue.firstOf(index).item;
        return readWork(share, (number) => catalogue.passingItemAt(first + number));
      }),
      people(),
    ),
  );
  const segments = once(() => segmentsOf(shares, people().numberOf, work));
  return {
    seriesOf: (id) => {
      const metric = metrics.get(id);
      const kind = definitions.get(id)?.kind;
      if (metric === undefined || kind === undefined) throw new RangeError(`no metric ${id}`);
      if ('measureTeam' in metric) {
        const { measurement, figures } = metric.measureTeam(work());
        return pool(kind, [{ shared: false, measurement }], figures, catalogue);
      }
      return poolPacked(
        kind,
        shares.flatMap(({ shared, measurements }, index) => {
          const measurement = measurements.get(id);
          return measurement === undefined ? [] : [{ shared, measurement, first: catalogue.firstOf(index) }];
        }),
        catalogue,
      );
    },
    holdings: held,
    segments: {
      nameOf: (by, item) => segments().nameOf(by, item),
      peopleBehind: (...asked) => segments().peopleBehind(...asked),
    },
    observedFrom: Math.min(...held.map(({ observedFrom }) => observedFrom)),
  };
}

function frameOf(
  { asOf }: Material,
  { quarters, quarter, weeks }: Time,
  scope: Scope,
  subject: Subject,
): Frame {
  const isShown = (each: Quarter) => !tooFewPeople(scope.holdings, each);
  const window = upTo(quarter, asOf);
  const elapsed = window.end - window.start;
  const sameSpan = (each: Quarter): Window => upTo(each, each.start + elapsed);
  const closed = asOf >= quarter.end;
  const comparable = (each: Quarter) => (closed ? { start: each.start, end: each.end } : sameSpan(each));
  const compared = (earlier: readonly Quarter[]) =>
    earlier.filter(isShown).map((each) => ({ id: each.id, window: comparable(each) }));
  return {
    quarter,
    closed,
    window,
    shown: isShown(quarter),
    baseline: compared(baselineQuarters(quarters, quarter, subject.baseline)),
    previous: compared(quarters.filter((each) => each.end === quarter.start)),
    weeks: weeks
      .filter(({ start }) => start >= scope.observedFrom)
      .map((week) => ({ ...week, shown: isShown(week.quarter) })),
    activePeople: peopleIn(scope.holdings, quarter).size,
    scope,
    subject,
  };
}

/**
 * Measures one metric for each page.
 * @param listed whose items the evidence holds: the organisation's holds only those that no team's does
 */
function measuredBy(
  material: Material,
  id: string,
  frames: readonly Frame[],
  listed: Series,
): MeasuredMetric[] {
  const { organisation, definitions } = material;
  const definition = definitions.get(id);
  if (definition === undefined) throw new RangeError(`no definition of ${id}`);
  const seriesOf = new Map<Scope, Series>();
  return frames.map((frame) => {
    const { scope, subject, window, shown, baseline, previous, weeks } = frame;
    const series = seriesOf.get(scope) ?? (subject.kind === 'team' ? listed : scope.seriesOf(id));
    seriesOf.set(scope, series);
    const kpi = subject.kpis.find(({ metric }) => metric === id);
    const result = measureQuarter(id, definition, series, {
      window,
      shown,
      exposure: { from: scope.observedFrom, unit: RATE_UNITS[definition.unit] ?? DAY },
      baseline,
      previous,
      weeks,
      missing: missingFor(scope, material, id),
      materiality: kpi?.materiality ?? organisation.materiality,
      segments: kpi === undefined ? null : scope.segments,
    });
    return {
      result,
      behind: result.state === 'withheld' ? NOTHING_BEHIND : behind(listed, definition, window),
    };
  });
}

/** @param index of the page among those that were measured */
function page(
  { organisation, asOf }: Material,
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
