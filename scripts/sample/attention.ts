import type { Issue } from '../../src/facts/schema.ts';
import { DAY, HOUR, MINUTE } from '../../src/facts/time.ts';
import type { Backlog } from './backlog.ts';
import type { Board } from './board.ts';
import type { Change, Opening } from './change.ts';
import type { Person } from './person.ts';
import type { Team } from './team.ts';
import { branchName } from './titles.ts';
import { closeIssue } from './tracker.ts';
import { WorkItem } from './workItem.ts';

/** A person at work, with the piece of work that they code. */
interface Desk {
  person: Person;
  board: Board;
  work: WorkItem | null;
}

/** Something a person does without a break, and its result. */
interface Session {
  length: number;
  finish: () => void;
}

/** Has a person work from now on: one session after the other, in working hours. */
export function live(person: Person, board: Board): void {
  const { draw, world } = board.team;
  const { agenda, days } = world;
  const desk: Desk = { person, board, work: null };
  const resume = () => {
    const shift = person.nextShift(Math.max(agenda.now, person.busyUntil), days);
    if (shift === null) return;
    const start = Math.max(agenda.now, person.busyUntil, shift.start);
    if (start > agenda.now) {
      agenda.at(start + draw.between(0, 12) * MINUTE, resume);
    } else if (shift.end - agenda.now < 10 * MINUTE) {
      agenda.at(shift.end, resume);
    } else {
      const session = next(desk, shift.end - agenda.now);
      agenda.after(session.length, () => {
        session.finish();
        resume();
      });
    }
  };
  resume();
}

/** Chooses what a person does next: perhaps a review, then what is nearly done, then new work. */
function next(desk: Desk, left: number): Session {
  const { team } = desk.board;
  return (
    review(desk, left, false) ??
    merge(desk) ??
    leave(team, left) ??
    rework(desk, left) ??
    code(desk, left) ??
    review(desk, left, true) ??
    elsewhere(team, left)
  );
}

/** @param idle there is nothing else to do: any change that waits may be reviewed */
function review({ person, board }: Desk, left: number, idle: boolean): Session | null {
  const { team } = board;
  const { draw } = team;
  const { now } = team.world.agenda;
  const duty = team.isOnDuty(person);
  const attention = team.habit('attention');
  const waiting = board.queue().find(({ change, since }) => {
    if (change.author === person) return false;
    const overdue = now - since > 2 * DAY;
    if (change.reviewer !== null && change.reviewer !== person) return overdue;
    return idle || duty || overdue || change.asked.includes(person);
  });
  if (waiting === undefined) return null;
  const { change } = waiting;
  const willing = duty ? 0.9 : change.reviewer === person ? Math.min(1, 3 * attention) : attention;
  if (!idle && !draw.chance(willing)) return null;
  const length = draw.logNormal((6 + change.size ** 0.5) * MINUTE, 0.4);
  if (length > left) return null;
  change.pickUp();
  return { length, finish: () => give(person, team, change) };
}

/** Gives the review; the larger the change, the more likely are requests for changes. */
function give(person: Person, team: Team, change: Change): void {
  const { draw } = team;
  if (change.phase !== 'review') return;
  const objection =
    Math.min(0.65, Math.max(0.06, 0.16 + 0.11 * Math.log(change.size / 50))) / (1 + change.rounds);
  if (change.author !== null && draw.chance(objection)) {
    change.review(person, draw.chance(0.6) ? 'changes-requested' : 'commented');
    if (draw.chance(0.06)) change.markDraft();
    if (draw.chance(0.012)) change.asideUntil = team.world.agenda.now + draw.between(95, 190) * DAY;
  } else {
    change.review(person, 'approved');
    inviteGuest(team, change);
    if (change.author === null) change.merge(person.actor, []);
  }
}

/** One of the two in the neighbouring team who know this code looks at it, too, before it is merged. */
function inviteGuest(team: Team, change: Change): void {
  const draw = team.stream('guests');
  if (!draw.chance(team.habit('guests'))) return;
  const { agenda, days, teams } = team.world;
  const neighbour = teams[(teams.indexOf(team) + 1) % teams.length];
  const knowing = neighbour?.people.slice(0, 2).filter((person) => person.isAtWork(agenda.now, days)) ?? [];
  if (knowing.length === 0) return;
  const guest = draw.pick(knowing);
  agenda.after(draw.between(1, 6) * MINUTE, () => {
    if (change.phase === 'approved') change.remark(guest.actor, 'commented');
  });
}

function merge({ person, board }: Desk): Session | null {
  const { team } = board;
  const { draw } = team;
  const change = board.ownOf(person).find(({ phase, urgent }) => phase === 'approved' && !urgent);
  if (change === undefined) return null;
  return {
    length: draw.between(2, 9) * MINUTE,
    finish: () => {
      if (change.phase !== 'approved') return;
      if (change.reviewed && draw.chance(0.02)) {
        change.push();
        return;
      }
      if (draw.chance(0.012)) change.remark(person.actor, 'approved');
      const paired = draw.chance(0.04) || team.stream('pairs').chance(team.habit('pairing'));
      const pair = paired ? team.present(person).slice(0, 1) : [];
      change.merge(
        person.actor,
        pair.map(({ actor }) => actor),
      );
      if (draw.chance(change.reviewed ? 0.015 : 0.12)) lookLater(person, team, change);
    },
  };
}

/** A colleague reads it after the merge. */
function lookLater(author: Person, team: Team, change: Change): void {
  const { draw, world } = team;
  world.agenda.after(draw.logNormal(6 * HOUR, 0.8), () => {
    const [colleague] = team.present(author);
    if (colleague !== undefined) change.remark(colleague.actor, draw.chance(0.6) ? 'commented' : 'approved');
  });
}

function leave(team: Team, left: number): Session | null {
  return team.draw.chance(team.habit('elsewhere')) ? elsewhere(team, left) : null;
}

function elsewhere(team: Team, left: number): Session {
  return { length: Math.min(left, team.draw.between(30, 100) * MINUTE), finish: () => {} };
}

function rework({ person, board, work }: Desk, left: number): Session | null {
  const { draw, world } = board.team;
  const change = board
    .ownOf(person)
    .find(
      (own) =>
        world.agenda.now >= own.asideUntil &&
        (own.phase === 'rework' || (own.phase === 'draft' && own !== work?.change)),
    );
  if (change === undefined) return null;
  if (draw.chance(0.03)) return { length: 5 * MINUTE, finish: () => change.close() };
  const length = draw.logNormal((10 + 2.2 * change.size ** 0.5) * MINUTE, 0.5);
  return {
    length: Math.min(length, left),
    finish: () => {
      const drafted = change.phase === 'draft';
      change.push();
      if (drafted) change.markReady();
    },
  };
}

function code(desk: Desk, left: number): Session | null {
  const { person, board } = desk;
  const { team } = board;
  const { draw } = team;
  if (desk.work === null && board.ownOf(person).length >= team.plan.workLimit) return null;
  const work = desk.work ?? new WorkItem(team);
  desk.work = work;
  const length = Math.min(draw.between(45, 120) * MINUTE, work.effort - work.spent, left);
  return {
    length,
    finish: () => {
      work.spent += length;
      const done = work.spent >= work.effort;
      const begun = work.spent >= work.preparation;
      if (done || (begun && work.commits.length === 0)) work.commit();
      if (done) complete(desk, work);
      else if (begun && work.change === null && work.draftAfter !== null && work.spent > work.draftAfter) {
        work.change = open(desk, work, true);
      }
    },
  };
}

/** The work is coded: its pull request is opened or marked as ready, and sometimes taken back at once. */
function complete(desk: Desk, work: WorkItem): void {
  const { person, board } = desk;
  const { team } = board;
  const { draw, world } = team;
  desk.work = null;
  if (work.change === null) {
    work.change = open(desk, work, false);
  } else if (draw.chance(0.02)) {
    const { change } = work;
    const [colleague] = team.present(person);
    if (colleague !== undefined) change.review(colleague, 'commented');
    change.merge(person.actor, []);
    return;
  } else {
    work.change.markReady();
  }
  const { change } = work;
  const secondThoughts = draw.between(0, 1);
  if (draw.chance(team.habit('unreviewed'))) {
    change.goOnUnreviewed();
  } else if (secondThoughts < 0.03) {
    world.agenda.after(draw.between(4, 30) * MINUTE, () => {
      if (change.phase === 'review' && !change.reviewed) change.markDraft();
    });
  } else if (secondThoughts < 0.06) {
    world.agenda.after(draw.logNormal(2 * DAY, 1), () => {
      if (change.row.state === 'open') change.close();
    });
  }
}

function open({ person, board }: Desk, work: WorkItem, draft: boolean): Change {
  const { draw } = board.team;
  const { issue } = work;
  const { backlog, maintenanceBranch } = work.area;
  const backport = maintenanceBranch !== null && draw.chance(0.08);
  if (backport && issue !== null) backlog.add(issue);
  return board.open(work.area, {
    author: person,
    actor: person.actor,
    title: backport ? `${work.title} (backport)` : work.title,
    head: branchName(work.title),
    ...(backport ? { base: maintenanceBranch } : {}),
    size: work.size,
    commits: work.commits,
    draft,
    labels: [],
    ...(backport || issue === null ? {} : closing(board.team, issue, backlog)),
  });
}

function closing(team: Team, issue: Issue, backlog: Backlog): Pick<Opening, 'closes' | 'ended'> {
  return {
    closes: [issue.number],
    ended: (merged) => {
      if (issue.state === 'closed') return;
      if (merged) closeIssue(issue, 'completed', team.world.agenda.now);
      else backlog.add(issue);
    },
  };
}
