import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import timeToDetect from '../../src/metrics/time-to-detect.ts';
import { commit, deployment, incident, incidentIssue, merged, sha } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = timeToDetect;

const base: Partial<Facts> = {
  commits: [1, 2, 3].map((number) => commit(number, { committedAt: `2026-02-0${number}T06:00:00Z` })),
  deployments: [1, 2].map((number) =>
    deployment(`d${number}`, `2026-02-0${number}T08:55:00Z`, number, {
      statuses: [{ state: 'success', at: `2026-02-0${number}T09:00:00Z` }],
    }),
  ),
  'pull-requests': [merged('2026-02-02T07:00:00Z', { number: 12, mergeCommit: sha(2) })],
};

test('an imported incident states both moments, and is dated by the detection', () => {
  const result = measure(
    viewOf({
      incidents: [incident('page-1', '2026-02-08T10:00:00Z', { detectedAt: '2026-02-08T10:30:00Z' })],
    }),
  );
  expect(values(result)).toEqual({ 'page-1': 0.5 });
  expect(dates(result)).toEqual(['2026-02-08T10:30:00Z']);
});

test('an import began when it says, whatever it names as its cause', () => {
  const named = incident('page-1', '2026-02-08T10:00:00Z', {
    detectedAt: '2026-02-08T10:30:00Z',
    causes: [{ deployment: 'd2' }],
  });
  const result = measure(viewOf({ ...base, incidents: [named] }));
  expect(result.observations).toMatchObject([{ value: 0.5, note: null }]);
});

test('an alarm before the first affected user is a delay of zero', () => {
  const early = incident('page-1', '2026-02-08T10:00:00Z', { detectedAt: '2026-02-08T09:50:00Z' });
  expect(values(measure(viewOf({ incidents: [early] })))).toEqual({ 'page-1': 0 });
});

describe('of an issue the opening is the detection; it began', () => {
  const opened = { createdAt: '2026-02-02T15:00:00Z', closedAt: '2026-02-02T18:00:00Z' };

  test.each([
    ['deployment', { deployment: 'd2' }],
    ['pull request', { pullRequest: 12 }],
    ['commit', { commit: sha(2) }],
  ])('with the deployment that it names by its %s', (_, cause) => {
    const result = measure(viewOf({ ...base, issues: [incidentIssue(90, { ...opened, causes: [cause] })] }));
    expect(values(result)).toEqual({ '#90': 6 });
    expect(dates(result)).toEqual(['2026-02-02T15:00:00Z']);
    expect(result.observations[0]?.note).toBe('began with sample-org/shop deployment d2');
  });

  test('at an unknown time when a deployment was merely near', () => {
    const view = viewOf({ ...base, issues: [incidentIssue(90, opened)] });
    expect(view.deployments.all.some(({ failure }) => failure !== null)).toBe(true);
    const result = measure(view);
    expect(result.observations).toEqual([]);
    expect(result.unknown).toEqual([
      {
        id: 'sample-org/shop#90',
        at: Date.parse('2026-02-02T15:00:00Z'),
        text: 'without a known beginning',
      },
    ]);
  });

  test('at an unknown time when what it names never went live', () => {
    const failed = deployment('d3', '2026-02-03T08:00:00Z', 3, {
      statuses: [{ state: 'failure', at: '2026-02-03T09:00:00Z' }],
    });
    const issues = [{ deployment: 'd3' }, { pullRequest: 404 }].map((cause, index) =>
      incidentIssue(90 + index, { createdAt: `2026-02-03T1${index}:00:00Z`, causes: [cause] }),
    );
    const result = measure(viewOf({ ...base, deployments: [...(base.deployments ?? []), failed], issues }));
    expect(result.observations).toEqual([]);
    expect(result.unknown).toHaveLength(2);
  });
});

test('an import without a detection is unknown, and a dismissed report is left out', () => {
  const result = measure(
    viewOf({
      incidents: [incident('page-1', '2026-02-08T10:00:00Z', { resolvedAt: '2026-02-08T12:00:00Z' })],
      issues: [incidentIssue(1, { closedAt: '2026-02-03T11:00:00Z', stateReason: 'DUPLICATE' })],
    }),
  );
  expect(result.observations).toEqual([]);
  expect(result.unknown.map(({ text }) => text)).toEqual(['without a known detection']);
  expect(reasons(result)).toEqual(['closed as not planned or duplicate']);
});

test('the page’s example: the median of six is 7 minutes, from 2 to 310, and three are left out', () => {
  const incidents = [2, 4, 5, 9, 40, 310].map((minutes, index) => {
    const startedAt = `2026-02-1${index}T10:00:00Z`;
    const detectedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
    return incident(`page-${index}`, startedAt, { detectedAt });
  });
  const issues = [1, 2, 3].map((number) =>
    incidentIssue(number, { createdAt: `2026-02-2${number}T10:00:00Z` }),
  );
  const result = measure(viewOf({ incidents, issues }));
  const { value, interval } = summaryOf(result);
  expect(value).toBeCloseTo(7 / 60, 10);
  expect(interval).toMatchObject({ low: 2 / 60, high: 310 / 60 });
  expect(result.unknown).toHaveLength(3);
});
