import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import { defineMetric, notApplicableToTeam, type TeamMeasurement } from './populations/metric.ts';
import { byWeek } from './populations/personWeeks.ts';
import { DELETED, type Person, type TeamRemark, type TeamWork } from './populations/teamWork.ts';

export default defineMetric({ uses: ['pull-requests'], measureTeam });

/** More projects at once than this call for intervention (CTO Executive Insights, Tech Lead Metrics That Matter). */
const OVERLOAD_ABOVE = 3;

/**
 * The most repositories in which a person had pull requests of their own open at one moment of a week, averaged over
 * the team's person-weeks with any open, drafts included. A pull request is open from its opening to its merge or
 * close; a week that the window cuts counts by its days inside. Deleted accounts cannot be told apart and are left
 * out, as is automation. Beside it the share of person-weeks above three repositories.
 */
function measureTeam(work: TeamWork): TeamMeasurement {
  if (work.repositories.length < 2) {
    return notApplicableToTeam('Within a single repository there is nothing to switch between');
  }
  const known: number[] = [];
  const excluded: TeamRemark[] = [...work.openedByBots];
  for (const [pull, author] of work.author.entries()) {
    if (author !== DELETED) known.push(pull);
    else excluded.push({ at: numberAt(work.openedAt, pull), text: 'opened by a deleted account' });
  }
  const busiest = byWeek(work, (pulls, part) => mostAtOnce(work, pulls, part));
  return {
    notApplicable: null,
    observations: {
      pull: Uint32Array.from(known),
      at: Float64Array.from(known, (pull) => numberAt(work.openedAt, pull)),
      until: Float64Array.from(known, (pull) => numberAt(work.endedAt, pull)),
      value: new Float64Array(known.length).fill(1),
      note: null,
    },
    excluded,
    unknown: [],
    remarks: [],
    figures: {
      spans: true,
      madeOfWeeks: true,
      of: (windows) => {
        const people = new Set<Person>();
        let n = 0;
        let weeks = 0;
        let sum = 0;
        let overloaded = 0;
        for (const { share, value } of busiest(windows)) {
          // Whole numbers first: their sum does not hang on the order of people.
          let total = 0;
          let above = 0;
          for (const [person, repositories] of value) {
            people.add(person);
            total += repositories;
            if (repositories > OVERLOAD_ABOVE) above += 1;
          }
          n += value.size;
          weeks += share * value.size;
          sum += share * total;
          overloaded += share * above;
        }
        return {
          sample: { kind: 'ratio', numerator: sum, denominator: weeks, n },
          people: people.size,
          notes:
            weeks === 0
              ? []
              : [`${((overloaded / weeks) * 100).toFixed(1)} % of person-weeks above three repositories`],
        };
      },
    },
  };
}

/** @returns for each author of some pull requests, in how many repositories at once they had any open in a window */
export function mostAtOnce(
  work: Pick<TeamWork, 'author' | 'repository' | 'openedAt' | 'endedAt'>,
  pulls: Iterable<number>,
  { start, end }: Window,
): ReadonlyMap<Person, number> {
  const open = new Map<Person, Span[]>();
  for (const pull of pulls) {
    const person = numberAt(work.author, pull);
    const from = numberAt(work.openedAt, pull);
    const ended = numberAt(work.endedAt, pull);
    // Merged in the moment of its opening, it was open all the same.
    const to = Number.isNaN(ended) ? Number.POSITIVE_INFINITY : Math.max(ended, from + 1);
    if (person === DELETED || from >= end || to <= start) continue;
    const span = { repository: numberAt(work.repository, pull), from, to };
    const own = open.get(person);
    if (own === undefined) open.set(person, [span]);
    else own.push(span);
  }
  const most = new Map<Person, number>();
  for (const [person, own] of open) most.set(person, busiestMoment(own));
  return most;
}

/** From when to when a pull request was open. */
interface Span {
  repository: number;
  from: number;
  to: number;
}

/** The number of repositories rises only where a span begins. What began before a week lasts into it. */
function busiestMoment(own: readonly Span[]): number {
  let most = 0;
  for (const { from: moment } of own) {
    const repositories: number[] = [];
    for (const { repository, from, to } of own)
      if (from <= moment && to > moment && !repositories.includes(repository)) repositories.push(repository);
    most = Math.max(most, repositories.length);
  }
  return most;
}
