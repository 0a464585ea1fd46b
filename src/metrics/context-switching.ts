import type { TeamMeasurement } from './populations/metric.ts';
import { measurement } from './populations/observation.ts';
import { byWeek, type Presence } from './populations/personWeeks.ts';
import type { Person, TeamWork } from './populations/teamWork.ts';

export const uses = ['pull-requests'] as const;

/** More projects at once than this call for intervention (CTO Executive Insights, Tech Lead Metrics That Matter). */
const OVERLOAD_ABOVE = 3;

/**
 * The most repositories in which a person had pull requests of their own open at one moment of a week, averaged over
 * the team's person-weeks with any open, drafts included. A pull request is open from its opening to its merge or
 * close; a week that the window cuts counts by its days inside. Deleted accounts cannot be told apart and are left
 * out, as is automation. Beside it the share of person-weeks above three repositories.
 */
export function measureTeam(work: TeamWork): TeamMeasurement {
  if (work.repositories.size < 2) {
    return {
      measurement: measurement('level', [], {
        notApplicable: 'Within a single repository there is nothing to switch between',
      }),
      figures: null,
    };
  }
  const known = work.pulls.filter(({ author }) => author !== null);
  const presences = known.flatMap(({ author, repository, openedAt, endedAt }): Presence[] =>
    // Merged in the moment of its opening, it was open all the same.
    author === null
      ? []
      : [
          {
            person: author,
            repository,
            from: openedAt,
            to: endedAt === null ? Number.POSITIVE_INFINITY : Math.max(endedAt, openedAt + 1),
          },
        ],
  );
  const busiest = byWeek(work.weeks, presences, mostAtOnce);
  return {
    measurement: measurement(
      'level',
      known.map(({ item, openedAt, endedAt }) => ({
        at: openedAt,
        until: endedAt,
        value: 1,
        item,
        note: null,
      })),
      {
        excluded: [
          ...work.openedByBots,
          ...work.pulls
            .filter(({ author }) => author === null)
            .map(({ item, openedAt }) => ({
              id: item.id,
              at: openedAt,
              text: 'opened by a deleted account',
            })),
        ],
      },
    ),
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
          const atOnce = [...value.values()];
          for (const person of value.keys()) people.add(person);
          n += atOnce.length;
          weeks += share * atOnce.length;
          // Whole numbers first: their sum does not hang on the order of people.
          sum += share * atOnce.reduce((total, repositories) => total + repositories, 0);
          overloaded += share * atOnce.filter((repositories) => repositories > OVERLOAD_ABOVE).length;
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

/** @returns by person, in how many repositories they were present at their busiest moment */
export function mostAtOnce(presences: readonly Presence[]): ReadonlyMap<Person, number> {
  const most = new Map<Person, number>();
  for (const [person, own] of Map.groupBy(presences, (presence) => presence.person)) {
    most.set(person, busiestMoment(own));
  }
  return most;
}

/** The number of repositories rises only where a presence begins. What began before a week lasts into it. */
function busiestMoment(own: readonly Presence[]): number {
  let most = 0;
  for (const moment of new Set(own.map(({ from }) => from))) {
    const present = own.filter(({ from, to }) => from <= moment && to > moment);
    most = Math.max(most, new Set(present.map(({ repository }) => repository)).size);
  }
  return most;
}
