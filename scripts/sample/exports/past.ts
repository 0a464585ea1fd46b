import { Temporal } from 'temporal-polyfill';
import type { Snapshot } from '../../../src/facts/store.ts';
import { DAY, WEEK } from '../../../src/facts/time.ts';
import { type Random, random } from '../random.ts';
import { AREAS, START, TEAMS } from '../story.ts';

/** What has happened in the repositories, as far as other tools would show it, and when. */
export interface Past {
  timeZone: string;
  /** Milliseconds since the epoch; exports are made at `until`. */
  from: number;
  until: number;
  /** The day of the exports, as their names say it. */
  day: string;
  /** Mondays. */
  weeks: readonly number[];
  /** Whole months, by their first day: `2026-07`. */
  months: readonly Month[];
  /** Days, by local midnight. */
  days: readonly number[];
  /** @returns how many incidents a team had in a span of time */
  incidents: (team: string, from: number, to: number) => number;
  /** @returns how many features the organisation finished in a span of time */
  features: (from: number, to: number) => number;
  /** @returns how many people of a team are there at a moment */
  people: (team: string, at: number) => number;
  /** @returns random draws for one topic, whose use does not change those of other topics */
  stream: (topic: string) => Random;
}

export interface Month {
  name: string;
  start: number;
  end: number;
}

type Facts = readonly Pick<Snapshot, 'repository' | 'facts'>[];

export function pastOf(seed: string, until: number, timeZone: string, snapshots: Facts): Past {
  const from = Date.parse(START);
  const broken = incidentsByTeam(snapshots);
  const shipped = snapshots.flatMap(({ facts }) =>
    facts.issues
      .filter(({ labels }) => labels.some((label) => label === 'feature' || label === 'enhancement'))
      .flatMap(({ closedAt }) => (closedAt === null ? [] : [Date.parse(closedAt)])),
  );
  const within = (moments: readonly number[], start: number, end: number): number =>
    moments.filter((moment) => moment >= start && moment < end).length;
  return {
    timeZone,
    from,
    until,
    day: Temporal.Instant.fromEpochMilliseconds(until).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
    weeks: Array.from({ length: Math.floor((until - from) / WEEK) }, (_, index) => from + index * WEEK),
    months: monthsBetween(from, until, timeZone),
    days: daysBetween(from, until, timeZone),
    incidents: (team, start, end) => within(broken.get(team) ?? [], start, end),
    features: (start, end) => within(shipped, start, end),
    people: peopleOf,
    stream: (topic) => random(`${seed} exports ${topic}`),
  };
}

function incidentsByTeam(snapshots: Facts): Map<string, number[]> {
  const byTeam = new Map<string, number[]>();
  for (const { repository, facts } of snapshots) {
    const areas = AREAS.filter((area) => repository.name.endsWith(`/${area.repository}`));
    for (const { labels, createdAt } of facts.issues) {
      if (!labels.includes('incident')) continue;
      const own = areas.find((area) => area.labels?.some((label) => labels.includes(label)) ?? true);
      if (own === undefined) continue;
      byTeam.set(own.team, [...(byTeam.get(own.team) ?? []), Date.parse(createdAt)]);
    }
  }
  return byTeam;
}

function peopleOf(team: string, at: number): number {
  const plan = TEAMS.find(({ id }) => id === team);
  return (plan?.people ?? []).filter(
    ({ from, until, away = [] }) =>
      (from === undefined || Date.parse(from) <= at) &&
      (until === undefined || at < Date.parse(until)) &&
      !away.some(([start, end]) => Date.parse(start) <= at && at < Date.parse(end)),
  ).length;
}

function monthsBetween(from: number, until: number, timeZone: string): Month[] {
  const months: Month[] = [];
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  for (let month = first.toPlainYearMonth(); ; month = month.add({ months: 1 })) {
    const startOf = (each: Temporal.PlainYearMonth): number =>
      each.toPlainDate({ day: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds;
    const [start, end] = [startOf(month), startOf(month.add({ months: 1 }))];
    if (end > until) return months;
    months.push({ name: month.toString(), start, end });
  }
}

function daysBetween(from: number, until: number, timeZone: string): number[] {
  const days: number[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).startOfDay();
  while (day.epochMilliseconds + DAY <= until + DAY / 12) {
    days.push(day.epochMilliseconds);
    day = day.add({ days: 1 });
  }
  return days;
}
