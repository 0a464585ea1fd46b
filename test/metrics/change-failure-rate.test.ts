import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import type { Release } from '../../src/facts/schema.ts';
import changeFailureRateMetric from '../../src/metrics/change-failure-rate.ts';
import deploymentReworkRate from '../../src/metrics/deployment-rework-rate.ts';
import failedDeploymentRecoveryTime from '../../src/metrics/failed-deployment-recovery-time.ts';
import hotfixFrequencyMetric from '../../src/metrics/hotfix-frequency.ts';
import leadTimeMetric from '../../src/metrics/lead-time-for-changes.ts';
import { commit, deployment, incidentIssue, merged, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, values, viewOf } from '../support/view.ts';

const { measure: changeFailureRate } = changeFailureRateMetric;
const { measure: reworkRate } = deploymentReworkRate;
const { measure: recoveryTime } = failedDeploymentRecoveryTime;
const { measure: hotfixFrequency } = hotfixFrequencyMetric;
const { measure: leadTime } = leadTimeMetric;

/** Four deployments; pull requests 12 and 13 reach users with the second and the third. */
const base: Partial<Facts> = {
  commits: [1, 2, 3, 4].map((number) => commit(number, { committedAt: `2026-02-0${number}T08:00:00Z` })),
  deployments: [1, 2, 3, 4].map((number) => deployment(`d${number}`, `2026-02-0${number}T09:00:00Z`, number)),
  'pull-requests': [
    merged('2026-02-02T07:50:00Z', { number: 12, createdAt: '2026-02-01T12:00:00Z', mergeCommit: sha(2) }),
    merged('2026-02-03T07:50:00Z', { number: 13, createdAt: '2026-02-01T13:00:00Z', mergeCommit: sha(3) }),
  ],
};

const failed = (facts: Partial<Facts>, hours = 24) => {
  const result = changeFailureRate(viewOf({ ...base, ...facts }, { linkWithinHours: hours }));
  return result.observations
    .filter(({ value }) => value === 1)
    .map(({ item, note }) => [item.id.split(' ')[2], note]);
};
const recovery = (facts: Partial<Facts>) => recoveryTime(viewOf({ ...base, ...facts }));

describe('a deployment failed', () => {
  test('never without a reason', () => {
    expect(failed({})).toEqual([]);
  });

  test('when an incident names it, its commit or its pull request as the cause, however late', () => {
    const at = { createdAt: '2026-05-20T10:00:00Z' };
    for (const cause of [{ deployment: 'd2' }, { commit: sha(2) }, { pullRequest: 12 }]) {
      expect(failed({ issues: [incidentIssue(90, { ...at, causes: [cause] })] })).toEqual([
        ['d2', 'named as the cause of incident sample-org/shop#90'],
      ]);
    }
  });

  test('when an incident that names no cause began within the stated window after it', () => {
    const issues = [incidentIssue(90, { createdAt: '2026-02-04T20:00:00Z' })];
    expect(failed({ issues })).toEqual([
      ['d4', 'incident sample-org/shop#90 began during it or within 24 h after it'],
    ]);
    expect(failed({ issues }, 10)).toEqual([]);
  });

  test('not because of an incident before any deployment or three months after the last', () => {
    expect(
      failed({
        issues: [
          incidentIssue(90, { createdAt: '2026-01-31T20:00:00Z' }),
          incidentIssue(91, { createdAt: '2026-05-04T20:00:00Z' }),
        ],
      }),
    ).toEqual([]);
  });

  test('by time, too, when the incident names a cause that is not known, which is said', () => {
    const issues = [incidentIssue(90, { createdAt: '2026-02-04T20:00:00Z', causes: [{ pullRequest: 404 }] })];
    expect(failed({ issues })).toHaveLength(1);
    expect(changeFailureRate(viewOf({ ...base, issues })).remarks).toEqual([
      {
        id: 'sample-org/shop#90',
        at: Date.parse('2026-02-04T20:00:00Z'),
        text: 'an incident that names #404, which leads to no deployment',
      },
    ]);
  });

  test('when one of several named causes is known; the others are said', () => {
    const causes = [{ pullRequest: 404 }, { pullRequest: 12 }, { tag: 'v9' }];
    const issues = [incidentIssue(90, { createdAt: '2026-05-20T10:00:00Z', causes })];
    expect(failed({ issues })).toEqual([['d2', 'named as the cause of incident sample-org/shop#90']]);
    expect(changeFailureRate(viewOf({ ...base, issues })).remarks).toMatchObject([
      { text: 'an incident that names #404 and v9, which leads to no deployment' },
    ]);
  });

  test('by time, too, when the cause is in another repository, which is said', () => {
    const issues = [incidentIssue(90, { createdAt: '2026-02-04T20:00:00Z', causes: [{ elsewhere: true }] })];
    expect(failed({ issues })).toHaveLength(1);
    expect(changeFailureRate(viewOf({ ...base, issues })).remarks).toMatchObject([
      { text: 'an incident that names something outside this repository, which leads to no deployment' },
    ]);
  });

  test('when an incident names its commit, also if an earlier attempt at that never went live', () => {
    const attempt = deployment('d0', '2026-02-02T08:30:00Z', 2, {
      statuses: [{ state: 'failure', at: '2026-02-02T08:30:00Z' }],
    });
    const at = { createdAt: '2026-05-20T10:00:00Z' };
    const deployments = [attempt, ...(base.deployments ?? [])];
    for (const cause of [{ commit: sha(2) }, { pullRequest: 12 }])
      expect(failed({ deployments, issues: [incidentIssue(90, { ...at, causes: [cause] })] })).toEqual([
        ['d2', 'named as the cause of incident sample-org/shop#90'],
      ]);
  });

  test('not when an incident names an attempt that never went live, which is said', () => {
    const attempt = deployment('d0', '2026-02-04T19:00:00Z', 4, {
      statuses: [{ state: 'failure', at: '2026-02-04T19:00:00Z' }],
    });
    const facts = {
      deployments: [...(base.deployments ?? []), attempt],
      issues: [incidentIssue(90, { createdAt: '2026-02-04T20:00:00Z', causes: [{ deployment: 'd0' }] })],
    };
    expect(failed(facts)).toEqual([]);
    expect(changeFailureRate(viewOf({ ...base, ...facts })).remarks).toMatchObject([
      { text: 'an incident that names deployment d0, which never reached users' },
    ]);
  });

  test('when an incident names a tag whose commit came with it', () => {
    const tags = [{ name: 'v1.2.0', sha: sha(2), at: '2026-02-02T08:00:00Z' }];
    const issues = [incidentIssue(90, { createdAt: '2026-05-20T10:00:00Z', causes: [{ tag: 'v1.2.0' }] })];
    const deployments = (base.deployments ?? []).filter(({ id }) => id !== 'd2');
    expect(failed({ tags, issues, deployments })).toEqual([
      ['d3', 'named as the cause of incident sample-org/shop#90'],
    ]);
  });

  test('together with another that the same incident names', () => {
    const causes = [{ pullRequest: 12 }, { pullRequest: 13 }];
    expect(
      failed({ issues: [incidentIssue(90, { createdAt: '2026-05-20T10:00:00Z', causes })] }),
    ).toHaveLength(2);
  });

  test('when an incident began while it was rolled out', () => {
    const slow = deployment('d5', '2026-02-05T09:00:00Z', 4, {
      statuses: [
        { state: 'in-progress', at: '2026-02-05T09:00:00Z' },
        { state: 'success', at: '2026-02-05T11:00:00Z' },
      ],
    });
    const issues = [incidentIssue(90, { createdAt: '2026-02-05T10:00:00Z' })];
    const deployments = [...(base.deployments ?? []), slow];
    expect(failed({ issues, deployments }, 1)).toEqual([
      ['d5', 'incident sample-org/shop#90 began during it or within 1 h after it'],
    ]);
  });

  test('when an incident names it by the number that GitHub shows, or by its own commit', () => {
    const aside = deployment('DE_x', '2026-02-05T09:00:00Z', 0xee, { number: 42 });
    const deployments = [...(base.deployments ?? []), aside];
    for (const cause of [{ deployment: '42' }, { deployment: 'DE_x' }, { commit: sha(0xee).slice(0, 9) }]) {
      const issues = [incidentIssue(90, { createdAt: '2026-05-20T10:00:00Z', causes: [cause] })];
      expect(failed({ issues, deployments })).toHaveLength(1);
    }
  });

  test('once, even with two incidents', () => {
    const issues = [90, 91].map((number) => incidentIssue(number, { causes: [{ deployment: 'd3' }] }));
    expect(failed({ issues })).toHaveLength(1);
  });

  test('not because of an issue without incident label, or one closed as a duplicate', () => {
    expect(
      failed({
        issues: [
          incidentIssue(90, { createdAt: '2026-02-04T20:00:00Z', labels: ['bug'] }),
          incidentIssue(91, {
            createdAt: '2026-02-04T21:00:00Z',
            closedAt: '2026-02-04T22:00:00Z',
            stateReason: 'DUPLICATE',
          }),
        ],
      }),
    ).toEqual([]);
  });

  test('when a status says so after it had reached users; recovery is the next success', () => {
    const bad = deployment('d5', '2026-02-05T09:00:00Z', 4, {
      statuses: [
        { state: 'success', at: '2026-02-05T09:04:00Z' },
        { state: 'failure', at: '2026-02-05T09:14:00Z' },
      ],
    });
    const deployments = [...(base.deployments ?? []), bad, deployment('d6', '2026-02-05T10:04:00Z', 4)];
    expect(failed({ deployments })).toEqual([['d5', 'a status after its success is a failure']]);
    expect(values(recovery({ deployments }))).toEqual({ ' deployment d5': 1 });
  });

  test('not when it never reached users: such an attempt is not in the rate', () => {
    const bad = deployment('d5', '2026-02-05T09:00:00Z', 4, {
      statuses: [{ state: 'failure', at: '2026-02-05T09:04:00Z' }],
    });
    const view = viewOf({ ...base, deployments: [...(base.deployments ?? []), bad] });
    expect(values(changeFailureRate(view))).not.toHaveProperty([' deployment d5']);
    expect(reasons(changeFailureRate(view))).toEqual(['failed to deploy']);
  });

  test('not because another service of the same environment runs an older commit', () => {
    const deployments = [
      deployment('web1', '2026-02-02T09:00:00Z', 2, { service: 'web' }),
      deployment('api1', '2026-02-02T10:00:00Z', 1, { service: 'api' }),
      deployment('web2', '2026-02-03T09:00:00Z', 3, { service: 'web' }),
      deployment('api2', '2026-02-03T10:00:00Z', 2, { service: 'api' }),
    ];
    expect(failed({ deployments })).toEqual([]);
    const back = deployment('api3', '2026-02-03T12:00:00Z', 1, { service: 'api' });
    expect(failed({ deployments: [...deployments, back] })).toEqual([
      ['api2', 'rolled back by sample-org/shop deployment api3'],
    ]);
  });

  test('not when a change was reverted more than 30 days after it', () => {
    const late = (at: string) =>
      failed({
        'pull-requests': [...(base['pull-requests'] ?? []), merged(at, { number: 14, reverts: [12] })],
      });
    expect(late('2026-03-04T08:00:00Z')).toHaveLength(1);
    expect(late('2026-03-04T10:00:00Z')).toEqual([]);
  });

  test('when a pull request says in git’s own words that it reverts the merge of a change', () => {
    const revert = merged('2026-02-03T10:00:00Z', {
      number: 14,
      revertedCommits: [sha(2)],
      mergeCommit: sha(4),
    });
    expect(failed({ 'pull-requests': [...(base['pull-requests'] ?? []), revert] })).toEqual([
      ['d2', '#14 reverts its change #12'],
    ]);
  });

  test('when the next one went back to an earlier commit, but not when the same commit is deployed again', () => {
    const back = deployment('d5', '2026-02-05T09:00:00Z', 3);
    const again = deployment('d6', '2026-02-06T09:00:00Z', 3);
    expect(failed({ deployments: [...(base.deployments ?? []), back, again] })).toEqual([
      ['d4', 'rolled back by sample-org/shop deployment d5'],
    ]);
  });

  test('when a change that it shipped was reverted after it', () => {
    const revert = merged('2026-02-03T10:00:00Z', { number: 14, reverts: [12], mergeCommit: sha(4) });
    expect(failed({ 'pull-requests': [...(base['pull-requests'] ?? []), revert] })).toEqual([
      ['d2', '#14 reverts its change #12'],
    ]);
  });

  test('not because of a revert of the revert, which puts the change in again; but when that is reverted', () => {
    const again = [
      merged('2026-02-02T07:50:00Z', { number: 12, mergeCommit: sha(2) }),
      merged('2026-02-03T07:50:00Z', { number: 13, reverts: [12], mergeCommit: sha(3) }),
      merged('2026-02-04T07:50:00Z', { number: 14, reverts: [13], mergeCommit: sha(4) }),
    ];
    expect(failed({ 'pull-requests': again })).toEqual([['d2', '#13 reverts its change #12']]);
    const undone = merged('2026-02-04T10:00:00Z', { number: 15, reverts: [14] });
    expect(failed({ 'pull-requests': [...again, undone] })).toEqual([
      ['d2', '#13 reverts its change #12'],
      ['d4', '#15 reverts its change #14'],
    ]);
  });

  test('not because two pull requests say that they revert each other', () => {
    const each = [
      merged('2026-02-02T07:50:00Z', { number: 12, reverts: [13], mergeCommit: sha(2) }),
      merged('2026-02-03T07:50:00Z', { number: 13, reverts: [12], mergeCommit: sha(3) }),
    ];
    expect(failed({ 'pull-requests': each })).toEqual([['d2', '#13 reverts its change #12']]);
  });

  describe('when a revert quotes the title of one change and names neither number nor commit', () => {
    const pulls = [
      merged('2026-02-02T07:50:00Z', { number: 12, title: 'Add a pier', mergeCommit: sha(2) }),
      merged('2026-02-03T07:50:00Z', { number: 13, title: 'Add a crane', mergeCommit: sha(3) }),
    ];
    const revert = (title: string, at = '2026-02-03T10:00:00Z') =>
      merged(at, { number: 14, title, mergeCommit: sha(4) });

    test.each(['Revert "Add a pier"', 'revert: Add a pier', 'Revert "Add a pier" (#14)'])(
      'as %j',
      (title) => {
        expect(failed({ 'pull-requests': [...pulls, revert(title)] })).toEqual([
          ['d2', '#14 reverts its change #12'],
        ]);
      },
    );

    test('which a revert of the revert puts in again', () => {
      const again = merged('2026-02-04T10:00:00Z', { number: 15, title: 'Revert "Revert "Add a pier""' });
      const rows = [...pulls, revert('Revert "Add a pier"'), again];
      expect(failed({ 'pull-requests': rows })).toEqual([['d2', '#14 reverts its change #12']]);
    });

    test.each([
      ['no change has the title', pulls, revert('Revert "Add a quay"')],
      [
        'two changes have it',
        [...pulls, merged('2026-02-03T07:00:00Z', { number: 11, title: 'Add a pier' })],
        revert('Revert "Add a pier"'),
      ],
      ['it landed long before', pulls, revert('Revert "Add a pier"', '2026-03-05T10:00:00Z')],
    ])('but blames nothing, and says so, when %s', (_, rows, row) => {
      const facts = { 'pull-requests': [...rows, row] };
      expect(failed(facts)).toEqual([]);
      expect(changeFailureRate(viewOf({ ...base, ...facts })).remarks).toEqual([
        {
          id: 'sample-org/shop#14',
          at: Date.parse(row.mergedAt ?? ''),
          text: 'a revert that names no number and no commit, and not exactly one change of the last 30 days by its title',
        },
      ]);
    });

    test('also in commits that no pull request brought', () => {
      const commits = [
        ...(base.commits ?? []).slice(0, 3),
        commit(4, { committedAt: '2026-02-04T08:00:00Z', subject: 'Revert "Add a pier"' }),
      ];
      expect(failed({ commits, 'pull-requests': pulls })).toEqual([
        ['d2', `commit ${sha(4).slice(0, 7)} reverts its change #12`],
      ]);
    });
  });

  test('when a commit that no pull request brought names the pull request that it reverts', () => {
    const commits = [
      ...(base.commits ?? []).slice(0, 3),
      commit(4, { committedAt: '2026-02-04T08:00:00Z', revertedPullRequests: [12] }),
    ];
    expect(failed({ commits })).toEqual([['d2', `commit ${sha(4).slice(0, 7)} reverts its change #12`]]);
  });

  test('not by a revert of something unknown, which is said', () => {
    const row = merged('2026-02-03T10:00:00Z', { number: 14, reverts: [404] });
    const facts = { 'pull-requests': [...(base['pull-requests'] ?? []), row] };
    expect(failed(facts)).toEqual([]);
    expect(changeFailureRate(viewOf({ ...base, ...facts })).remarks).toMatchObject([
      { text: 'a revert of #404, which is not known' },
    ]);
  });

  test('not because old releases are published late, in any order', () => {
    const release = (tag: string, publishedAt: string, number: number): Release => ({
      id: tag,
      tag,
      name: tag,
      createdAt: '2026-02-04T08:30:00Z',
      publishedAt,
      prerelease: false,
      sha: sha(number),
    });
    const releases = [
      release('v1.1', '2026-02-10T10:00:00Z', 2),
      release('v1.10', '2026-02-10T10:01:00Z', 4),
      release('v1.2', '2026-02-10T10:02:00Z', 3),
    ];
    const view = viewOf({ ...base, deployments: [], releases });
    expect(values(changeFailureRate(view))).toEqual({
      ' release v1.1': 0,
      ' release v1.10': 0,
      ' release v1.2': 0,
    });
    expect(values(reworkRate(view))).toEqual(values(changeFailureRate(view)));
  });

  test('for the incident that names it, though another was nearer in time', () => {
    const issues = [
      incidentIssue(90, { createdAt: '2026-02-03T09:30:00Z', closedAt: '2026-02-03T09:50:00Z' }),
      incidentIssue(91, {
        createdAt: '2026-02-03T10:00:00Z',
        closedAt: '2026-02-03T19:00:00Z',
        causes: [{ deployment: 'd3' }],
      }),
    ];
    expect(failed({ issues })).toEqual([['d3', 'named as the cause of incident sample-org/shop#91']]);
    expect(values(recovery({ issues }))).toEqual({ ' deployment d3': 10 });
  });

  test('never by a guess when no hours are set, not even in the same second', () => {
    const [, , third] = base.deployments ?? [];
    const createdAt = third?.statuses.at(-1)?.at ?? '';
    expect(failed({ issues: [incidentIssue(90, { createdAt })] })).toHaveLength(1);
    expect(failed({ issues: [incidentIssue(90, { createdAt })] }, 0)).toEqual([]);
  });

  test('not when the revert was shipped together with the change', () => {
    const revert = merged('2026-02-02T07:55:00Z', { number: 14, reverts: [12], mergeCommit: sha(2) });
    expect(failed({ 'pull-requests': [...(base['pull-requests'] ?? []), revert] })).toEqual([]);
  });

  test('when a hotfix was opened soon after it, known by label or branch', () => {
    const fix = { number: 15, createdAt: '2026-02-03T11:00:00Z', mergeCommit: sha(4) };
    for (const mark of [{ labels: ['Hotfix'] }, { head: 'hotfix/prices' }]) {
      const hotfix = merged('2026-02-03T12:00:00Z', { ...fix, ...mark });
      expect(failed({ 'pull-requests': [...(base['pull-requests'] ?? []), hotfix] })).toEqual([
        ['d3', '#15 is a hotfix opened after it'],
      ]);
    }
  });
});

describe('failed deployment recovery', () => {
  test('ends with the incident', () => {
    const result = recovery({
      issues: [
        incidentIssue(90, {
          createdAt: '2026-02-03T09:30:00Z',
          closedAt: '2026-02-03T11:30:00Z',
          causes: [{ deployment: 'd3' }],
        }),
      ],
    });
    expect(values(result)).toEqual({ ' deployment d3': 2.5 });
    expect(dates(result)).toEqual(['2026-02-03T11:30:00Z']);
  });

  test('without an incident ends with what undid it: next success, rollback, shipped revert', () => {
    const bad = deployment('d5', '2026-02-05T09:00:00Z', 4, {
      statuses: [
        { state: 'success', at: '2026-02-05T09:04:00Z' },
        { state: 'error', at: '2026-02-05T09:05:00Z' },
      ],
    });
    const next = deployment('d6', '2026-02-05T10:04:00Z', 4);
    expect(values(recovery({ deployments: [...(base.deployments ?? []), bad, next] }))).toEqual({
      ' deployment d5': 1,
    });
    const revert = merged('2026-02-03T10:00:00Z', { number: 14, reverts: [12], mergeCommit: sha(4) });
    expect(values(recovery({ 'pull-requests': [...(base['pull-requests'] ?? []), revert] }))).toEqual({
      ' deployment d2': 48,
    });
  });

  test('that has not come is open, not averaged', () => {
    const result = recovery({ issues: [incidentIssue(90, { causes: [{ deployment: 'd3' }] })] });
    expect(result.observations).toEqual([]);
    expect(result.open).toEqual([
      { id: 'sample-org/shop deployment d3', from: Date.parse('2026-02-03T09:00:00Z'), to: null },
    ]);
  });
});

describe('in a clone, where nothing but commits and tags is known', () => {
  const tags = [1, 2, 3].map((number) => ({
    name: `v1.${number}.0`,
    sha: sha(number),
    at: `2026-02-0${number}T10:00:00Z`,
  }));
  const commits = [1, 2, 3].map((number) => commit(number, { committedAt: `2026-02-0${number}T08:00:00Z` }));

  test('the rate does not apply when no message reverts anything', () => {
    expect(changeFailureRate(viewOf({ tags, commits })).notApplicable).toMatch(/nothing that could show/);
  });

  test('the rate does not apply when no issue is an incident', () => {
    const issues = [incidentIssue(90, { labels: ['bug'] })];
    expect(changeFailureRate(viewOf({ tags, commits, issues })).notApplicable).toMatch(/nothing that could/);
  });

  test('the rate comes from reverts in commit messages, and says so', () => {
    const reverting = commit(3, { committedAt: '2026-02-03T08:00:00Z', reverts: [sha(2).slice(0, 12)] });
    const result = changeFailureRate(viewOf({ tags, commits: [...commits.slice(0, 2), reverting] }));
    expect(values(result)).toEqual({ ' tag v1.1.0': 0, ' tag v1.2.0': 1, ' tag v1.3.0': 0 });
    expect(result.remarks.map(({ text }) => text)).toEqual(
      tags.map(() => 'judged by reverts in commit messages alone'),
    );
  });

  test('a revert names what a pull request brought, by its number or by its title alone', () => {
    const squashed = commit(2, {
      committedAt: '2026-02-02T08:00:00Z',
      subject: 'Add a pier (#12)',
      pullRequest: 12,
    });
    for (const revert of [
      { revertedPullRequests: [12] },
      { subject: 'Revert "Add a pier" (#14)', pullRequest: 14 },
    ]) {
      const reverting = commit(3, { committedAt: '2026-02-03T08:00:00Z', ...revert });
      const result = changeFailureRate(viewOf({ tags, commits: [commit(1), squashed, reverting] }));
      expect(values(result)).toEqual({ ' tag v1.1.0': 0, ' tag v1.2.0': 1, ' tag v1.3.0': 0 });
    }
  });

  test('a revert of a revert blames nothing', () => {
    const first = commit(2, { committedAt: '2026-02-02T08:00:00Z', reverts: [sha(1)] });
    const second = commit(3, { committedAt: '2026-02-03T08:00:00Z', reverts: [sha(2)] });
    const result = changeFailureRate(viewOf({ tags, commits: [commits[0] ?? first, first, second] }));
    expect(values(result)).toEqual({ ' tag v1.1.0': 1, ' tag v1.2.0': 0, ' tag v1.3.0': 0 });
  });

  test('a release commit that only its tag has brings what its parents hold', () => {
    const release = commit(9, { parents: [sha(2)], offBranch: true, committedAt: '2026-02-02T09:00:00Z' });
    const view = viewOf({
      tags: [{ name: 'v2.0.0', sha: sha(9), at: '2026-02-02T10:00:00Z' }],
      commits: [...commits, release],
    });
    expect(view.deployments.commitShippedBy.get(sha(2))?.item.title).toBe('v2.0.0');
    expect(view.facts.commits).not.toContain(release);
  });
});

describe('a tag of a hotfix', () => {
  /** Two fortnightly versions of an app; a hotfix of the first one is cut from its tag while the second is out. */
  const app = {
    commits: [
      commit(1, { committedAt: '2026-02-01T08:00:00Z', parents: [] }),
      commit(2, { committedAt: '2026-02-15T08:00:00Z', parents: [sha(1)] }),
      commit(3, { committedAt: '2026-03-01T08:00:00Z', parents: [sha(2)] }),
      commit(4, { committedAt: '2026-03-02T08:00:00Z', parents: [sha(2)], offBranch: true, pullRequest: 14 }),
    ],
    tags: [
      { name: 'app-1.0.0', sha: sha(1), at: '2026-02-01T09:00:00Z' },
      { name: 'app-1.1.0', sha: sha(2), at: '2026-02-15T09:00:00Z' },
      { name: 'app-1.2.0', sha: sha(3), at: '2026-03-01T09:00:00Z' },
      { name: 'hotfix-1.1.1', sha: sha(4), at: '2026-03-03T08:00:00Z' },
    ],
  };
  const rules = (tags?: string[]) => ({
    branches: ['main', 'hotfix/*'],
    deployments: { ...defaultRules.deployments, from: 'tags' as const, tags: ['app-*', 'hotfix-*'] },
    hotfix: { labels: [], branches: [], ...(tags === undefined ? {} : { tags }) },
  });
  const measured = (facts: Partial<Facts>, tags?: string[]) =>
    changeFailureRate(viewOf({ ...app, ...facts }, rules(tags)));

  test('says that the version that it builds on failed, until it came', () => {
    const failures = measured({}, ['hotfix-*']).observations.filter(({ value }) => value === 1);
    expect(failures.map(({ item, note }) => [item.title, note])).toEqual([
      ['app-1.1.0', 'sample-org/shop tag hotfix-1.1.1 is a hotfix of it'],
    ]);
    expect(values(recoveryTime(viewOf(app, rules(['hotfix-*']))))).toEqual({ ' tag app-1.1.0': 16 * 24 - 1 });
    expect(measured({}).notApplicable).toContain('holds nothing that could show a failed deployment');
  });

  test('blames the version before where its commit is not known, and none where a version had brought its changes', () => {
    const failedBy = (facts: Partial<Facts>) =>
      measured(facts, ['hotfix-*']).observations.flatMap(({ value, item }) =>
        value === 1 ? [item.title] : [],
      );
    expect(failedBy({ commits: app.commits.slice(0, 3) })).toEqual(['app-1.2.0']);
    const tags = [...app.tags.slice(0, 3), { name: 'hotfix-1.0.1', sha: sha(1), at: '2026-03-03T08:00:00Z' }];
    expect(failedBy({ tags })).toEqual([]);
  });

  test('brings the changes of its branch, whose lead time ends with it', () => {
    const pull = merged('2026-03-02T08:00:00Z', {
      number: 14,
      base: 'hotfix/1.1',
      createdAt: '2026-03-01T20:00:00Z',
      mergeCommit: sha(4),
    });
    const facts = { ...app, 'pull-requests': [pull] };
    expect(
      leadTime(viewOf(facts, rules(['hotfix-*']))).observations.map(({ at, note }) => [
        new Date(at).toISOString(),
        note,
      ]),
    ).toEqual([['2026-03-03T08:00:00.000Z', 'shipped by sample-org/shop tag hotfix-1.1.1']]);
    expect(
      hotfixFrequency(viewOf(app, rules(['hotfix-*']))).observations.map(({ item }) => item.title),
    ).toEqual(['hotfix-1.1.1']);
  });
});
