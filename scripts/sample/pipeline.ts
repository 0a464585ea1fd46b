import type { Cause, Deployment } from '../../src/facts/schema.ts';
import { HOUR, MINUTE } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import type { Board } from './board.ts';
import { Delivery } from './delivery.ts';
import { instant } from './instant.ts';

/** When merged changes are deployed: on given weekdays (1 Monday … 7 Sunday), every nth week, or on each merge. */
export type Rhythm = { on: 'merge' } | { on: 'days'; weekdays: readonly number[]; everyWeeks?: number };

export interface PipelinePlan {
  environment: string;
  /** Rhythms by the date from which they apply, oldest first; before the first, nothing is deployed. */
  rhythms: readonly (readonly [from: string, rhythm: Rhythm])[];
  /** An environment that each change passes first. */
  staging?: string;
}

/** Deployments of an area to one production environment. */
export class Pipeline extends Delivery {
  readonly #plan: PipelinePlan;
  #running = false;
  #wanted = false;
  /** Successful deployments with the branch position they made live, oldest first. */
  readonly #succeeded: { row: Deployment; position: number }[] = [];

  constructor(board: Board, area: Area, plan: PipelinePlan) {
    super(board, area);
    this.#plan = plan;
  }

  override start(): void {
    const { agenda, days } = this.team.world;
    for (const day of days.all) {
      const at = day.start + this.team.draw.between(13.5, 15) * HOUR;
      if (day.free || at < agenda.now) continue;
      agenda.at(at, () => {
        const rhythm = this.#rhythm();
        if (rhythm?.on !== 'days' || !rhythm.weekdays.includes(day.weekday)) return;
        if (Math.floor(day.index / 7) % (rhythm.everyWeeks ?? 1) !== 0) return;
        if (this.hasUndelivered && !this.isPaused) this.deliver();
      });
    }
  }

  override deliver(): void {
    if (this.#rhythm() === undefined) return;
    if (this.#running) {
      this.#wanted = true;
      return;
    }
    this.#running = true;
    const { agenda } = this.team.world;
    agenda.after(this.team.draw.between(1, 6) * MINUTE, () => {
      const position = this.area.ledger.branch.length - 1;
      if (this.#plan.staging === undefined) this.#deploy(position);
      else this.#stage(this.#plan.staging, position);
    });
  }

  override rollBack(delivered: Cause, done: () => void): boolean {
    const [target, current] = this.#succeeded.slice(-2);
    if (target === undefined || current === undefined || this.#running) return false;
    if (!('deployment' in delivered) || delivered.deployment !== current.row.id) return false;
    this.#running = true;
    const row = this.#open(this.#plan.environment, target.row.sha);
    this.team.world.agenda.after(this.team.draw.logNormal(5 * MINUTE, 0.3), () => {
      this.#succeed(row, target.position);
      this.live = target.position;
      this.#finish();
      done();
    });
    return true;
  }

  protected override deliversOnMerge(): boolean {
    return this.#rhythm()?.on === 'merge';
  }

  #rhythm(): Rhythm | undefined {
    const { now } = this.team.world.agenda;
    return this.#plan.rhythms.findLast(([from]) => Date.parse(from) <= now)?.[1];
  }

  #stage(environment: string, position: number): void {
    const sha = this.area.ledger.branch[position];
    if (sha === undefined) return;
    const row = this.#open(environment, sha);
    const { agenda } = this.team.world;
    agenda.after(this.team.draw.logNormal(6 * MINUTE, 0.3), () => {
      row.statuses.push({ state: 'success', at: instant(agenda.now) });
      this.#deploy(position);
    });
  }

  #deploy(position: number): void {
    const { agenda } = this.team.world;
    const { draw } = this.team;
    const sha = this.area.ledger.branch[position];
    if (sha === undefined) return;
    const row = this.#open(this.#plan.environment, sha);
    agenda.after(draw.logNormal(9 * MINUTE, 0.35), () => {
      const broken = this.takeDeploymentFault(position);
      if (broken === undefined) {
        this.#succeed(row, position);
        this.wentLive(position, { deployment: row.id });
        this.#finish();
        return;
      }
      row.statuses.push({ state: draw.chance(0.75) ? 'failure' : 'error', at: instant(agenda.now) });
      this.pause();
      agenda.after(draw.logNormal(55 * MINUTE, 0.8), () => {
        this.#running = false;
        this.#wanted = false;
        this.deliver();
        this.resume();
      });
    });
  }

  #open(environment: string, sha: string): Deployment {
    const { ledger } = this.area;
    const { agenda } = this.team.world;
    const row: Deployment = {
      id: String(ledger.facts.deployments.length + 1),
      environment,
      sha,
      ref: ledger.repository.defaultBranch,
      createdAt: instant(agenda.now),
      statuses: [],
    };
    ledger.facts.deployments.push(row);
    agenda.after(this.team.draw.between(3, 25) * 1000, () => {
      row.statuses.push({ state: 'in-progress', at: instant(agenda.now) });
    });
    return row;
  }

  /** Marks a deployment as successful, and the one it replaces as inactive, as GitHub does. */
  #succeed(row: Deployment, position: number): void {
    const { now } = this.team.world.agenda;
    row.statuses.push({ state: 'success', at: instant(now) });
    this.#succeeded.at(-1)?.row.statuses.push({ state: 'inactive', at: instant(now + 1000) });
    this.#succeeded.push({ row, position });
  }

  #finish(): void {
    this.#running = false;
    if (!this.#wanted) return;
    this.#wanted = false;
    if (this.hasUndelivered) this.deliver();
  }
}
