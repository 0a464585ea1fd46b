import type { Issue, Milestone } from '../../src/facts/schema.ts';
import { DAY, HOUR } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import { valueAt } from './course.ts';
import type { Day } from './days.ts';
import { instant } from './instant.ts';
import type { Team } from './team.ts';

const FORTNIGHT = 14;

/** A fortnight's plan: a milestone with some issues, due on its second Friday. */
interface Iteration {
  milestone: Milestone;
  issues: Issue[];
  due: number;
  /** Days after the due date at which open issues are moved. */
  patience: number;
}

/** Plans a fortnight at a time from what waits in an area's backlog, and closes each some days early or late. */
export function planIterations(team: Team, area: Area, offset: number): void {
  const draw = team.stream(`iterations ${area.ledger.plan.name}`);
  const { agenda, days } = team.world;
  const at = (day: Day, hours: number, action: () => void) => {
    const moment = day.start + hours * HOUR;
    if (moment >= agenda.now) agenda.at(moment, action);
  };
  for (const day of days.all) {
    if (day.index % FORTNIGHT !== offset) continue;
    const hours = draw.between(9, 11);
    const patience = draw.between(2, 9);
    at(day, hours, () => {
      const iteration = begin(team, area, day, patience);
      if (iteration === null) return;
      for (const later of days.all.slice(day.index + 8, day.index + FORTNIGHT + 14)) {
        if (!later.free) at(later, draw.between(15, 17.5), () => look(team, area, iteration));
      }
    });
  }
}

function begin(team: Team, area: Area, day: Day, patience: number): Iteration | null {
  const { agenda } = team.world;
  const { milestones } = area.ledger.facts;
  const number = milestones.length + 1;
  const issues = area.backlog.plan(number, Math.round(valueAt(team.plan.promises, agenda.now)));
  if (issues.length === 0) return null;
  const due = day.start + 11.5 * DAY;
  const milestone: Milestone = {
    number,
    title: `Fortnight of ${instant(agenda.now).slice(0, 10)}`,
    createdAt: instant(agenda.now),
    dueAt: instant(due),
    closedAt: null,
    state: 'open',
  };
  milestones.push(milestone);
  return { milestone, issues, due, patience };
}

/** Checks whether the milestone can be closed. */
function look(team: Team, area: Area, iteration: Iteration): void {
  const { agenda } = team.world;
  const { milestone, issues, due, patience } = iteration;
  if (milestone.state === 'closed') return;
  const open = issues.filter(({ state }) => state === 'open');
  const daysLate = (agenda.now - due) / DAY;
  if (open.length > 0 && daysLate < patience) return;
  const draw = team.stream(`closings ${area.ledger.plan.name}`);
  // A milestone that is done early is usually closed on its day.
  if (open.length === 0 && daysLate < -0.5 && draw.chance(0.6)) return;
  // Some milestones are closed with open issues; usually these wait for another fortnight.
  if (open.length < issues.length && draw.chance(0.7)) for (const issue of open) issue.milestone = null;
  Object.assign(milestone, { closedAt: instant(agenda.now), state: 'closed' });
}
