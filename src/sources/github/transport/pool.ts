import { z } from 'zod';
import type { TokenSource } from './credentials.ts';
import type { Headers } from './failure.ts';

/** What GitHub says is left of an hour's points. */
export interface Budget {
  remaining: number;
  limit: number;
  /** Milliseconds since the epoch by GitHub's clock. */
  resetAt: number;
}

/** A token, and what is known of its limits. */
export interface PooledToken {
  readonly source: TokenSource;
  budget: Budget | null;
  /** Rate limits met in a row. */
  rateLimits: number;
  /** Refusals in a row. */
  refusals: number;
  isTaken: boolean;
  /** Milliseconds since the epoch by GitHub's clock. */
  pausedUntil: number;
  /** Why it is paused. */
  reason: string;
}

interface PoolOptions {
  /** Milliseconds since the epoch by GitHub's clock, where it is known. */
  now: () => number;
  wait: (milliseconds: number, reason: string) => Promise<void>;
}

/**
 * Tokens that share the work: each has one request on its way at a time, as GitHub asks, and the one with the
 * most points left comes first. A token that met a limit is paused; only when all are paused does a request wait.
 */
export class TokenPool {
  readonly #members: PooledToken[];
  readonly #options: PoolOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #released = Promise.withResolvers<void>();

  constructor(sources: readonly TokenSource[], options: PoolOptions) {
    this.#members = sources.map((source) => ({
      source,
      budget: null,
      rateLimits: 0,
      refusals: 0,
      isTaken: false,
      pausedUntil: 0,
      reason: '',
    }));
    this.#options = options;
  }

  get size(): number {
    return this.#members.length;
  }

  /** @returns the next token, as soon as one may be used */
  take(): Promise<PooledToken> {
    const taken = this.#queue.then(() => this.#next());
    this.#queue = taken.catch(() => undefined);
    return taken;
  }

  release(token: PooledToken): void {
    token.isTaken = false;
    this.#released.resolve();
    this.#released = Promise.withResolvers<void>();
  }

  /** Keeps a token from being used for a while. */
  pause(token: PooledToken, milliseconds: number, reason: string): void {
    token.pausedUntil = this.#options.now() + milliseconds;
    token.reason = reason;
  }

  async #next(): Promise<PooledToken> {
    for (;;) {
      const now = this.#options.now();
      const idle = this.#members.filter(({ isTaken }) => !isTaken);
      const next = idle
        .filter(({ pausedUntil }) => pausedUntil <= now)
        .reduce<PooledToken | null>(
          (best, member) => (best === null || left(member, now) > left(best, now) ? member : best),
          null,
        );
      if (next !== null) {
        next.isTaken = true;
        return next;
      }
      if (idle.length < this.#members.length) {
        await this.#released.promise;
        continue;
      }
      const first = idle.reduce((soonest, member) =>
        member.pausedUntil < soonest.pausedUntil ? member : soonest,
      );
      await this.#options.wait(first.pausedUntil - now, first.reason);
      first.pausedUntil = 0;
    }
  }
}

/** @returns the points that may be left: infinite when nothing is known or the hour is over */
const left = ({ budget }: PooledToken, now: number) =>
  budget === null || budget.resetAt <= now ? Number.POSITIVE_INFINITY : budget.remaining;

const budgetSchema = z
  .object({
    'x-ratelimit-remaining': z.coerce.number().nonnegative(),
    'x-ratelimit-limit': z.coerce.number().positive(),
    'x-ratelimit-reset': z.coerce.number().positive(),
    'x-ratelimit-resource': z.literal('graphql').optional(),
  })
  .transform(
    (headers): Budget => ({
      remaining: headers['x-ratelimit-remaining'],
      limit: headers['x-ratelimit-limit'],
      resetAt: headers['x-ratelimit-reset'] * 1000,
    }),
  );

/** @returns what an answer's headers say is left of the GraphQL points; null when they say nothing */
export function budgetOf(headers: Headers): Budget | null {
  return budgetSchema.safeParse(headers).data ?? null;
}
