import type { TeamMeasurement } from './populations/metric.ts';
import { defineMetric } from './populations/metric.ts';
import { measurement, observationsOf, type Remark } from './populations/observation.ts';
import { DELETED } from './populations/pullColumns.ts';
import { observedMerge, remarkedMerge, type TeamWork } from './populations/teamWork.ts';

export default defineMetric({ uses: ['pull-requests'], measureTeam });

/**
 * Share of the pull requests that people had merged into a counted branch of the team's code whose author, or
 * somebody who reviewed them up to the merge, is at home in another team in the quarter of the merge; dated by the
 * merge. A home is where most of somebody's own merges of that quarter went; nobody lists it anywhere. People
 * without a home and deleted accounts make nothing shared.
 */
function measureTeam(work: TeamWork): TeamMeasurement {
  if (work.homes.teams < 2) {
    return {
      measurement: measurement('proportion', [], {
        notApplicable: 'The organisation has only one team',
      }),
      figures: null,
    };
  }
  const owned: number[] = [];
  const isShared = new Set<number>();
  const excluded: Remark[] = [...work.excludedMerges];
  const remarks: Remark[] = [];
  for (let pull = 0; pull < work.merged; pull += 1) {
    const owners = work.ownersOf(pull);
    if (owners.length === 0) {
      excluded.push(remarkedMerge(work, pull, 'owned by no team'));
      continue;
    }
    const homes = work.homes.at(work.mergedAt[pull] ?? Number.NaN);
    let shared = false;
    let homeless = false;
    const end = work.partakersFrom[pull + 1] ?? 0;
    for (let place = work.partakersFrom[pull] ?? 0; place < end; place += 1) {
      const person = work.partaker[place] ?? DELETED;
      const home = homes[person];
      if (home !== undefined) shared ||= owners.some((owner) => owner !== home);
      else if (person !== DELETED) homeless = true;
    }
    owned.push(pull);
    if (shared) isShared.add(pull);
    if (homeless) remarks.push(remarkedMerge(work, pull, 'with somebody whose home cannot be told'));
  }
  const observations = observationsOf(owned, (pull) =>
    isShared.has(pull)
      ? observedMerge(work, pull, 1, 'with somebody at home in another team')
      : observedMerge(work, pull, 0, null),
  );
  return {
    measurement: { ...measurement('proportion', [], { excluded, remarks }), observations },
    figures: null,
  };
}
