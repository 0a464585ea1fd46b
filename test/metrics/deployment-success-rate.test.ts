import { expect, test } from 'vitest';
import deploymentSuccessRate from '../../src/metrics/deployment-success-rate.ts';
import { deployment, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = deploymentSuccessRate;

const ended = (
  id: string,
  day: number,
  ...states: ('in-progress' | 'success' | 'failure' | 'error' | 'inactive' | 'waiting')[]
) =>
  deployment(id, `2026-01-${String(day).padStart(2, '0')}T09:00:00Z`, 1, {
    statuses: states.map((state, index) => ({
      state,
      at: `2026-01-${String(day).padStart(2, '0')}T09:0${index + 1}:00Z`,
    })),
  });

test('an attempt that saw success succeeded, whatever came later; one that only failed did not', () => {
  const result = measure(
    viewOf({
      deployments: [
        ended('1', 5, 'in-progress', 'success', 'inactive'),
        ended('2', 6, 'failure', 'success'),
        ended('3', 7, 'success', 'failure'),
        ended('4', 8, 'in-progress', 'error'),
        ended('5', 9, 'failure'),
      ],
    }),
  );
  expect(values(result)).toEqual({
    ' deployment 1': 1,
    ' deployment 2': 1,
    ' deployment 3': 1,
    ' deployment 4': 0,
    ' deployment 5': 0,
  });
});

test('an attempt belongs to its first success, else to its failure', () => {
  const result = measure(
    viewOf({ deployments: [ended('1', 5, 'in-progress', 'success'), ended('2', 6, 'in-progress', 'error')] }),
  );
  expect(dates(result)).toEqual(['2026-01-05T09:02:00Z', '2026-01-06T09:02:00Z']);
});

test('a retry is an attempt of its own', () => {
  const result = measure(viewOf({ deployments: [ended('1', 5, 'failure'), ended('2', 6, 'success')] }));
  expect(summaryOf(result)).toMatchObject({ state: 'too-few', n: 2 });
  expect(result.observations.map(({ value }) => value)).toEqual([0, 1]);
});

test('attempts that have not ended or went elsewhere are left out', () => {
  const result = measure(
    viewOf({
      deployments: [
        ended('1', 5, 'waiting'),
        ended('2', 6),
        ended('3', 7, 'inactive'),
        { ...ended('4', 8, 'failure'), environment: 'staging' },
      ],
    }),
  );
  expect(result.observations).toEqual([]);
  expect(reasons(result)).toEqual([
    'neither succeeded nor failed',
    'neither succeeded nor failed',
    'neither succeeded nor failed',
    'to `staging`, which is not a production environment',
  ]);
});

test('releases and tags show no failures, and a repository that is not deployed has no attempts', () => {
  const tags = [{ name: 'v1.0.0', sha: sha(4), at: '2026-01-01T09:00:00Z' }];
  expect(measure(viewOf({ tags })).notApplicable).toBe(
    'sample-org/shop is deployed by version tags, which show no failures',
  );
  const release = {
    id: 'r1',
    tag: 'v1.0.0',
    name: null,
    createdAt: '2026-01-02T09:00:00Z',
    publishedAt: '2026-01-03T09:00:00Z',
    prerelease: false,
    sha: sha(4),
  };
  expect(measure(viewOf({ releases: [release] })).notApplicable).toMatch(/releases, which show no failures/);
  const none = { ...defaultRules.deployments, from: 'none' as const };
  expect(measure(viewOf({}, { deployments: none })).notApplicable).toBe('sample-org/shop is not deployed');
  expect(measure(viewOf({}))).toMatchObject({ notApplicable: null, observations: [] });
});

test('the page’s example: 38 of 40 attempts are 95 %, from 83.5 to 98.6 %', () => {
  const deployments = Array.from({ length: 40 }, (_, index) => ({
    ...ended(String(index), 1 + (index % 28), index % 20 === 10 ? 'failure' : 'success'),
  }));
  const { value, interval } = summaryOf(measure(viewOf({ deployments })));
  expect(value).toBe(0.95);
  expect(interval?.low).toBeCloseTo(0.835, 3);
  expect(interval?.high).toBeCloseTo(0.986, 3);
});
