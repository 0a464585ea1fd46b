import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { HOUR } from '../../../src/facts/time.ts';
import type { ReadOptions } from '../../../src/sources/github/readGitHub.ts';
import { createClient } from '../../../src/sources/github/transport/client.ts';
import type { Fault, Faults, SeenRequest } from '../../support/github/faults.ts';
import { repository } from '../../support/github/file.ts';
import { listEdit } from '../../support/github/mishaps.ts';
import { at, sample } from '../../support/github/rows.ts';
import { type GitHubOptions, startGitHub } from '../../support/github/server.ts';
import { clientOf, gitHub, readFrom, snapshotOf, TOKEN } from './visiting.ts';

const CLOCK = Date.parse('2026-05-01T10:00:00Z');

const port = () =>
  repository(
    sample.file('port', {
      pullRequests: Array.from({ length: 12 }, (_, index) => sample.pullRequest(index + 1)),
      issues: [sample.issue(20), sample.issue(21)],
      deployments: [sample.deployment(1, 30)],
      commits: [sample.commit('first', 40, [])],
    }),
  );

/** Reads the port while things go wrong. */
async function reading(faults: Faults, options: Partial<ReadOptions> & { timeout?: number } = {}) {
  const { timeout, ...read } = options;
  const server = await gitHub({ repositories: [port()], faults, clock: () => new Date(CLOCK) });
  const { client, waits } = clientOf(server.url, { clock: () => CLOCK, ...(timeout ? { timeout } : {}) });
  const outcome = await readFrom(server, port(), { client, ...read }).catch((error: unknown) => error);
  return { outcome, waits, server };
}

const first = (times: number, operation: string, fault: Fault): Faults => {
  let left = times;
  return (request) => {
    if (request.operation !== operation || left === 0) return undefined;
    left -= 1;
    return fault;
  };
};

const always =
  (fault: Fault): Faults =>
  () =>
    fault;

const errors = (type: string | undefined, message: string): Fault => ({
  kind: 'answer',
  status: 200,
  body: { errors: [{ ...(type === undefined ? {} : { type }), message }] },
});

/** What a read of the port gives when nothing goes wrong. */
const calm = await startGitHub({ repositories: [port()] });
const quiet = await readFrom(calm, port());
await calm.close();

describe('a wrong configuration is reported immediately', () => {
  test('without a token, with how to get one and which scopes it needs', () => {
    expect(() => createClient({ token: '', url: 'https://api.github.com/graphql' })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        place: 'GITHUB_TOKEN',
        remedy: expect.stringMatching(/settings\/tokens.*repo/),
      }),
    );
  });

  test('with an invalid URL', () => {
    expect(() => createClient({ token: TOKEN, url: 'api.github.com' })).toThrow(
      expect.objectContaining({ exitCode: 2, place: 'GITHUB_GRAPHQL_URL' }),
    );
  });

  test('with a URL that contains a password, which is not shown', () => {
    const create = () => createClient({ token: TOKEN, url: 'https://ada:canary@github.example/api/graphql' });
    expect(create).toThrow(expect.objectContaining({ exitCode: 2, place: 'GITHUB_GRAPHQL_URL' }));
    expect(create).not.toThrow(/canary/);
  });

  test('with a name that is not that of a repository', async () => {
    const { outcome } = await reading(() => undefined, { name: 'port' });
    expect(outcome).toMatchObject({ exitCode: 2, found: expect.stringContaining('"port"') });
  });

  test('with a token that is refused, and the request is not repeated', async () => {
    const server = await gitHub({ repositories: [port()] });
    const { client, waits } = clientOf(server.url, { token: 'ghp_refusedSampleToken' });
    await expect(readFrom(server, port(), { client })).rejects.toMatchObject({
      exitCode: 1,
      found: expect.stringContaining('the token was refused'),
      remedy: expect.stringContaining('GITHUB_TOKEN'),
    });
    expect(server.requests).toBe(1);
    expect(waits).toEqual([]);
  });

  test('with a repository that does not exist, or that the token may not see', async () => {
    const { outcome, server } = await reading(() => undefined, { name: 'sample-org/nowhere' });
    expect(outcome).toMatchObject({
      exitCode: 1,
      place: 'sample-org/nowhere',
      found: expect.stringContaining('NOT_FOUND'),
    });
    expect(server.requests).toBe(1);
    const forbidden = await reading(
      always({ kind: 'field', field: 'Query.repository', type: 'FORBIDDEN', message: 'SAML enforcement' }),
    );
    expect(forbidden.outcome).toMatchObject({
      exitCode: 1,
      place: 'sample-org/port',
      found: expect.stringContaining('SAML'),
    });
  });

  test('with a query that the server does not understand, in its words', async () => {
    const { outcome, server } = await reading(always(errors(undefined, "Field 'isDraft' doesn't exist")));
    expect(outcome).toMatchObject({ exitCode: 1, found: expect.stringContaining("'isDraft' doesn't exist") });
    expect(server.requests).toBe(1);
  });
});

test('without a network the URL is named', async () => {
  const server = await startGitHub({ repositories: [] });
  await server.close();
  const { client, waits } = clientOf(server.url);
  await expect(readFrom(server, port(), { client })).rejects.toMatchObject({
    place: server.url,
    found: expect.stringMatching(/no connection.*ECONNREFUSED/),
  });
  expect(waits).toHaveLength(2);
  const { client: lost } = clientOf('http://no-such-host.invalid/graphql');
  await expect(readFrom(server, port(), { client: lost })).rejects.toMatchObject({
    place: 'http://no-such-host.invalid/graphql',
    found: expect.stringMatching(/no connection/),
  });
});

describe('a temporary failure is tried again', () => {
  const passing: Record<string, Fault> = {
    'a bad gateway': { kind: 'answer', status: 502, body: 'Bad gateway' },
    'an unavailable service': { kind: 'answer', status: 503 },
    'a gateway that gave up': { kind: 'answer', status: 504 },
    'a lost connection': { kind: 'drop' },
    'a truncated answer': { kind: 'truncate' },
    'an answer that is not JSON': { kind: 'answer', status: 200, body: 'Whoa there!' },
    'an error that GitHub cannot explain': errors(
      undefined,
      'Something went wrong while executing your query.',
    ),
    'too much work': errors('RESOURCE_LIMITS_EXCEEDED', 'Resource limits for this query exceeded.'),
  };
  test.each(Object.entries(passing))('%s', async (_name, fault) => {
    const { outcome, waits } = await reading(first(2, 'PullRequests', fault));
    expect(outcome).toEqual({ ...quiet, cost: expect.anything() });
    expect(waits).toEqual([750, 1_500]);
  });

  test('an answer that does not come', async () => {
    const { outcome, waits } = await reading(first(1, 'Issues', { kind: 'delay', milliseconds: 900 }), {
      timeout: 300,
    });
    expect(outcome).toMatchObject({ coverage: { issues: { read: 2, expected: 2 } } });
    expect(waits).toEqual([750]);
  });

  test('but not for ever, and then the message has the URL and the last answer', async () => {
    const { outcome, server } = await reading(
      always({ kind: 'answer', status: 503, body: { message: 'Down' } }),
    );
    expect(outcome).toMatchObject({
      exitCode: 1,
      place: server.url,
      found: expect.stringContaining('HTTP 503: Down'),
    });
    expect(server.requests).toBe(7);
  });

  test('not earlier than a server error asks for', async () => {
    const headers = { 'retry-after': '20' };
    const { waits } = await reading(first(2, 'Issues', { kind: 'answer', status: 503, headers }));
    expect(waits).toEqual([20_000, 20_000]);
  });

  test('after random waits, so that not all clients come back at the same time', async () => {
    const wait = async (drawn: number) => {
      const server = await gitHub({
        repositories: [port()],
        faults: first(3, 'Issues', { kind: 'answer', status: 503 }),
      });
      const { client, waits } = clientOf(server.url, { random: () => drawn });
      await readFrom(server, port(), { client });
      return waits;
    };
    expect(await wait(0)).toEqual([500, 1_000, 2_000]);
    expect(await wait(0.999)).toEqual([1_000, 1_999, 3_998]);
  });

  test('and an HTML page is reported by its title', async () => {
    const html = '<!DOCTYPE html><head><title>Unicorn!\n · GitHub</title></head><body>A long page</body>';
    const { outcome } = await reading(always({ kind: 'page', status: 502, html }));
    expect(outcome).toMatchObject({ found: expect.stringContaining('(HTTP 502: Unicorn! · GitHub;') });
    const untitled = await reading(always({ kind: 'page', status: 502, html: '<p>A long page</p>' }));
    expect(untitled.outcome).toMatchObject({ found: expect.stringContaining('(HTTP 502: an HTML page;') });
  });

  test("a server error never waits for the rate limit's reset", async () => {
    const reset = String(CLOCK / 1000 + 3_000);
    const headers = { 'x-ratelimit-reset': reset, 'x-ratelimit-remaining': '0' };
    const { waits } = await reading(first(1, 'Issues', { kind: 'answer', status: 502, headers }));
    expect(waits).toEqual([750]);
  });
});

describe('a rate limit is waited for', () => {
  const limited = (fault: Fault) => reading(first(1, 'Issues', fault));
  const forbidden = (headers: Record<string, string>): Fault => ({
    kind: 'answer',
    status: 403,
    headers,
    body: { message: 'You have exceeded a secondary rate limit.' },
  });
  const jitter = 500;

  test.each(['RATE_LIMITED', 'RATE_LIMIT', undefined])('reported as %s in an answer', async (type) => {
    const { outcome, waits } = await limited(errors(type, 'API rate limit already exceeded'));
    expect(outcome).toMatchObject({ coverage: { issues: { read: 2, expected: 2 } } });
    expect(waits).toEqual([60_000 + jitter]);
  });

  test('reported instead of an answer, or as another type', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    const inPlace: Fault = { kind: 'answer', status: 200, body: { message } };
    for (const fault of [inPlace, errors('FORBIDDEN', message)]) {
      const { outcome, waits } = await limited(fault);
      expect(outcome).toMatchObject({ coverage: { issues: { read: 2, expected: 2 } } });
      expect(waits).toEqual([60_000 + jitter]);
    }
  });

  test('for as long as it says, in seconds or until a date', async () => {
    expect((await limited(forbidden({ 'retry-after': '7' }))).waits).toEqual([7_000 + jitter]);
    const date = new Date(CLOCK + 90_000).toUTCString();
    expect((await limited(forbidden({ 'retry-after': date }))).waits).toEqual([90_000 + jitter]);
  });

  test('for a minute when it says nothing, though points remain', async () => {
    expect((await limited(forbidden({ 'retry-after': '' }))).waits).toEqual([60_000 + jitter]);
    expect((await limited(forbidden({ 'x-ratelimit-remaining': '4999' }))).waits).toEqual([60_000 + jitter]);
  });

  test('until its reset when the points are used up', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(CLOCK / 1000 + 240) };
    expect((await limited(forbidden(headers))).waits).toEqual([240_000 + jitter]);
  });

  test('twice as long each time, and not for ever', async () => {
    const { outcome, waits } = await reading(always(forbidden({})));
    expect(waits.map((wait) => (wait - jitter) / 60_000)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(outcome).toMatchObject({ exitCode: 1, found: expect.stringContaining('rate limit') });
  });

  test('at least a second, and longer each time, even if it asks for none', async () => {
    const past = new Date(CLOCK - 90_000).toUTCString();
    for (const asked of ['0', past]) {
      const { waits } = await reading(first(3, 'Issues', forbidden({ 'retry-after': asked })));
      expect(waits).toEqual([1_500, 2_500, 4_500]);
    }
  });

  test('by the time of the server, not of this machine', async () => {
    const server = await gitHub({
      repositories: [port()],
      clock: () => new Date(CLOCK),
      faults: first(1, 'Issues', forbidden({ 'retry-after': new Date(CLOCK + 30_000).toUTCString() })),
    });
    const { client, waits } = clientOf(server.url, { clock: () => CLOCK - 7 * 86_400_000 });
    await readFrom(server, port(), { client });
    expect(waits).toEqual([30_000 + jitter]);
  });

  test('but not longer than a run may wait in total', async () => {
    const server = await gitHub({ repositories: [port()], faults: always(forbidden({})) });
    const { client, waits } = clientOf(server.url, { longestWait: 200_000 });
    const problem = await readFrom(server, port(), { client }).catch((error: unknown) => error);
    expect(waits).toEqual([60_500, 120_500]);
    expect(problem).toMatchObject({
      exitCode: 1,
      place: server.url,
      found: expect.stringMatching(/secondary rate limit.*; this needs 5 minutes more/),
      expected: 'at most 4 minutes of waiting in one run',
    });
  });

  test('as often as a small limit requires, each time for the rest of the hour', async () => {
    let now = CLOCK;
    const server = await gitHub({ repositories: [port()], limit: 4, clock: () => new Date(now) });
    const waits: number[] = [];
    const { client } = clientOf(server.url, {
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
      },
      longestWait: 10 * 3_600_000,
    });
    const outcome = await readFrom(server, port(), { client });
    expect(outcome).toEqual({ ...quiet, cost: expect.anything() });
    expect(waits).toEqual(waits.map(() => 3_600_000 + jitter));
    // A request of three points leaves one of four over.
    expect(waits.length).toBeGreaterThanOrEqual(Math.ceil(server.points / 4) - 1);
    expect(waits.length).toBeLessThan(server.points / 3);
    expect(waits.length).toBeGreaterThan(0);
  });

  test('a server without a limit has none', async () => {
    const server = await gitHub({ repositories: [port()], limit: null });
    const { cost, facts } = await readFrom(server, port());
    expect(facts['pull-requests']).toHaveLength(12);
    expect(cost).toEqual({ requests: server.requests, points: 0 });
  });
});

describe('an answer that is too much work is asked for in smaller pages', () => {
  const tooLarge =
    (most: number, fault: Fault): Faults =>
    ({ operation, variables }) =>
      operation === 'PullRequests' && Number(variables.first) > most ? fault : undefined;
  const pullRequests = {
    totalCount: 12,
    pageInfo: { hasNextPage: false, endCursor: null },
    nodes: [null, null, null],
  };
  const emptied = (errors: unknown[]): Fault => ({
    kind: 'edit',
    edit: () => ({ data: { rateLimit: null, repository: { pullRequests } }, errors }),
  });
  const path = ['repository', 'pullRequests', 'nodes', 0];

  const heavy: [string, Fault][] = [
    ['time-outs', { kind: 'answer', status: 504 }],
    ['rows that are all null', emptied([{ type: 'RESOURCE_LIMITS_EXCEEDED', path, message: 'Too much' }])],
    [
      'rows that are all null for another reason',
      emptied([{ type: 'SERVICE_UNAVAILABLE', path, message: 'No' }]),
    ],
    ['rows that are all null without a reason', emptied([])],
  ];
  test.each(heavy)('%s', async (_name, fault) => {
    const { outcome, server } = await reading(tooLarge(3, fault));
    expect(outcome).toMatchObject({
      coverage: { 'pull-requests': { read: 12, expected: 12 } },
      unreadable: [],
    });
    const sizes = server.seen
      .filter(({ operation }) => operation === 'PullRequests')
      .map(({ variables }) => variables.first);
    expect(sizes.slice(0, 4)).toEqual([25, 12, 6, 3]);
  });

  test('and never larger again than GitHub allows at all', async () => {
    const { outcome, server } = await reading(
      tooLarge(2, errors('MAX_NODE_LIMIT_EXCEEDED', 'This query asks for up to 600,000 nodes.')),
    );
    expect(outcome).toMatchObject({ coverage: { 'pull-requests': { read: 12, expected: 12 } } });
    const sizes = server.seen
      .filter(({ operation }) => operation === 'PullRequests')
      .map(({ variables }) => variables['first']);
    expect(sizes).toEqual([25, 12, 6, 3, 1, ...Array.from({ length: 11 }, () => 1)]);
  });

  test('never read as empty', async () => {
    const { outcome } = await reading(tooLarge(0, { kind: 'answer', status: 504 }));
    expect(outcome).toMatchObject({ exitCode: 1, found: expect.stringContaining('HTTP 504') });
  });

  test('never read as empty when none of several rows can be read', async () => {
    const nothing = listEdit((list, path) => ({
      list: { ...list, nodes: list.nodes?.map(() => null) ?? null },
      errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', path: [...path, 'nodes', 0], message: 'Too much' }],
    }));
    const ofIssues = (request: SeenRequest) => (request.operation === 'Issues' ? nothing : undefined);
    const { outcome } = await reading(ofIssues);
    expect(outcome).toMatchObject({
      exitCode: 1,
      found: expect.stringMatching(/no readable row.*issues of sample-org\/port \(RESOURCE_LIMITS_EXCEEDED/),
    });
  });

  test('and grows again when the answers come', async () => {
    const { server } = await reading(first(3, 'PullRequests', { kind: 'answer', status: 502 }));
    const sizes = server.seen
      .filter(({ operation }) => operation === 'PullRequests')
      .map(({ variables }) => variables.first);
    expect(sizes).toEqual([25, 12, 6, 3, 3, 3, 3]);
  });
});

test('dates with an offset are the same moments', async () => {
  const shifted = (value: unknown) => {
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/.test(value)) return value;
    return new Date(Date.parse(value) + 2 * HOUR).toISOString().replace('.000Z', '+02:00');
  };
  const offset: Fault = {
    kind: 'edit',
    edit: (body) => JSON.parse(JSON.stringify(body), (_, value: unknown) => shifted(value)),
  };
  const { outcome } = await reading(always(offset));
  const { outcome: plain } = await reading(() => undefined);
  const told = z.object({ facts: z.unknown(), coverage: z.unknown(), unreadable: z.array(z.unknown()) });
  expect(told.parse(outcome)).toEqual(told.parse(plain));
});

describe('what is left out is named, and the rest is kept', () => {
  const denied = (field: string, number?: number): Fault => ({
    kind: 'field',
    field,
    type: 'FORBIDDEN',
    message: 'Resource not accessible',
    ...(number === undefined ? {} : { of: (parent) => parent.number === number }),
  });

  test('one row among its neighbours', async () => {
    const { outcome } = await reading(always(denied('PullRequest.commits', 5)));
    expect(outcome).toMatchObject({
      coverage: { 'pull-requests': { read: 11, expected: 12 }, issues: { read: 2, expected: 2 } },
      unreadable: [
        {
          collection: 'pull-requests',
          what: 'commits of the row after #4: Resource not accessible (FORBIDDEN)',
        },
      ],
    });
  });

  test('a part of all rows', async () => {
    const { outcome } = await reading(always(denied('PullRequest.reviews')));
    expect(outcome).toMatchObject({
      coverage: { 'pull-requests': { read: 12, expected: 12 } },
      unreadable: [
        {
          collection: 'pull-requests',
          what: 'reviews of #1, #2, #3, #4, #5, #6, #7, #8, #9, #10 and 2 more: Resource not accessible (FORBIDDEN)',
        },
      ],
    });
  });

  test.each<[string, Fault, string]>([
    ['with a reason', denied('Ref.target'), 'Resource not accessible (FORBIDDEN)'],
    [
      'without one',
      {
        kind: 'edit',
        edit: (body) => JSON.parse(JSON.stringify(body), (key, value) => (key === 'target' ? null : value)),
      },
      'GitHub left it out without a reason',
    ],
  ])('the commits of a default branch that points to nothing, %s', async (_, fault, reason) => {
    const { outcome } = await reading(always(fault));
    expect(outcome).toMatchObject({
      coverage: { 'pull-requests': { read: 12, expected: 12 }, commits: { read: 0, expected: null } },
      unreadable: [
        { collection: 'commits', what: `all commits: ${reason}` },
        { collection: 'checks', what: `all checks: ${reason}` },
      ],
    });
  });

  test('a whole collection', async () => {
    const { outcome } = await reading(always(denied('Repository.deployments')));
    expect(outcome).toMatchObject({
      coverage: { 'pull-requests': { read: 12, expected: 12 }, deployments: { read: 0, expected: null } },
      unreadable: [
        { collection: 'deployments', what: 'all deployments: Resource not accessible (FORBIDDEN)' },
      ],
    });
  });

  test('and a stored row remains where the new one is missing', async () => {
    const stored = snapshotOf(
      await readFrom(await gitHub({ repositories: [port()] }), port(), { now: at(500) }),
    );
    const { outcome } = await reading(always(denied('PullRequest.commits', 5)), { stored, full: true });
    expect(outcome).toMatchObject({ coverage: { 'pull-requests': { read: 12, expected: 12 } } });
  });

  test('a row without a reason beside one with a reason', async () => {
    const { outcome } = await reading(({ operation }) =>
      operation === 'PullRequests'
        ? listEdit((list, path) => ({
            list: { ...list, nodes: list.nodes?.map((node, at) => (at === 3 || at === 6 ? null : node)) },
            errors: [{ type: 'FORBIDDEN', path: [...path, 'nodes', 3], message: 'Not yours' }],
          }))
        : undefined,
    );
    expect(outcome).toMatchObject({
      unreadable: [
        { collection: 'pull-requests', what: 'the row after #3: Not yours (FORBIDDEN)' },
        { collection: 'pull-requests', what: 'the row after #6: GitHub left it out without a reason' },
      ],
    });
  });

  test('a row for which GitHub gives no reason', async () => {
    const { outcome } = await reading(({ operation }) =>
      operation === 'Issues'
        ? {
            kind: 'edit',
            edit: (body) =>
              JSON.parse(JSON.stringify(body).replace(/\{"id":"I_[^}]*"number":21.*?\]\}\}/, 'null')),
          }
        : undefined,
    );
    expect(outcome).toMatchObject({
      coverage: { issues: { read: 1, expected: 2 } },
      unreadable: [{ collection: 'issues', what: 'the row after #20: GitHub left it out without a reason' }],
    });
  });
});

test('a cursor that does not move ends the read', async () => {
  const issues = { totalCount: 9, pageInfo: { hasNextPage: true, endCursor: 'stuck' }, nodes: [] };
  const { outcome, server } = await reading(({ operation }) =>
    operation === 'Issues'
      ? { kind: 'edit', edit: () => ({ data: { rateLimit: null, repository: { issues } } }) }
      : undefined,
  );
  expect(outcome).toMatchObject({ found: expect.stringMatching(/cursor that does not move.*issues/) });
  expect(server.seen.filter(({ operation }) => operation === 'Issues')).toHaveLength(2);
});

test('no error shows the token', async () => {
  const faults: Fault[] = [
    { kind: 'answer', status: 401, body: { message: 'Bad credentials' } },
    { kind: 'answer', status: 403, body: { message: 'Forbidden' } },
    { kind: 'answer', status: 503 },
    { kind: 'drop' },
    errors('SOME_TYPE', 'Some message'),
  ];
  for (const fault of faults) {
    const { outcome } = await reading(always(fault));
    expect(outcome).toBeInstanceOf(Error);
    expect(inspect(outcome, { depth: null, showHidden: true })).not.toContain(TOKEN);
  }
  expect(JSON.stringify(quiet)).not.toContain(TOKEN);
});

test('a cancelled reading stops waiting', async () => {
  const stop = new AbortController();
  const server = await gitHub({ repositories: [port()], faults: always({ kind: 'answer', status: 503 }) });
  const client = createClient({
    token: TOKEN,
    url: server.url,
    signal: stop.signal,
    onWait: () => stop.abort(new Error('called off')),
  });
  await expect(readFrom(server, port(), { client })).rejects.toThrow('called off');
  expect(server.requests).toBe(1);
});

describe('a client knows', () => {
  const ask = async (server: Partial<GitHubOptions>) => {
    const github = await gitHub({ repositories: [port()], clock: () => new Date(CLOCK), ...server });
    const { client } = clientOf(github.url);
    const before = { time: client.serverTime(), budget: client.budget() };
    await readFrom(github, port(), { client });
    return { before, time: client.serverTime(), budget: client.budget(), github };
  };

  test('the time of the server, once it has answered', async () => {
    const { before, time } = await ask({});
    expect(before.time).toBeNull();
    expect(time).toBe('2026-05-01T10:00:00.000Z');
  });

  test('the points left, once the server has answered', async () => {
    const { before, budget, github } = await ask({ limit: 700 });
    expect(before.budget).toBeNull();
    expect(budget).toEqual({
      limit: 700,
      remaining: 700 - github.points,
      resetAt: '2026-05-01T11:00:00.000Z',
    });
  });

  test('that a server has no limit', async () => {
    expect((await ask({ limit: null })).budget).toBeNull();
  });
});
