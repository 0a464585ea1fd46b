import type { Issue } from '../../src/facts/schema.ts';
import type { Random } from './random.ts';

/** The issues of an area that wait to be built. */
export class Backlog {
  #waiting: Issue[] = [];

  add(issue: Issue): void {
    this.#waiting.push(issue);
  }

  /** @returns false when someone works on it, or it is done */
  drop(issue: Issue): boolean {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== issue);
    return this.#waiting.length < before;
  }

  /** @returns the issue for the next piece of work, more likely a planned one; null when it has no issue */
  take(draw: Random): Issue | null {
    const planned = this.#waiting.filter(({ milestone }) => milestone !== null);
    const pool =
      planned.length > 0 && draw.chance(0.6)
        ? planned
        : draw.chance(Math.min(0.5, 0.045 * this.#waiting.length))
          ? this.#waiting
          : [];
    if (pool.length === 0) return null;
    const issue = draw.pick(pool);
    this.drop(issue);
    return issue;
  }

  /** Plans some of the issues that are not planned yet, the oldest first. */
  plan(milestone: number, count: number): Issue[] {
    const chosen = this.#waiting.filter((issue) => issue.milestone === null).slice(0, count);
    for (const issue of chosen) issue.milestone = milestone;
    return chosen;
  }
}
