import { expect, test } from 'vitest';
import type { Issue } from '../../src/facts/schema.ts';
import deliveryLeadTime from '../../src/metrics/delivery-lead-time.ts';
import { commit, deployment, issue, merged, sha } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = deliveryLeadTime;

const explored = { labels: ['Discovery'], createdAt: '2026-03-02T09:00:00Z' };

/** An export function: first commit on 4 May, deployed on 11 May. */
const delivered = (issues: Issue[], authoredAt = '2026-05-04T09:00:00Z') =>
  measure(
    viewOf({
      issues,
      'pull-requests': [
        merged('2026-05-10T16:00:00Z', {
          number: 50,
          createdAt: '2026-05-08T10:00:00Z',
          commits: [{ sha: sha(0x51), authoredAt, committedAt: '2026-05-08T09:30:00Z' }],
          mergeCommit: sha(2),
          closes: issues.map(({ number }) => number),
        }),
      ],
      commits: [
        commit(1, { committedAt: '2026-01-05T09:00:00Z' }),
        commit(2, { committedAt: '2026-05-10T16:00:00Z', pullRequest: 50 }),
      ],
      deployments: [
        deployment('first', '2026-01-06T09:00:00Z', 1),
        deployment('second', '2026-05-11T09:00:00Z', 2),
      ],
    }),
  );

const parts = (result: ReturnType<typeof measure>) =>
  result.phases.map(({ id, observations }) => [id, observations.map(({ value }) => value)]);

test('the page’s example: 70 days, 18 of discovery and 52 after it', () => {
  const changes = [
    { at: '2026-03-02T09:00:00Z', label: 'Discovery', added: true },
    { at: '2026-03-20T09:00:00Z', label: 'Discovery', added: false },
  ];
  const result = delivered([issue(1, { ...explored, labels: [], changes })]);
  expect(values(result)).toEqual({ '#1': 70 });
  expect(parts(result)).toEqual([
    ['discovery', [18]],
    ['after-discovery', [52]],
  ]);
  expect(result.remarks).toEqual([]);
});

test('where the label stays on, the first commit stands for the end of discovery, and that is said', () => {
  const result = delivered([issue(1, explored)]);
  expect(values(result)).toEqual({ '#1': 70 });
  expect(dates(result)).toEqual(['2026-05-11T09:00:00Z']);
  expect(parts(result)).toEqual([
    ['discovery', [63]],
    ['after-discovery', [7]],
  ]);
  expect(result.remarks.map(({ text }) => text)).toEqual([
    'kept the label for discovery: the first commit stands for its end',
  ]);
});

test('work begun before the issue was opened leaves nothing before it', () => {
  const result = delivered([issue(1, explored)], '2026-02-20T09:00:00Z');
  expect(result.phases.map(({ observations }) => observations.map(({ value }) => value))).toEqual([
    [0],
    [70],
  ]);
});

test('an issue without the label has no known start of discovery, and is counted as left out', () => {
  const result = delivered([issue(1, explored), issue(2, { createdAt: '2026-03-03T09:00:00Z' })]);
  expect(values(result)).toEqual({ '#1': 70 });
  expect(reasons(result)).toEqual(['without a discovery label']);
});

test('what is explored and not delivered is open; other wishes are not', () => {
  const result = measure(
    viewOf({
      issues: [issue(1, explored), issue(2, { createdAt: '2026-03-03T09:00:00Z' }), issue(3, explored)],
      'pull-requests': [
        merged('2026-05-10T16:00:00Z', { number: 50, createdAt: '2026-05-08T10:00:00Z', closes: [3] }),
      ],
    }),
  );
  expect(result.open).toEqual([
    { id: 'sample-org/shop#1', from: Date.parse('2026-03-02T09:00:00Z'), to: null },
    { id: 'sample-org/shop#3', from: Date.parse('2026-03-02T09:00:00Z'), to: null },
  ]);
});

test('where no issue carries the label, nothing can be said of discovery', () => {
  expect(delivered([issue(1)]).notApplicable).toBe(
    'sample-org/shop has no issue labelled discovery or stage/discovery',
  );
});
