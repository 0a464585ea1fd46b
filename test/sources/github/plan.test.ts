import { describe, expect, test } from 'vitest';
import { planOf } from '../../../src/sources/github/plan.ts';
import { survey, type Wanted } from '../../../src/sources/github/survey.ts';
import { type RepositoryFile, repository } from '../../support/github/file.ts';
import { at, sample, sha, user } from '../../support/github/rows.ts';
import { clientOf, gitHub, PEOPLE, readFrom, snapshotOf } from './visiting.ts';

const FIRST = at(3_000);
const SECOND = at(3_168);

const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** As many pull requests as asked for, each with three reviews and two commits. */
const pullRequests = (from: number, count: number, changes: Parameters<typeof sample.pullRequest>[1] = {}) =>
  many(count, (index) => {
    const number = from + index;
    return sample.pullRequest(number, {
      reviews: [1, 2, 3].map((review) => ({
        author: user('bo-sample'),
        state: 'COMMENTED',
        submittedAt: at(number, 200 + review),
      })),
      commits: [1, 2].map((commit) => ({
        oid: sha(`${number} ${commit}`),
        authoredDate: at(number - 1, commit),
        committedDate: at(number - 1, 10 + commit),
      })),
      ...changes,
    });
  });

async function works(rows: Partial<RepositoryFile>) {
  const repo = repository(sample.file('works', rows));
  repo.about.createdAt = at(-10);
  const server = await gitHub({ repositories: [repo] });
  const look = async () => {
    const [surveyed] = await survey(clientOf(server.url).client, ['sample-org/works'], {
      requests: 0,
      points: 0,
    });
    if (surveyed === undefined || 'problem' in surveyed) throw new Error('not shown');
    return surveyed;
  };
  return { repo, server, look };
}

const wanted = (now: string): Wanted => ({ identity: PEOPLE, withPaths: false, now });

describe('a plan of a full reading', () => {
  const cases: Record<string, Partial<RepositoryFile>> = {
    'of a thousand pull requests': { pullRequests: pullRequests(1, 1_000) },
    'of every kind of row': {
      pullRequests: pullRequests(1, 240),
      issues: many(420, (index) => sample.issue(index + 2_001)),
      commits: many(450, (index) =>
        sample.commit(`c ${index}`, index * 6, index === 0 ? [] : [`c ${index - 1}`]),
      ),
      tags: many(130, (index) => ({
        name: `v${index}`,
        oid: sha(`c ${index}`),
        committedDate: at(index, 3),
      })),
    },
  };

  test.each(Object.entries(cases))('%s comes within 15 % of what is then asked', async (_what, rows) => {
    const { repo, server, look } = await works(rows);
    const surveyed = await look();
    const plan = planOf(surveyed, null, wanted(FIRST));
    const { cost } = await readFrom(server, repo, { now: FIRST, overview: surveyed.overview });
    expect(Math.abs(plan.requests - cost.requests)).toBeLessThanOrEqual(0.15 * cost.requests);
    expect(Math.abs(plan.points - cost.points)).toBeLessThanOrEqual(0.15 * cost.points);
  });
});

describe('a plan of an incremental reading', () => {
  const grown: Record<string, Partial<RepositoryFile>> = {
    'when little is': {},
    'after a week like those before': { pullRequests: pullRequests(3_001, 30, { updatedAt: at(3_100) }) },
    'after a week with much more': {
      pullRequests: pullRequests(3_001, 300, { updatedAt: at(3_100) }),
      commits: many(250, (index) =>
        sample.commit(`n ${index}`, 3_010 + index / 4, [index === 0 ? 'c 0' : `n ${index - 1}`]),
      ),
    },
  };

  test.each(Object.entries(grown))(
    '%s is never less than half of what is then asked',
    async (_what, rows) => {
      const { repo, server, look } = await works({
        pullRequests: pullRequests(1, 500),
        issues: many(50, (index) => sample.issue(index + 2_001)),
        commits: [sample.commit('c 0', 4, [])],
      });
      const stored = snapshotOf(await readFrom(server, repo, { now: FIRST }));
      const more = repository(sample.file('more', rows));
      repo.pullRequests.push(...more.pullRequests);
      repo.commits.push(...more.commits);
      const surveyed = await look();
      // What is stored counts as restless, so that even a quiet repository is read.
      const manifest = { ...stored.manifest, stateFingerprint: null };
      const plan = planOf(surveyed, manifest, wanted(SECOND));
      const { cost } = await readFrom(server, repo, { now: SECOND, stored, overview: surveyed.overview });
      expect(plan.requests).toBeGreaterThanOrEqual(cost.requests / 2);
      expect(plan.requests).toBeLessThanOrEqual(cost.requests * 2);
      expect(plan.points).toBeGreaterThanOrEqual(cost.points / 2);
    },
  );

  test('includes rows that are read again', async () => {
    const { repo, server, look } = await works({ pullRequests: pullRequests(1, 500) });
    const stored = snapshotOf(await readFrom(server, repo, { now: at(502) }));
    const { overview, ...named } = await look();
    const plan = planOf({ ...named, overview }, stored.manifest, wanted(at(503)));
    const { cost } = await readFrom(server, repo, { now: at(503), stored, overview });
    expect(plan.requests).toBe(cost.requests);
    expect(cost.requests).toBe(3);
  });

  test('is empty when nothing is new', async () => {
    const { repo, server, look } = await works({ pullRequests: pullRequests(1, 30) });
    const { manifest } = snapshotOf(await readFrom(server, repo, { now: FIRST }));
    expect(planOf(await look(), manifest, wanted(SECOND))).toEqual({ requests: 0, points: 0, rows: 0 });
  });

  test('includes all rows when some were deleted, or a full reading is due', async () => {
    const { repo, server, look } = await works({ pullRequests: pullRequests(1, 200) });
    const { manifest } = snapshotOf(await readFrom(server, repo, { now: FIRST }));
    const late = planOf(await look(), manifest, wanted(at(3_000 + 91 * 24)));
    expect(late).toEqual(planOf(await look(), null, wanted(at(3_000 + 91 * 24))));
    repo.pullRequests.splice(3, 1);
    expect(planOf(await look(), manifest, wanted(SECOND)).rows).toBe(199);
  });
});

test('a repository that cannot be read has an empty plan', async () => {
  const server = await gitHub({ repositories: [] });
  const [surveyed] = await survey(clientOf(server.url).client, ['sample-org/none'], {
    requests: 0,
    points: 0,
  });
  if (surveyed === undefined) throw new Error('no answer');
  expect(planOf(surveyed, null, wanted(FIRST))).toEqual({ requests: 0, points: 0, rows: 0 });
});
