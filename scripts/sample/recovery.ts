import type { Cause, Issue } from '../../src/facts/schema.ts';
import { DAY, HOUR, MINUTE } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import type { Board } from './board.ts';
import type { Change, Opening } from './change.ts';
import { instant } from './instant.ts';
import type { Person } from './person.ts';
import { branchName, repairTitle } from './titles.ts';
import { closeIssue, openIncident } from './tracker.ts';

/** A delivery, as its repair needs it. */
export interface Recoverable {
  readonly board: Board;
  readonly area: Area;
  /** Only urgent changes are delivered until it is resumed. */
  pause: () => void;
  resume: () => void;
  /** Calls back when a change is live. */
  whenLive: (change: Change, action: () => void) => void;
  /**
   * Makes the state before a delivery live again.
   * @returns false when that is not possible
   */
  rollBack: (delivered: Cause, done: () => void) => boolean;
}

type Remedy = 'rollback' | 'revert' | 'hotfix' | 'roll-forward';

/** A delivered change broke something: it is noticed, the person on call answers, and production is repaired. */
export function recover(delivery: Recoverable, culprit: Change, delivered: Cause): void {
  const { draw, world } = delivery.board.team;
  const { agenda } = world;
  agenda.after(draw.logNormal(35 * MINUTE, 0.9), () => {
    const { team } = delivery.board;
    const person = team.onCall();
    const incident = draw.chance(0.85)
      ? openIncident(team, delivery.area, person, causes(delivery, culprit, delivered))
      : null;
    const remedies: readonly Remedy[] =
      incident === null
        ? ['revert', 'hotfix']
        : ['rollback', 'rollback', 'revert', 'hotfix', 'hotfix', 'roll-forward'];
    const remedy = draw.pick(remedies);
    delivery.pause();
    const reaction = person.isAtWork(agenda.now, world.days) ? 9 * MINUTE : 35 * MINUTE;
    agenda.after(draw.logNormal(reaction, 0.7), () => {
      const rolledBack =
        remedy === 'rollback' &&
        delivery.rollBack(delivered, () => {
          if (incident !== null) closeSoon(delivery, incident);
          repair(delivery, culprit, person, 'revert', null);
        });
      if (!rolledBack) repair(delivery, culprit, person, remedy === 'rollback' ? 'revert' : remedy, incident);
    });
  });
}

/** Most incidents say what caused them: a release by its tag, else a deployment, a pull request or a commit. */
function causes(delivery: Recoverable, culprit: Change, delivered: Cause): Cause[] {
  const { draw } = delivery.board.team;
  const { mergeCommit, number } = culprit.row;
  const known: (Cause | null)[] = [
    delivered,
    { pullRequest: number },
    mergeCommit === null ? null : { commit: mergeCommit },
  ];
  const named = 'tag' in delivered ? [delivered] : known.filter((cause) => cause !== null);
  return draw.chance(0.85) ? [draw.pick(named)] : [];
}

/** Writes the change that repairs production, has it reviewed when someone is there, merges and delivers it. */
function repair(
  delivery: Recoverable,
  culprit: Change,
  person: Person,
  remedy: Exclude<Remedy, 'rollback'>,
  incident: Issue | null,
): void {
  const { team } = delivery.board;
  const { draw } = team;
  const { agenda } = team.world;
  const effort = draw.logNormal(remedy === 'revert' ? 14 * MINUTE : 50 * MINUTE, 0.6);
  person.busyUntil = Math.max(person.busyUntil, agenda.now + effort);
  agenda.after(effort, () => {
    const closes = incident !== null && team.stream('mends').chance(0.6) ? [incident.number] : [];
    const change =
      remedy === 'revert' ? revert(delivery, culprit, person, closes) : fix(delivery, person, remedy, closes);
    const [colleague] = draw.chance(0.75) ? team.present(person) : [];
    change.pickUp();
    const reading = draw.logNormal(8 * MINUTE, 0.5);
    agenda.after(reading, () => {
      if (colleague === undefined) change.goOnUnreviewed();
      else change.review(colleague, 'approved');
      agenda.after(draw.between(1, 6) * MINUTE, () => {
        delivery.whenLive(change, () => {
          delivery.resume();
          if (incident !== null) closeSoon(delivery, incident);
        });
        change.merge(person.actor, []);
        if (remedy === 'revert' && draw.chance(0.12)) bringBack(delivery, culprit, change, person);
      });
    });
  });
}

function revert(delivery: Recoverable, culprit: Change, person: Person, closes: number[]): Change {
  const title = `Revert "${culprit.title}"`;
  const { number } = culprit.row;
  return open(delivery, person, {
    title,
    head: `revert-${number}-${culprit.row.head}`,
    size: culprit.size,
    labels: [],
    reverts: [number],
    closes,
  });
}

function fix(
  delivery: Recoverable,
  person: Person,
  remedy: 'hotfix' | 'roll-forward',
  closes: number[],
): Change {
  const { draw, plan } = delivery.board.team;
  const title = delivery.board.team.title(repairTitle(plan.vocabulary, draw));
  return open(delivery, person, {
    title,
    head: remedy === 'hotfix' ? `hotfix/${branchName(title)}` : branchName(title),
    size: Math.max(1, Math.round(draw.logNormal(14, 0.8))),
    labels: remedy === 'hotfix' ? ['hotfix'] : [],
    reverts: [],
    closes,
  });
}

/** Days later the reverted change returns: the revert of a revert. */
function bringBack(delivery: Recoverable, culprit: Change, undone: Change, person: Person): void {
  const { team } = delivery.board;
  const { agenda, days } = team.world;
  const shift = person.nextShift(agenda.now + team.draw.between(1, 5) * DAY, days);
  if (shift === null) return;
  agenda.at(Math.max(shift.start, agenda.now) + team.draw.between(0.5, 4) * HOUR, () => {
    delivery.board.open(delivery.area, {
      author: person,
      actor: person.actor,
      title: `Revert "${undone.title}"`,
      head: `revert-${undone.row.number}-${undone.row.head}`,
      size: culprit.size,
      commits: [commit(delivery)],
      draft: false,
      labels: [],
      reverts: [undone.row.number],
    });
  });
}

function open(
  delivery: Recoverable,
  person: Person,
  opening: Pick<Opening, 'title' | 'head' | 'size' | 'labels' | 'reverts' | 'closes'>,
): Change {
  return delivery.board.open(delivery.area, {
    author: person,
    actor: person.actor,
    commits: [commit(delivery)],
    draft: false,
    urgent: true,
    ...opening,
  });
}

function commit(delivery: Recoverable) {
  const at = instant(delivery.board.team.world.agenda.now);
  return { sha: delivery.area.ledger.nextSha(), authoredAt: at, committedAt: at };
}

/** Closes an incident once things look well; a few stay open for what is left to do. */
function closeSoon(delivery: Recoverable, incident: Issue): void {
  const { draw, world } = delivery.board.team;
  if (draw.chance(0.03)) return;
  world.agenda.after(draw.between(4, 25) * MINUTE, () => closeIssue(incident, 'completed', world.agenda.now));
}
