import { join } from 'node:path';
import { expect, test } from 'vitest';
import { presentReviews } from '../../scripts/lib/buildSite.ts';
import { sampleScorecards } from '../support/site.ts';

test('the reviews that a build prints are those of the latest closed quarter', async () => {
  const reviews = await presentReviews(join(await sampleScorecards(), '..'));
  expect(reviews.map(({ folder }) => folder)).toEqual(
    ['catalogue', 'checkout', 'labs', 'organisation', 'platform'].map(
      (scope) => `scorecards/2026-Q3/${scope}`,
    ),
  );
}, 120_000);

test('without scorecards there is nothing to print', async () => {
  expect(await presentReviews('test/fixtures')).toEqual([]);
});
