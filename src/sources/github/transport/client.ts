import { request } from '@octokit/request';
import { print } from 'graphql';
import pRetry from 'p-retry';
import { Problem } from '../../../facts/problem.ts';
import type { Reading } from '../../../facts/reading.ts';
import type { Instant } from '../../../facts/schema.ts';
import { MINUTE, SECOND } from '../../../facts/time.ts';
import { post } from './answer.ts';
import { type Credentials, restUrl, tokenSources, tokensOf } from './credentials.ts';
import {
  type AnswerError,
  Denied,
  failureOf,
  failureOfErrors,
  failureOfText,
  failureWithoutData,
  isDenied,
  RequestFailure,
  summary,
} from './failure.ts';
import type { TadaDocumentNode } from './graphql.ts';
import type { PageSize } from './pageSize.ts';
import { type Budget, budgetOf, type PooledToken, TokenPool } from './pool.ts';
import { DEFAULT_URL } from './server.ts';
import { createTransport, type Received, type TransportOptions } from './transport.ts';

export interface ClientOptions extends TransportOptions {
  /** Tokens, separated by commas or white space; of no account where there are credentials. */
  token?: string | undefined;
  credentials?: Credentials;
  /** Default: GitHub's own; `GITHUB_GRAPHQL_URL` names an Enterprise Server's. */
  url?: string | undefined;
  /** From 0 up to 1, for the jitter of waits. */
  random?: () => number;
}

/** Data, and the errors that explain what is missing from it. */
export interface Answer<Result> {
  data: Result;
  errors: AnswerError[];
}

/** Every query asks for its cost. */
export interface Costed {
  rateLimit: { cost: number } | null;
}

export interface Asked<Result> {
  page: PageSize;
  /** Counts each request and its points. */
  cost: Reading['cost'];
  /** The rows that an answer gives, null in the place of one that is missing; null when the list is missing. */
  rows?: (data: Result) => readonly unknown[] | null;
}

export interface Client {
  url: string;
  /**
   * Asks one query, with retries and smaller pages where that may help. An answer with missing parts is asked for
   * again before it is accepted, except where the token's rights explain what is missing.
   * @param variables of the query for a page of that many rows
   * @throws Problem when a token is refused, the server cannot be reached, or the retries are used up; `Denied` when
   * the token lacks a scope for a part of the query
   */
  ask: <Result extends Costed, Variables extends object>(
    document: TadaDocumentNode<Result, Variables>,
    variables: (rows: number) => Variables,
    asked: Asked<Result>,
  ) => Promise<Answer<Result>>;
  /**
   * Asks the REST API once, for what GraphQL does not show.
   * @param route such as `GET /orgs/{org}/properties/values`
   * @returns what it answers, or why it does not
   * @throws Problem when a token is refused
   */
  rest: (
    route: string,
    parameters: Readonly<Record<string, string | number>>,
  ) => Promise<{ data: unknown } | { refused: string }>;
  /** @returns the time of the last answer by the server's clock; null before the first that states it */
  serverTime: () => Instant | null;
  /** @returns the points left to the token that asked last; null before the first answer and without a rate limit */
  budget: () => { remaining: number; limit: number; resetAt: Instant } | null;
}

/** Attempts after the first, for each kind of temporary failure. Those for the rate limit last more than its hour. */
const RETRIES = {
  'rate-limit': 6,
  heavy: 8,
  oversized: 7,
  partial: 2,
  transient: 6,
  unreachable: 2,
} as const;
/** A new token of an App may be unknown to some of GitHub's servers for a few seconds. */
const RENEWALS = 2;
/** Parts of the schema that GitHub shows to clients that ask for them. */
const PREVIEWS = 'issue_fields';
const FIRST_WAIT = SECOND;
const LONGEST_BACKOFF = 32 * SECOND;
/** GitHub asks for at least a minute when it names no time. */
const RATE_LIMIT_WAIT = MINUTE;

/**
 * @returns a client of GitHub's GraphQL API
 * @throws Problem when there are no credentials or the URL is not valid
 */
export function createClient(options: ClientOptions): Client {
  const url = urlOf(options.url);
  const { signal, random = Math.random } = options;
  const transport = createTransport(url, options);
  const { wait, now, conceal } = transport;
  const sources = tokenSources(
    options.credentials ?? tokensOf(options.token, url),
    url,
    async (...request) => (await transport.fetch(...request)).response,
  );
  const pool = new TokenPool(sources, transport);
  let budget: Budget | null = null;
  /** Queries that the token lacks a scope for, whatever their variables. */
  const denied = new Map<string, Denied>();

  const send = async <Result extends Costed>(token: PooledToken, query: string, variables: object) => {
    const authorization = `bearer ${await token.source.token(token.refusals > 0)}`;
    let received: Pick<Received, 'headers' | 'text'> = { headers: {}, text: '' };
    const fetchQuery: typeof fetch = async (...request) => {
      const answer = await transport.fetch(...request);
      received = answer;
      const left = budgetOf(answer.headers);
      if (left !== null) {
        budget = left;
        token.budget = left;
      }
      return answer.response;
    };
    const { data, errors } = await post<Result>(query, variables, {
      url,
      headers: { authorization, 'graphql-features': PREVIEWS },
      fetch: fetchQuery,
    });
    const named = errors.map((error) => ({ ...error, message: conceal(error.message) }));
    return { data, errors: named, ...received };
  };

  const attempt = async <Result extends Costed>(
    token: PooledToken,
    query: string,
    variables: object,
    { page, cost, rows }: Asked<Result>,
    takePartial: boolean,
  ): Promise<Answer<Result>> => {
    cost.requests += 1;
    const { data, errors, headers, text } = await send<Result>(token, query, variables);
    if (data === undefined) throw failureOfText(text, headers, now());
    const failure = failureOfErrors(errors, headers, now());
    if (data === null) throw failure ?? failureWithoutData(errors);
    cost.points += data.rateLimit?.cost ?? 0;
    if (failure !== null && (failure.kind === 'rate-limit' || page.size > 1)) throw failure;
    const missing = missingIn(errors, rows === undefined ? [] : rows(data));
    if (missing === 'everything' && page.size > 1) {
      throw new RequestFailure('heavy', `nothing but empty rows: ${summary(errors) || 'no reason given'}`);
    }
    if (missing !== 'nothing' && !takePartial) {
      throw new RequestFailure('partial', `rows or fields left out: ${summary(errors) || 'no reason given'}`);
    }
    page.succeed();
    return { data, errors };
  };

  /** Notes what a failure means for the token. @returns the failure of the request */
  const handleFailure = (token: PooledToken, failure: RequestFailure): RequestFailure => {
    const { kind, retryAfter } = failure;
    const message = conceal(failure.message);
    if (kind === 'rate-limit') {
      const asked = retryAfter === null ? RATE_LIMIT_WAIT * 2 ** token.rateLimits : retryAfter * 1000;
      const least = FIRST_WAIT * 2 ** token.rateLimits;
      pool.pause(token, Math.max(asked, least) + Math.round(random() * SECOND), message);
      token.rateLimits += 1;
    }
    if (kind === 'token') {
      const { name, remedy, isRenewable } = token.source;
      token.refusals += 1;
      if (isRenewable && token.refusals <= RENEWALS) return new RequestFailure('transient', message);
      throw new Problem({
        place: url,
        found: `${name} was refused (${message})`,
        expected: 'a token that is valid and not expired',
        remedy,
      });
    }
    return new RequestFailure(kind, message, retryAfter);
  };

  const ask: Client['ask'] = async (document, variables, asked) => {
    const query = print(document);
    const known = denied.get(query);
    if (known !== undefined) throw known;
    const failures = { 'rate-limit': 0, heavy: 0, oversized: 0, partial: 0, transient: 0, unreachable: 0 };
    const shouldRetry = async ({ kind, message, retryAfter }: RequestFailure): Promise<boolean> => {
      if (kind === 'token' || kind === 'denied' || kind === 'rejected') return false;
      const before = failures[kind];
      failures[kind] += 1;
      if (before >= RETRIES[kind] * (kind === 'rate-limit' ? pool.size : 1)) return false;
      // The pool waits, and only when no other token is available.
      if (kind === 'rate-limit') return true;
      if (kind === 'oversized') {
        if (asked.page.size === 1) return false;
        asked.page.failForGood();
        return true;
      }
      if (kind === 'heavy') asked.page.fail();
      const backoff = Math.min(LONGEST_BACKOFF, FIRST_WAIT * 2 ** before) * (0.5 + random() / 2);
      await wait(Math.max(Math.round(backoff), (retryAfter ?? 0) * 1000), message);
      return true;
    };
    try {
      return await pRetry(
        async () => {
          const token = await pool.take();
          try {
            const takePartial = failures.partial >= RETRIES.partial;
            const answer = await attempt(token, query, variables(asked.page.size), asked, takePartial);
            Object.assign(token, { rateLimits: 0, refusals: 0 });
            return answer;
          } catch (error) {
            signal?.throwIfAborted();
            throw error instanceof Problem ? error : handleFailure(token, failureOf(error, now()));
          } finally {
            pool.release(token);
          }
        },
        {
          retries: Number.POSITIVE_INFINITY,
          minTimeout: 0,
          ...(signal === undefined ? {} : { signal }),
          shouldRetry: ({ error }) => error instanceof RequestFailure && shouldRetry(error),
        },
      );
    } catch (error) {
      signal?.throwIfAborted();
      const problem = error instanceof RequestFailure ? problemOf(error, url, asked.cost.requests) : error;
      if (problem instanceof Denied) denied.set(query, problem);
      throw problem;
    }
  };

  const rest: Client['rest'] = async (route, parameters) => {
    const token = await pool.take();
    try {
      const authorization = `bearer ${await token.source.token(false)}`;
      const sent = {
        fetch: async (...sent: Parameters<typeof fetch>) => (await transport.fetch(...sent)).response,
      };
      const { data } = await request(route, {
        ...parameters,
        baseUrl: restUrl(url),
        headers: { authorization },
        request: sent,
      });
      return { data };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Problem) throw error;
      return { refused: handleFailure(token, failureOf(error, now())).message };
    } finally {
      pool.release(token);
    }
  };

  return {
    url,
    ask,
    rest,
    serverTime: transport.serverTime,
    budget: () => (budget === null ? null : { ...budget, resetAt: new Date(budget.resetAt).toISOString() }),
  };
}

function urlOf(given: string | undefined): string {
  const url = given === undefined || given === '' ? DEFAULT_URL : given;
  const parsed = URL.parse(url);
  const hasLogin = parsed !== null && (parsed.username !== '' || parsed.password !== '');
  if (parsed !== null && /^https?:$/.test(parsed.protocol) && !hasLogin) return url;
  throw new Problem({
    place: 'GITHUB_GRAPHQL_URL',
    found: hasLogin ? 'a URL with a user name or a password' : JSON.stringify(url),
    expected: `a URL such as ${DEFAULT_URL}`,
    remedy: 'Set GITHUB_GRAPHQL_URL to the GraphQL URL of your GitHub, or unset it.',
    exitCode: 2,
  });
}

/** @returns how much of an answer is missing without the token's rights explaining it */
function missingIn(
  errors: readonly AnswerError[],
  rows: readonly unknown[] | null,
): 'nothing' | 'something' | 'everything' {
  if (isDenied(errors)) return 'nothing';
  const isWhole = rows?.every((row) => row !== null) === true;
  if (errors.length === 0 && isWhole) return 'nothing';
  return rows !== null && rows.length > 0 && rows.every((row) => row === null) ? 'everything' : 'something';
}

function problemOf({ kind, message }: RequestFailure, url: string, requests: number): Problem {
  const place = url;
  switch (kind) {
    case 'rate-limit':
      return new Problem({
        place,
        found: `GitHub's rate limit is still in force after waiting (${message})`,
        remedy:
          'Run the command again later, or use a token with a higher limit; what was stored is unchanged.',
      });
    case 'unreachable':
      return new Problem({
        place,
        found: `no connection (${message})`,
        expected: 'a server that answers GraphQL requests',
        remedy: 'Check the network, the proxy and GITHUB_GRAPHQL_URL, then run the command again.',
      });
    case 'denied':
      return new Denied({
        place,
        found: `the token may not ask this (${message})`,
        expected: 'a token with the scopes that GitHub names',
        remedy: 'Give the token these scopes, or use another one.',
      });
    case 'token':
    case 'oversized':
    case 'rejected':
      return new Problem({
        place,
        found: `the request was rejected (${message})`,
        remedy:
          'Check that the URL is that of a GraphQL API, that the token may read this repository, and that an Enterprise Server is recent enough.',
      });
    case 'heavy':
    case 'partial':
    case 'transient':
      return new Problem({
        place,
        found: `no usable answer after several attempts (${message}; ${requests} requests so far)`,
        remedy:
          'Run the command again later; what was stored is unchanged. See https://www.githubstatus.com.',
      });
  }
}
