import { expect, test } from 'vitest';
import { reviewText } from '../../scripts/lib/newReview.ts';
import { parseFrontmatter } from '../../src/handbook/frontmatter.ts';
import { reviewSchema } from '../../src/handbook/reviews.ts';
import { result, scorecard } from '../support/scorecards.ts';

const titles = new Map([['cycle-time', 'Cycle time']]);
const inside = result();
const outside = result({ ranges: [{ index: 0, position: 'outside' }] });

test('a new review asks about each KPI outside its range and about each promise of the last one', () => {
  const last = {
    team: 'shop',
    quarter: '2026-Q1',
    date: '2026-04-07',
    promises: [],
    responses: [{ metric: 'cycle-time', says: 'x', will: 'Smaller changes.', by: '2026-05-01' }],
  };
  const text = reviewText(scorecard('Shop', { metrics: [outside] }), last, titles, '2026-07-06');
  const { value } = parseFrontmatter('review.mdx', text, reviewSchema);
  expect(value).toMatchObject({ team: 'shop', quarter: '2026-Q2', date: '2026-07-06' });
  expect(value.responses.map(({ metric }) => metric)).toEqual(['cycle-time']);
  expect(text).toContain('What we said in 2026-Q1:\n\n- Cycle time: Smaller changes. (by 2026-05-01) ✎');
});

test('without a KPI outside its range and without a last review it asks only what the numbers show', () => {
  const text = reviewText(scorecard('Shop', { metrics: [inside] }), undefined, titles, '2026-07-06');
  expect(parseFrontmatter('review.mdx', text, reviewSchema).value.responses).toEqual([]);
  expect(text.match(/✎/g)).toHaveLength(1);
});
