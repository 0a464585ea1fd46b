import type { TeamMeasurement } from './populations/metric.ts';
import { measurement } from './populations/observation.ts';
import {
  type MergedWork,
  mergesOf,
  observedMerge,
  partakers,
  type TeamWork,
} from './populations/teamWork.ts';

export const uses = ['pull-requests'] as const;

/**
 * Share of the pull requests that people had merged into a counted branch of the team's code whose author, or
 * somebody who reviewed them up to the merge, is at home in another team in the quarter of the merge; dated by the
 * merge. A home is where most of somebody's own merges of that quarter went; nobody lists it anywhere. People
 * without a home and deleted accounts make nothing shared.
 */
export function measureTeam(work: TeamWork): TeamMeasurement {
  if (work.homes.teams < 2) {
    return {
      measurement: measurement('proportion', [], {
        notApplicable: 'The organisation has only one team',
      }),
      figures: null,
    };
  }
  const merges = mergesOf(work).all;
  const owned = merges.filter(({ owners }) => owners.length > 0);
  const homesOf = (pull: MergedWork): (string | null)[] =>
    [...partakers(pull).known].map((person) => work.homes.at(person, pull.mergedAt));
  return {
    measurement: measurement(
      'proportion',
      owned.map((pull) => {
        const homes = homesOf(pull);
        const shared = pull.owners.some((owner) => homes.some((home) => home !== null && home !== owner));
        return observedMerge(pull, shared ? 1 : 0, shared ? 'with somebody at home in another team' : null);
      }),
      {
        excluded: [
          ...work.excludedMerges,
          ...merges
            .filter(({ owners }) => owners.length === 0)
            .map(({ item, mergedAt }) => ({ id: item.id, at: mergedAt, text: 'owned by no team' })),
        ],
        remarks: owned
          .filter((pull) => homesOf(pull).includes(null))
          .map(({ item, mergedAt }) => ({
            id: item.id,
            at: mergedAt,
            text: 'with somebody whose home cannot be told',
          })),
      },
    ),
    figures: null,
  };
}
