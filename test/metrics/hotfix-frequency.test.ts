import { describe, expect, test } from 'vitest';
import hotfixFrequency from '../../src/metrics/hotfix-frequency.ts';
import { bot, commit, deployment, merged, pullRequest, sha } from '../support/facts.ts';
import { dates, defaultRules, viewOf } from '../support/view.ts';

const { measure } = hotfixFrequency;

const pulls = [
  merged('2026-01-07T17:00:00Z', { number: 1, head: 'hotfix/prices', mergeCommit: sha(1) }),
  merged('2026-01-07T15:00:00Z', { number: 2, labels: ['hotfix'], mergeCommit: sha(2) }),
  merged('2026-01-09T17:00:00Z', { number: 3, labels: ['Hotfix'], reverts: [1], mergeCommit: sha(3) }),
  merged('2026-01-10T17:00:00Z', { number: 4, labels: ['hotfix'] }),
  merged('2026-01-11T17:00:00Z', { number: 5, labels: ['hotfix'] }),
  merged('2026-01-12T17:00:00Z', { number: 6, title: 'fix: prices' }),
  merged('2026-01-13T17:00:00Z', { number: 7, labels: ['hotfix'], author: bot }),
  pullRequest({ number: 8, labels: ['hotfix'], state: 'closed', closedAt: '2026-01-14T17:00:00Z' }),
];
const commits = [1, 2, 3].map((number) =>
  commit(number, { committedAt: `2026-01-0${number + 5}T18:00:00Z` }),
);
const deployments = [deployment('a', '2026-01-08T08:00:00Z', 2), deployment('b', '2026-01-09T18:00:00Z', 3)];

describe('hotfix frequency', () => {
  test('counts what one deployment brought as one patch, dated by the earliest merge', () => {
    const result = measure(viewOf({ 'pull-requests': pulls, commits, deployments }));
    expect(result.observations.map(({ item }) => item.id.split('#')[1])).toEqual(['2', '3', '4', '5']);
    expect(dates(result)).toEqual([
      '2026-01-07T15:00:00Z',
      '2026-01-09T17:00:00Z',
      '2026-01-10T17:00:00Z',
      '2026-01-11T17:00:00Z',
    ]);
    expect(result.observations[0]?.note).toBe('label `hotfix`, shipped by sample-org/shop deployment a');
  });

  test('goes by the earliest merge of a deployment in whatever order they stand', () => {
    const counted = (rows: typeof pulls) =>
      measure(viewOf({ 'pull-requests': rows, commits, deployments })).observations.map(
        ({ item }) => item.id,
      );
    const pair = pulls.slice(0, 2);
    expect(counted(pair)).toEqual(['sample-org/shop#2']);
    expect(counted(pair.toReversed())).toEqual(['sample-org/shop#2']);
    const together = pair.map((row) => ({ ...row, mergedAt: '2026-01-07T15:00:00Z' }));
    expect(counted(together)).toEqual(['sample-org/shop#1']);
  });

  test('is not zero where no hotfix was ever marked, nothing is deployed or nothing is merged', () => {
    const unmarked = measure(viewOf({ 'pull-requests': pulls.slice(5, 6) }));
    expect(unmarked.notApplicable).toBe(
      'no merged pull request of sample-org/shop was ever marked as a hotfix',
    );
    expect(measure(viewOf({ commits })).notApplicable).toBe(
      'the source of sample-org/shop knows no pull requests',
    );
    const library = measure(
      viewOf(
        { 'pull-requests': pulls },
        { deployments: { ...defaultRules.deployments, from: 'none', environments: [], tags: [] } },
      ),
    );
    expect(library.notApplicable).toBe('sample-org/shop is not deployed');
  });
});
