import { describe, expect, test } from 'vitest';
import { coverageOf } from '../../../src/facts/collection.ts';
import type { GitHubCollection } from '../../../src/sources/github/collections/pageShapes.ts';
import type { AnswerBody } from '../../support/github/faults.ts';
import type { RepositoryFile } from '../../support/github/file.ts';
import { repository } from '../../support/github/file.ts';
import { at, sample, sha, user } from '../../support/github/rows.ts';
import { gitHub, PEOPLE, readFrom, snapshotOf } from './visiting.ts';

const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

async function read(rows: Partial<RepositoryFile>) {
  const long = repository(sample.file('long', rows));
  return readFrom(await gitHub({ repositories: [long] }), long, { withPaths: true });
}

test('a pull request keeps all of its reviews, commits, labels, events and files', async () => {
  const row = sample.pullRequest(1, {
    reviews: many(150, (index) => ({
      author: user(`reviewer-${index}-sample`),
      state: 'COMMENTED',
      submittedAt: at(2, index),
    })),
    commits: many(300, (index) => ({
      oid: sha(`long ${index}`),
      authoredDate: at(-9, index),
      committedDate: at(-5, index),
    })),
    labels: many(45, (index) => `label-${index}`),
    timelineItems: many(130, (index) => ({
      __typename: index % 2 === 0 ? 'ConvertToDraftEvent' : 'ReadyForReviewEvent',
      createdAt: at(3, index),
    })),
    files: many(230, (index) => `src/file-${index}.ts`),
  });
  const { facts, unreadable, cost } = await read({ pullRequests: [row, sample.pullRequest(2)] });
  const [first, second] = facts['pull-requests'];
  expect(first?.reviews.map(({ author }) => author)).toEqual(
    many(150, (index) => PEOPLE.actor({ login: `reviewer-${index}-sample`, isBot: false })),
  );
  expect(first?.commits.map((commit) => commit.sha)).toEqual(many(300, (index) => sha(`long ${index}`)));
  expect(first?.labels).toEqual(row.labels);
  expect(first?.readiness.map((event) => event.at)).toEqual(many(130, (index) => at(3, index)));
  expect(first?.paths).toEqual(row.files);
  expect(second?.reviews).toHaveLength(1);
  expect(unreadable).toEqual([]);
  // The repository, one page, and of the long lists: reviews 1, commits 3, labels 1, events 1, files 2.
  expect(cost.requests).toBe(10);
});

describe('of the commits of a pull request', () => {
  /** GitHub counts 300, whatever it gives. */
  async function counted(given: number) {
    const commits = many(given, (index) => ({
      oid: sha(`early ${index}`),
      authoredDate: at(-8, index),
      committedDate: at(-4, index),
    }));
    const hull = repository(sample.file('hull', { pullRequests: [sample.pullRequest(1, { commits })] }));
    const edit = (body: AnswerBody): AnswerBody =>
      JSON.parse(JSON.stringify(body).replaceAll(/("commits":\{"totalCount":)\d+/g, '$1300'));
    const server = await gitHub({ repositories: [hull], faults: () => ({ kind: 'edit', edit }) });
    const first = await readFrom(server, hull, { now: at(100) });
    const again = await readFrom(server, hull, { now: at(300), stored: snapshotOf(first) });
    return { first, again };
  }

  test('the 250 that GitHub gives are kept, and the rest is reported', async () => {
    const { first, again } = await counted(250);
    expect(first.facts['pull-requests'][0]?.commits).toHaveLength(250);
    expect(first.unreadable).toEqual([]);
    expect(first.excluded).toEqual([
      {
        collection: 'pull-requests',
        what: 'pull requests whose commits after the first 250 GitHub does not give',
        count: 1,
      },
    ]);
    expect(again.excluded).toEqual(first.excluded);
  });

  test('a smaller number than GitHub counts is a gap', async () => {
    const { first } = await counted(40);
    expect(first.unreadable).toEqual([
      { collection: 'pull-requests', what: 'commits of #1: GitHub gives 40 of 300' },
    ]);
  });
});

test('an issue keeps all of its labels, a deployment all of its statuses', async () => {
  const { facts } = await read({
    issues: [sample.issue(1, { labels: many(120, (index) => `label-${index}`) })],
    deployments: [
      sample.deployment(1, 4, {
        statuses: many(140, (index) => ({ state: 'IN_PROGRESS', createdAt: at(5, index) })),
      }),
    ],
  });
  expect(facts.issues[0]?.labels).toHaveLength(120);
  expect(facts.deployments[0]?.statuses.map((status) => status.at)).toEqual(
    many(140, (index) => at(5, index)),
  );
});

test('a commit keeps all of its authors, parents and checks, and its pull request is found among many', async () => {
  const parents = many(8, (index) => `parent ${index}`);
  const { facts } = await read({
    pullRequests: many(7, (index) =>
      sample.pullRequest(index + 1, { mergeCommit: index === 6 ? sha('octopus') : null }),
    ),
    commits: [
      ...parents.map((name, index) => sample.commit(name, index, [])),
      sample.commit('octopus', 50, parents, {
        pullRequest: 7,
        coAuthors: many(24, (index) => ({ login: `author-${index}-sample`, email: null })),
        checks: many(130, (index) => ({
          id: `CR_${index}`,
          name: `check ${index}`,
          createdAt: at(52, index),
          startedAt: at(53, index),
          completedAt: at(54, index),
          conclusion: 'SUCCESS',
        })),
      }),
    ],
  });
  const octopus = facts.commits.at(-1);
  expect(octopus).toMatchObject({ parents: parents.map(sha), pullRequest: 7 });
  expect(octopus?.coAuthors).toHaveLength(24);
  expect(facts.checks).toHaveLength(130);
});

const long: { collection: GitHubCollection; rows: Partial<RepositoryFile>; count: number; pages: number }[] =
  [
    {
      collection: 'pull-requests',
      rows: { pullRequests: many(77, (index) => sample.pullRequest(index + 1)) },
      count: 77,
      pages: 4,
    },
    {
      collection: 'issues',
      rows: { issues: many(230, (index) => sample.issue(index + 1)) },
      count: 230,
      pages: 3,
    },
    {
      collection: 'deployments',
      rows: { deployments: many(120, (index) => sample.deployment(index + 1, index)) },
      count: 120,
      pages: 3,
    },
    {
      collection: 'tags',
      rows: {
        tags: many(205, (index) => ({
          name: `v${index}`,
          oid: sha(`tag ${index}`),
          committedDate: at(index),
        })),
      },
      count: 205,
      pages: 3,
    },
    {
      collection: 'commits',
      rows: {
        commits: many(250, (index) =>
          sample.commit(`c ${index}`, index, index === 0 ? [] : [`c ${index - 1}`]),
        ),
      },
      count: 250,
      pages: 3,
    },
  ];

test.each(long)('$collection are read to the last page', async ({ collection, rows, count, pages }) => {
  const { facts, coverage } = await read(rows);
  expect(facts[collection]).toHaveLength(count);
  expect(coverage[collection]).toEqual(coverageOf(collection, { read: count, expected: count, pages }));
});
