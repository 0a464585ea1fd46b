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

const weeksFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    start: (first + index) * WEEK,
    end: (first + index + 1) * WEEK,
  }));

test('each week of a rate has its own events', () => {
  const runs = weeksOf(events(0, 3, 8, 16, 30), [weeksFrom(0, 2), weeksFrom(2, 3)], { from: 0, unit: WEEK });
  expect(runs.map((weeks) => weeks.map((week) => week?.numerator))).toEqual([
    [2, 1],
    [1, 0, 1],
  ]);
  expect(runs.flat().every((week) => week?.denominator === 1)).toBe(true);
});

test('a week in which a rate was not observed throughout adds nothing', () => {
  expect(weeksOf(events(1, 4, 10, 16, 17), [weeksFrom(0, 3)], { from: 2 * DAY, unit: WEEK })).toEqual([
    [null, { numerator: 1, denominator: 1 }, { numerator: 2, denominator: 1 }],
  ]);
});
