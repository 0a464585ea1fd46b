import { inPeriods, periodName } from '../facts/periodWords.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { clockWords } from './clockWords.ts';
import { baselineOf, type Library } from './library.ts';
import { privateLeftOutSentence } from './visibility.ts';
import { baselineWords, day, listed, span } from './words.ts';

/** A fact about a scorecard: `Active people`, `9`. */
export interface ImprintEntry {
  term: string;
  text: string;
}

/** What a scorecard covers: its time, its people, what it is compared with and what it leaves out. */
export function imprintOf(library: Library, scorecard: Scorecard): ImprintEntry[] {
  const { quarter, timeZone, activePeople, asOf } = scorecard;
  const leftOut = privateLeftOutSentence(scorecard.privateLeftOut);
  const without = withoutWords(library, scorecard);
  const clock = clockWords(scorecard.clock);
  return [
    {
      term: inPeriods('Quarter', periodName(quarter.id)),
      text: `${span(quarter, timeZone)}${quarter.closed ? '' : `, in progress: as of ${day(asOf, timeZone)}`}`,
    },
    ...(scorecard.scope.teams === undefined
      ? []
      : [{ term: 'Teams', text: listed(namesOf(library, scorecard, scorecard.scope.teams)) }]),
    { term: 'Active people', text: String(activePeople) },
    { term: 'Baseline', text: baselineText(scorecard) },
    ...(clock === null ? [] : [{ term: 'Clock', text: clock }]),
    ...(scorecard.unreadable.length === 0
      ? []
      : [
          {
            term: 'Not read',
            text: `${unreadableWords(scorecard.unreadable)}: what depends on it is partial`,
          },
        ]),
    ...(leftOut === null ? [] : [{ term: 'Left out', text: leftOut }]),
    ...(without === null ? [] : [{ term: 'Without', text: without }]),
  ];
}

/** What a scorecard's numbers lack: what could not be read, and what is left out to protect people or private work. */
export function leftOutSentences(library: Library, scorecard: Scorecard): string[] {
  const leftOut = privateLeftOutSentence(scorecard.privateLeftOut);
  const without = withoutWords(library, scorecard);
  return [
    ...(scorecard.unreadable.length === 0 ? [] : [`Not read: ${unreadableWords(scorecard.unreadable)}.`]),
    ...(leftOut === null ? [] : [leftOut]),
    ...(without === null ? [] : [`Without ${without}.`]),
  ];
}

/** What an organisation's scorecard leaves out, and why; null for nothing. */
function withoutWords(library: Library, scorecard: Scorecard): string | null {
  const without = withoutOf(library, scorecard);
  return without.length === 0
    ? null
    : `${listed(without)}, but for what other teams own as well: of fewer than four authors in this or an earlier ${periodName(scorecard.quarter.id)}, and a total would give it away`;
}

/** `acme/shop (no snapshot)`; a repository that may be private has no name. */
export function unreadableWords(unreadable: Scorecard['unreadable']): string {
  return listed(unreadable.map(({ repository, why }) => `${repository ?? 'a repository'} (${why})`));
}

function baselineText(scorecard: Scorecard): string {
  const baseline = baselineOf(scorecard);
  const chosen = scorecard.baselineFrom === 'org.yaml' ? ', chosen by the team' : '';
  const part = !scorecard.quarter.closed && baseline.length > 0 ? ', the same number of days of each' : '';
  return `${baselineWords(baseline, scorecard.baselineFrom)}${chosen}${part}`;
}

function namesOf(
  library: Library,
  { quarter }: Pick<Scorecard, 'quarter'>,
  ids: readonly string[],
): string[] {
  const teams = library.quarters.find(({ id }) => id === quarter.id)?.teams ?? [];
  return ids.map((id) => teams.find(({ scope }) => scope.id === id)?.scope.name ?? id);
}

/** The names of what an organisation's scorecard leaves out. */
function withoutOf(library: Library, { quarter, leftOutTeams, unownedLeftOut }: Scorecard): string[] {
  return [...namesOf(library, { quarter }, leftOutTeams), ...(unownedLeftOut ? ['what no team owns'] : [])];
}
