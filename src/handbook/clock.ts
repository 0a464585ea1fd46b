import type { WorkingHours } from '../facts/workingTime.ts';
import type { Organisation } from './organisation.ts';

/** How a scope counts the time in which people wait or work. */
export interface Clock {
  kind: 'calendar' | 'working';
  /** Also of a scope that counts by the calendar: the pages that contain its work may count by working hours. */
  hours: WorkingHours;
}

/** @returns a team's clock: what it says itself, else what the organisation says; null for the organisation's */
export function clockOf(organisation: Organisation, team: string | null): Clock {
  const own = organisation.teams.find(({ id }) => id === team);
  const { days, from, to } = own?.workingHours ?? organisation.workingHours;
  const holidays = own?.holidays ?? organisation.holidays;
  return {
    kind: own?.clock ?? organisation.clock,
    hours: {
      timeZone: own?.timeZone ?? organisation.timeZone,
      days,
      from,
      to,
      holidays: holidays === undefined || holidays === NO_HOLIDAYS ? null : holidays,
    },
  };
}

/** What a team writes that works through the holidays of its organisation. */
export const NO_HOLIDAYS = 'none';

/** @returns whether any scope counts by working hours */
export function countsWorkingTime({ clock, teams }: Organisation): boolean {
  return clock === 'working' || teams.some((team) => team.clock === 'working');
}
