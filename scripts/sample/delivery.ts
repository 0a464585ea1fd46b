import type { Cause } from '../../src/facts/schema.ts';
import type { Area } from './area.ts';
import type { Board } from './board.ts';
import type { Change } from './change.ts';
import { type Recoverable, recover } from './recovery.ts';
import type { Team } from './team.ts';

interface Landed {
  change: Change;
  /** Position of its last commit on the default branch. */
  position: number;
}

/** Brings one area's changes from the default branch to its users. */
export abstract class Delivery implements Recoverable {
  readonly board: Board;
  readonly team: Team;
  readonly area: Area;
  /** Position on the default branch up to which everything is live. */
  protected live = -1;
  #landed: Landed[] = [];
  readonly #waiting: { change: Change; action: () => void }[] = [];
  #pauses = 0;

  constructor(board: Board, area: Area) {
    this.board = board;
    this.team = board.team;
    this.area = area;
    board.whenLanded(area, (change) => this.#land(change));
  }

  /** Delivers everything merged so far as soon as it can be. */
  abstract deliver(): void;

  /** Plans what happens on its own, without a change that asks for it. */
  abstract start(): void;

  /** Whether a merge is delivered at once. */
  protected abstract deliversOnMerge(): boolean;

  abstract rollBack(delivered: Cause, done: () => void): boolean;

  whenLive(change: Change, action: () => void): void {
    this.#waiting.push({ change, action });
  }

  pause(): void {
    this.#pauses += 1;
  }

  resume(): void {
    this.#pauses -= 1;
    if (this.deliversOnMerge() && this.hasUndelivered && !this.isPaused) this.deliver();
  }

  protected get isPaused(): boolean {
    return this.#pauses > 0;
  }

  protected get hasUndelivered(): boolean {
    return this.#landed.some(({ position }) => position > this.live);
  }

  /** @returns a change up to a position whose fault makes the deployment itself fail, and clears it */
  protected takeDeploymentFault(position: number): Change | undefined {
    const faulty = this.#landed.find(
      (landed) => landed.position <= position && landed.change.fault === 'deployment',
    );
    if (faulty !== undefined) faulty.change.fault = null;
    return faulty?.change;
  }

  /** Everything up to a position is live: runs what waited for that, and faults now show. */
  protected wentLive(position: number, cause: Cause): void {
    this.live = position;
    const included = this.#landed.filter((landed) => landed.position <= position).map(({ change }) => change);
    this.#landed = this.#landed.filter((landed) => landed.position > position);
    for (const waiting of this.#waiting.splice(0)) {
      if (included.includes(waiting.change)) waiting.action();
      else this.#waiting.push(waiting);
    }
    const broken = included.filter(({ fault }) => fault === 'production');
    for (const change of broken) change.fault = null;
    const [first] = broken;
    if (first !== undefined) recover(this, first, cause);
  }

  #land(change: Change): void {
    this.#landed.push({ change, position: this.area.ledger.branch.length - 1 });
    if (change.urgent || (this.deliversOnMerge() && !this.isPaused)) this.deliver();
  }
}
