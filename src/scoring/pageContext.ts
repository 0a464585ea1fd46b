import { type Quarter, upTo, type Window } from '../facts/quarter.ts';
import type { Organisation, Team } from '../handbook/organisation.ts';
import type { TeamData } from './collect.ts';
import type { QuarterScope } from './measureQuarter.ts';
import { baselineQuarters, type QuarterCalendar } from './quarterCalendar.ts';
import { type Scope, type ScoringInput, scopeOf } from './scope.ts';
import type { People } from './sql/work.ts';
import { peopleIn, tooFewPeople } from './suppression.ts';

interface Subject {
  kind: 'team' | 'organisation';
  id: string;
  name: string;
  about: string | null;
  kpis: Team['kpis'];
  baseline: readonly string[] | undefined;
  leftOut: readonly string[];
  unownedLeftOut: boolean;
}

/** What every metric of a page has in common. */
export interface PageContext
  extends Pick<QuarterScope, 'window' | 'shown' | 'baseline' | 'previous' | 'weeks'> {
  quarter: Quarter;
  closed: boolean;
  activePeople: number;
  scope: Scope;
  subject: Subject;
}

/** @returns what the metrics of a team's pages have in common, by quarter */
export function teamContexts(
  input: ScoringInput,
  calendars: readonly QuarterCalendar[],
  { id, name, about, kpis, baseline }: Team,
  people: () => Promise<People>,
): PageContext[] {
  const scope = scopeOf(input, 'team', [id], people);
  return calendars.map((calendar) =>
    contextOf(input, calendar, scope, {
      kind: 'team',
      id,
      name,
      about: about ?? null,
      kpis,
      baseline,
      leftOut: [],
      unownedLeftOut: false,
    }),
  );
}

/** @returns what the metrics of the organisation's pages have in common, by quarter */
export function organisationContexts(
  input: ScoringInput,
  calendars: readonly QuarterCalendar[],
  teams: readonly Team[],
  people: () => Promise<People>,
): PageContext[] {
  const { organisation, teams: data } = input;
  // Quarters whose page leaves out the same teams have one scope.
  const scopes = new Map<string, Scope>();
  return calendars.map((calendar) => {
    // Of the quarter, of what it is compared with, and of the weeks on its charts.
    const involved = [
      ...baselineQuarters(calendar, undefined),
      ...calendar.weeks.map(({ quarter }) => quarter),
      calendar.quarter,
    ];
    const leftOut = teams.filter(({ id }) => {
      const team = data.get(id);
      return (
        team !== undefined && involved.some((each) => hasFacts(team, each) && tooFewPeople([team], each))
      );
    });
    const unowned = data.get(null);
    const unownedLeftOut = unowned !== undefined && involved.some((each) => isOfFew(unowned, each));
    const members = [
      ...teams.filter((team) => !leftOut.includes(team)).map(({ id }) => id),
      ...(unownedLeftOut ? [] : [null]),
    ];
    const key = members.join(' ');
    const scope = scopes.get(key) ?? scopeOf(input, `organisation${scopes.size}`, members, people);
    scopes.set(key, scope);
    return contextOf(input, calendar, scope, {
      kind: 'organisation',
      id: 'organisation',
      name: organisation.name,
      about: null,
      kpis: kpisOf(organisation),
      baseline: undefined,
      leftOut: leftOut.map(({ id }) => id),
      unownedLeftOut,
    });
  });
}

/** What no team owns has no page: its figures are the organisation's less the teams', and may be those of a few. */
function isOfFew(unowned: TeamData, quarter: Quarter): boolean {
  return peopleIn([unowned], quarter).size > 0 && tooFewPeople([unowned], quarter);
}

function hasFacts(team: TeamData, quarter: Quarter): boolean {
  return team.observedFrom < quarter.end;
}

function contextOf(
  { asOf }: ScoringInput,
  calendar: QuarterCalendar,
  scope: Scope,
  subject: Subject,
): PageContext {
  const { quarters, quarter, weeks } = calendar;
  const isShown = (each: Quarter) => !tooFewPeople(scope.teams, each);
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
    baseline: compared(baselineQuarters(calendar, subject.baseline)),
    previous: compared(quarters.filter((each) => each.end === quarter.start)),
    weeks: weeks
      .filter(({ start }) => start >= scope.observedFrom)
      .map((week) => ({ ...week, shown: isShown(week.quarter) })),
    activePeople: peopleIn(scope.teams, quarter).size,
    scope,
    subject,
  };
}

/** @returns the organisation's KPIs; unless it names its own, the five that most teams have */
export function kpisOf({ teams, kpis }: Organisation): Team['kpis'] {
  if (kpis !== undefined) return kpis;
  const counts = new Map<string, number>();
  for (const { kpis } of teams)
    for (const { metric } of kpis) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([metric]) => ({ metric }));
}
