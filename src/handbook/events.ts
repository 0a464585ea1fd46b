import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { didYouMean } from '../facts/didYouMean.ts';
import { periodName } from '../facts/periodWords.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { type Calendar, type Window, windowOfDays } from '../facts/quarter.ts';
import { idSchema } from './id.ts';
import { nameSchema } from './name.ts';
import type { Organisation } from './organisation.ts';
import { readText } from './plainText.ts';
import { parseYaml } from './yaml.ts';

/** The file of an organisation folder that lists what happened to it. */
export const EVENTS_FILE = 'events.yaml';

const date = z.iso.date('a date as YYYY-MM-DD');

const eventSchema = z.strictObject({
  name: nameSchema.max(60, 'at most 60 characters').describe('What happened, in a few words.'),
  from: date.describe('The day on which it happened, or the first day of a period.'),
  until: date.optional().describe('The last day of a period; left out for a single day.'),
  teams: z
    .array(idSchema)
    .min(1, 'at least one team')
    .optional()
    .describe('Ids of the teams that it concerned; left out for all.'),
  link: z
    .url({ protocol: /^https$/, error: 'an https address' })
    .optional()
    .describe('An address with more about it.'),
});

/** `events.yaml`: what happened to an organisation, to be marked on charts. */
export const eventsSchema = z.array(eventSchema, 'a list of events');

export type OrganisationEvent = z.infer<typeof eventSchema>;

/**
 * Reads and checks `events.yaml` in an organisation folder.
 * @returns the events by their first day; none when there is no such file
 * @throws Problem (exit 2) with every problem
 */
export async function loadEvents(
  organisationFolder: string,
  { teams }: Pick<Organisation, 'teams'>,
): Promise<OrganisationEvent[]> {
  const file = join(organisationFolder, EVENTS_FILE);
  if (!existsSync(file)) return [];
  const text = await readText(file, { expected: 'a list of events', remedy: 'Check its permissions.' });
  const { value, placeOf } = parseYaml(file, text, eventsSchema);
  const problems = new ProblemCollector();
  const ids = teams.map(({ id }) => id);
  value.forEach((event, index) => {
    if (event.until !== undefined && event.until < event.from)
      problems.add(
        new Problem({
          place: placeOf([index, 'until']),
          found: `\`until: ${event.until}\`, a day before \`from: ${event.from}\``,
          expected: 'the last day of the period, on or after its first',
          remedy: 'Swap the two days, or leave `until` out for a single day.',
          exitCode: 2,
        }),
      );
    event.teams?.forEach((team, at) => {
      if (ids.includes(team)) return;
      problems.add(
        new Problem({
          place: placeOf([index, 'teams', at]),
          found: `the team id \`${team}\``,
          expected: 'the id of a team in `org.yaml`',
          remedy: `Correct the id, or leave \`teams\` out when it concerned all.${didYouMean(team, ids)}`,
          exitCode: 2,
        }),
      );
    });
  });
  problems.throwIfAny();
  return value.toSorted((a, b) => a.from.localeCompare(b.from) || a.name.localeCompare(b.name, 'en'));
}

type Zone = Pick<Calendar, 'timeZone'>;

/** The span of an event's days. */
export function windowOf({ from, until = from }: OrganisationEvent, zone: Zone): Window {
  return windowOfDays(from, until, zone);
}

/**
 * @param team id of a team; null for the whole organisation, which every event concerns
 * @param windows spans of time, of which an event touches at least one
 */
export function eventsOf(
  events: readonly OrganisationEvent[],
  teams: readonly string[] | null,
  windows: readonly Window[],
  zone: Zone,
): OrganisationEvent[] {
  return events.filter((event) => {
    const { start, end } = windowOf(event, zone);
    return (
      (teams === null || event.teams === undefined || event.teams.some((id) => teams.includes(id))) &&
      windows.some((window) => start < window.end && window.start < end)
    );
  });
}

/** @returns a warning for each event that no quarter with a scorecard shows; none without scorecards */
export function eventsOutside(
  events: readonly OrganisationEvent[],
  quarters: readonly (Window & { id: string })[],
  zone: Zone,
): Problem[] {
  const [first] = quarters.toSorted((a, b) => a.start - b.start);
  const last = quarters.toSorted((a, b) => a.start - b.start).at(-1);
  if (first === undefined || last === undefined) return [];
  const shown = eventsOf(events, null, quarters, zone);
  return events
    .filter((event) => !shown.includes(event))
    .map(
      ({ name, from }) =>
        new Problem({
          place: EVENTS_FILE,
          found: `the event “${name}” of ${from}, outside every ${periodName(last.id)} that has a scorecard`,
          expected: `a day in ${first.id} to ${last.id}`,
          remedy: 'Correct its days, or remove it: no chart shows it.',
          exitCode: 2,
        }),
    );
}
