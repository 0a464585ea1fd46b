import {
  type Calendar,
  inWindow,
  type Quarter,
  quarterAt,
  quarterOf,
  quartersBetween,
  type Window,
  weeksBeginningIn,
} from '../facts/quarter.ts';
import { WEEK } from '../facts/time.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';

/** The quarter of a page among all quarters, and the weeks that its charts show. */
export interface QuarterCalendar {
  quarters: readonly Quarter[];
  quarter: Quarter;
  weeks: readonly (Window & { quarter: Quarter; inQuarter: boolean })[];
  /** By id of each quarter, the weeks that lie in it. */
  weeksWithin: ReadonlyMap<string, readonly Window[]>;
}

/**
 * @param first when the first fact began
 * @returns every quarter from then (or `since`, or the first seal before it) on that had begun by `asOf`, oldest first
 */
export function quarterCalendars(
  organisation: Pick<DatedOrganisation, keyof Calendar | 'since' | 'sealed'>,
  first: number,
  asOf: number,
): QuarterCalendar[] {
  const { since, sealed = [] } = organisation;
  const noon = since === undefined ? null : Date.parse(`${since}T12:00:00Z`);
  const begun = [
    ...(noon === null ? [] : [quarterAt(noon, organisation).start]),
    ...sealed.map(({ quarter }) => quarterOf(quarter, organisation)?.start ?? Number.POSITIVE_INFINITY),
  ];
  const from = noon === null ? first : Math.max(first, Math.min(...begun));
  const quarters = quartersBetween(from, asOf, organisation);
  const weeksWithin = new Map(
    quarters.map((each) => [
      each.id,
      weeksBeginningIn(each, organisation).filter(({ end }) => end <= each.end),
    ]),
  );
  return quarters.map((quarter) => ({
    quarters,
    quarter,
    weeksWithin,
    weeks: weeksAround(quarter, asOf, organisation),
  }));
}

/** The weeks of the quarter that are over, after the 26 weeks before them. */
function weeksAround(quarter: Quarter, asOf: number, calendar: Calendar): QuarterCalendar['weeks'] {
  const before = weeksBeginningIn({ start: quarter.start - 30 * WEEK, end: quarter.start }, calendar);
  return [...before.slice(-26), ...weeksBeginningIn(quarter, calendar)]
    .filter(({ end }) => end <= asOf)
    .map((week) => ({
      ...week,
      quarter: quarterAt(week.start, calendar),
      inQuarter: inWindow(week.start, quarter),
    }));
}

/** @param named ids of the quarters that a team has chosen; the four before when it has chosen none */
export function baselineQuarters(
  { quarters, quarter }: QuarterCalendar,
  named: readonly string[] | null,
): Quarter[] {
  const earlier = quarters.filter((each) => each.end <= quarter.start);
  return named === null ? earlier.slice(-4) : earlier.filter(({ id }) => named.includes(id));
}
