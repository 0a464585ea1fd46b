import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Fault } from './faults.ts';
import { repository } from './file.ts';
import { at, sample, sha } from './rows.ts';
import { type GitHubOptions, startGitHub } from './server.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const yard = () =>
  repository(
    sample.file('yard', {
      pullRequests: many(7).map((number) => sample.pullRequest(number)),
      issues: many(3).map((number) => sample.issue(number + 10)),
    }),
  );

async function ask(fields: string, options: Partial<GitHubOptions> & { authorization?: string } = {}) {
  const { authorization = 'bearer any', ...rest } = options;
  const server = await startGitHub({ repositories: [yard()], ...rest });
  onTestFinished(() => server.close());
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ query: `query Sample { ${fields} }` }),
  });
  return { response, server, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

const inYard = (fields: string) => `repository(owner: "sample-org", name: "yard") { ${fields} }`;

test('a page goes on behind the cursor of the one before, to the end and back', async () => {
  const numbers = 'pageInfo { hasNextPage hasPreviousPage endCursor startCursor } nodes { number }';
  const pages: unknown[] = [];
  const list = z.object({
    repository: z.object({
      pullRequests: z.object({ pageInfo: z.looseObject({ endCursor: z.string() }) }).loose(),
    }),
  });
  let after = '';
  for (let page = 0; page < 3; page += 1) {
    const { body } = await ask(inYard(`pullRequests(first: 3${after}) { totalCount ${numbers} }`));
    const { pullRequests } = list.parse(body.data).repository;
    pages.push(pullRequests);
    after = `, after: "${pullRequests.pageInfo.endCursor}"`;
  }
  expect(pages).toMatchObject([
    {
      totalCount: 7,
      nodes: [{ number: 1 }, { number: 2 }, { number: 3 }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    },
    {
      nodes: [{ number: 4 }, { number: 5 }, { number: 6 }],
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    },
    { nodes: [{ number: 7 }], pageInfo: { hasNextPage: false, hasPreviousPage: true } },
  ]);
  const { body } = await ask(inYard(`pullRequests(last: 2) { ${numbers} }`));
  expect(body.data).toMatchObject({
    repository: { pullRequests: { nodes: [{ number: 6 }, { number: 7 }] } },
  });
});

test('rows are sorted as asked', async () => {
  const { body } = await ask(
    inYard('issues(first: 2, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { number } }'),
  );
  expect(body.data).toEqual({ repository: { issues: { nodes: [{ number: 13 }, { number: 12 }] } } });
});

test.each([
  ['issues(first: 101) { nodes { number } }', 'EXCESSIVE_PAGINATION'],
  ['issues { nodes { number } }', 'MISSING_PAGINATION_BOUNDARIES'],
  [
    'pullRequests(first: 100) { nodes { reviews(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } }',
    'MAX_NODE_LIMIT_EXCEEDED',
  ],
])('%s is refused', async (fields, type) => {
  const { body, response } = await ask(inYard(fields));
  expect(response.status).toBe(200);
  expect(body).toEqual({ errors: [expect.objectContaining({ type })] });
});

test('a count alone needs no page', async () => {
  const { body } = await ask(inYard('issues { totalCount }'));
  expect(body).toEqual({ data: { repository: { issues: { totalCount: 3 } } } });
});

test('a field that GitHub has not is refused', async () => {
  const { body } = await ask(inYard('wharves'));
  expect(body).toEqual({
    errors: [expect.objectContaining({ message: expect.stringContaining('wharves') })],
  });
});

test("points are counted by GitHub's rule", async () => {
  // The published example: 1 + 100 + 100 × 50 connections, a hundred of them a point.
  const { body, response, server } = await ask(
    `rateLimit { cost nodeCount remaining limit } ${inYard('issues(first: 100) { nodes { labels(first: 50) { nodes { issues(first: 1) { totalCount } } } } }')}`,
  );
  expect(body.data).toMatchObject({
    rateLimit: { cost: 51, nodeCount: 100 + 100 * 50 + 100 * 50, remaining: 4_949, limit: 5_000 },
  });
  expect(server.points).toBe(51);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4949',
    'x-ratelimit-used': '51',
    'x-ratelimit-resource': 'graphql',
  });
});

test('more points than an hour has are refused', async () => {
  const { body } = await ask(
    inYard('issues(first: 100) { nodes { labels(first: 10) { nodes { name } } } }'),
    { limit: 0 },
  );
  expect(body).toEqual({ errors: [expect.objectContaining({ type: 'RATE_LIMITED' })] });
});

test('a repository that is not there is null, with an error that says so', async () => {
  const { body } = await ask('repository(owner: "sample-org", name: "nowhere") { id }');
  expect(body).toEqual({
    data: { repository: null },
    errors: [expect.objectContaining({ type: 'NOT_FOUND', path: ['repository'] })],
  });
});

test('a wrong token is refused', async () => {
  const { body, response } = await ask(inYard('id'), { token: 'right', authorization: 'bearer wrong' });
  expect(response.status).toBe(401);
  expect(body).toMatchObject({ message: 'Bad credentials' });
});

test('a field that may not be read spreads its null as far as the schema says', async () => {
  const { body } = await ask(inYard('pullRequests(first: 3) { nodes { number title } }'), {
    faults: () => ({
      kind: 'field',
      field: 'PullRequest.title',
      type: 'FORBIDDEN',
      message: 'No',
      of: ({ number }) => number === 2,
    }),
  });
  expect(body).toMatchObject({
    data: { repository: { pullRequests: { nodes: [{ number: 1 }, null, { number: 3 }] } } },
    errors: [{ type: 'FORBIDDEN', path: ['repository', 'pullRequests', 'nodes', 1, 'title'] }],
  });
});

test('each token has a limit of its own, reset each hour', async () => {
  let now = Date.parse('2026-05-01T10:00:00Z');
  const server = await startGitHub({
    repositories: [yard()],
    tokens: ['one', 'two'],
    limit: 1,
    clock: () => new Date(now),
  });
  onTestFinished(() => server.close());
  const asked = async (token: string) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { authorization: `bearer ${token}` },
      body: JSON.stringify({ query: 'query Sample { rateLimit { remaining } }' }),
    });
    return { date: response.headers.get('date'), body: await response.json() };
  };
  const passes = { data: { rateLimit: { remaining: 0 } } };
  const isUsedUp = { errors: [expect.objectContaining({ type: 'RATE_LIMITED' })] };
  expect(await asked('one')).toEqual({ date: 'Fri, 01 May 2026 10:00:00 GMT', body: passes });
  expect((await asked('one')).body).toEqual(isUsedUp);
  expect((await asked('two')).body).toEqual(passes);
  now += 3_600_000;
  expect((await asked('one')).body).toEqual(passes);
  expect([server.pointsOf('one'), server.pointsOf('two'), server.points]).toEqual([2, 1, 3]);
});

describe('an App gets a token for its installation', () => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const NOW = Date.parse('2026-05-01T10:00:00Z') / 1000;
  const jwt = (claims: object, { key = keys.privateKey, alg = 'RS256' } = {}) => {
    const parts = [{ alg, typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return [...parts, sign('RSA-SHA256', Buffer.from(parts.join('.')), key).toString('base64url')].join('.');
  };
  const claims = { iss: '4711', iat: NOW - 30, exp: NOW + 570 };
  const app = { id: '4711', installation: '815', publicKey: keys.publicKey };

  async function issued(token: string, installation = '815') {
    const server = await startGitHub({ repositories: [yard()], app, clock: () => new Date(NOW * 1000) });
    onTestFinished(() => server.close());
    const url = server.url.replace('/graphql', `/app/installations/${installation}/access_tokens`);
    const response = await fetch(url, { method: 'POST', headers: { authorization: `bearer ${token}` } });
    const body = z.record(z.string(), z.unknown()).parse(await response.json());
    return { status: response.status, body, server };
  }

  test('of an hour, with which it may ask', async () => {
    const { status, body, server } = await issued(jwt(claims));
    expect(status).toBe(201);
    expect(body).toMatchObject({ token: server.app.tokens[0], expires_at: '2026-05-01T11:00:00Z' });
    const ask = async (token: unknown) => {
      const headers = { authorization: `bearer ${String(token)}` };
      const query = JSON.stringify({ query: 'query Sample { __typename }' });
      return (await fetch(server.url, { method: 'POST', headers, body: query })).status;
    };
    expect([await ask(body['token']), await ask('another')]).toEqual([200, 401]);
  });

  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  test.each([
    ['under another key', jwt(claims, { key: other }), /could not be decoded/],
    ['of another App', jwt({ ...claims, iss: '4712' }), /could not be decoded/],
    ['under another algorithm', jwt(claims, { alg: 'none' }), /could not be decoded/],
    ['that is none', 'canary', /could not be decoded/],
    ['that has ended', jwt({ ...claims, exp: NOW }), /'exp'.*future time at which/],
    ['that lasts too long', jwt({ ...claims, exp: NOW + 601 }), /'exp'.*too far in the future/],
    ['from the future', jwt({ ...claims, iat: NOW + 1 }), /'iat'/],
  ])('not with a JSON web token %s', async (_name, token, says) => {
    const { status, body } = await issued(token);
    expect(status).toBe(401);
    expect(body['message']).toMatch(says);
  });

  test('not for an installation of another', async () => {
    expect((await issued(jwt(claims), '816')).status).toBe(404);
  });
});

describe('a fault', () => {
  const faulty = async (fault: Fault) => {
    const server = await startGitHub({ repositories: [yard()], faults: () => fault });
    onTestFinished(() => server.close());
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { authorization: 'bearer any' },
      body: JSON.stringify({ query: `query Sample { ${inYard('id')} }` }),
      signal: AbortSignal.timeout(250),
    });
    return { type: response.headers.get('content-type'), text: await response.text() };
  };

  test.each(['drop', 'reset', 'cut'] as const)('%s ends the connection', async (kind) => {
    await expect(faulty({ kind })).rejects.toThrow(/fetch failed|terminated/);
  });

  test('stall leaves the answer unfinished', async () => {
    await expect(faulty({ kind: 'stall' })).rejects.toThrow(/timeout/);
  });

  test('truncate sends half of it as if it were all', async () => {
    const { text } = await faulty({ kind: 'truncate' });
    expect(text).toMatch(/^\{"data"/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test('page sends HTML', async () => {
    expect(await faulty({ kind: 'page', status: 502, html: '<p>No</p>' })).toEqual({
      type: 'text/html; charset=utf-8',
      text: '<p>No</p>',
    });
  });
});

test('a file may leave out what GitHub makes up, and names the same in other ways', async () => {
  const repo = repository({
    owner: 'sample-org',
    name: 'loose',
    defaultBranch: 'main',
    commits: [
      {
        oid: sha('second'),
        authoredDate: at(2),
        committedDate: at(2),
        messageHeadline: 'Add a page (#7)',
        authorLogin: 'ada-sample',
        coAuthors: [{ name: 'Bo', email: 'bo@example.org' }],
        parents: [sha('first')],
        additions: 1,
        deletions: 0,
      },
      {
        oid: sha('first'),
        authoredDate: at(1),
        committedDate: at(1),
        messageHeadline: 'Begin',
        parents: [],
        additions: 1,
        deletions: 0,
      },
    ],
    deployments: [{ environment: 'production', commitOid: sha('first'), createdAt: at(3), statuses: [] }],
    tags: [
      { name: 'v1', oid: sha('first'), date: at(4) },
      { name: 'v2', oid: sha('release'), date: at(5) },
    ],
    releases: [
      {
        tagName: 'v1',
        name: null,
        createdAt: at(4),
        publishedAt: at(4),
        isDraft: false,
        isPrerelease: false,
        oid: sha('first'),
      },
    ],
  });
  expect(repo.deployments[0]).toMatchObject({ id: 'DE_1', databaseId: 1, task: 'deploy' });
  expect(repo.commits[0]).toMatchObject({
    message: 'Add a page (#7)',
    author: { user: { login: 'ada-sample' } },
  });
  expect(repo.refs[0]).toMatchObject({ committedDate: at(1), target: { oid: sha('first') } });
  expect(repo.releases[0]).toMatchObject({ tagCommit: { oid: sha('first') } });
  // The commit of a tag that the file does not have is made for its tag.
  expect(repo.offBranch).toMatchObject([{ oid: sha('release'), parents: [{ oid: sha('second') }] }]);
});
