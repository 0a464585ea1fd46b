import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import deploymentReworkRate from '../../src/metrics/deployment-rework-rate.ts';
import { commit, deployment, incidentIssue, merged, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, summaryOf, viewOf } from '../support/view.ts';

const { measure } = deploymentReworkRate;

const START = Date.parse('2026-01-05T09:00:00Z');
const hour = (hours: number) => new Date(START + hours * 3_600_000).toISOString();

/** Deployment n ships commit n, an hour after the one before. */
const deployed = (count: number): Partial<Facts> => ({
  commits: Array.from({ length: count }, (_, index) => commit(index + 1, { committedAt: hour(index - 200) })),
  deployments: Array.from({ length: count }, (_, index) =>
    deployment(`${index + 1}`, hour(index), index + 1),
  ),
});

/** Pull request n, which deployment n ships. */
const shippedBy = (number: number, fields: Partial<PullRequest>) =>
  merged(hour(number - 1.5), { number, createdAt: hour(number - 3), mergeCommit: sha(number), ...fields });

const repairs = (facts: Partial<Facts>) =>
  measure(viewOf({ ...deployed(6), ...facts })).observations.flatMap(({ value, item, note }) =>
    value === 1 ? [[item.id.split(' ')[2], note]] : [],
  );

describe('a deployment is rework', () => {
  test('when it brought a hotfix, by label or branch', () => {
    expect(repairs({ 'pull-requests': [shippedBy(3, { labels: ['Hotfix'] })] })).toEqual([
      ['3', 'brought the hotfix #3 (label `Hotfix`)'],
    ]);
    expect(repairs({ 'pull-requests': [shippedBy(4, { head: 'hotfix/prices' })] })).toEqual([
      ['4', 'brought the hotfix #4 (branch `hotfix/prices`)'],
    ]);
  });

  test('when it brought the change that closes an incident', () => {
    expect(
      repairs({ 'pull-requests': [shippedBy(3, { closes: [90] })], issues: [incidentIssue(90)] }),
    ).toEqual([['3', 'brought #3, which closes incident #90']]);
  });

  test('not when what it closes is not an incident, or was dismissed', () => {
    const issues = [
      incidentIssue(90, { labels: ['bug'] }),
      incidentIssue(91, { closedAt: '2026-02-03T11:00:00Z', stateReason: 'NOT_PLANNED' }),
    ];
    expect(repairs({ 'pull-requests': [shippedBy(3, { closes: [90, 91] })], issues })).toEqual([]);
  });

  test('when it went back to an earlier commit', () => {
    const back = deployment('7', hour(7), 5);
    expect(repairs({ deployments: [...(deployed(6).deployments ?? []), back] })).toEqual([
      ['7', 'rolled back sample-org/shop deployment 6'],
    ]);
  });

  test('once, with the first condition that it meets as evidence', () => {
    const both = shippedBy(3, { labels: ['hotfix'], closes: [90] });
    const other = shippedBy(30, { mergeCommit: sha(3), labels: ['hotfix'] });
    expect(repairs({ 'pull-requests': [both, other], issues: [incidentIssue(90)] })).toEqual([
      ['3', 'brought the hotfix #3 (label `hotfix`)'],
    ]);
  });

  test('not when a fix travelled with it without a hotfix or an incident', () => {
    expect(repairs({ 'pull-requests': [shippedBy(3, { labels: ['bug'], title: 'fix: prices' })] })).toEqual(
      [],
    );
  });

  test('not before the repair has shipped', () => {
    expect(
      repairs({ 'pull-requests': [shippedBy(3, { labels: ['hotfix'], mergeCommit: sha(99) })] }),
    ).toEqual([]);
  });
});

test('the repairing deployment dates it, and failed attempts do not count', () => {
  const failed = deployment('7', hour(6), 6, { statuses: [{ state: 'failure', at: hour(6.25) }] });
  const result = measure(
    viewOf({ ...deployed(2), deployments: [...(deployed(2).deployments ?? []), failed] }),
  );
  expect(dates(result)).toEqual(['2026-01-05T09:00:00Z', '2026-01-05T10:00:00Z']);
  expect(reasons(result)).toEqual(['failed to deploy']);
});

test('the page’s example: six of 60 are 10 %, from 4.7 to 20.1 %', () => {
  const { commits = [], deployments = [] } = deployed(59);
  const facts: Partial<Facts> = {
    commits,
    deployments: [...deployments, deployment('60', hour(60), 58)],
    'pull-requests': [
      ...[11, 21, 31].map((number) => shippedBy(number, { labels: ['hotfix'] })),
      shippedBy(41, { labels: ['hotfix'], closes: [91] }),
      shippedBy(51, { closes: [90] }),
    ],
    issues: [
      incidentIssue(90, { createdAt: '2026-01-07T01:00:00Z' }),
      incidentIssue(91, { createdAt: '2026-01-07T02:00:00Z' }),
    ],
  };
  const { n, value, interval } = summaryOf(measure(viewOf(facts)));
  expect(n).toBe(60);
  expect(value).toBe(0.1);
  expect(interval?.low).toBeCloseTo(0.047, 3);
  expect(interval?.high).toBeCloseTo(0.201, 3);
});

test('rework does not apply to a repository that is not deployed', () => {
  const none = { ...defaultRules.deployments, from: 'none' as const };
  expect(measure(viewOf({}, { deployments: none })).notApplicable).toBe('sample-org/shop is not deployed');
});
