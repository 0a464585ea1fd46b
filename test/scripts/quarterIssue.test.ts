import { expect, test } from 'vitest';
import { quarterIssue } from '../../scripts/lib/quarterIssue.ts';
import { quarterDates } from '../../src/views/quarterDates.ts';
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
