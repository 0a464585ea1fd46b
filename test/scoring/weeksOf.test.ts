import { expect, test } from 'vitest';
import { DAY, WEEK } from '../../src/facts/time.ts';
import { measurement } from '../../src/metrics/populations/observation.ts';
import { weeksOf } from '../../src/scoring/weeksOf.ts';
import { pool } from '../support/pool.ts';

const events = (...days: readonly number[]) =>
  pool('rate', [
    {
      shared: false,
      measurement: measurement(
        'rate',
        days.map((day) => ({
          at: day * DAY,
          until: null,
          value: 1,
          item: { id: String(day), kind: 'deployment', title: `Day ${day}`, url: null },
          note: null,
        })),
      ),
    },
  ]);

test('the weeks of a rate hold all of its events and exposure, in parts as near to seven days as divide the window', () => {
  const window = { start: 0, end: 92 * DAY };
  const [weeks = []] = weeksOf(events(0, 3, 8, 60, 91), [window], { from: 0, unit: WEEK });
  expect(weeks).toHaveLength(13);
  expect(weeks.map((week) => week?.numerator)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(weeks.reduce((sum, week) => sum + (week?.denominator ?? 0), 0)).toBeCloseTo(92 / 7, 9);
});

test('a week in which a rate was not observed throughout adds nothing', () => {
  const window = { start: 0, end: 3 * WEEK };
  expect(weeksOf(events(1, 4, 10, 16, 17), [window], { from: 2 * DAY, unit: WEEK })).toEqual([
    [null, { numerator: 1, denominator: 1 }, { numerator: 2, denominator: 1 }],
  ]);
});
