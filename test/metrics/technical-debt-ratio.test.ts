import { describe, expect, test } from 'vitest';
import technicalDebtRatio from '../../src/metrics/technical-debt-ratio.ts';
import { bot, closedIssue, incidentIssue, issue, merged, pullRequest } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = technicalDebtRatio;

const pulls = [
  merged('2026-01-07T17:00:00Z', { number: 1, title: 'feat: prices' }),
  merged('2026-01-08T17:00:00Z', { number: 2, title: 'feat: prices', labels: ['technical-debt'] }),
  merged('2026-01-09T17:00:00Z', { number: 3, title: 'refactor: prices' }),
  merged('2026-01-10T17:00:00Z', { number: 4, title: 'revert: prices' }),
  merged('2026-01-11T17:00:00Z', { number: 5, labels: ['enhancement'] }),
  merged('2026-01-12T17:00:00Z', { number: 6, title: 'docs: prices' }),
  merged('2026-01-13T17:00:00Z', { number: 7, title: 'Prices' }),
  merged('2026-01-14T17:00:00Z', { number: 8, title: 'build: prices', author: bot }),
  pullRequest({ number: 9, title: 'fix: prices' }),
];

describe('the technical debt ratio', () => {
  const ofPullRequests = () => measure(viewOf({ 'pull-requests': pulls }));

  test('counts maintenance among merged changes of a known kind; the label wins', () => {
    const result = ofPullRequests();
    expect(result.notApplicable).toBeNull();
    expect(values(result)).toEqual({ '#1': 0, '#2': 1, '#3': 1, '#4': 1, '#5': 0 });
    expect(dates(result)[0]).toBe('2026-01-07T17:00:00Z');
    expect(result.observations.map(({ note }) => note)).toEqual([
      'feature: title begins with `feat:`',
      'maintenance: label `technical-debt`',
      'refactoring: title begins with `refactor:`',
      'revert: title begins with `revert:`',
      'feature: label `enhancement`',
    ]);
  });

  test('leaves documentation aside, and keeps the unknown unknown', () => {
    const result = ofPullRequests();
    expect(reasons(result)).toEqual(['opened by automation', 'documentation, neither debt nor feature']);
    expect(result.unknown).toEqual([
      { id: 'sample-org/shop#7', at: Date.parse('2026-01-13T17:00:00Z'), text: 'of no known kind' },
    ]);
  });

  test('goes by issues that were done where the source knows no pull requests', () => {
    const closed = { state: 'closed' as const, stateReason: 'completed' };
    const byIssues = measure(
      viewOf({
        issues: [
          incidentIssue(1, { ...closed, labels: ['bug'], closedAt: '2026-02-04T10:00:00Z' }),
          incidentIssue(2, { ...closed, labels: ['feature'], closedAt: '2026-02-05T10:00:00Z' }),
          incidentIssue(3, { labels: ['bug'] }),
          incidentIssue(4, {
            ...closed,
            stateReason: 'not_planned',
            labels: ['bug'],
            closedAt: '2026-02-06T10:00:00Z',
          }),
        ],
      }),
    );
    expect(values(byIssues)).toEqual({ '#1': 1, '#2': 0 });
    expect(dates(byIssues)).toEqual(['2026-02-04T10:00:00Z', '2026-02-05T10:00:00Z']);
    expect(byIssues).toMatchObject({ excluded: [], unknown: [], notApplicable: null });
  });

  test('does not apply where nothing says its kind', () => {
    expect(measure(viewOf({ 'pull-requests': pulls.slice(6, 7) })).notApplicable).toBe(
      'no merged pull request of sample-org/shop says what kind of work it is',
    );
    expect(measure(viewOf({})).notApplicable).toBe(
      'the source of sample-org/shop knows neither pull requests nor issues',
    );
    const silent = closedIssue(1, '2026-02-07T10:00:00Z');
    expect(measure(viewOf({ issues: [silent] })).notApplicable).toBe(
      'no issue of sample-org/shop says what kind of work it is',
    );
  });

  test('gives no data, and applies, where nothing was merged or done yet', () => {
    const none = { observations: [], notApplicable: null };
    expect(measure(viewOf({ 'pull-requests': pulls.slice(8) }))).toMatchObject(none);
    expect(measure(viewOf({ issues: [issue(1, { labels: ['bug'] })] }))).toMatchObject(none);
  });
});
