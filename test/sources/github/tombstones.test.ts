import { describe, expect, test } from 'vitest';
import type { Identity } from '../../../src/facts/identity.ts';
import { entityWith, type GitHubRepository } from '../../support/github/entities.ts';
import type { Faults } from '../../support/github/faults.ts';
import { repository } from '../../support/github/file.ts';
import { at, sample, sha } from '../../support/github/rows.ts';
import { gitHub, PEOPLE, readFrom, snapshotOf } from './visiting.ts';

const FIRST = at(200);
const SECOND = at(400);
/** More than 90 days after the first reading. */
const LATE = at(200 + 91 * 24);

const file = sample.file('mill', {
  pullRequests: Array.from({ length: 30 }, (_, index) => sample.pullRequest(index + 1)),
  issues: [sample.issue(101), sample.issue(102), sample.issue(103)],
  releases: ['v1', 'v2'].map((tagName, index) => ({
    id: `RE_${tagName}`,
    tagName,
    name: null,
    createdAt: at(index, 70),
    publishedAt: at(index, 80),
    isDraft: false,
    isPrerelease: false,
    tagCommit: sha('first'),
  })),
  tags: ['v1', 'v2'].map((name, index) => ({ name, oid: sha('first'), committedDate: at(index, 60) })),
  deployments: [sample.deployment(1, 20), sample.deployment(2, 40)],
  commits: [
    sample.commit('first', 10, [], {
      checks: [sample.check('CR_1', 11)],
    }),
    sample.commit('second', 90, ['first']),
  ],
});

async function mill(faults?: Faults) {
  const repo = repository(file);
  const server = await gitHub({ repositories: [repo], ...(faults === undefined ? {} : { faults }) });
  return { repo, server, stored: snapshotOf(await readFrom(server, repo, { now: FIRST })) };
}

const remove = (rows: GitHubRepository['issues'], field: string, value: unknown) =>
  rows.splice(rows.indexOf(entityWith(rows, field, value)), 1);

describe('a stored row that GitHub no longer has becomes a tombstone', () => {
  const gone: [what: string, change: (repo: GitHubRepository) => void, collection: string, key: string][] = [
    ['a pull request', ({ pullRequests }) => remove(pullRequests, 'number', 7), 'pull-requests', '7'],
    [
      'an issue that was deleted or moved to another repository',
      ({ issues }) => remove(issues, 'number', 102),
      'issues',
      '102',
    ],
    ['a release', ({ releases }) => remove(releases, 'id', 'RE_v1'), 'releases', 'RE_v1'],
    ['a tag', ({ refs }) => remove(refs, 'name', 'v2'), 'tags', 'v2'],
    ['a deployment', ({ deployments }) => remove(deployments, 'id', 'DE_1'), 'deployments', 'DE_1'],
    [
      'a commit of a rewritten branch',
      ({ commits }) => remove(commits, 'oid', sha('second')),
      'commits',
      sha('second'),
    ],
  ];

  test.each(gone)('%s', async (_what, change, collection, key) => {
    const { repo, server, stored } = await mill();
    change(repo);
    const { facts, tombstones, unreadable } = await readFrom(server, repo, { now: SECOND, stored });
    expect(tombstones).toEqual([{ collection, key, goneBy: SECOND }]);
    expect(facts).toEqual((await readFrom(server, repo, { now: SECOND })).facts);
    expect(unreadable).toEqual([]);
  });

  test('and the tombstone remains in later readings', async () => {
    const { repo, server, stored } = await mill();
    remove(repo.issues, 'number', 102);
    const second = snapshotOf(await readFrom(server, repo, { now: SECOND, stored }));
    const { tombstones } = await readFrom(server, repo, { now: at(500), stored: second });
    expect(tombstones).toEqual([{ collection: 'issues', key: '102', goneBy: SECOND }]);
  });

  test('and the tombstone is removed when the row comes back', async () => {
    const { repo, server, stored } = await mill();
    const [issue] = remove(repo.issues, 'number', 102);
    const second = snapshotOf(await readFrom(server, repo, { now: SECOND, stored }));
    if (issue !== undefined) repo.issues.push(issue);
    const third = await readFrom(server, repo, { now: at(500), stored: second });
    expect(third.tombstones).toEqual([]);
    expect(third.facts.issues.map(({ number }) => number)).toEqual([101, 102, 103]);
  });
});

describe('a stored row remains, without a tombstone,', () => {
  const lists: [when: string, identity: Identity][] = [
    ['when it is a check, which GitHub forgets', PEOPLE],
    ['also when the list of bots changed', { ...PEOPLE, botsFingerprint: 'another list' }],
  ];

  test.each(lists)('%s', async (_when, identity) => {
    const { repo, server, stored } = await mill();
    entityWith(repo.commits, 'oid', sha('first')).statusCheckRollup = null;
    const { facts, tombstones } = await readFrom(server, repo, { now: SECOND, stored, identity, full: true });
    expect(facts.checks).toEqual(stored.facts.checks);
    expect(tombstones).toEqual([]);
  });

  test('when it is a check of a branch that is empty now', async () => {
    const { repo, server, stored } = await mill();
    repo.commits.length = 0;
    repo.about.defaultBranchName = null;
    const { facts, tombstones } = await readFrom(server, repo, { now: SECOND, stored });
    expect(facts.checks).toEqual(stored.facts.checks);
    expect(tombstones?.map(({ collection }) => collection)).toEqual(['commits', 'commits']);
  });

  test('when the reading left a gap', async () => {
    const { repo, server, stored } = await mill(({ number }) =>
      number < 9
        ? undefined
        : {
            kind: 'field',
            field: 'PullRequest.reviews',
            type: 'FORBIDDEN',
            message: 'No',
            of: ({ number }) => number === 7,
          },
    );
    remove(repo.pullRequests, 'number', 9);
    const { facts, tombstones, unreadable } = await readFrom(server, repo, {
      now: SECOND,
      stored,
      full: true,
    });
    expect(unreadable).toHaveLength(1);
    expect(facts['pull-requests'].map(({ number }) => number)).toContain(9);
    expect(tombstones).toEqual([]);
  });

  test('when GitHub counts it and does not give it', async () => {
    const { repo, server, stored } = await mill(({ number, operation }) =>
      number < 9 || operation !== 'Issues'
        ? undefined
        : {
            kind: 'edit',
            edit: (body) =>
              JSON.parse(JSON.stringify(body).replace(/\{"id":"I_[^}]*"number":102.*?\]\}\},/, '')),
          },
    );
    const { facts, tombstones } = await readFrom(server, repo, { now: SECOND, stored, full: true });
    expect(facts.issues.map(({ number }) => number)).toEqual([101, 102, 103]);
    expect(tombstones).toEqual([]);
  });
});

describe('every 90 days all rows are asked for', () => {
  /** A pull request goes; another is restored with its old dates, so that the count is the same. */
  async function swapped() {
    const { repo, server, stored } = await mill();
    remove(repo.pullRequests, 'number', 7);
    const old = sample.pullRequest(99, { createdAt: at(-3, 7), updatedAt: at(-2, 9) });
    repo.pullRequests.push(...repository(sample.file('restored', { pullRequests: [old] })).pullRequests);
    return { repo, server, stored };
  }

  test('so that a row that was deleted while another was added is noticed', async () => {
    const { repo, server, stored } = await swapped();
    const hidden = await readFrom(server, repo, { now: SECOND, stored });
    const numbers = ({ facts }: typeof hidden) => facts['pull-requests'].map(({ number }) => number);
    expect(numbers(hidden)).toEqual(stored.facts['pull-requests'].map(({ number }) => number));
    const late = await readFrom(server, repo, { now: LATE, stored: snapshotOf(hidden) });
    expect(numbers(late)).toContain(99);
    expect(numbers(late)).not.toContain(7);
    expect(late.tombstones).toEqual([{ collection: 'pull-requests', key: '7', goneBy: LATE }]);
  });

  test('and the snapshot says when that was', async () => {
    const { repo, server, stored } = await mill();
    expect(stored.manifest.wholeAt).toBe(FIRST);
    const second = await readFrom(server, repo, { now: SECOND, stored });
    expect(second.wholeAt).toBe(FIRST);
    const late = await readFrom(server, repo, { now: LATE, stored: snapshotOf(second) });
    expect(late.wholeAt).toBe(LATE);
  });

  test('immediately, when the time of the last was not stored', async () => {
    const { repo, server, stored } = await mill();
    const unnoted = { ...stored, manifest: { ...stored.manifest, wholeAt: null } };
    const { wholeAt } = await readFrom(server, repo, { now: SECOND, stored: unnoted });
    expect(wholeAt).toBe(SECOND);
  });

  test('and a reading with another list of bots adds tombstones too', async () => {
    const { repo, server, stored } = await swapped();
    const identity = { ...PEOPLE, botsFingerprint: 'another list' };
    const { tombstones } = await readFrom(server, repo, { now: SECOND, stored, identity });
    expect(tombstones).toEqual([{ collection: 'pull-requests', key: '7', goneBy: SECOND }]);
  });
});
