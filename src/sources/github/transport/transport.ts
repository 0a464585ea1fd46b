import { setTimeout as delay } from 'node:timers/promises';
import { concealed } from '../../../facts/concealed.ts';
import { Problem } from '../../../facts/problem.ts';
import type { Instant } from '../../../facts/schema.ts';
import { HOUR, MINUTE } from '../../../facts/time.ts';
import { datesInUtc } from '../instants.ts';
import { type Headers, headersOf, serverTime } from './failure.ts';
import { wellFormedJson } from './wellFormedJson.ts';

export interface TransportOptions {
  fetch?: typeof fetch;
  /** Waits that many milliseconds. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds since the epoch; used only until the server's answers state the time. */
  clock?: () => number;
  /** Milliseconds after which an unanswered request is aborted. */
  timeout?: number;
  /** The most milliseconds that all waits may last together. */
  longestWait?: number;
  /** Called before each wait. */
  onWait?: (reason: string, seconds: number) => void;
  signal?: AbortSignal;
}

/** An answer with the headers and the text that octokit does not give out. */
export interface Received {
  response: Response;
  headers: Headers;
  text: string;
}

/** HTTP to one server, with timeouts, waits by the server's clock, and without secrets in messages. */
export interface Transport {
  fetch: (...request: Parameters<typeof fetch>) => Promise<Received>;
  /** @throws Problem when all waits together would become too long */
  wait: (milliseconds: number, reason: string) => Promise<void>;
  /** @returns milliseconds since the epoch by the server's clock as far as it is known */
  now: () => number;
  /** @returns the time of the last answer by the server's clock; null before the first that states it */
  serverTime: () => Instant | null;
  /** @returns the text without any secret that was sent, also encoded ones */
  conceal: (text: string) => string;
}

/** The hour of a used-up limit, and as much again for all else. */
const LONGEST_WAIT = 2 * HOUR;

export function createTransport(url: string, options: TransportOptions): Transport {
  const { fetch: send = fetch, clock = Date.now, onWait, signal } = options;
  const { timeout = MINUTE, longestWait = LONGEST_WAIT } = options;
  const sleep = options.sleep ?? ((milliseconds) => delay(milliseconds, undefined, { signal }));
  const secrets = new Set<string>();
  let waited = 0;
  let heard: { at: number; waited: number } | null = null;
  const now = () => (heard === null ? clock() : heard.at + waited - heard.waited);
  return {
    fetch: async (input, init = {}) => {
      const secret = /\S+$/.exec(new Headers(init.headers).get('authorization') ?? '')?.[0];
      if (secret !== undefined) secrets.add(secret);
      const timedOut = AbortSignal.timeout(timeout);
      const response = await send(input, {
        ...init,
        signal: signal === undefined ? timedOut : AbortSignal.any([signal, timedOut]),
      });
      const headers = headersOf(Object.fromEntries(response.headers));
      if ('date' in headers) heard = { at: serverTime(headers, now()), waited };
      const text = datesInUtc(wellFormedJson(await response.text()));
      return { response: new Response(text === '' ? null : text, response), headers, text };
    },
    wait: async (milliseconds, reason) => {
      if (waited + milliseconds > longestWait) throw tooLong(url, reason, milliseconds, longestWait);
      waited += milliseconds;
      onWait?.(reason, Math.ceil(milliseconds / 1000));
      await sleep(milliseconds, signal);
    },
    now,
    serverTime: () => (heard === null ? null : new Date(heard.at).toISOString()),
    conceal: (text) => concealed(text, secrets),
  };
}

function tooLong(place: string, reason: string, milliseconds: number, most: number): Problem {
  const minutes = (time: number) => `${Math.ceil(time / MINUTE)} minutes`;
  return new Problem({
    place,
    found: `${reason}; this needs ${minutes(milliseconds)} more of waiting`,
    expected: `at most ${minutes(most)} of waiting in one run`,
    remedy:
      'Run the command again later, or use a token with a higher limit or several tokens; what was stored is unchanged.',
  });
}
