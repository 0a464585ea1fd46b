import type { Issue, PullRequest } from '../../src/facts/schema.ts';
import { DAY, HOUR } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import type { Change } from './change.ts';
import { instant } from './instant.ts';
import type { Team } from './team.ts';
import { titleFor, workTitle } from './titles.ts';

/** A piece of work while it is coded. */
export class WorkItem {
  readonly area: Area;
  readonly title: string;
  /** The issue that it builds or fixes; null without one. */
  readonly issue: Issue | null;
  /** Lines that it changes. */
  readonly size: number;
  /** Milliseconds of work that it takes, how many pass before the first commit, and how many were spent. */
  readonly effort: number;
  readonly preparation: number;
  spent = 0;
  readonly commits: PullRequest['commits'] = [];
  /** After how much work it is shown as a draft, null when it is opened ready. */
  readonly draftAfter: number | null;
  /** The pull request, once there is one. */
  change: Change | null = null;
  readonly #team: Team;

  constructor(team: Team) {
    const { draw } = team;
    this.#team = team;
    this.area = team.pickArea();
    const unasked = workTitle(team.plan.vocabulary, draw);
    this.issue = this.area.backlog.take(team.stream('claims'));
    this.title = team.title(this.issue === null ? unasked : titleFor(this.issue));
    this.size = Math.max(1, Math.round(draw.logNormal(team.habit('size'), 1.05)));
    this.effort = this.size ** 0.55 * draw.logNormal(team.plan.effort * HOUR, 0.45);
    this.preparation = team.plan.preparation * this.effort;
    this.draftAfter = draw.chance(0.22) ? draw.between(0.7, 0.9) * this.effort : null;
  }

  /** Commits what was coded, often by amending; rarely onto a branch that someone began long ago. */
  commit(): void {
    const { draw, world } = this.#team;
    const { now } = world.agenda;
    const sha = this.area.ledger.nextSha();
    const former = this.commits.at(-1);
    if (former !== undefined && draw.chance(0.6)) {
      Object.assign(former, { sha, committedAt: instant(now) });
      return;
    }
    const age = former === undefined && draw.chance(0.012) ? draw.between(40, 220) * DAY : 0;
    this.commits.push({ sha, authoredAt: instant(now - age), committedAt: instant(now) });
  }
}
