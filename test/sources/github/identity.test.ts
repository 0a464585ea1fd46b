import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/facts/problem.ts';
import { organisationSchema } from '../../../src/handbook/organisation.ts';
import { sharesOf } from '../../../src/scoring/ownership.ts';
import { checkDistinct, survey } from '../../../src/sources/github/survey.ts';
import { repository } from '../../support/github/file.ts';
import { at, sample } from '../../support/github/rows.ts';
import { clientOf, gitHub, readFrom, snapshotOf } from './visiting.ts';

const FIRST = at(200);
const SECOND = at(400);

async function bakery() {
  const repo = repository(
    sample.file('bakery', {
      defaultBranch: 'master',
      pullRequests: [1, 2].map((number) => sample.pullRequest(number, { baseRefName: 'master' })),
      commits: [sample.commit('first', 10, [])],
    }),
  );
  const server = await gitHub({ repositories: [repo] });
  return { repo, server, stored: snapshotOf(await readFrom(server, repo, { now: FIRST })) };
}

const look = async (url: string, ...names: string[]) =>
  survey(clientOf(url).client, names, { requests: 0, points: 0 });

describe('a repository remains one series under its configured name', () => {
  const moves: [how: string, name: string][] = [
    ['when it is renamed', 'sample-org/patisserie'],
    ['when it is transferred to another owner', 'other-org/bakery'],
  ];

  test.each(moves)('%s', async (_how, nameWithOwner) => {
    const { repo, server, stored } = await bakery();
    repo.about.nameWithOwner = nameWithOwner;
    repo.pullRequests.push(
      ...repository(sample.file('more', { pullRequests: [sample.pullRequest(300)] })).pullRequests,
    );
    const { repository: about, facts } = await readFrom(server, repo, { now: SECOND, stored });
    expect(about).toMatchObject({ id: stored.repository.id, name: 'sample-org/bakery' });
    expect(facts['pull-requests'].map(({ number }) => number)).toEqual([1, 2, 300]);
  });

  test('and the survey gives its present name', async () => {
    const { repo, server } = await bakery();
    repo.about.nameWithOwner = 'sample-org/patisserie';
    expect(await look(server.url, 'sample-org/bakery')).toMatchObject([
      { name: 'sample-org/bakery', overview: { presentName: 'sample-org/patisserie' } },
    ]);
  });
});

test('two names of one repository are an error, because its facts would count twice', async () => {
  const { repo, server } = await bakery();
  repo.about.nameWithOwner = 'sample-org/patisserie';
  const surveyed = await look(server.url, 'sample-org/bakery', 'sample-org/patisserie');
  expect(() => checkDistinct(surveyed)).toThrow(Problem);
  expect(() => checkDistinct(surveyed)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      found: expect.stringMatching(/sample-org\/bakery and sample-org\/patisserie/),
      remedy: expect.stringContaining('sample-org/patisserie'),
    }),
  );
  expect(() => checkDistinct(surveyed.slice(0, 1))).not.toThrow();
});

test('a name that another repository took is refused, and nothing of it is read', async () => {
  const { repo, server, stored } = await bakery();
  repo.about.id = 'R_newcomer';
  const before = server.requests;
  await expect(readFrom(server, repo, { now: SECOND, stored })).rejects.toThrow(
    /another repository under the same name/,
  );
  expect(server.requests - before).toBe(1);
});

describe('a repository is read as it is now', () => {
  const traits: [what: string, field: string, trait: string][] = [
    ['archived', 'isArchived', 'archived'],
    ['made private', 'isPrivate', 'private'],
    ['a fork', 'isFork', 'fork'],
  ];

  test.each(traits)('%s', async (_what, field, trait) => {
    const { repo, server, stored } = await bakery();
    expect(stored.repository).toMatchObject({ [trait]: false });
    repo.about[field] = true;
    const { repository: about, facts } = await readFrom(server, repo, { now: SECOND, stored });
    expect(about).toMatchObject({ [trait]: true });
    expect(facts['pull-requests']).toHaveLength(2);
  });

  test('a deleted one, or one that the token may no longer read, is an error', async () => {
    const { repo, stored } = await bakery();
    const empty = await gitHub({ repositories: [] });
    await expect(readFrom(empty, repo, { stored })).rejects.toMatchObject({
      exitCode: 1,
      found: expect.stringContaining('NOT_FOUND'),
    });
  });
});

describe('when another branch becomes the default one', () => {
  async function renamed() {
    const { repo, server, stored } = await bakery();
    repo.about.defaultBranchName = 'main';
    repo.pullRequests.push(
      ...repository(sample.file('more', { pullRequests: [sample.pullRequest(300)] })).pullRequests,
    );
    const snapshot = snapshotOf(await readFrom(server, repo, { now: SECOND, stored }));
    return { repo, server, snapshot };
  }

  test('the former one is remembered', async () => {
    const { repo, server, snapshot } = await renamed();
    expect(snapshot.repository).toMatchObject({ defaultBranch: 'main', formerBranches: ['master'] });
    const again = await readFrom(server, repo, { now: at(500), stored: snapshot });
    expect(again.repository).toEqual(snapshot.repository);
    repo.about.defaultBranchName = 'master';
    const back = await readFrom(server, repo, { now: at(500), stored: snapshot });
    expect(back.repository).toMatchObject({ defaultBranch: 'master', formerBranches: ['main'] });
  });

  test('pull requests into the former one still count', async () => {
    const { snapshot } = await renamed();
    const organisation = organisationSchema.parse({
      name: 'Sample organisation',
      repositories: [{ name: 'sample-org/bakery' }],
      teams: [
        {
          id: 'bakers',
          name: 'Bakers',
          owns: [{ repository: 'sample-org/bakery' }],
          kpis: ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric })),
        },
      ],
    });
    const [settings] = organisation.repositories;
    if (settings === undefined) throw new Error('one repository');
    const [share] = sharesOf(organisation, settings, snapshot);
    expect(share?.view.pullRequests.merged).toHaveLength(3);
    expect(share?.view.pullRequests.excluded).toEqual([]);
  });

  test('an empty repository has no former one', async () => {
    const bare = repository(sample.file('bare', { defaultBranch: null }));
    const server = await gitHub({ repositories: [bare] });
    const stored = snapshotOf(await readFrom(server, bare, { now: FIRST }));
    bare.about.defaultBranchName = 'main';
    const { repository: about } = await readFrom(server, bare, { now: SECOND, stored });
    expect(about.defaultBranch).toBe('main');
    expect(about.formerBranches).toBeUndefined();
  });
});

test('full names that GitHub has of authors are in no title and no subject', async () => {
  const yard = repository({
    owner: 'sample-org',
    name: 'named',
    defaultBranch: 'main',
    pullRequests: [sample.pullRequest(1, { title: 'Fix a cart, by Ada Example' })],
    issues: [sample.issue(2, { title: 'Bo  example saw a fault' })],
    commits: [],
  });
  for (const row of yard.pullRequests)
    Object.assign(row, {
      author: { __typename: 'User', login: 'ada-sample', name: 'Ada Example' },
      mergedBy: { __typename: 'User', login: 'bo-sample', name: 'Bo Example' },
    });
  const server = await gitHub({ repositories: [yard] });
  const { facts } = await readFrom(server, yard);
  expect(facts['pull-requests'][0]?.title).toBe('Fix a cart, by …');
  expect(facts.issues[0]?.title).toBe('… saw a fault');
});
