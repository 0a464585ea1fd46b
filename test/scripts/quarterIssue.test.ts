import { describe, expect, test } from 'vitest';
import { dueQuarter, quarterIssue } from '../../scripts/lib/quarterIssueText.ts';
import { type Calendar, startOf } from '../../src/facts/quarter.ts';
import { datesAhead, quarterDates } from '../../src/views/quarterDates.ts';
import { result, scorecard } from '../support/scorecards.ts';

const titles = new Map([['cycle-time', 'Cycle time']]);

test('the issue of a quarter lists its days, each KPI out of range and what was promised, for each team', () => {
  const card = scorecard('Shop', { metrics: [result({ ranges: [{ index: 0, position: 'outside' }] })] });
  const review = {
    team: card.scope.id,
    quarter: '2026-Q1',
    date: '2026-04-07',
    promises: [],
    responses: [
      { metric: 'cycle-time', says: 'x', will: 'Smaller changes.', by: '2026-05-01' },
      { metric: 'review-coverage', says: 'x', will: 'Nothing.' },
    ],
  };
  const lines = quarterIssue([card], [review], titles).split('\n');
  expect(lines[0]).toBe('# The review of 2026-Q2');
  expect(lines).toContain('- [ ] 14 July 2026: The reviews of 2026-Q2 are due');
  expect(lines).toContain(`- [ ] Write the review: \`npm run new -- review ${card.scope.id} 2026-Q2\``);
  expect(lines).toContain('- [ ] Respond to Cycle time, which is outside a range');
  expect(lines).toContain('- [ ] Promised in 2026-Q1, by 2026-05-01, for Cycle time: Smaller changes.');
  expect(lines.join('\n')).not.toContain('Nothing.');
});

test('without scorecards there is no issue', () => {
  expect(quarterIssue([], [], titles)).toBe('');
});

test('the days of a quarter begin on the day after its end, in the organisation’s time zone', () => {
  const dates = quarterDates({ id: '2026-Q3', end: '2026-09-30T22:00:00Z' }, 'Europe/Amsterdam');
  expect(dates.map(({ at }) => at)).toEqual(['2026-10-01', '2026-10-07', '2026-10-14', '2026-10-21']);
});

describe('the days of an organisation’s own calendar', () => {
  const zone = { timeZone: 'America/New_York' };
  const weeks: Calendar = {
    ...zone,
    fiscalYearStart: 2,
    calendar: { kind: '4-4-5', lastDay: 'saturday', yearEnd: 'nearest' },
  };
  const halves: Calendar = { ...zone, fiscalYearStart: 4, calendar: { kind: 'half-years' } };

  test.each<[string, Calendar, string, string[]]>([
    ['quarters of 13 weeks', weeks, '2026-02-01', ['FY2027-Q1 2026-05-03', 'FY2027-Q4 2027-01-31']],
    ['half-years', halves, '2026-04-01', ['FY2027-H1 2026-10-01', 'FY2028-H2 2028-04-01']],
    ['quarters', { ...zone, fiscalYearStart: 1 }, '2026-01-01', ['2026-Q1 2026-04-01', '2026-Q4 2027-01-01']],
  ])('are in the calendar file: those of four %s', (_, calendar, from, ends) => {
    const ended = datesAhead(startOf(from, calendar), calendar).filter(({ what }) =>
      what.includes('has ended'),
    );
    expect(ended).toHaveLength(4);
    expect([ended[0], ended[3]].map((date) => `${date?.id} ${date?.at}`)).toEqual(ends);
  });

  test.each<[string, Calendar, string, string | null]>([
    ['on the first day', weeks, '2026-05-03T04:00:00Z', 'FY2027-Q1'],
    ['until the facts of a week later are there', weeks, '2026-05-11T20:00:00Z', 'FY2027-Q1'],
    ['no longer after that', weeks, '2026-05-12T06:00:00Z', null],
    ['not on the last day', weeks, '2026-05-03T03:59:00Z', null],
    ['not in the middle of a half-year', halves, '2026-07-01T12:00:00Z', null],
    ['for a half-year', halves, '2026-10-02T12:00:00Z', 'FY2027-H1'],
    ['for a calendar quarter', { ...zone, fiscalYearStart: 1 }, '2026-07-01T12:00:00Z', '2026-Q2'],
  ])('decide when the issue is due: %s', (_, calendar, now, quarter) => {
    expect(dueQuarter(Date.parse(now), calendar)).toBe(quarter);
  });
});

test('a group has a part of its own in the issue, and is called one', () => {
  const card = scorecard('Commerce', {
    scope: { kind: 'group', id: 'commerce', name: 'Commerce', about: null },
  });
  expect(quarterIssue([card], [], titles)).toContain('## Commerce (group)');
});
