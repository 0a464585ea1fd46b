import { numberAt } from '../facts/numberAt.ts';
import { defineMetric, notApplicableToTeam, type TeamMeasurement } from './populations/metric.ts';
import { remarkedMerge, type TeamRemark, type TeamWork } from './populations/teamWork.ts';

export default defineMetric({ uses: ['pull-requests'], measureTeam });

/**
 * Share of the pull requests that people had merged into a counted branch of the team's code whose author, or
 * somebody who reviewed them up to the merge, is at home in another team in the quarter of the merge; dated by the
 * merge. A home is where most of somebody's own merges of that quarter went; nobody lists it anywhere. People
 * without a home and deleted accounts make nothing shared: whether it is, is unknown unless others make it so.
 */
function measureTeam(work: TeamWork): TeamMeasurement {
  if (work.homes.teams < 2) {
    return notApplicableToTeam('The organisation has only one team');
  }
  const owned: number[] = [];
  const isShared = new Set<number>();
  const excluded: TeamRemark[] = [...work.excludedMerges];
  const unknown: TeamRemark[] = [];
  for (let pull = 0; pull < work.merged; pull += 1) {
    const owners = work.ownersOf(pull);
    if (owners.length === 0) {
      excluded.push(remarkedMerge(work, pull, 'owned by no team'));
      continue;
    }
    const homes = work.homes.at(numberAt(work.mergedAt, pull));
    let shared = false;
    let homeless = false;
    const end = numberAt(work.participantsFrom, pull + 1);
    for (let place = numberAt(work.participantsFrom, pull); place < end; place += 1) {
      const home = homes[numberAt(work.participant, place)];
      if (home === undefined) homeless = true;
      else shared ||= owners.some((owner) => owner !== home);
    }
    owned.push(pull);
    if (shared) isShared.add(pull);
    else if (homeless) unknown.push(remarkedMerge(work, pull, 'with somebody whose home cannot be told'));
  }
  return {
    notApplicable: null,
    observations: {
      pull: Uint32Array.from(owned),
      at: Float64Array.from(owned, (pull) => numberAt(work.mergedAt, pull)),
      until: null,
      value: Float64Array.from(owned, (pull) => (isShared.has(pull) ? 1 : 0)),
      note: owned.map((pull) => (isShared.has(pull) ? 'with somebody at home in another team' : null)),
    },
    excluded,
    unknown,
    remarks: [],
    figures: null,
  };
}
