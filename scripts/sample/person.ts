import type { Window } from '../../src/facts/quarter.ts';
import type { Actor } from '../../src/facts/schema.ts';
import { DAY, HOUR } from '../../src/facts/time.ts';
import type { Day, Days } from './days.ts';
import type { Random } from './random.ts';

export interface PersonPlan {
  /** The first and the last day in the team; default: the whole time. */
  from?: string;
  until?: string;
  /** Long times away, as [first day, first day back]. */
  away?: readonly (readonly [string, string])[];
  /** The account no longer exists: facts have no author. */
  deleted?: boolean;
}

/** Someone who works in a team, with working hours. */
export class Person {
  readonly actor: Actor;
  /** Busy with an incident until then. */
  busyUntil = 0;
  readonly #opens: number;
  readonly #closes: number;
  readonly #dayOff: number | null;
  readonly #member: Window;
  readonly #absences: Window[];

  constructor(plan: PersonPlan, actor: Actor, days: Days, draw: Random) {
    this.actor = plan.deleted ? null : actor;
    this.#opens = draw.between(7, 10.5) * HOUR;
    this.#closes = this.#opens + draw.between(7.8, 9) * HOUR;
    this.#dayOff = draw.chance(0.25) ? draw.pick([1, 3, 5]) : null;
    this.#member = {
      start: plan.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(plan.from),
      end: plan.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(plan.until),
    };
    const away = (plan.away ?? []).map(([start, end]) => ({
      start: Date.parse(start),
      end: Date.parse(end),
    }));
    this.#absences = [...away, ...holidays(days, draw)];
  }

  /** @returns the working hours of a day, null for a day off */
  shiftOn(day: Day): Window | null {
    if (day.free || day.weekday === this.#dayOff) return null;
    const shift = { start: day.start + this.#opens, end: day.start + this.#closes };
    const overlaps = (window: Window) => shift.start < window.end && shift.end > window.start;
    return overlaps(this.#member) && !this.#absences.some(overlaps) ? shift : null;
  }

  /** @returns the next working hours that end after a moment; null when there are none */
  nextShift(at: number, days: Days): Window | null {
    for (let day = days.at(at); day !== undefined; day = days.all[day.index + 1]) {
      const shift = this.shiftOn(day);
      if (shift !== null && shift.end > at) return shift;
    }
    return null;
  }

  isAtWork(at: number, days: Days): boolean {
    const shift = this.nextShift(at, days);
    return shift !== null && shift.start <= at;
  }
}

/** Two weeks in summer, the days between the years, and two single weeks. */
function holidays(days: Days, draw: Random): Window[] {
  const taken: Window[] = [];
  const fromWeekOf = (day: Day, weeks: number) =>
    taken.push({
      start: day.start - (day.weekday - 1) * DAY,
      end: day.start + (7 * weeks - day.weekday) * DAY,
    });
  for (const newYear of days.all.filter(({ date }) => date === '01-01')) {
    const pick = (first: number, last: number) =>
      days.all[newYear.index + Math.floor(draw.between(first, last))];
    const summer = pick(172, 228);
    if (summer !== undefined) fromWeekOf(summer, 2);
    for (const [first, last] of [
      [35, 165],
      [250, 340],
    ] as const) {
      const single = pick(first, last);
      if (single !== undefined) fromWeekOf(single, 1);
    }
    if (draw.chance(0.8)) taken.push({ start: newYear.start - 10 * DAY, end: newYear.start + 2 * DAY });
  }
  return taken;
}
