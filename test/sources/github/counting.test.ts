import { expect, test } from 'vitest';
import { readRepository } from '../../../src/sources/github/collections/repository.ts';
import type { GitHubRepository } from '../../support/github/entities.ts';
import type { SeenRequest } from '../../support/github/faults.ts';
import { type RepositoryFile, repository } from '../../support/github/file.ts';
import { at, sample, sha } from '../../support/github/rows.ts';
import { clientOf, gitHub, readFrom, snapshotOf } from './visiting.ts';

const FIRST = at(200);
const SECOND = at(400);

const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** A repository that changes once while a page behind the first is asked for. */
async function moving(
  rows: Partial<RepositoryFile>,
  operation: string,
  change: (repo: GitHubRepository) => void,
) {
  const repo = repository(sample.file('moving', rows));
  let left = 0;
  const pages: SeenRequest[] = [];
  const server = await gitHub({
    repositories: [repo],
    faults: (request) => {
      if (request.operation !== operation) return undefined;
      pages.push(request);
      if (request.variables['after'] !== null && left > 0) {
        left -= 1;
        change(repo);
      }
      return undefined;
    },
  });
  return {
    repo,
    server,
    pages,
    arm: () => {
      pages.length = 0;
      left = 1;
    },
  };
}

const further = (rows: Partial<RepositoryFile>) => repository(sample.file('further', rows));

test('a pull request opened during a full reading is read and counted', async () => {
  const rows = { pullRequests: many(60, (index) => sample.pullRequest(index + 1)) };
  const { repo, server, arm } = await moving(rows, 'PullRequests', ({ pullRequests }) =>
    pullRequests.push(...further({ pullRequests: [sample.pullRequest(61)] }).pullRequests),
  );
  arm();
  const { coverage } = await readFrom(server, repo, { now: FIRST });
  expect(coverage['pull-requests']).toMatchObject({ read: 61, expected: 61 });
});

test('an issue opened during an incremental reading is read and counted, without a full reading', async () => {
  const { repo, server, arm, pages } = await moving(
    { issues: many(230, (index) => sample.issue(index + 1)) },
    'Issues',
    ({ issues }) => issues.push(...further({ issues: [sample.issue(999, { updatedAt: at(399) })] }).issues),
  );
  const stored = snapshotOf(await readFrom(server, repo, { now: at(90) }));
  arm();
  const { coverage } = await readFrom(server, repo, { now: SECOND, stored });
  expect(coverage['issues']).toMatchObject({ read: 231, expected: 231 });
  expect(pages.map(({ variables }) => variables['orderBy'])).not.toContainEqual({
    field: 'CREATED_AT',
    direction: 'ASC',
  });
});

test('a commit pushed while the branch is read is not a gap', async () => {
  const chain = (count: number) =>
    many(count, (index) => sample.commit(`c ${index}`, index / 2, index === 0 ? [] : [`c ${index - 1}`]));
  const push = ({ commits }: GitHubRepository) =>
    commits.push(...further({ commits: [sample.commit('pushed', 399, ['c 249'])] }).commits);
  const { repo, server, arm } = await moving({ commits: chain(250) }, 'Commits', push);
  arm();
  const { coverage, facts } = await readFrom(server, repo, { now: FIRST });
  expect(coverage['commits']).toMatchObject({ read: 250, expected: 250 });
  expect(facts.commits.map((commit) => commit.sha)).not.toContain(sha('pushed'));
});

test('a commit pushed after the survey does not cause a full reading', async () => {
  const { repo, server, pages } = await moving(
    { commits: [sample.commit('first', 1, []), sample.commit('second', 190, ['first'])] },
    'Commits',
    () => {},
  );
  const stored = snapshotOf(await readFrom(server, repo, { now: FIRST }));
  pages.length = 0;
  const asked = { owner: 'sample-org', name: 'moving' };
  const overview = await readRepository(clientOf(server.url).client, asked, { requests: 0, points: 0 });
  repo.commits.push(...further({ commits: [sample.commit('third', 230, ['second'])] }).commits);
  const { coverage } = await readFrom(server, repo, { now: SECOND, stored, overview });
  expect(coverage['commits']).toMatchObject({ read: 3, expected: 3 });
  expect(pages.map(({ variables }) => variables['since'])).not.toContain(null);
});

test('a deployment created during an incremental reading does not cause a full one', async () => {
  const { repo, server, arm, pages } = await moving(
    { deployments: many(120, (index) => sample.deployment(index + 1, index)) },
    'Deployments',
    ({ deployments }) =>
      deployments.push(...further({ deployments: [sample.deployment(500, 399)] }).deployments),
  );
  const stored = snapshotOf(await readFrom(server, repo, { now: FIRST }));
  arm();
  const { coverage } = await readFrom(server, repo, { now: SECOND, stored });
  expect(coverage['deployments']).toMatchObject({ read: 120, expected: 120 });
  expect(pages).toHaveLength(3);
});

test('a tag created on an old commit while tags are read is found by another pass', async () => {
  const tag = (name: string, hours: number) => ({ name, oid: sha(name), committedDate: at(hours) });
  const { repo, server, arm, pages } = await moving(
    { tags: many(150, (index) => tag(`v${index}`, index + 10)) },
    'Tags',
    ({ refs }) => refs.push(...further({ tags: [tag('v0-again', 2)] }).refs),
  );
  arm();
  const { coverage, facts } = await readFrom(server, repo, { now: FIRST });
  expect(coverage['tags']).toMatchObject({ read: 151, expected: 151 });
  expect(facts.tags[0]?.name).toBe('v0-again');
  expect(pages).toHaveLength(4);
});

test('an issue deleted after its page was read is not a gap, and the next reading notices it', async () => {
  const { repo, server, arm } = await moving(
    { issues: many(130, (index) => sample.issue(index + 1)) },
    'Issues',
    ({ issues }) => issues.splice(4, 1),
  );
  arm();
  const first = await readFrom(server, repo, { now: FIRST });
  expect(first.coverage['issues']).toMatchObject({ read: 130, expected: 129 });
  const second = await readFrom(server, repo, { now: SECOND, stored: snapshotOf(first) });
  expect(second.coverage['issues']).toMatchObject({ read: 129, expected: 129 });
  expect(second.tombstones).toEqual([{ collection: 'issues', key: '5', goneBy: SECOND }]);
});
