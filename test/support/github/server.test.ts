import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { repository } from './file.ts';
import { issueRow, pullRequestRow, sampleFile } from './rows.ts';
import { type GitHubOptions, startGitHub } from './server.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const yard = () =>
  repository(
    sampleFile('yard', {
      pullRequests: many(7).map((number) => pullRequestRow(number)),
      issues: many(3).map((number) => issueRow(number + 10)),
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
