import { describe, expect, test } from 'vitest';
import { collections, coverageOf } from '../../../src/facts/collection.ts';
import { identity } from '../../../src/facts/identity.ts';
import { manifestSchema } from '../../../src/facts/manifest.ts';
import { pullRequestSchema } from '../../../src/facts/schema.ts';
import type { Snapshot } from '../../../src/facts/store.ts';
import { entityWith, type GitHubRepository } from '../../support/github/entities.ts';
import { repository } from '../../support/github/file.ts';
import { at, sample, sha } from '../../support/github/rows.ts';
import { gitHub, PEOPLE, readFrom, snapshotOf } from './visiting.ts';

const FIRST = at(200);
const SECOND = at(400);

const file = sample.file('yard', {
  pullRequests: Array.from({ length: 30 }, (_, index) =>
    sample.pullRequest(index + 1, index === 29 ? { state: 'OPEN', mergedAt: null, closedAt: null } : {}),
  ),
  issues: Array.from({ length: 8 }, (_, index) => sample.issue(index + 101)),
  deployments: [
    sample.deployment(1, -1_500, { statuses: [{ state: 'SUCCESS', createdAt: at(-1_500, 61) }] }),
    sample.deployment(2, 150),
  ],
  commits: [
    sample.commit('first', 10, []),
    sample.commit('second', 90, ['first'], {
      checks: [sample.check('CR_1', 91, { name: 'slow', completedAt: null, conclusion: null })],
    }),
    sample.commit('third', 190, ['second']),
  ],
});

/** Stores the yard as it is, then changes it, and reads it both ways. */
async function bothWays(change: (yard: GitHubRepository) => void) {
  const yard = repository(file);
  const server = await gitHub({ repositories: [yard] });
  const stored = snapshotOf(await readFrom(server, yard, { now: FIRST }));
  change(yard);
  const before = server.requests;
  const onward = await readFrom(server, yard, { now: SECOND, stored });
  const operations = server.seen.slice(before).map(({ operation }) => operation);
  const full = await readFrom(server, yard, { now: SECOND, stored, full: true });
  return { onward, full, operations, stored };
}

const added = repository(
  sample.file('added', {
    pullRequests: [sample.pullRequest(300, { mergedAt: null, state: 'OPEN' })],
    issues: [sample.issue(301)],
    deployments: [sample.deployment(3, 310)],
    commits: [sample.commit('fourth', 320, ['third'])],
  }),
);

describe('an incremental reading gives what a full reading gives', () => {
  const cases: Record<string, (yard: GitHubRepository) => void> = {
    'when nothing changed': () => {},
    'when rows were added': (yard) => {
      yard.pullRequests.push(...added.pullRequests);
      yard.issues.push(...added.issues);
      yard.deployments.push(...added.deployments);
      yard.commits.push(...added.commits);
    },
    'when an old merged pull request was edited': (yard) => {
      Object.assign(entityWith(yard.pullRequests, 'number', 2), { title: 'Renamed', updatedAt: at(350, 7) });
    },
    'when a pull request was merged after it was stored': (yard) => {
      Object.assign(entityWith(yard.pullRequests, 'number', 30), {
        state: 'MERGED',
        mergedAt: at(353, 5),
        closedAt: at(353, 6),
        updatedAt: at(353, 7),
      });
    },
    'when an issue was closed': (yard) => {
      Object.assign(entityWith(yard.issues, 'number', 103), {
        state: 'CLOSED',
        stateReason: 'COMPLETED',
        closedAt: at(351, 5),
        updatedAt: at(351, 6),
      });
    },
    'when an issue was deleted': (yard) => {
      yard.issues.splice(3, 1);
    },
    'when an old deployment became inactive': (yard) => {
      Object.assign(entityWith(yard.deployments, 'id', 'DE_1'), {
        statuses: [
          { __typename: 'DeploymentStatus', state: 'INACTIVE', createdAt: at(352) },
          { __typename: 'DeploymentStatus', state: 'SUCCESS', createdAt: at(-1_500, 61) },
        ],
      });
    },
    'when an old deployment was deleted': (yard) => {
      yard.deployments.splice(0, 1);
    },
    'when an old deployment was deleted and another was made': (yard) => {
      yard.deployments.splice(0, 1, ...added.deployments);
    },
    'when a merge brought in commits made long before': (yard) => {
      const { commits } = repository(
        sample.file('branch', {
          commits: [sample.commit('side', 40, ['first']), sample.commit('merge', 360, ['third', 'side'])],
        }),
      );
      yard.commits.push(...commits);
    },
    'when the branch was rewritten': (yard) => {
      const { commits } = repository(
        sample.file('rewritten', { commits: [sample.commit('other third', 191, ['second'])] }),
      );
      yard.commits.splice(2, 1, ...commits);
    },
    'when a check ended long after its commit': (yard) => {
      Object.assign(entityWith(yard.commits, 'oid', sha('second')), {
        statusCheckRollup: {
          __typename: 'StatusCheckRollup',
          state: 'SUCCESS',
          contexts: [
            {
              __typename: 'CheckRun',
              id: 'CR_1',
              name: 'slow',
              checkSuite: { __typename: 'CheckSuite', id: 'CS_CR_1', createdAt: at(91) },
              startedAt: at(92),
              completedAt: at(240),
              conclusion: 'SUCCESS',
            },
          ],
        },
      });
    },
    'when all tags are new': (yard) => {
      const { refs } = repository(
        sample.file('tagged', { tags: [{ name: 'v1', oid: sha('third'), committedDate: at(190, 3) }] }),
      );
      yard.refs.push(...refs);
    },
  };

  test.each(Object.entries(cases))('%s', async (_name, change) => {
    const { onward, full } = await bothWays(change);
    expect(onward.facts).toEqual(full.facts);
    expect(onward.coverage).toEqual(full.coverage);
    expect(onward.readThrough).toBe(SECOND);
  });

  test('at a fraction of the cost', async () => {
    const { onward, full } = await bothWays(() => {});
    expect(onward.cost.requests).toBeLessThan(full.cost.requests);
    expect(onward.cost).toEqual({ requests: 6, points: 11 });
  });

  test('and rows from before the overlap are not asked for again', async () => {
    const { operations } = await bothWays(() => {});
    expect(operations.filter((operation) => operation === 'PullRequests')).toHaveLength(1);
  });
});

test('a merge of older commits is read without reading the whole history', async () => {
  const commits = Array.from({ length: 9 }, (_, index) =>
    sample.commit(`c ${index}`, index * 30, index === 0 ? [] : [`c ${index - 1}`]),
  );
  const quay = repository(sample.file('quay', { commits }));
  const server = await gitHub({ repositories: [quay] });
  const stored = snapshotOf(await readFrom(server, quay, { now: at(260) }));
  const merge = [sample.commit('side', 170, ['c 4']), sample.commit('merge', 270, ['c 8', 'side'])];
  quay.commits.push(...repository(sample.file('branch', { commits: merge })).commits);
  const before = server.requests;
  const { facts } = await readFrom(server, quay, { now: at(280), stored });
  expect(facts.commits.map((commit) => commit.sha)).toContain(sha('side'));
  const asked = server.seen.slice(before).filter(({ operation }) => operation === 'Commits');
  // From 48 h before the stored end: 68 h back; then four times that, which reaches the side branch.
  expect(asked.map(({ variables }) => variables.since)).toEqual(
    [at(212), at(280 - 4 * 68)].map((time) => time.replace('Z', '.000Z')),
  );
});

test('a row that changes between two pages is neither lost nor duplicated', async () => {
  const yard = repository(file);
  const quiet = await gitHub({ repositories: [yard] });
  const stored = snapshotOf(await readFrom(quiet, yard, { now: at(10) }));
  const server = await gitHub({
    repositories: [yard],
    faults: ({ operation, variables }) => {
      const late = entityWith(yard.pullRequests, 'number', 5);
      if (operation === 'PullRequests' && variables.after !== null && late.title === 'Change 5') {
        Object.assign(late, { title: 'Changed meanwhile', updatedAt: at(390) });
      }
      return undefined;
    },
  });
  const { facts } = await readFrom(server, yard, { now: SECOND, stored });
  const numbers = facts['pull-requests'].map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(facts['pull-requests'][4]).toMatchObject({
    number: 5,
    title: 'Changed meanwhile',
    updatedAt: at(390),
  });
});

describe('everything is read again', () => {
  const stored = async (change: (snapshot: Snapshot) => Snapshot) => {
    const yard = repository(file);
    const server = await gitHub({ repositories: [yard] });
    const snapshot = change(snapshotOf(await readFrom(server, yard, { now: FIRST })));
    const before = server.requests;
    const reading = await readFrom(server, yard, { now: SECOND, stored: snapshot, withPaths: true });
    const pages = server.seen.slice(before).filter(({ operation }) => operation === 'PullRequests').length;
    return { reading, pages };
  };
  const withPaths = ({ facts, ...snapshot }: Snapshot): Snapshot => ({
    ...snapshot,
    facts: { ...facts, 'pull-requests': facts['pull-requests'].map((row) => ({ ...row, paths: [] })) },
  });

  test('when the stored rows lack the paths that are needed now', async () => {
    const { reading, pages } = await stored((snapshot) => snapshot);
    expect(pages).toBe(2);
    expect(reading.facts['pull-requests'].every(({ paths }) => paths !== null)).toBe(true);
  });

  test('when the list of bots changed', async () => {
    const { pages } = await stored((snapshot) => ({
      ...withPaths(snapshot),
      manifest: { ...snapshot.manifest, botsFingerprint: 'another list' },
    }));
    expect(pages).toBe(2);
  });

  test('when the last reading left a gap', async () => {
    const { pages } = await stored((snapshot) => ({
      ...withPaths(snapshot),
      manifest: {
        ...snapshot.manifest,
        unreadable: [{ collection: 'pull-requests', what: 'the row after #3' }],
      },
    }));
    expect(pages).toBe(2);
  });

  test('when they were stored in an older shape', async () => {
    const yard = repository(file);
    Object.assign(entityWith(yard.pullRequests, 'number', 4), { body: 'Closes #102' });
    const server = await gitHub({ repositories: [yard] });
    const whole = snapshotOf(await readFrom(server, yard, { now: FIRST }));
    const lacking = whole.facts['pull-requests'].map((row) => ({ ...row, closes: [] }));
    const facts = { ...whole.facts, 'pull-requests': lacking };
    const { coverage, ...manifest } = whole.manifest;
    const pullRequests = coverageOf('pull-requests', { read: 30, expected: 30 });
    const older = {
      ...whole,
      facts,
      manifest: { ...manifest, coverage: { ...coverage, 'pull-requests': { ...pullRequests, shape: 1 } } },
    };
    const before = server.requests;
    const onward = await readFrom(server, yard, { now: SECOND, stored: older });
    expect(onward.facts['pull-requests'][3]?.closes).toEqual([102]);
    expect(onward.coverage['pull-requests']?.shape).toBe(collections['pull-requests'].shape);
    const orders = server.seen
      .slice(before)
      .map(({ operation, variables }) => [operation, variables['orderBy']]);
    expect(orders).toContainEqual(['PullRequests', { field: 'CREATED_AT', direction: 'ASC' }]);
    expect(orders).not.toContainEqual(['Issues', { field: 'CREATED_AT', direction: 'ASC' }]);
  });

  test('when they were stored before shapes were counted', async () => {
    const yard = repository(file);
    Object.assign(entityWith(yard.pullRequests, 'number', 4), { body: 'Closes #102' });
    const server = await gitHub({ repositories: [yard] });
    const { manifest, facts, ...whole } = snapshotOf(await readFrom(server, yard, { now: FIRST }));
    const { wholeAt, stateFingerprint, excluded, tombstones, tool, digest, ...known } = manifest;
    const first = manifestSchema.parse({
      ...known,
      schemaVersion: 1,
      coverage: Object.fromEntries(
        Object.entries(known.coverage).map(([name, { read, expected }]) => [name, { read, expected }]),
      ),
    });
    const lacking = facts['pull-requests'].map(({ closes, ...row }) => pullRequestSchema.parse(row));
    const stored = { ...whole, manifest: first, facts: { ...facts, 'pull-requests': lacking } };
    expect(lacking[3]?.closes).toEqual([]);
    const onward = await readFrom(server, yard, { now: SECOND, stored });
    expect(onward.facts['pull-requests'][3]?.closes).toEqual([102]);
  });

  test('but not when the stored rows can be read incrementally', async () => {
    const { pages } = await stored(withPaths);
    expect(pages).toBe(1);
  });
});

test('an old deployment whose success ended is read again, one whose failure is final is not', async () => {
  const failed = (number: number) =>
    sample.deployment(number, -number * 30, {
      statuses: [{ state: 'FAILURE', createdAt: at(-number * 30, 61) }],
    });
  const recent = Array.from({ length: 30 }, (_, index) => sample.deployment(index + 100, index));
  const old = [sample.deployment(2, -5_000), ...Array.from({ length: 60 }, (_, index) => failed(index + 30))];
  const port = repository(sample.file('port', { deployments: [...recent, ...old] }));
  const server = await gitHub({ repositories: [port] });
  const stored = snapshotOf(await readFrom(server, port, { now: FIRST }));
  const statuses = [
    { __typename: 'DeploymentStatus', state: 'INACTIVE', createdAt: at(350) },
    { __typename: 'DeploymentStatus', state: 'SUCCESS', createdAt: at(-5_000, 60) },
  ];
  Object.assign(entityWith(port.deployments, 'id', 'DE_2'), { statuses });
  const before = server.requests;
  const { facts } = await readFrom(server, port, { now: SECOND, stored });
  expect(facts.deployments[0]?.statuses.map(({ state }) => state)).toEqual(['success', 'inactive']);
  const again = server.seen.slice(before).filter(({ operation }) => operation === 'DeploymentsById');
  expect(again.map(({ variables }) => variables)).toEqual([{ ids: ['DE_2'] }]);
});

test('stored checks remain after GitHub deleted them', async () => {
  const { stored, full } = await bothWays((yard) => {
    entityWith(yard.commits, 'oid', sha('second')).statusCheckRollup = null;
  });
  expect(full.facts.checks).toEqual(stored.facts.checks);
  expect(full.facts.checks).toHaveLength(1);
});

test('a snapshot under another pseudonym key is refused', async () => {
  const yard = repository(file);
  const server = await gitHub({ repositories: [yard] });
  const stored = snapshotOf(await readFrom(server, yard, { now: FIRST }));
  await expect(
    readFrom(server, yard, { stored, identity: identity('another key', []) }),
  ).rejects.toMatchObject({
    exitCode: 2,
    remedy: expect.stringContaining('PLUMBLINE_PSEUDONYM_KEY'),
  });
});

test('a snapshot under the key that was published once is refused, and says why', async () => {
  const yard = repository(file);
  const server = await gitHub({ repositories: [yard] });
  const published = identity('plumbline: public pseudonym key, version 1', []);
  const stored = snapshotOf(await readFrom(server, yard, { now: FIRST, identity: published }), published);
  await expect(readFrom(server, yard, { stored })).rejects.toMatchObject({
    found: expect.stringContaining('anybody can test logins'),
    remedy: expect.stringContaining('--full'),
  });
});

test('a full reading replaces a snapshot under another key, and keeps nothing of its pseudonyms', async () => {
  const yard = repository(file);
  const server = await gitHub({ repositories: [yard] });
  const other = identity('another key', []);
  const stored = snapshotOf(await readFrom(server, yard, { now: FIRST, identity: other }), other);
  const { facts } = await readFrom(server, yard, { stored, full: true });
  expect(facts).toEqual((await readFrom(server, yard, {})).facts);
  const people = (rows: unknown) => new Set(JSON.stringify(rows).match(/p-[0-9a-f]{16}/g));
  expect(people(stored.facts).size).toBeGreaterThan(0);
  expect(people(facts).isDisjointFrom(people(stored.facts))).toBe(true);
});

test('another repository under the stored name is refused', async () => {
  const yard = repository(file);
  const server = await gitHub({ repositories: [yard] });
  const stored = snapshotOf(await readFrom(server, yard, { now: FIRST }));
  yard.about.id = 'R_somebody_elses';
  await expect(readFrom(server, yard, { stored })).rejects.toThrow(/another repository under the same name/);
});

test('another key is reported before any request', async () => {
  const yard = repository(file);
  const server = await gitHub({ repositories: [yard] });
  const stored = snapshotOf(await readFrom(server, yard, { now: FIRST }));
  const before = server.requests;
  await readFrom(server, yard, { stored, identity: { ...PEOPLE, keyFingerprint: 'other' } }).catch(() => {});
  expect(server.requests).toBe(before);
});
