import { describe, expect, test } from 'vitest';
import deploymentFrequency from '../../src/metrics/deployment-frequency.ts';
import { check, commit, deployment, merged, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, values, viewOf } from '../support/view.ts';

const { measure } = deploymentFrequency;

const production = { ...defaultRules.deployments, environments: ['production', 'eu-*'] };

const LEFT_OUT = 'neither succeeded nor failed';
const FAILED = 'failed to deploy';

describe('deployment frequency', () => {
  test('counts successes in production, at the time of the success', () => {
    const result = measure(
      viewOf(
        {
          deployments: [
            deployment('1', '2026-01-05T09:00:00Z', 1, {
              statuses: [
                { state: 'in-progress', at: '2026-01-05T09:10:00Z' },
                { state: 'success', at: '2026-01-05T09:20:00Z' },
                { state: 'inactive', at: '2026-01-06T09:00:00Z' },
              ],
            }),
            deployment('2', '2026-01-07T09:00:00Z', 2, { environment: 'staging' }),
            deployment('3', '2026-01-08T09:00:00Z', 3, { environment: 'eu-west' }),
            deployment('4', '2026-01-09T09:00:00Z', 4, {
              statuses: [{ state: 'failure', at: '2026-01-09T09:05:00Z' }],
            }),
            deployment('5', '2026-01-10T09:00:00Z', 5, {
              statuses: [{ state: 'queued', at: '2026-01-10T09:06:00Z' }],
            }),
            deployment('6', '2026-01-11T09:00:00Z', 6, { environment: null }),
          ],
        },
        { deployments: production },
      ),
    );
    expect(dates(result)).toEqual(['2026-01-05T09:20:00Z', '2026-01-08T09:00:00Z', '2026-01-11T09:00:00Z']);
    expect(reasons(result)).toEqual([
      'to `staging`, which is not a production environment',
      'neither succeeded nor failed',
      'failed to deploy',
    ]);
  });

  test('counts one commit that goes to two environments twice', () => {
    const west = deployment('1', '2026-01-05T09:00:00Z', 1, { environment: 'eu-west' });
    const north = deployment('2', '2026-01-05T09:05:00Z', 1, { environment: 'eu-north' });
    expect(values(measure(viewOf({ deployments: [west, north] }, { deployments: production })))).toEqual({
      ' deployment 1': 1,
      ' deployment 2': 1,
    });
  });

  test('takes published releases where there are no deployments, and says so', () => {
    const view = viewOf({
      releases: [
        {
          id: 'r1',
          tag: 'v1.0.0',
          name: 'One',
          createdAt: '2026-01-04T09:00:00Z',
          publishedAt: '2026-01-05T09:00:00Z',
          prerelease: false,
          sha: sha(1),
        },
        {
          id: 'r2',
          tag: 'v1.1.0-rc',
          name: null,
          createdAt: '2026-01-06T09:00:00Z',
          publishedAt: '2026-01-07T09:00:00Z',
          prerelease: true,
          sha: sha(2),
        },
        {
          id: 'r3',
          tag: 'v1.1.0',
          name: null,
          createdAt: '2026-01-08T09:00:00Z',
          publishedAt: null,
          prerelease: false,
          sha: sha(3),
        },
      ],
      tags: [{ name: 'v0.9.0', sha: sha(4), at: '2026-01-01T09:00:00Z' }],
    });
    expect(values(measure(view))).toEqual({ ' release v1.0.0': 1 });
    expect(view.deployments.description).toBe('published releases');
  });

  test('takes version tags where there is neither', () => {
    const view = viewOf({
      tags: [
        { name: 'v0.9.0', sha: sha(4), at: '2026-01-01T09:00:00Z' },
        { name: 'nightly', sha: sha(5), at: '2026-01-02T09:00:00Z' },
      ],
    });
    expect(values(measure(view))).toEqual({ ' tag v0.9.0': 1 });
  });

  test.each([
    'v2.0.0-rc.1',
    'v2.0.0-beta',
    'v2.0.0-0.3.7',
    'v2.0.0-x+sha.5114f85',
    'v2.0rc1',
    'v2.0b1',
    'v5.0.0.M2',
    'v1.0.0.CR1',
    'v1.0.0-alpha.1.2',
    'v3.0.0-SNAPSHOT',
    'v2.0b3',
    'v4.0.0-M1',
    'quay@2.0.0-rc.1',
    'REL_16_BETA1',
  ])('leaves out the pre-release that the tag %s marks, as it does with releases', (name) => {
    const tags = [
      { name: 'v1.9.0', sha: sha(4), at: '2026-01-01T09:00:00Z' },
      { name, sha: sha(5), at: '2026-01-02T09:00:00Z' },
    ];
    const result = measure(viewOf({ tags }));
    expect(values(result)).toEqual({ ' tag v1.9.0': 1 });
    expect(reasons(result)).toEqual(['a pre-release']);
  });

  test.each([
    'v1.0.2a',
    'v1.2.3+build.5',
    'v1.2.3.Final',
    'v2026-01-02',
    'v20260102',
    'v1.2.3+exp-sha',
    '2026.1.2-3',
    'dock1.20',
    'release/1.4',
    'release-2026-01-02',
    'prod-57',
    '@sample/quay@1.2.3',
    'dock-8_4_0',
    'REL_16_1',
  ])('counts the tag %s', (name) => {
    const tags = [{ name, sha: sha(5), at: '2026-01-02T09:00:00Z' }];
    expect(values(measure(viewOf({ tags })))).toEqual({ [` tag ${name}`]: 1 });
  });

  test.each(['nightly', 'before-the-move-of-2026', 'python3.9-support'])(
    'leaves out the tag %s, and says so',
    (name) => {
      const tags = [{ name, sha: sha(5), at: '2026-01-02T09:00:00Z' }];
      const result = measure(
        viewOf({ tags }, { deployments: { ...defaultRules.deployments, from: 'tags' } }),
      );
      expect(values(result)).toEqual({});
      expect(reasons(result)).toEqual(['a tag that is not read as a version']);
    },
  );

  test('counts the first release of a series, such as v5.4 before v5.4.1', () => {
    const tags = ['v5.4', 'v5.4.1', 'v5.4.2'].map((name, index) => ({
      name,
      sha: sha(index),
      at: `2026-01-0${index + 1}T09:00:00Z`,
    }));
    expect(values(measure(viewOf({ tags })))).toEqual({ ' tag v5.4': 1, ' tag v5.4.1': 1, ' tag v5.4.2': 1 });
  });

  test('counts a release whose tag is gone, with contents that are not known', () => {
    const release = (tag: string, day: number, commitSha: string | null) => ({
      id: tag,
      tag,
      name: null,
      createdAt: `2026-01-0${day}T09:00:00Z`,
      publishedAt: `2026-01-0${day}T09:00:00Z`,
      prerelease: false,
      sha: commitSha,
    });
    const releases = [release('v1.0.0', 1, sha(1)), release('v1.1.0', 2, null), release('v1.2.0', 3, null)];
    const view = viewOf({ releases, commits: [commit(1)] });
    expect(Object.keys(values(measure(view)))).toHaveLength(3);
    expect(view.deployments.ofUnknownContents).toHaveLength(2);
  });

  test('counts several tags of one commit once, and tags that move from release to release never', () => {
    const at = (day: number) => `2026-01-0${day}T09:00:00Z`;
    const tags = [
      { name: 'v1.0.0', sha: sha(1), at: at(1) },
      { name: 'v1.1.0', sha: sha(2), at: at(2) },
      { name: 'v1.1.0+docs', sha: sha(2), at: at(3) },
      { name: 'v1', sha: sha(2), at: at(4) },
      { name: 'v1.1', sha: sha(2), at: at(4) },
    ];
    const result = measure(viewOf({ tags }));
    expect(values(result)).toEqual({ ' tag v1.0.0': 1, ' tag v1.1.0': 1 });
    expect(reasons(result).toSorted()).toEqual([
      'a tag that moves from release to release',
      'a tag that moves from release to release',
      'of a commit that had been released',
    ]);
  });

  test('counts a tag such as v1.1 where no tag is longer', () => {
    const tags = ['v1.0', 'v1.1'].map((name, index) => ({
      name,
      sha: sha(index),
      at: `2026-01-0${index + 1}T09:00:00Z`,
    }));
    expect(values(measure(viewOf({ tags })))).toEqual({ ' tag v1.0': 1, ' tag v1.1': 1 });
  });

  test('counts a short tag such as v2 that only pre-releases come before', () => {
    const tags = ['v2.0.0-rc.1', 'v2'].map((name, index) => ({
      name,
      sha: sha(index),
      at: `2026-01-0${index + 1}T09:00:00Z`,
    }));
    expect(values(measure(viewOf({ tags })))).toEqual({ ' tag v2': 1 });
  });

  test('counts packages that are released together as one deployment', () => {
    const tags = ['shop@1.2.0', 'api@3.0.1'].map((name) => ({
      name,
      sha: sha(1),
      at: '2026-01-02T09:00:00Z',
    }));
    expect(measure(viewOf({ tags })).observations).toHaveLength(1);
  });

  test('names the environments of a better source, where releases replace it', () => {
    const preview = deployment('1', '2026-01-05T09:00:00Z', 1, { environment: 'Production – shop' });
    const tags = [{ name: 'v1.0.0', sha: sha(1), at: '2026-01-02T09:00:00Z' }];
    const deployments = { ...defaultRules.deployments, environments: ['production'] };
    const result = measure(viewOf({ deployments: [preview], tags }, { deployments }));
    expect(values(result)).toEqual({ ' tag v1.0.0': 1 });
    expect(reasons(result)).toEqual(['to `Production – shop`, which is not a production environment']);
  });

  test('takes checks that deploy: the checks of a run are one attempt, and only those on the default branch count', () => {
    const run = (id: string, day: number, fields: Parameters<typeof check>[2] = {}) =>
      check(id, `2026-01-0${day}T09:00:00Z`, {
        workflow: 'Deploy to prod',
        sha: sha(day),
        suite: `run-${day}`,
        ...fields,
      });
    const view = viewOf(
      {
        commits: [1, 2, 3].map((number) => commit(number)),
        checks: [
          run('1', 1),
          run('2', 1, { name: 'smoke test' }),
          run('3', 2, { conclusion: 'failure' }),
          run('4', 2, { name: 'smoke test', conclusion: 'skipped' }),
          run('5', 3, { conclusion: 'cancelled' }),
          run('6', 9),
          check('7', '2026-01-03T09:00:00Z', { name: 'unit tests' }),
        ],
      },
      { deployments: { ...defaultRules.deployments, from: 'checks', checks: ['deploy to *'] } },
    );
    expect(values(measure(view))).toEqual({ ' check 1': 1 });
    expect(reasons(measure(view)).toSorted()).toEqual([
      'failed to deploy',
      'neither succeeded nor failed',
      'not on the default branch',
    ]);
    expect(view.deployments.remarks.map(({ text }) => text)).toEqual(
      Array.from(
        { length: 2 },
        () => 'seen in the last attempt of a check: earlier attempts on the same commit are not known',
      ),
    );
  });

  test.each<[string, Record<string, string>, string[]]>([
    [
      'deploys when its job that deploys succeeded, whatever came later',
      { deploy: 'success', notify: 'failure' },
      [],
    ],
    ['deploys nothing when that job was skipped', { build: 'success', deploy: 'skipped' }, [LEFT_OUT]],
    ['deploys nothing when that job was cancelled', { build: 'success', deploy: 'cancelled' }, [LEFT_OUT]],
    [
      'failed when that job did not run because another failed',
      { build: 'failure', deploy: 'skipped' },
      [FAILED],
    ],
  ])('a run of a workflow that deploys %s', (_, jobs, left) => {
    const checks = Object.entries(jobs).map(([name, conclusion]) =>
      check(name, '2026-01-02T09:00:00Z', {
        name,
        conclusion,
        workflow: 'Deploy',
        sha: sha(1),
        suite: 'run',
      }),
    );
    const rules = { deployments: { ...defaultRules.deployments, from: 'checks' as const } };
    const result = measure(viewOf({ commits: [commit(1)], checks }, rules));
    expect(result.observations).toHaveLength(left.length === 0 ? 1 : 0);
    expect(reasons(result)).toEqual(left);
  });

  test('takes each merge into a counted branch, with the delay after which it goes live', () => {
    const deployments = { ...defaultRules.deployments, from: 'merges' as const, delayHours: 2 };
    const view = viewOf(
      {
        'pull-requests': [
          merged('2026-01-05T09:00:00Z', { number: 1, mergeCommit: sha(1) }),
          merged('2026-01-06T09:00:00Z', { number: 2, mergeCommit: sha(2), base: 'topic' }),
        ],
      },
      { deployments },
    );
    expect(dates(measure(view))).toEqual(['2026-01-05T11:00:00Z']);
  });

  test('takes each merge in the history of the default branch where there are no pull requests', () => {
    const deployments = { ...defaultRules.deployments, from: 'merges' as const };
    const day = (number: number) => ({ committedAt: `2026-01-0${number}T09:00:00Z` });
    const commits = [
      commit(1, { ...day(1), parents: [] }),
      commit(2, { ...day(2), parents: [sha(1)] }),
      commit(3, { ...day(3), parents: [sha(1), sha(2)] }),
      commit(4, { ...day(4), parents: [sha(3)], pullRequest: 7 }),
      commit(5, { ...day(5), parents: [sha(4)] }),
    ];
    expect(dates(measure(viewOf({ commits }, { deployments })))).toEqual([
      '2026-01-03T09:00:00Z',
      '2026-01-04T09:00:00Z',
    ]);
  });

  test('does not apply to a repository that is not deployed', () => {
    const result = measure(viewOf({}, { deployments: { ...production, from: 'none' } }));
    expect(result.notApplicable).toBe('sample-org/shop is not deployed');
  });

  test('is not zero where no deployment was ever recorded: deployments may happen unseen', () => {
    expect(measure(viewOf({})).notApplicable).toBe(
      'sample-org/shop has no deployment to production, no published release and no version tag so far',
    );
    const failure = deployment('1', '2026-01-09T09:00:00Z', 4, {
      statuses: [{ state: 'failure', at: '2026-01-09T09:05:00Z' }],
    });
    expect(measure(viewOf({ deployments: [failure] }))).toMatchObject({
      notApplicable: null,
      observations: [],
    });
  });
});
