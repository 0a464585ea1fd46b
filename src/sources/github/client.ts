import { setTimeout as delay } from 'node:timers/promises';
import { GraphqlResponseError, graphql as octokit } from '@octokit/graphql';
import { print } from 'graphql';
import pRetry from 'p-retry';
import { Problem } from '../../facts/problem.ts';
import type { Reading } from '../../facts/reading.ts';
import {
  type AnswerError,
  failureOf,
  failureOfErrors,
  headersOf,
  parseErrors,
  RequestFailure,
  summary,
} from './failure.ts';
import type { TadaDocumentNode } from './graphql.ts';
import type { PageSize } from './pageSize.ts';

export const DEFAULT_URL = 'https://api.github.com/graphql';

export interface ClientOptions {
  token: string | undefined;
  /** Default: GitHub's own; `GITHUB_GRAPHQL_URL` names an Enterprise Server's. */
  url?: string | undefined;
  fetch?: typeof fetch;
  /** Waits that many milliseconds. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  /** From 0 up to 1, for the jitter of waits. */
  random?: () => number;
  /** Milliseconds after which an unanswered request is given up. */
  timeout?: number;
  /** Told before each wait: why, and for how many seconds. */
  onWait?: (reason: string, seconds: number) => void;
  signal?: AbortSignal;
}

/** Data, and the errors that left holes in it. */
export interface Answer<Result> {
  data: Result;
  errors: AnswerError[];
}

/** Every query asks what it cost. */
export interface Costed {
  rateLimit: { cost: number } | null;
}

export interface Asked<Result> {
  page: PageSize;
  /** Counts each request and its points. */
  cost: Reading['cost'];
  /** Whether an answer holds nothing but nulls where rows were asked for. */
  isHollow?: (data: Result, errors: AnswerError[]) => boolean;
}

export interface Client {
  url: string;
  /**
   * Asks one query, again and with smaller pages where that may help.
   * @param variables of the query for a page of that many rows
   * @throws Problem when the token is refused, the server cannot be reached, or the retries are used up
   */
  ask: <Result extends Costed, Variables extends object>(
    document: TadaDocumentNode<Result, Variables>,
    variables: (rows: number) => Variables,
    asked: Asked<Result>,
  ) => Promise<Answer<Result>>;
}

/** Attempts after the first, for each kind of failure that may pass. */
const RETRIES = { 'rate-limit': 5, heavy: 8, transient: 6, unreachable: 2 } as const;
const MOST_RETRIES = 20;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 32_000;
/** GitHub asks for at least a minute when it names no time. */
const RATE_LIMIT_WAIT = 60_000;

const TOKEN_REMEDY =
  'Create a token at https://github.com/settings/tokens (fine-grained: read access to contents, issues, pull requests, deployments, checks and metadata; classic: scope `repo`, or none for public repositories) and set it as GITHUB_TOKEN.';

/**
 * @returns a client of GitHub's GraphQL API
 * @throws Problem when the token is missing or the URL is none
 */
export function createClient(options: ClientOptions): Client {
  const url = options.url === undefined || options.url === '' ? DEFAULT_URL : options.url;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new Problem({
      place: 'GITHUB_GRAPHQL_URL',
      found: JSON.stringify(url),
      expected: `a URL such as ${DEFAULT_URL}`,
      remedy: 'Set GITHUB_GRAPHQL_URL to the GraphQL URL of your GitHub, or unset it.',
      exitCode: 2,
    });
  }
  const token = options.token?.trim() ?? '';
  if (token === '') {
    throw new Problem({
      place: 'GITHUB_TOKEN',
      found: 'no token',
      expected: `a token for ${url}: GitHub's GraphQL API answers nobody without one`,
      remedy: TOKEN_REMEDY,
      exitCode: 2,
    });
  }

  const { signal, timeout = 60_000, clock = Date.now, random = Math.random, onWait } = options;
  const sleep = options.sleep ?? ((milliseconds) => delay(milliseconds, undefined, { signal }));
  const send = octokit.defaults({
    url,
    headers: { authorization: `bearer ${token}` },
    request: options.fetch === undefined ? {} : { fetch: options.fetch },
  });

  const attempt = async <Result extends Costed>(
    query: string,
    variables: object,
    { page, cost, isHollow }: Asked<Result>,
  ): Promise<Answer<Result>> => {
    cost.requests += 1;
    const limit = AbortSignal.timeout(timeout);
    const request = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
    const { data, errors, headers } = await answerOf<Result>(send<Result>(query, { ...variables, request }));
    if (data === undefined)
      throw new RequestFailure('transient', 'an answer that was cut off or is not JSON');
    const failure = failureOfErrors(errors, headers, clock());
    if (data === null) throw failure ?? new RequestFailure('rejected', summary(errors));
    cost.points += data.rateLimit?.cost ?? 0;
    const hollow = isHollow?.(data, errors) === true;
    if (failure?.kind === 'rate-limit') throw failure;
    if ((failure !== null || hollow) && page.size > 1) {
      throw failure ?? new RequestFailure('heavy', `nothing but empty rows: ${summary(errors)}`);
    }
    page.succeed();
    return { data, errors };
  };

  const ask: Client['ask'] = async (document, variables, asked) => {
    const query = print(document);
    const failures = { 'rate-limit': 0, heavy: 0, transient: 0, unreachable: 0 };
    const goOn = async (failure: RequestFailure): Promise<boolean> => {
      const { kind } = failure;
      if (kind === 'token' || kind === 'rejected') return false;
      const before = failures[kind];
      failures[kind] += 1;
      if (before >= RETRIES[kind]) return false;
      if (kind === 'heavy') asked.page.shrink();
      const milliseconds = waitFor(failure, before, random());
      onWait?.(failure.message, Math.ceil(milliseconds / 1000));
      await sleep(milliseconds, signal);
      return true;
    };
    try {
      return await pRetry(
        async () => {
          try {
            return await attempt(query, variables(asked.page.size), asked);
          } catch (error) {
            signal?.throwIfAborted();
            throw failureOf(error, clock());
          }
        },
        {
          retries: MOST_RETRIES,
          minTimeout: 0,
          ...(signal === undefined ? {} : { signal }),
          shouldRetry: ({ error }) => error instanceof RequestFailure && goOn(error),
        },
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof RequestFailure ? problemOf(error, url, asked.cost.requests) : error;
    }
  };

  return { url, ask };
}

/** Partial data arrives as an error too: octokit throws whenever an answer names errors. */
async function answerOf<Result>(answer: Promise<Result>): Promise<{
  data: Result | null | undefined;
  errors: AnswerError[];
  headers: Record<string, string>;
}> {
  try {
    return { data: await answer, errors: [], headers: {} };
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    return { data: error.data ?? null, errors: parseErrors(error.errors), headers: headersOf(error.headers) };
  }
}

function waitFor({ kind, retryAfter }: RequestFailure, before: number, random: number): number {
  if (kind === 'rate-limit') {
    const asked = retryAfter === null ? RATE_LIMIT_WAIT * 2 ** before : retryAfter * 1000;
    return asked + Math.round(random * 1_000);
  }
  const backoff = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** before);
  return Math.round(backoff * (0.5 + random / 2));
}

function problemOf(failure: RequestFailure, url: string, requests: number): Problem {
  const place = url;
  const found = failure.message;
  switch (failure.kind) {
    case 'token':
      return new Problem({
        place,
        found: `the token was refused (${found})`,
        expected: 'a token that is valid and not expired',
        remedy: TOKEN_REMEDY,
      });
    case 'rate-limit':
      return new Problem({
        place,
        found: `GitHub's rate limit still holds after waiting (${found})`,
        remedy: 'Run the command again later, or use a token with a higher limit; what was stored stays.',
      });
    case 'unreachable':
      return new Problem({
        place,
        found: `no connection (${found})`,
        expected: 'a server that answers GraphQL requests',
        remedy: 'Check the network, the proxy and GITHUB_GRAPHQL_URL, then run the command again.',
      });
    case 'rejected':
      return new Problem({
        place,
        found: `the request was rejected (${found})`,
        remedy:
          'Check that the URL is that of a GraphQL API, that the token may read this repository, and that an Enterprise Server is recent enough.',
      });
    case 'heavy':
    case 'transient':
      return new Problem({
        place,
        found: `no usable answer after several attempts (${found}; ${requests} requests so far)`,
        remedy: 'Run the command again later; what was stored stays. See https://www.githubstatus.com.',
      });
  }
}
