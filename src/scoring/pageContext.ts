import { type Quarter, upTo, type Window } from '../facts/quarter.ts';
import { clockAt, clocksOf } from '../handbook/clock.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';
import type { Settings, Team } from '../handbook/settingsAt.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { historyOf, isWhole, ownerOf } from './ownership.ts';
import { baselineQuarters, type QuarterCalendar } from './quarterCalendar.ts';
import type { QuarterScope } from './quarterCut.ts';
import { type Scope, type ScoringInput, scopeOf } from './scope.ts';
import { authorsIn, tooFewAuthors } from './suppression.ts';
import type { People } from './tables/work.ts';
import type { TeamData, Unreadable } from './teamData.ts';

interface Subject {
  kind: Scorecard['scope']['kind'];
  id: string;
  name: string;
  about: string | null;
  /** Of a group. */
  teams?: readonly string[];
  kpis: Team['kpis'];
  materiality: number;
  baseline: readonly string[] | null;
  clock: Scorecard['clock'];
  leftOut: readonly string[];
  unownedLeftOut: boolean;
}

/** An earlier quarter, or as much of it as there is of the page's; `whole` is all of it. */
export interface Compared extends Publication {
  id: string;
  window: Window;
  whole: Window;
  /** The weeks of the chart that lie in the window. */
  weeks: readonly Window[];
}

/** Which figures of a quarter are published. */
export interface Publication {
  /** All of them, but for what is withheld of one metric. */
  shown: boolean;
  /** Those without anything to count: they say nothing about a person. */
  quiet: boolean;
}

/** A quarter with what held in it. */
export interface SettledQuarter extends QuarterCalendar {
  settings: Settings;
}

/** What every metric of a page has in common. */
export interface PageContext extends Pick<QuarterScope, 'window' | 'weeksWithin'> {
  /** Of what it counts: pages that count the same have the same. */
  id: string;
  /** The teams whose items it counts; null for what no team owns. */
  members: ReadonlySet<string | null>;
  quarter: Quarter;
  publication: Publication;
  baseline: readonly Compared[];
  previous: readonly Compared[];
  weeks: readonly (QuarterScope['weeks'][number] & Publication & { of: Window })[];
  /** All windows that figures of the page are of, the weeks of a quarter as one; `isOwn`: the page's. */
  windows: readonly { window: Window; shown: boolean; isOwn: boolean }[];
  closed: boolean;
  activePeople: number;
  /** The organisation's are all: who is left out of it would be known from all facts only. */
  unreadable: readonly Unreadable[];
  scope: Scope;
  subject: Subject;
}

/** The id of the organisation's pages. */
export const ORGANISATION_PAGE = 'organisation';

/** @returns under which ids there is what a team has, and had */
function teamMembers(id: string): string[] {
  return [id, historyOf(id)];
}

/** @returns the id of what a team's pages count */
function teamScope(id: string): string {
  return `team ${id}`;
}

/** @returns what the metrics of a team's pages have in common, by quarter */
export function teamContexts(
  input: ScoringInput,
  calendars: readonly SettledQuarter[],
  id: string,
  people: () => Promise<People>,
): PageContext[] {
  const members = teamMembers(id);
  const scope = scopeOf(input, { name: 'team', members }, people);
  return calendars.flatMap((calendar) => {
    const team = calendar.settings.teams.find((each) => each.id === id);
    if (team === undefined) return [];
    const { name, about, kpis, materiality, baseline } = team;
    const clock = shownClock(input.organisation, id, [id], calendar.quarter);
    return contextOf(
      input,
      calendar,
      { id: teamScope(id), members: new Set(members), scope },
      {
        kind: 'team',
        id,
        name,
        about,
        kpis,
        materiality,
        baseline,
        clock,
        leftOut: [],
        unownedLeftOut: false,
      },
    );
  });
}

/** @returns what the metrics of a group's pages have in common, by quarter */
export function groupContexts(
  input: ScoringInput,
  calendars: readonly SettledQuarter[],
  id: string,
  people: () => Promise<People>,
): PageContext[] {
  const { organisation, teams: data } = input;
  // Quarters whose page counts the same teams have one scope.
  const scopes = new Map<string, Pick<PageContext, 'id' | 'members' | 'scope'>>();
  return calendars.flatMap((calendar) => {
    const group = calendar.settings.groups.find((each) => each.id === id);
    if (group === undefined) return [];
    const leftOut = fewTeamsOf(calendar, group.teams, data);
    const members = group.teams.filter((team) => !leftOut.includes(team)).flatMap(teamMembers);
    const key = members.join();
    const counted = scopes.get(key) ?? {
      id: `group ${id} ${scopes.size}`,
      members: new Set(members),
      scope: scopeOf(input, { name: 'group', members }, people),
    };
    scopes.set(key, counted);
    const { name, about, teams, kpis, materiality } = group;
    const own = calendar.settings.teams.filter((team) => teams.includes(team.id));
    return contextOf(input, calendar, counted, {
      kind: 'group',
      id,
      name,
      about,
      teams,
      kpis,
      materiality,
      baseline: null,
      clock: shownClock(organisation, null, members.map(ownerOf), calendar.quarter),
      leftOut: leftOut.filter((team) => !isCovered(team, { teams: own }, leftOut)),
      unownedLeftOut: false,
    });
  });
}

/** A group's teams of few people, unless together they are enough in every quarter that its page involves, or all it has. */
function fewTeamsOf(
  calendar: QuarterCalendar,
  ids: readonly string[],
  data: ScoringInput['teams'],
): readonly string[] {
  const quarters = involvedIn(calendar);
  const few = ids.filter((id) => {
    const team = data.get(id);
    return team !== undefined && quarters.some((each) => hasFacts(team, each) && tooFewAuthors([team], each));
  });
  const together = few.flatMap((id) => data.get(id) ?? []);
  const areEnough = quarters.every(
    (each) => authorsIn(together, each) === 0 || !tooFewAuthors(together, each),
  );
  return areEnough || few.length === ids.length ? [] : few;
}

/** The quarters of which a page shows figures. */
function involvedIn(calendar: QuarterCalendar): Quarter[] {
  return [
    ...baselineQuarters(calendar, null),
    ...calendar.weeks.map((week) => week.quarter),
    calendar.quarter,
  ];
}

/** @returns what the metrics of the organisation's pages have in common, by quarter */
export function organisationContexts(
  input: ScoringInput,
  calendars: readonly SettledQuarter[],
  ids: readonly string[],
  people: () => Promise<People>,
): PageContext[] {
  const { organisation, teams: data } = input;
  // Quarters whose page leaves out the same teams have one scope.
  const scopes = new Map<string, Pick<PageContext, 'id' | 'members' | 'scope'>>();
  return calendars.map((calendar) => {
    const { settings } = calendar;
    const { leftOut, unownedLeftOut } = leftOutOf(calendar, ids, data);
    const members = [...ids.filter((id) => !leftOut.includes(id)), ...(unownedLeftOut ? [] : [null])];
    const key = members.join(' ');
    const name = `organisation${scopes.size}`;
    const counted = scopes.get(key) ?? {
      id: name,
      members: new Set(members),
      scope: scopeOf(input, { name, members }, people),
    };
    scopes.set(key, counted);
    return contextOf(input, calendar, counted, {
      kind: 'organisation',
      id: ORGANISATION_PAGE,
      name: organisation.name,
      about: null,
      kpis: settings.kpis,
      materiality: settings.materiality,
      baseline: null,
      clock: shownClock(organisation, null, members.map(ownerOf), calendar.quarter),
      leftOut: leftOut.filter((id) => !isCovered(id, settings, leftOut)),
      unownedLeftOut,
    });
  });
}

/**
 * As with KPIs, the last day of a quarter decides whether its page counts by working hours.
 * @param own whose clock it is; null for the organisation's
 * @param teams those that the page counts
 * @returns a page's clock, with the working hours that the teams have in its quarter, each once
 */
function shownClock(
  organisation: DatedOrganisation,
  own: string | null,
  teams: readonly (string | null)[],
  quarter: Quarter,
): Scorecard['clock'] {
  const { kind } = clockAt(organisation, own, quarter.end - 1);
  if (kind === 'calendar') return { kind, hours: [] };
  const all = teams.flatMap((team) =>
    clocksOf(organisation, team)
      .filter(({ start, end }) => start < quarter.end && end > quarter.start)
      .map(({ value }) => {
        const { days, ...hours } = value.hours;
        return { ...hours, days: [...days] };
      }),
  );
  return { kind, hours: [...new Map(all.map((hours) => [JSON.stringify(hours), hours])).values()] };
}

interface LeftOut {
  leftOut: readonly string[];
  unownedLeftOut: boolean;
}

/**
 * Teams of few people are left out, so that the rest can be shown: those that are few in the quarter, in what it is
 * compared with, or in the weeks on its charts. Where these are all, only those that are few in the quarter.
 */
function leftOutOf(calendar: QuarterCalendar, ids: readonly string[], data: ScoringInput['teams']): LeftOut {
  const { quarter } = calendar;
  const all = [...ids, null].flatMap((id) => data.get(id) ?? []);
  if (authorsIn(all, quarter) === 0) return { leftOut: [], unownedLeftOut: false };
  const leftOutIn = (quarters: readonly Quarter[]): LeftOut => {
    const unowned = data.get(null);
    return {
      leftOut: ids.filter((id) => {
        const team = data.get(id);
        return (
          team !== undefined && quarters.some((each) => hasFacts(team, each) && tooFewAuthors([team], each))
        );
      }),
      unownedLeftOut: unowned !== undefined && quarters.some((each) => isOfFew(unowned, each)),
    };
  };
  const involved = leftOutIn(involvedIn(calendar));
  return involved.leftOut.length === ids.length ? leftOutIn([quarter]) : involved;
}

/** What no team owns has no page: its figures are the organisation's less the teams', and may be those of a few. */
function isOfFew(unowned: TeamData, quarter: Quarter): boolean {
  return (unowned.people.get(quarter.id)?.size ?? 0) > 0 && tooFewAuthors([unowned], quarter);
}

/** Whether all that a team owns counts with other teams, who own it as a whole: then nothing of it is left out. */
function isCovered(id: string, { teams }: Pick<Settings, 'teams'>, leftOut: readonly string[]): boolean {
  const kept = teams.filter((team) => !leftOut.includes(team.id)).flatMap(({ owns }) => owns);
  const own = teams.find((team) => team.id === id)?.owns ?? [];
  return own.every(({ repository }) =>
    kept.some((each) => each.repository === repository && isWhole(each) && each.environments === undefined),
  );
}

function hasFacts(team: TeamData, quarter: Quarter): boolean {
  return team.observedFrom < quarter.end && team.ownedUntil > quarter.start;
}

function contextOf(
  { asOf, teams }: ScoringInput,
  calendar: QuarterCalendar,
  { id, members, scope }: Pick<PageContext, 'id' | 'members' | 'scope'>,
  subject: Subject,
): PageContext {
  const { quarters, quarter } = calendar;
  const publicationOf = (each: Quarter): Publication => ({
    shown: !tooFewAuthors(scope.teams, each),
    quiet: subject.leftOut.length === 0 && !subject.unownedLeftOut && authorsIn(scope.teams, each) === 0,
  });
  const window = upTo(quarter, asOf);
  const elapsed = window.end - window.start;
  const sameSpan = (each: Quarter): Window => upTo(each, each.start + elapsed);
  const closed = asOf >= quarter.end;
  const comparable = (each: Quarter) => (closed ? { start: each.start, end: each.end } : sameSpan(each));
  const weeksWithin = (id: string, { end }: Window): Window[] =>
    (calendar.weeksWithin.get(id) ?? []).filter((week) => week.end <= end);
  const compared = (earlier: readonly Quarter[]) =>
    earlier
      .filter((each) => each.end > scope.observedFrom)
      .map((each) => ({
        id: each.id,
        window: comparable(each),
        weeks: weeksWithin(each.id, comparable(each)),
        whole: upTo(each, asOf),
        ...publicationOf(each),
      }))
      .filter(({ shown, quiet }) => shown || quiet);
  const baseline = compared(baselineQuarters(calendar, subject.baseline));
  const previous = compared(quarters.filter((each) => each.end === quarter.start));
  const weeks = calendar.weeks
    .filter(({ start, end }) => start >= scope.observedFrom && end <= scope.ownedUntil)
    .map((week) => ({ ...week, ...publicationOf(week.quarter), of: upTo(week.quarter, asOf) }));
  const publication = publicationOf(quarter);
  return {
    id,
    members,
    quarter,
    closed,
    window,
    weeksWithin: weeksWithin(quarter.id, window),
    publication,
    baseline,
    previous,
    weeks,
    windows: [
      { window, shown: publication.shown, isOwn: true },
      ...[...baseline, ...previous].flatMap(({ window, whole, shown }) =>
        [window, whole].map((each) => ({ window: each, shown, isOwn: false })),
      ),
      ...weeks.map(({ of, shown }) => ({ window: of, shown, isOwn: false })),
    ],
    unreadable: unreadableOf(subject.kind === 'organisation' ? [...teams.values()] : scope.teams),
    activePeople: new Set(scope.teams.flatMap(({ people }) => [...(people.get(quarter.id) ?? [])])).size,
    scope,
    subject,
  };
}

/** @returns each once, though several teams own it */
function unreadableOf(teams: readonly TeamData[]): Unreadable[] {
  const all = teams.flatMap(({ unreadable }) => unreadable);
  return [...new Map(all.map((each) => [each.repository, each])).values()];
}
