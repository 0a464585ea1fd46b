import type { Window } from '../../src/facts/quarter.ts';
import type { Cause, Issue, Milestone } from '../../src/facts/schema.ts';
import { DAY, HOUR, MINUTE } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import { instant } from './instant.ts';
import type { Ledger } from './ledger.ts';
import type { Person } from './person.ts';
import type { Team } from './team.ts';
import { bugTitle, featureTitle, incidentTitle } from './titles.ts';

const ALERT_BOT = 'alerts[bot]';
const QUARTER = 91 * DAY;

/** Opens an incident, which monitoring or the person on call reports. */
export function openIncident(team: Team, area: Area, person: Person, causes: Cause[]): Issue {
  const { draw, world } = team;
  const bot = world.identity.actor({ login: ALERT_BOT, isBot: true });
  const title = incidentTitle(team.plan.vocabulary, draw);
  const labels = ['incident', ...severity(team)];
  return openIssue(area, title, draw.chance(0.6) ? bot : person.actor, labels, causes, world.agenda.now);
}

function severity(team: Team): string[] {
  const { severities } = team.plan;
  if (severities === undefined) return [];
  const luck = team.stream('severities').between(0, 1);
  if (luck < severities['severity-1']) return ['severity-1'];
  return luck < severities['severity-1'] + severities['severity-2'] ? ['severity-2'] : ['severity-3'];
}

/** Where a bug was found, as its labels say. */
function place(team: Team): string[] {
  const { customer, production, earlier } = team.plan.found;
  const luck = team.stream('places').between(0, 1);
  if (luck < customer) return ['customer'];
  if (luck < customer + production) return ['production'];
  return luck < customer + production + earlier ? ['qa'] : [];
}

export function closeIssue(issue: Issue, reason: string, at: number): void {
  Object.assign(issue, {
    state: 'closed',
    stateReason: reason,
    closedAt: instant(at),
    updatedAt: instant(at),
  });
}

/** Has bugs reported to a team, and closed when someone has time for them. */
export function reportBugs(team: Team): void {
  const { draw, world } = team;
  every(team, team.plan.bugs, () => {
    const reporter = draw.chance(0.06) ? null : team.onCall().actor;
    const area = team.pickArea();
    const title = bugTitle(team.plan.vocabulary, draw);
    const issue = openIssue(area, title, reporter, ['bug', ...place(team)], [], world.agenda.now);
    area.backlog.add(issue);
    if (draw.chance(0.12)) return;
    world.agenda.after(draw.logNormal(9 * DAY, 1.1), () => {
      const reason = draw.chance(0.85) ? 'completed' : 'not_planned';
      if (area.backlog.drop(issue)) closeIssue(issue, reason, world.agenda.now);
      if (draw.chance(0.06)) reopen(team, issue);
    });
  });
}

/** Has features requested; some are declined, or turn out to be duplicates. */
export function requestFeatures(team: Team): void {
  const draw = team.stream('features');
  const { agenda } = team.world;
  every(
    team,
    team.plan.features,
    () => {
      const area = team.pickArea(draw);
      const title = featureTitle(team.plan.vocabulary, draw);
      const labels = ['feature', ...(draw.chance(team.plan.discovery) ? ['discovery'] : [])];
      const issue = openIssue(area, title, draw.pick(team.people).actor, labels, [], agenda.now);
      area.backlog.add(issue);
      const fate = draw.between(0, 1);
      if (fate > 0.14) return;
      agenda.after(draw.logNormal(25 * DAY, 0.8), () => {
        if (area.backlog.drop(issue))
          closeIssue(issue, fate < 0.03 ? 'duplicate' : 'not_planned', agenda.now);
      });
    },
    draw,
  );
}

/** Has incidents that no change of the team caused: a provider, a certificate, a full disk. */
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
  for (const { id, start, end } of quarters) {
    world.agenda.at(Math.max(world.agenda.now, start - draw.between(2, 9) * DAY), () => {
      const { agenda } = world;
      const milestone: Milestone = {
        number: ledger.facts.milestones.length + 1,
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
  }
}

function reopen(team: Team, issue: Issue): void {
  const { draw, world } = team;
  world.agenda.after(draw.logNormal(2 * DAY, 0.8), () => {
    if (issue.state === 'closed')
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
  labels: readonly string[],
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
    labels: [...labels, ...area.labels],
    milestone: null,
    causes,
  };
  ledger.facts.issues.push(issue);
  return issue;
}

/** Repeats an action at random moments, so many times a quarter on average. */
export function every(team: Team, timesAQuarter: number, action: () => void, draw = team.draw): void {
  if (timesAQuarter === 0) return;
  const { agenda } = team.world;
  const wait = () => agenda.after(Math.max(MINUTE, draw.exponential(QUARTER / timesAQuarter)), happen);
  const happen = () => {
    action();
    wait();
  };
  wait();
}
