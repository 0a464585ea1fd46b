import { describe, expect, test } from 'vitest';
import { baselineQuarters, quarterCalendars } from '../../src/scoring/quarterCalendar.ts';

const calendar = { timeZone: 'UTC', fiscalYearStart: 1 };
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

const ids = (quarters: readonly { id: string }[]) => quarters.map(({ id }) => id);
const quartersOf = (first: string, asOf: string, since?: string) =>
  quarterCalendars({ ...calendar, ...(since === undefined ? {} : { since }) }, at(first), at(asOf)).map(
    ({ quarter }) => quarter.id,
  );

describe('there is a page for every quarter', () => {
  test('from that of the first fact to the last that had begun', () => {
    expect(quartersOf('2025-06-30', '2026-01-01')).toEqual(['2025-Q2', '2025-Q3', '2025-Q4']);
    expect(quartersOf('2025-06-30', '2026-01-02').at(-1)).toBe('2026-Q1');
    expect(quartersOf('2026-01-02', '2026-01-02')).toEqual([]);
  });

  test('from the day that org.yaml names on, but none without a fact', () => {
    expect(quartersOf('2025-02-03', '2025-12-05', '2025-08-20')).toEqual(['2025-Q3', '2025-Q4']);
    expect(quartersOf('2025-08-20', '2025-12-05', '2025-02-03')).toEqual(['2025-Q3', '2025-Q4']);
  });
});

describe('a baseline', () => {
  const times = quarterCalendars(calendar, at('2024-05-06'), at('2025-12-05'));
  const last = times.at(-1);
  const [first] = times;
  if (first === undefined || last === undefined) throw new Error('no quarters');

  test('is the four quarters before, as far as there are so many', () => {
    expect(ids(baselineQuarters(last, null))).toEqual(['2024-Q4', '2025-Q1', '2025-Q2', '2025-Q3']);
    expect(baselineQuarters(first, null)).toEqual([]);
  });

  test('is those that a team names, as far as they are before', () => {
    expect(ids(baselineQuarters(last, ['2024-Q2', '2025-Q4']))).toEqual(['2024-Q2']);
  });
});

test('charts show 26 weeks before the quarter, and of its own those that are over', () => {
  const starts = (asOf: number) => {
    const { weeks } =
      quarterCalendars(calendar, at('2025-01-01'), asOf).find(({ quarter }) => quarter.id === '2026-Q1') ??
      {};
    return (
      weeks?.map(({ start, inQuarter }) => [new Date(start).toISOString().slice(0, 10), inQuarter]) ?? []
    );
  };
  const weeks = starts(at('2026-01-19'));
  expect(weeks).toHaveLength(26 + 2);
  expect([weeks[0], weeks[25]]).toEqual([
    ['2025-07-07', false],
    ['2025-12-29', false],
  ]);
  expect(weeks.slice(26)).toEqual([
    ['2026-01-05', true],
    ['2026-01-12', true],
  ]);
  expect(starts(at('2026-01-19') - 1)).toHaveLength(26 + 1);
});

test('the weeks within a quarter are those of its chart that end in it, too', () => {
  const [times] = quarterCalendars(calendar, at('2026-01-01'), at('2026-07-01'));
  const weeks = times?.weeksWithin.get('2026-Q1') ?? [];
  const days = [weeks.at(0)?.start, weeks.at(-1)?.end].map((time = 0) =>
    new Date(time).toISOString().slice(0, 10),
  );
  expect([weeks.length, ...days]).toEqual([12, '2026-01-05', '2026-03-30']);
  const charted = times?.weeks.filter(({ inQuarter }) => inQuarter).map(({ start }) => start);
  expect(charted?.slice(0, 12)).toEqual(weeks.map(({ start }) => start));
});
