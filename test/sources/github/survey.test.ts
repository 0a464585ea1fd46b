import { describe, expect, test } from 'vitest';
import { coverageOf } from '../../../src/facts/collection.ts';
import type { Manifest } from '../../../src/facts/manifest.ts';
import { Problem } from '../../../src/facts/problem.ts';
import type { Overview } from '../../../src/sources/github/collections/repository.ts';
import { isUnchanged, type Surveyed, survey, type Wanted } from '../../../src/sources/github/survey.ts';
import { entityWith, type GitHubRepository } from '../../support/github/entities.ts';
import type { Faults } from '../../support/github/faults.ts';
import { repository } from '../../support/github/file.ts';
import { at, sample, sha } from '../../support/github/rows.ts';
import { clientOf, gitHub, PEOPLE, readFrom, snapshotOf } from './visiting.ts';

const FIRST = at(400);
const SECOND = at(600);

const file = (name: string) =>
  sample.file(name, {
    pullRequests: [1, 2, 3].map((number) => sample.pullRequest(number)),
    issues: [sample.issue(11), sample.issue(12)],
    milestones: [
      { number: 1, title: 'Launch', state: 'OPEN', createdAt: at(5, 6), dueOn: at(900), closedAt: null },
    ],
    releases: [1, 2].map((number) => ({
      id: `RE_${name}_${number}`,
      tagName: `v${number}`,
      name: null,
      createdAt: at(number, 70),
      publishedAt: number === 2 ? null : at(number, 80),
      isDraft: number === 2,
      isPrerelease: false,
      tagCommit: sha('first'),
    })),
    tags: [{ name: 'v1', oid: sha('first'), committedDate: at(10, 3) }],
    deployments: [1, 2].map((number) =>
      sample.deployment(number, number * 20, { id: `DE_${name}_${number}` }),
    ),
    commits: [
      sample.commit('first', 10, []),
      sample.commit('second', 90, ['first'], {
        checks: [sample.check(`CR_${name}`, 91)],
      }),
    ],
  });

const RUNNING = {
  id: 'CR_slow',
  name: 'slow',
  createdAt: at(91, 5),
  startedAt: at(92, 5),
  completedAt: null,
  conclusion: null,
};

async function look(url: string, names: readonly string[]): Promise<Surveyed[]> {
  return survey(clientOf(url).client, names, { requests: 0, points: 0 });
}

async function lookAt(url: string, name: string): Promise<Surveyed & { overview: Overview }> {
  const [surveyed] = await look(url, [`sample-org/${name}`]);
  if (surveyed === undefined || 'problem' in surveyed) throw new Error(`${name} is not shown`);
  return surveyed;
}

const wanted = (changes: Partial<Wanted> = {}): Wanted => ({
  identity: PEOPLE,
  withPaths: false,
  now: SECOND,
  ...changes,
});

/** A repository that is at rest, and what is stored of it. */
async function garden(change: (repo: GitHubRepository) => void = () => {}, faults?: Faults) {
  const repo = repository(file('garden'));
  change(repo);
  const server = await gitHub({ repositories: [repo], ...(faults === undefined ? {} : { faults }) });
  return { repo, server, stored: snapshotOf(await readFrom(server, repo, { now: FIRST })) };
}

test('a hundred unchanged repositories take at most five requests', async () => {
  const repositories = Array.from({ length: 100 }, (_, index) => repository(file(`field-${index}`)));
  const server = await gitHub({ repositories });
  const manifests: Manifest[] = [];
  for (const each of repositories)
    manifests.push(snapshotOf(await readFrom(server, each, { now: FIRST })).manifest);
  const cost = { requests: 0, points: 0 };
  const names = repositories.map(({ name }) => `sample-org/${name}`);
  const surveyed = await survey(clientOf(server.url).client, names, cost);
  expect(surveyed.map(({ name }) => name)).toEqual(names);
  expect(surveyed.map((each, index) => isUnchanged(each, manifests[index] ?? null, wanted()))).not.toContain(
    false,
  );
  expect(cost).toEqual({ requests: 4, points: 8 });
});

describe('nothing is new', () => {
  test('when GitHub reports the same state, and a reading then gives the same facts', async () => {
    const { repo, server, stored } = await garden();
    expect(isUnchanged(await lookAt(server.url, 'garden'), stored.manifest, wanted())).toBe(true);
    const { readThrough, ...again } = snapshotOf(
      await readFrom(server, repo, { now: SECOND, stored }),
    ).manifest;
    expect({ ...again, readThrough: FIRST }).toEqual(stored.manifest);
  });

  const changes: Record<string, (repo: GitHubRepository) => void> = {
    'a pull request was opened': ({ pullRequests }) =>
      pullRequests.push(
        ...repository(sample.file('new', { pullRequests: [sample.pullRequest(4)] })).pullRequests,
      ),
    'an old pull request changed': ({ pullRequests }) =>
      Object.assign(entityWith(pullRequests, 'number', 1), { updatedAt: at(500) }),
    'an issue changed': ({ issues }) =>
      Object.assign(entityWith(issues, 'number', 11), { updatedAt: at(500) }),
    'an issue was deleted': ({ issues }) => issues.splice(0, 1),
    'a milestone changed': ({ milestones }) =>
      Object.assign(entityWith(milestones, 'number', 1), { updatedAt: at(500) }),
    'a draft was published': ({ releases }) =>
      Object.assign(entityWith(releases, 'tagName', 'v2'), {
        isDraft: false,
        publishedAt: at(500),
        updatedAt: at(500),
      }),
    'a tag was moved': ({ refs, about }) => {
      refs.splice(
        0,
        1,
        ...repository(
          sample.file('new', { tags: [{ name: 'v1', oid: sha('second'), committedDate: at(90, 3) }] }),
        ).refs,
      );
      about.pushedAt = at(500);
    },
    'a deployment was made': ({ deployments }) =>
      deployments.push(
        ...repository(sample.file('new', { deployments: [sample.deployment(3, 500)] })).deployments,
      ),
    'a deployment ended': ({ deployments }) =>
      Object.assign(entityWith(deployments, 'id', 'DE_garden_1'), {
        statuses: [
          { __typename: 'DeploymentStatus', state: 'SUCCESS', createdAt: at(20, 60) },
          { __typename: 'DeploymentStatus', state: 'INACTIVE', createdAt: at(500) },
        ],
      }),
    'a commit was pushed': ({ commits }) =>
      commits.push(
        ...repository(sample.file('new', { commits: [sample.commit('third', 500, ['second'])] })).commits,
      ),
    'the branch was rewritten': ({ commits }) =>
      commits.splice(
        1,
        1,
        ...repository(sample.file('new', { commits: [sample.commit('other', 90, ['first'])] })).commits,
      ),
    'another branch is the default one': ({ about }) => {
      about.defaultBranchName = 'trunk';
    },
    'it was renamed': ({ about }) => {
      about.nameWithOwner = 'sample-org/orchard';
    },
    'it was archived': ({ about }) => {
      about.isArchived = true;
    },
    'it was made private': ({ about }) => {
      about.isPrivate = true;
    },
    'another one has its name': ({ about }) => {
      about.id = 'R_another';
    },
  };

  test.each(Object.entries(changes))('but not when %s', async (_what, change) => {
    const { repo, server, stored } = await garden();
    change(repo);
    expect(isUnchanged(await lookAt(server.url, 'garden'), stored.manifest, wanted())).toBe(false);
  });

  const manifests: Record<string, (manifest: Manifest) => Manifest> = {
    'something could not be read': (manifest) => ({
      ...manifest,
      unreadable: [{ collection: 'issues', what: 'all of it' }],
    }),
    'all rows are due': (manifest) => ({ ...manifest, wholeAt: at(600 - 91 * 24) }),
    'rows have an older shape': ({ coverage, ...manifest }) => {
      const pullRequests = coverageOf('pull-requests', { read: 3, expected: 3, pages: 1 });
      return { ...manifest, coverage: { ...coverage, 'pull-requests': { ...pullRequests, shape: 1 } } };
    },
    'a row is left that GitHub did not count': ({ coverage, ...manifest }) => ({
      ...manifest,
      coverage: { ...coverage, issues: coverageOf('issues', { read: 3, expected: 2, pages: 1 }) },
    }),
    'the list of bots changed': (manifest) => ({ ...manifest, botsFingerprint: 'others' }),
    'people have other pseudonyms': (manifest) => ({ ...manifest, keyFingerprint: 'another' }),
    'it was read from a clone': (manifest) => ({ ...manifest, source: 'git' }),
  };

  test.each(Object.entries(manifests))('but not when %s', async (_what, change) => {
    const { server, stored } = await garden();
    expect(isUnchanged(await lookAt(server.url, 'garden'), change(stored.manifest), wanted())).toBe(false);
  });

  test('but not when nothing is stored, or when paths are needed that were not read', async () => {
    const { server, stored } = await garden();
    const surveyed = await lookAt(server.url, 'garden');
    expect(isUnchanged(surveyed, null, wanted())).toBe(false);
    expect(isUnchanged(surveyed, stored.manifest, wanted({ withPaths: true }))).toBe(false);
  });

  const restless: Record<string, (repo: GitHubRepository) => void> = {
    'a row changed so lately that another may lag behind it': ({ pullRequests }) =>
      Object.assign(entityWith(pullRequests, 'number', 3), { updatedAt: at(399) }),
    'a check of an earlier commit was running': ({ commits }) =>
      commits.splice(
        0,
        1,
        ...repository(
          sample.file('new', { commits: [sample.commit('first', 10, [], { checks: [RUNNING] })] }),
        ).commits,
      ),
    'a check of the last commit was running': ({ commits }) =>
      commits.splice(
        1,
        1,
        ...repository(
          sample.file('new', { commits: [sample.commit('second', 90, ['first'], { checks: [RUNNING] })] }),
        ).commits,
      ),
    'a deployment that may still change is one of many': ({ deployments }) =>
      deployments.push(
        ...repository(
          sample.file('new', {
            deployments: Array.from({ length: 30 }, (_, index) => sample.deployment(index + 50, index + 60)),
          }),
        ).deployments,
      ),
    'there are more releases than a look can hold': ({ releases }) => {
      const [release] = releases;
      for (let number = 0; number < 100; number += 1)
        releases.push({ ...release, __typename: 'Release', id: `RE_${number}` });
    },
  };

  test.each(Object.entries(restless))('is never said when %s at the last reading', async (_what, change) => {
    const { server, stored } = await garden(change);
    expect(stored.manifest.stateFingerprint).toBeNull();
    expect(isUnchanged(await lookAt(server.url, 'garden'), stored.manifest, wanted())).toBe(false);
  });
});

describe('a repository that cannot be read does not affect the survey of the others', () => {
  const names = ['sample-org/garden', 'sample-org/desert', 'sample-org/meadow'];
  const two = () => [repository(file('garden')), repository(file('meadow'))];

  test('when it does not exist', async () => {
    const server = await gitHub({ repositories: two() });
    const surveyed = await look(server.url, names);
    expect(surveyed.map(({ name }) => name)).toEqual(names);
    expect(surveyed.map((each) => 'problem' in each)).toEqual([false, true, false]);
    expect(surveyed[0]).not.toMatchObject({ overview: { state: null } });
    const problem = surveyed.find((each) => 'problem' in each)?.problem;
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      place: 'sample-org/desert',
      found: expect.stringContaining('NOT_FOUND'),
      exitCode: 1,
    });
    expect(server.requests).toBe(1);
  });

  test('when the token may not count one of its lists, it is read without the counts', async () => {
    const server = await gitHub({
      repositories: two(),
      faults: () => ({
        kind: 'field',
        field: 'Repository.deployments',
        type: 'FORBIDDEN',
        message: 'Resource not accessible',
        of: ({ nameWithOwner }) => nameWithOwner === 'sample-org/meadow',
      }),
    });
    const [garden, meadow] = await look(server.url, ['sample-org/garden', 'sample-org/meadow']);
    expect(garden).toMatchObject({ overview: { counts: { deployments: 2 } } });
    expect(meadow).toMatchObject({ overview: { counts: { deployments: null }, state: null } });
  });
});

test('too many repositories for one answer are asked for in smaller batches', async () => {
  const repositories = Array.from({ length: 30 }, (_, index) => repository(file(`acre-${index}`)));
  let heavy = 2;
  const server = await gitHub({
    repositories,
    faults: () => {
      heavy -= 1;
      return heavy < 0 ? undefined : { kind: 'answer', status: 502 };
    },
  });
  const names = repositories.map(({ name }) => `sample-org/${name}`);
  const surveyed = await look(server.url, names);
  expect(surveyed.map((each) => ('overview' in each ? each.overview.repository.name : null))).toEqual(names);
});

test('an invalid name is reported before any request', async () => {
  const server = await gitHub({ repositories: [] });
  await expect(look(server.url, ['sample-org/garden', 'garden'])).rejects.toMatchObject({ exitCode: 2 });
  expect(server.requests).toBe(0);
});

test('a reading after a survey does not ask for the overview again', async () => {
  const { repo, server } = await garden();
  const alone = await readFrom(server, repo, { now: FIRST });
  const { overview } = await lookAt(server.url, 'garden');
  const before = server.requests;
  const cost = { requests: 7, points: 9 };
  const reading = await readFrom(server, repo, { now: FIRST, overview, cost });
  expect(server.seen.slice(before).map(({ operation }) => operation)).not.toContain('Repository');
  expect({ ...reading, cost: null }).toEqual({ ...alone, cost: null });
  expect(reading.cost.requests).toBe(alone.cost.requests - 1);
  expect(cost.requests).toBe(7 + reading.cost.requests);
});
