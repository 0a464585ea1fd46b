import type { TeamMeasurement } from './populations/metric.ts';
import { measurement } from './populations/observation.ts';
import { byWeek, type Presence } from './populations/personWeeks.ts';
import {
  mergesOf,
  observedMerge,
  type Person,
  type PullRequestWork,
  type TeamWork,
} from './populations/teamWork.ts';

export const uses = ['pull-requests'] as const;

/**
 * Merged pull requests per developer-week: those that people had merged into a counted branch, over the active
 * developers of each week, added up. A person is active in a week in which a pull request of theirs was open or
 * merged, or in which they reviewed somebody's; a week that the window cuts counts by its days inside. Deleted
 * accounts cannot be told apart, so they stand on neither side; nor does what automation opened.
 */
export function measureTeam(work: TeamWork): TeamMeasurement {
  const merges = mergesOf({ pulls: work.pulls.filter(({ author }) => author !== null) });
  const active = byWeek(work.weeks, presences(work.pulls), people);
  return {
    measurement: measurement(
      'rate',
      merges.all.map((pull) => observedMerge(pull, 1, null)),
      {
        excluded: [
          ...work.excludedMerges,
          ...mergesOf(work)
            .all.filter(({ author }) => author === null)
            .map(({ item, mergedAt }) => ({
              id: item.id,
              at: mergedAt,
              text: 'written by a deleted account',
            })),
        ],
      },
    ),
    figures: {
      spans: false,
      madeOfWeeks: true,
      of: (windows) => {
        const parts = active(windows);
        return {
          sample: {
            kind: 'rate',
            events: windows.reduce((sum, window) => sum + merges.in(window).length, 0),
            exposure: parts.reduce((sum, { share, value }) => sum + share * value.size, 0),
          },
          people: new Set(parts.flatMap(({ value }) => [...value])).size,
          notes: [],
        };
      },
    },
  };
}

function people(present: readonly Presence[]): Set<Person> {
  return new Set(present.map(({ person }) => person));
}

function* presences(pulls: readonly PullRequestWork[]): Generator<Presence> {
  for (const { author, repository, openedAt, endedAt, reviews } of pulls) {
    if (author !== null) {
      // The moment of the merge itself belongs to the author's work.
      const to = endedAt === null ? Number.POSITIVE_INFINITY : Math.max(endedAt, openedAt) + 1;
      yield { person: author, repository, from: openedAt, to };
    }
    for (const { by, at } of reviews) {
      if (by !== null) yield { person: by, repository, from: at, to: at + 1 };
    }
  }
}
