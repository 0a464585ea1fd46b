import type { Window } from '../../src/facts/quarter.ts';
import type { Cause, Issue, Milestone } from '../../src/facts/schema.ts';
import type { Area } from './area.ts';
import type { Ledger } from './ledger.ts';
import type { Person } from './person.ts';
import type { Team } from './team.ts';
import { DAY, HOUR, instant, MINUTE } from './time.ts';
import { bugTitle, incidentTitle } from './titles.ts';

const ALERT_BOT = 'alerts[bot]';
const QUARTER = 91 * DAY;

/** Opens an incident, which monitoring or the person on call reports. */
export function openIncident(team: Team, area: Area, person: Person, causes: Cause[]): Issue {
  const { draw, world } = team;
  const bot = world.identity.actor({ login: ALERT_BOT, isBot: true });
  const title = incidentTitle(team.plan.vocabulary, draw);
  return openIssue(area, title, draw.chance(0.6) ? bot : person.actor, 'incident', causes, world.agenda.now);
}

export function closeIssue(issue: Issue, reason: string, at: number): void {
  Object.assign(issue, {
    state: 'closed',
    stateReason: reason,
    closedAt: instant(at),
    updatedAt: instant(at),
  });
}

/** Lets bugs be reported to a team, and closed when somebody gets to them. */
export function reportBugs(team: Team): void {
  const { draw, world } = team;
  every(team, team.plan.bugs, () => {
    const reporter = draw.chance(0.06) ? null : team.onCall().actor;
    const area = team.pickArea();
    const title = bugTitle(team.plan.vocabulary, draw);
    const issue = openIssue(area, title, reporter, 'bug', [], world.agenda.now);
    if (draw.chance(0.12)) return;
    world.agenda.after(draw.logNormal(9 * DAY, 1.1), () => {
      closeIssue(issue, draw.chance(0.85) ? 'completed' : 'not_planned', world.agenda.now);
      if (draw.chance(0.06)) reopen(team, issue);
    });
  });
}

/** Lets things break that no change of the team caused: a provider, a certificate, a full disk. */
export function sufferOutages(team: Team): void {
  const { draw, world } = team;
  every(team, team.plan.outages, () => {
    const incident = openIncident(team, team.pickArea(), team.onCall(), []);
    if (draw.chance(0.03)) return;
    world.agenda.after(draw.logNormal(1.8 * HOUR, 0.8), () =>
      closeIssue(incident, 'completed', world.agenda.now),
    );
  });
}

/** Opens a milestone shortly before each quarter, due on its last day, closed some days late. */
export function planMilestones(
  ledger: Ledger,
  quarters: readonly (Window & { id: string })[],
  team: Team,
): void {
  const { draw, world } = team;
  quarters.forEach(({ id, start, end }, index) => {
    world.agenda.at(Math.max(world.agenda.now, start - draw.between(2, 9) * DAY), () => {
      const { agenda } = world;
      const milestone: Milestone = {
        number: index + 1,
        title: id.replace('-', ' '),
        createdAt: instant(agenda.now),
        dueAt: instant(end - HOUR),
        closedAt: null,
        state: 'open',
      };
      ledger.facts.milestones.push(milestone);
      ledger.milestone = milestone.number;
      agenda.at(end + draw.between(-1, 12) * DAY, () => {
        milestone.closedAt = instant(agenda.now);
        milestone.state = 'closed';
      });
    });
  });
}

function reopen(team: Team, issue: Issue): void {
  const { draw, world } = team;
  world.agenda.after(draw.logNormal(2 * DAY, 0.8), () => {
    Object.assign(issue, {
      state: 'open',
      stateReason: 'reopened',
      closedAt: null,
      updatedAt: instant(world.agenda.now),
    });
    if (draw.chance(0.4)) return;
    world.agenda.after(draw.logNormal(5 * DAY, 0.8), () => closeIssue(issue, 'completed', world.agenda.now));
  });
}

function openIssue(
  area: Area,
  title: string,
  author: Issue['author'],
  label: string,
  causes: Cause[],
  at: number,
): Issue {
  const { ledger } = area;
  const issue: Issue = {
    number: ledger.nextNumber(),
    title,
    author,
    createdAt: instant(at),
    updatedAt: instant(at),
    closedAt: null,
    state: 'open',
    stateReason: null,
    labels: [label, ...area.labels],
    milestone: null,
    causes,
  };
  ledger.facts.issues.push(issue);
  return issue;
}

/** Lets something happen at random moments, so many times a quarter on average. */
export function every(team: Team, timesAQuarter: number, action: () => void): void {
  if (timesAQuarter === 0) return;
  const { agenda } = team.world;
  const wait = () => agenda.after(Math.max(MINUTE, team.draw.exponential(QUARTER / timesAQuarter)), happen);
  const happen = () => {
    action();
    wait();
  };
  wait();
}
