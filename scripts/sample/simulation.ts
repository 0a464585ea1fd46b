import { collectionNames, coverageOf } from '../../src/facts/collection.ts';
import { identity } from '../../src/facts/identity.ts';
import type { Provenance } from '../../src/facts/manifest.ts';
import { quartersBetween } from '../../src/facts/quarter.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { Agenda } from './agenda.ts';
import type { Area } from './area.ts';
import { live } from './attention.ts';
import { Backlog } from './backlog.ts';
import { Board } from './board.ts';
import { Days } from './days.ts';
import { instant } from './instant.ts';
import { planIterations } from './iterations.ts';
import { Ledger } from './ledger.ts';
import { Pipeline } from './pipeline.ts';
import { Releases } from './releaseTrain.ts';
import { tryThings } from './spikes.ts';
import { AREAS, type AreaPlan, REPOSITORIES, START, TEAMS } from './story.ts';
import { Team } from './team.ts';
import { planMilestones, reportBugs, requestFeatures, sufferOutages } from './tracker.ts';
import { proposeUpdates } from './updates.ts';
import type { World } from './world.ts';

/** The time zone that the sample's people live in; `org.yaml` says the same. */
export const TIME_ZONE = 'Europe/Amsterdam';

/** Not a secret: the people of the sample are invented. */
const KEY = 'plumbline: public pseudonym key, version 1';

/**
 * Simulates how the sample organisation's teams work.
 * @param seed the same seed gives the same facts
 * @param until milliseconds since the epoch; facts are complete up to here
 */
export function simulate(seed: string, until: number): Pick<Snapshot, 'repository' | 'facts'>[] {
  const start = Date.parse(START);
  // People plan some months ahead of the end: those who are away then still have a next working day.
  const days = new Days(TIME_ZONE, start, until + 60 * DAY);
  const world: World = { agenda: new Agenda(start), days, identity: identity(KEY, []), teams: [] };
  const ledgers = new Map(REPOSITORIES.map((plan) => [plan.name, new Ledger(plan)]));
  const quarters = quartersBetween(start, until, { timeZone: TIME_ZONE, fiscalYearStart: 1 });

  for (const plan of TEAMS) {
    const team = new Team(plan, world, `${seed} ${plan.id}`);
    world.teams.push(team);
    const board = new Board(team);
    for (const areaPlan of AREAS.filter((area) => area.team === plan.id)) {
      const ledger = ledgers.get(areaPlan.repository);
      if (ledger === undefined) throw new RangeError(`no plan for the repository ${areaPlan.repository}`);
      workIn(board, ledger, areaPlan);
      if (ledger.branch.length > 0) continue;
      ledger.push('Begin the repository', team.onCall().actor, Date.parse(ledger.plan.createdAt));
      if (ledger.plan.milestones) planMilestones(ledger, quarters, team);
    }
    for (const person of team.people) live(person, board);
    reportBugs(team);
    requestFeatures(team);
    tryThings(team);
    sufferOutages(team);
    proposeUpdates(board);
  }
  world.agenda.run(until);
  return [...ledgers.values()].map(({ repository, facts }) => ({ repository, facts }));
}

/** @returns what the manifest of a simulated snapshot says: everything was read */
export function provenance(facts: Snapshot['facts'], until: number): Provenance {
  const { keyFingerprint, botsFingerprint } = identity(KEY, []);
  return {
    source: 'sample',
    readThrough: instant(until),
    wholeAt: instant(until),
    keyFingerprint,
    botsFingerprint,
    coverage: Object.fromEntries(
      collectionNames
        .filter((name) => name !== 'incidents' && name !== 'measurements')
        .map((name) => [name, coverageOf(name, { read: facts[name].length, expected: facts[name].length })]),
    ),
    unreadable: [],
  };
}

function workIn(board: Board, ledger: Ledger, plan: AreaPlan): void {
  const area: Area = {
    ledger,
    share: plan.share,
    labels: plan.labels ?? [],
    maintenanceBranch: plan.maintenanceBranch ?? null,
    backlog: new Backlog(),
  };
  board.team.areas.push(area);
  if (plan.iterations !== undefined) planIterations(board.team, area, plan.iterations);
  const delivery =
    'pipeline' in plan.delivery
      ? new Pipeline(board, area, plan.delivery.pipeline)
      : new Releases(board, area, plan.delivery.releasesAfter);
  delivery.start();
}
