import type { Actor, CheckResult, PullRequest, Review } from '../../src/facts/schema.ts';
import { MINUTE } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import { marksOn } from './assistance.ts';
import { changedPaths } from './changedPaths.ts';
import { checksBeforeMerge, runChecks } from './ci.ts';
import { instant } from './instant.ts';
import type { Person } from './person.ts';
import type { Team } from './team.ts';

const REVIEW_BOT = 'review-helper[bot]';

type Phase = 'draft' | 'review' | 'rework' | 'approved' | 'merged' | 'closed';

/** What a change breaks when it is delivered: the deployment itself, or what people use. */
export type Fault = 'deployment' | 'production';

export interface Opening {
  /** Null for a bot's pull request, which no one in the team reworks. */
  author: Person | null;
  actor: Actor;
  title: string;
  head: string;
  base?: string;
  size: number;
  commits: PullRequest['commits'];
  draft: boolean;
  labels: readonly string[];
  reverts?: number[];
  /** Numbers of issues that it says it closes. */
  closes?: number[];
  /** Called when it is merged or closed. */
  ended?: (merged: boolean) => void;
  /** Repairs production: delivered at once. */
  urgent?: boolean;
}

/** A pull request from its opening to its end, and the facts it leaves. */
export class Change {
  readonly area: Area;
  readonly author: Person | null;
  readonly size: number;
  readonly urgent: boolean;
  readonly row: PullRequest;
  phase: Phase = 'draft';
  /** Who was asked for a review, and who gave the first. */
  asked: readonly Person[] = [];
  reviewer: Person | null = null;
  rounds = 0;
  /** Since when it waits for a review; null while it does not, or someone reads it. */
  waitsSince: number | null = null;
  /** Put aside by its author until then. */
  asideUntil = 0;
  /** Set when it is merged: what it will break. */
  fault: Fault | null = null;
  readonly #team: Team;
  readonly #landed: (change: Change) => void;
  readonly #ended: (merged: boolean) => void;

  /** @param landed called after it was merged into the default branch */
  constructor(team: Team, area: Area, opening: Opening, landed: (change: Change) => void) {
    const { draw, world } = team;
    this.#team = team;
    this.#landed = landed;
    this.#ended = opening.ended ?? (() => {});
    this.area = area;
    this.author = opening.author;
    this.size = opening.size;
    this.urgent = opening.urgent ?? false;
    const additions = Math.round(opening.size * draw.between(0.5, 0.97));
    const now = instant(world.agenda.now);
    const { ledger } = area;
    const number = ledger.nextNumber();
    this.row = {
      number,
      title: opening.title,
      author: opening.actor,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      state: 'open',
      draft: opening.draft,
      base: opening.base ?? ledger.repository.defaultBranch,
      head: opening.head,
      additions,
      deletions: opening.size - additions,
      changedFiles: Math.max(1, Math.round(opening.size ** 0.5 * draw.between(0.15, 0.7))),
      labels: [...area.labels, ...opening.labels],
      milestone: opening.author !== null && draw.chance(0.3) ? ledger.milestone : null,
      mergeCommit: null,
      commits: opening.commits,
      reviews: [],
      readiness: [],
      reverts: opening.reverts ?? [],
      closes: opening.closes ?? [],
      marks: opening.author === null ? [] : marksOn(ledger.plan.name, number, world.agenda.now),
      paths: null,
    };
    if (ledger.plan.paths) this.row.paths = changedPaths(team, ledger, opening.title, this.row.changedFiles);
    ledger.facts['pull-requests'].push(this.row);
    if (!opening.draft) this.#await();
  }

  /** Whether a person other than the author has reviewed it. */
  get reviewed(): boolean {
    return this.reviewer !== null;
  }

  get title(): string {
    return this.row.title;
  }

  markReady(): void {
    this.row.draft = false;
    this.row.readiness.push({ at: this.#touch(), to: 'ready' });
    this.#await();
  }

  markDraft(): void {
    this.waitsSince = null;
    this.row.draft = true;
    this.row.readiness.push({ at: this.#touch(), to: 'draft' });
    this.phase = 'draft';
  }

  /**
   * Pushes what a review asked for, as a commit of its own or by force over the last one, and waits for the
   * next review; an earlier approval is dismissed.
   */
  push(): void {
    const at = this.#touch();
    const sha = this.area.ledger.nextSha();
    const last = this.row.commits.at(-1);
    if (last !== undefined && this.#team.draw.chance(0.4)) Object.assign(last, { sha, committedAt: at });
    else this.row.commits.push({ sha, authoredAt: at, committedAt: at });
    for (const review of this.row.reviews) {
      if (review.state === 'approved') review.state = 'dismissed';
    }
    if (this.phase !== 'draft') this.#await();
  }

  /** Takes it out of the queue: someone starts to review. */
  pickUp(): void {
    this.waitsSince = null;
  }

  /** A person's review that moves it on. */
  review(person: Person, state: 'approved' | 'changes-requested' | 'commented'): void {
    this.remark(person.actor, state);
    if (this.reviewer === null) this.reviewer = person;
    this.rounds += 1;
    if (this.phase === 'review') this.phase = state === 'approved' ? 'approved' : 'rework';
  }

  /** A review that moves nothing: the author's own, a bot's, or one after the merge. */
  remark(author: Actor, state: Review['state']): void {
    this.row.reviews.push({ author, state, submittedAt: this.#touch() });
  }

  /** The author decides not to wait for a review. */
  goOnUnreviewed(): void {
    this.waitsSince = null;
    this.phase = 'approved';
  }

  merge(by: Actor, coAuthors: Actor[]): void {
    this.waitsSince = null;
    const { agenda } = this.#team.world;
    const { ledger } = this.area;
    const at = this.#touch();
    const checks = checksBeforeMerge(this.#team, ledger);
    Object.assign(this.row, { state: 'merged', mergedAt: at, closedAt: at, mergedBy: by, checks });
    this.phase = 'merged';
    this.#ended(true);
    if (this.row.base !== ledger.repository.defaultBranch) {
      this.row.mergeCommit = ledger.nextSha();
      return;
    }
    this.row.mergeCommit = ledger.land(this.row, coAuthors, agenda.now);
    this.fault = this.#drawFault();
    if (ledger.plan.checks) this.#check(this.row.mergeCommit);
    runChecks(this.#team, ledger, this.row.mergeCommit);
    this.#landed(this);
  }

  close(): void {
    this.waitsSince = null;
    const at = this.#touch();
    Object.assign(this.row, { state: 'closed', closedAt: at });
    this.phase = 'closed';
    this.#ended(false);
  }

  #await(): void {
    const { agenda } = this.#team.world;
    this.phase = 'review';
    this.waitsSince = agenda.now;
    if (this.asked.length === 0) this.#ask();
  }

  /** Asks two colleagues, and the review bot where there is one. */
  #ask(): void {
    const { draw, people, world } = this.#team;
    const others = people.filter(
      (person) => person !== this.author && person.nextShift(world.agenda.now, world.days),
    );
    this.asked = others.length === 0 ? [] : [draw.pick(others), draw.pick(others)];
    const { reviewBotFrom } = this.area.ledger.plan;
    if (reviewBotFrom === undefined || world.agenda.now < Date.parse(reviewBotFrom) || this.author === null)
      return;
    world.agenda.after(draw.between(0.3, 0.95) * MINUTE, () => {
      const bot = world.identity.actor({ login: REVIEW_BOT, isBot: true });
      if (this.row.state === 'open') this.remark(bot, 'commented');
    });
  }

  /** Large, unreviewed and hasty changes fail more often. */
  #drawFault(): Fault | null {
    const { draw } = this.#team;
    const logOdds =
      -3.35 + 0.5 * Math.log(this.size / 100) + (this.reviewed ? 0 : 1.1) + this.#team.habit('haste');
    const fails = draw.chance(1 / (1 + Math.exp(-logOdds)));
    if (!fails || this.urgent) return null;
    return draw.chance(0.2) ? 'deployment' : 'production';
  }

  #check(sha: string): void {
    const { draw, world } = this.#team;
    const { checks } = this.area.ledger.facts;
    const createdAt = world.agenda.now;
    const startedAt = createdAt + draw.between(4, 40) * 1000;
    const check: CheckResult = {
      id: String(checks.length + 1),
      sha,
      name: 'test',
      createdAt: instant(createdAt),
      startedAt: instant(startedAt),
      completedAt: null,
      conclusion: null,
    };
    checks.push(check);
    world.agenda.at(startedAt + draw.logNormal(6 * MINUTE, 0.3), () => {
      check.completedAt = instant(world.agenda.now);
      check.conclusion = draw.chance(0.93) ? 'success' : 'failure';
    });
  }

  #touch(): string {
    const at = instant(this.#team.world.agenda.now);
    this.row.updatedAt = at;
    return at;
  }
}
