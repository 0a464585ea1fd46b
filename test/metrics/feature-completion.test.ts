import { expect, test } from 'vitest';
import type { Issue } from '../../src/facts/schema.ts';
import featureCompletion from '../../src/metrics/feature-completion.ts';
import { closedIssue, issue, milestone } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { reasons, values, viewOf } from '../support/view.ts';

const { measure } = featureCompletion;

const within: Partial<Issue> = { milestone: 1, labels: ['feature'], createdAt: '2026-01-05T10:00:00Z' };
const milestones = [milestone(1, { dueAt: '2026-03-20T07:00:00Z', closedAt: '2026-03-25T12:00:00Z' })];
const judge = (issues: Issue[]) => measure(viewOf({ issues, milestones }));

test('a feature is complete when it was closed as done before its milestone’s due day ended', () => {
  const result = judge([
    closedIssue(1, '2026-03-20T23:59:59Z', within),
    closedIssue(2, '2026-03-21T00:00:00Z', within),
    issue(3, within),
  ]);
  expect(values(result)).toEqual({ '#1': 1, '#2': 0, '#3': 0 });
  const late = 'not done when the due day ended';
  expect(result.observations.map(({ note }) => note)).toEqual([null, late, late]);
  expect(new Set(result.observations.map(({ at }) => new Date(at).toISOString()))).toEqual(
    new Set(['2026-03-20T23:59:59.999Z']),
  );
});

test('what is closed as not planned was promised and not built', () => {
  const result = judge([closedIssue(1, '2026-03-10T10:00:00Z', { ...within, stateReason: 'not_planned' })]);
  expect(result.observations[0]).toMatchObject({ value: 0, note: 'closed as not planned' });
});

test('duplicates, other work and what was filed after the day are not planned scope', () => {
  const result = judge([
    closedIssue(1, '2026-03-10T10:00:00Z', { ...within, stateReason: 'duplicate' }),
    closedIssue(2, '2026-03-11T10:00:00Z', { ...within, labels: ['chore'] }),
    issue(3, { ...within, createdAt: '2026-03-21T00:00:00Z' }),
    closedIssue(4, '2026-03-12T10:00:00Z', { ...within, milestone: null }),
    closedIssue(5, '2026-03-13T10:00:00Z', within),
  ]);
  expect(values(result)).toEqual({ '#5': 1 });
  expect(reasons(result)).toEqual([
    'a duplicate',
    'an issue that is not a feature',
    'a feature filed after the due day',
  ]);
});

test('what was in a milestone when its due day ended counts, wherever it is now', () => {
  const moved = (number: number, at: string) => ({
    ...within,
    milestone: null,
    number,
    changes: [
      { at: '2026-01-06T10:00:00Z', milestone: 'Milestone 1', added: true },
      { at, milestone: 'Milestone 1', added: false },
    ],
  });
  const planned = milestones.map((row) => ({ ...row, title: 'Milestone 1' }));
  const issues = [
    issue(1, moved(1, '2026-03-21T00:00:00Z')),
    issue(2, moved(2, '2026-03-20T12:00:00Z')),
    issue(3, {
      ...within,
      changes: [{ at: '2026-03-22T10:00:00Z', milestone: 'Milestone 1', added: true }],
    }),
  ];
  expect(values(measure(viewOf({ issues, milestones: planned })))).toEqual({ '#1': 0 });
});

test('milestones that promise nothing for a day are said', () => {
  const result = measure(
    viewOf({
      issues: [closedIssue(1, '2026-03-10T10:00:00Z', within)],
      milestones: [...milestones, milestone(2)],
    }),
  );
  expect(reasons(result)).toEqual(['a milestone without a due date']);
});

test('a team answers for its own features of a shared milestone', () => {
  const issues = [closedIssue(1, '2026-03-10T10:00:00Z', within), issue(2, within)];
  const result = measure(viewOf({ issues, milestones }, {}, { issues: issues.slice(0, 1) }));
  expect(values(result)).toEqual({ '#1': 1 });
});

test('without a dated milestone or a feature label nothing can be said', () => {
  expect(measure(viewOf({ issues: [issue(1, within)] })).notApplicable).toContain(
    'no milestone with a due date',
  );
  expect(judge([issue(1, { milestone: 1 })]).notApplicable).toContain('no issue labelled feature');
});

test('the page’s example: 18 of 24 features are 75 %', () => {
  const issues: Issue[] = [];
  const file = (count: number, number: number, closedAt: string | null, stateReason = 'completed') => {
    for (let each = 0; each < count; each += 1) {
      const fields = { ...within, milestone: number };
      const id = issues.length + 1;
      issues.push(
        closedAt === null ? issue(id, fields) : closedIssue(id, closedAt, { ...fields, stateReason }),
      );
    }
  };
  file(11, 1, '2026-03-13T10:00:00Z');
  file(2, 1, null);
  file(1, 1, '2026-03-14T10:00:00Z', 'not_planned');
  file(7, 2, '2026-03-27T10:00:00Z');
  file(2, 2, '2026-04-01T10:00:00Z');
  file(1, 2, null);
  const result = measure(
    viewOf({ issues, milestones: [...milestones, milestone(2, { dueAt: '2026-03-27T07:00:00Z' })] }),
  );
  const summary = figure(result, ['2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z']);
  expect(summary).toMatchObject({ value: 0.75, n: 24 });
  expect(summary.interval?.low).toBeCloseTo(0.551, 3);
  expect(summary.interval?.high).toBeCloseTo(0.88, 3);
});
