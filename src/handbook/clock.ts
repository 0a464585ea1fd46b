import memoize from 'memoize';
import { type TimeBetween, type WorkingHours, workingTime } from '../facts/workingTime.ts';
import { type Dated, datedValues, holdsAt } from './dated.ts';
import type { Period, WrittenTeam } from './organisation.ts';
import {
  type DatedOrganisation,
  knownTeams,
  type SealsOfScope,
  sealAt,
  sealsOfOrganisation,
  windowOf,
} from './ownershipOverTime.ts';

/** How a scope counts the time in which people wait or work. */
export interface Clock {
  kind: 'calendar' | 'working';
  /** Also of a scope that counts by the calendar: the pages that contain its work may count by working hours. */
  hours: WorkingHours;
}

/**
 * What holds at a time: what the team or the organisation dates, else what was sealed, else what the team says, else what
 * the organisation says.
 * @param team null for the organisation's own
 * @returns a scope's clocks, oldest first
 */
export function clocksOf(organisation: DatedOrganisation, team: string | null): readonly Dated<Clock>[] {
  const known = clocksByTeam(organisation);
  const clocks = known.get(team) ?? clocksOver(organisation, team);
  known.set(team, clocks);
  return clocks;
}

const clocksByTeam = memoize(
  (_organisation: DatedOrganisation): Map<string | null, readonly Dated<Clock>[]> => new Map(),
  { cache: new WeakMap() },
);

/** The settings of a clock that are written in one place. */
type ClockSettings = Partial<Pick<WrittenTeam, 'clock' | 'timeZone' | 'workingHours' | 'holidays'>>;

function clocksOver(organisation: DatedOrganisation, team: string | null): Dated<Clock>[] {
  const own = organisation.teams.find(({ id }) => id === team);
  const seals = team === null ? sealsOfOrganisation(organisation) : sealsOfTeam(organisation, team);
  const [ofTeam, ofAll] = [own?.clocks ?? [], organisation.clocks ?? []];
  const windows = [...ofTeam, ...ofAll].map((entry) => windowOf(entry, organisation));
  return datedValues([...windows, ...seals], (at): Clock => {
    const holds = (entry: Period): boolean => holdsAt(entry, at, organisation);
    const [teamThen, allThen, sealed] = [
      ofTeam.filter(holds),
      ofAll.filter(holds),
      settingsIn(sealAt(seals, at)),
    ];
    const setting = <Name extends keyof ClockSettings>(name: Name): ClockSettings[Name] => {
      const places: ClockSettings[] =
        own?.[name] === undefined
          ? [...teamThen, ...allThen, sealed, organisation]
          : [...teamThen, sealed, own ?? {}];
      return places.find((place) => place[name] !== undefined)?.[name];
    };
    const { days, from, to } = setting('workingHours') ?? organisation.workingHours;
    const holidays = setting('holidays') ?? NO_HOLIDAYS;
    return {
      kind: setting('clock') ?? organisation.clock,
      hours: {
        timeZone: setting('timeZone') ?? organisation.timeZone,
        days,
        from,
        to,
        holidays: holidays === NO_HOLIDAYS ? null : holidays,
      },
    };
  });
}

function settingsIn(seal: SealsOfScope[number] | undefined): ClockSettings {
  const clock = seal?.settings?.clock;
  if (clock === undefined) return {};
  const { timeZone, holidays, ...workingHours } = clock.hours;
  return { clock: clock.kind, timeZone, workingHours, holidays: holidays ?? NO_HOLIDAYS };
}

function sealsOfTeam(organisation: DatedOrganisation, team: string): SealsOfScope {
  return knownTeams(organisation).find(({ id }) => id === team)?.seals ?? [];
}

/** @returns a scope's clock at a moment */
export function clockAt(organisation: DatedOrganisation, team: string | null, at: number): Clock {
  const found = clocksOf(organisation, team).find(({ start, end }) => at >= start && at < end);
  if (found === undefined) throw new RangeError(`no clock of ${team} at ${at}`);
  return found.value;
}

/** @returns how to count the time in which a scope works: each part of it by the hours that held then */
export function workingTimeOf(organisation: DatedOrganisation, team: string | null): TimeBetween {
  const clocks = clocksOf(organisation, team).map(({ start, end, value }) => ({
    start,
    end,
    time: workingTime(value.hours),
  }));
  const [only, ...others] = clocks;
  if (only !== undefined && others.length === 0) return only.time;
  const between = (from: number, to: number): number => {
    let worked = 0;
    for (const { start, end, time } of clocks)
      if (from < end && to > start) worked += time(Math.max(from, start), Math.min(to, end));
    return worked;
  };
  return (from, to) => (from <= to ? between(from, to) : 0 - between(to, from));
}

/** What a team writes that works through the holidays of its organisation. */
export const NO_HOLIDAYS = 'none';

/** @returns whether any scope counts by working hours at any time */
export function countsWorkingTime({
  clock,
  clocks = [],
  teams,
  sealed = [],
}: Pick<DatedOrganisation, 'clock' | 'clocks' | 'teams' | 'sealed'>): boolean {
  const written = [{ clock, clocks }, ...teams];
  return (
    written.some((each) => [each, ...(each.clocks ?? [])].some((some) => some.clock === 'working')) ||
    sealed.some(({ settings }) => settings?.clock?.kind === 'working')
  );
}
