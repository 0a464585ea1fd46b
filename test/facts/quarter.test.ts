import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Calendar,
  inWindow,
  quarterAt,
  quarterOf,
  quartersBetween,
  startOf,
  weeksBeginningIn,
} from '../../src/facts/quarter.ts';

const utc: Calendar = { timeZone: 'UTC', fiscalYearStart: 1 };
const at = (text: string) => Date.parse(text);
const iso = (moment: number) => new Date(moment).toISOString();

describe('a quarter', () => {
  test('contains its first moment and not that of the next', () => {
    const quarter = quarterAt(at('2026-03-31T23:59:59.999Z'), utc);
    expect(quarter.id).toBe('2026-Q1');
    expect(inWindow(at('2026-03-31T23:59:59.999Z'), quarter)).toBe(true);
    expect(inWindow(at('2026-04-01T00:00:00Z'), quarter)).toBe(false);
    expect(inWindow(at('2026-01-01T00:00:00Z'), quarter)).toBe(true);
  });

  test('has its edges at midnight in the organisation’s zone, daylight saving included', () => {
    const quarter = quarterAt(at('2026-02-01T00:00:00Z'), {
      timeZone: 'Europe/Amsterdam',
      fiscalYearStart: 1,
    });
    expect([iso(quarter.start), iso(quarter.end)]).toEqual([
      '2025-12-31T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
  });

  test('is found by its id, and has none of the other kind of year', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('1990-01-01'), max: at('2050-01-01') }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('UTC', 'America/New_York', 'Pacific/Auckland'),
        (moment, fiscalYearStart, timeZone) => {
          const calendar = { timeZone, fiscalYearStart };
          const quarter = quarterAt(moment, calendar);
          expect(quarterOf(quarter.id, calendar)).toEqual(quarter);
          expect(
            quarterOf(quarter.id, { timeZone, fiscalYearStart: fiscalYearStart === 1 ? 4 : 1 }),
          ).toBeNull();
        },
      ),
    );
  });

  test('does not depend on the zone of the machine', () => {
    const zone = process.env['TZ'];
    try {
      const ids = ['America/Los_Angeles', 'Asia/Bangkok', 'Pacific/Auckland'].map((machine) => {
        process.env['TZ'] = machine;
        const quarter = quarterAt(at('2026-04-01T05:00:00Z'), utc);
        return `${quarter.id} ${iso(quarter.start)} ${iso(quarter.end)}`;
      });
      expect(new Set(ids)).toEqual(new Set(['2026-Q2 2026-04-01T00:00:00.000Z 2026-07-01T00:00:00.000Z']));
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('of a fiscal year is named after the year in which that ends', () => {
    const april: Calendar = { timeZone: 'UTC', fiscalYearStart: 4 };
    expect(quarterAt(at('2026-04-01T00:00:00Z'), april).id).toBe('FY2027-Q1');
    expect(quarterAt(at('2026-03-31T00:00:00Z'), april).id).toBe('FY2026-Q4');
  });

  test('with a leap day is one day longer', () => {
    const days = (text: string) => {
      const { start, end } = quarterAt(at(text), utc);
      return (end - start) / 86_400_000;
    };
    expect([days('2024-02-29T12:00:00Z'), days('2025-02-28T12:00:00Z')]).toEqual([91, 90]);
  });

  test('follows its predecessor without gap or overlap, in any zone and fiscal year', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2001-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.constantFrom('UTC', 'Pacific/Auckland', 'America/St_Johns', 'Europe/Lisbon'),
        fc.integer({ min: 1, max: 12 }),
        (date, timeZone, fiscalYearStart) => {
          const calendar = { timeZone, fiscalYearStart };
          const quarter = quarterAt(date.getTime(), calendar);
          expect(inWindow(date.getTime(), quarter)).toBe(true);
          expect(quarterAt(quarter.start - 1, calendar).end).toBe(quarter.start);
          expect(quarterAt(quarter.end, calendar).start).toBe(quarter.end);
        },
      ),
    );
  });
});

describe('an organisation may have other periods', () => {
  const kinds = [
    { kind: 'quarters' },
    { kind: 'half-years' },
    { kind: '4-4-5', lastDay: 'saturday', yearEnd: 'last' },
    { kind: '4-4-5', lastDay: 'saturday', yearEnd: 'nearest' },
    { kind: '4-4-5', lastDay: 'thursday', yearEnd: 'nearest' },
    { kind: '4-4-5', lastDay: 'monday', yearEnd: 'last' },
  ] as const;
  const calendars = fc.record({
    timeZone: fc.constantFrom('UTC', 'Pacific/Auckland', 'America/St_Johns', 'Europe/Lisbon'),
    fiscalYearStart: fc.integer({ min: 1, max: 12 }),
    calendar: fc.constantFrom(...kinds),
  });
  const moments = fc.integer({ min: at('1995-01-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') });

  test('which follow each other without gap or overlap, each moment in one, each found by its id', () => {
    fc.assert(
      fc.property(moments, calendars, (moment, calendar) => {
        const period = quarterAt(moment, calendar);
        expect(inWindow(moment, period)).toBe(true);
        expect(quarterAt(period.start - 1, calendar).end).toBe(period.start);
        expect(quarterAt(period.end, calendar).start).toBe(period.end);
        expect(quarterAt(period.start, calendar)).toEqual(period);
        expect(quarterOf(period.id, calendar)).toEqual(period);
      }),
    );
  });

  test('whose ids are in order of time and never come twice', () => {
    fc.assert(
      fc.property(moments, calendars, (moment, calendar) => {
        const ids = quartersBetween(moment, moment + 4 * 366 * 86_400_000, calendar).map(({ id }) => id);
        expect([...new Set(ids)].sort()).toEqual(ids);
      }),
      { numRuns: 30 },
    );
  });

  test('follow each other without gap or overlap over a change of the calendar, on whose day one of them begins', () => {
    const days = fc.date({ min: new Date('2001-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(days, calendars, calendars, (date, calendar, { calendar: kind, fiscalYearStart }) => {
        const until = date.toISOString().slice(0, 10);
        const changed = { ...calendar, calendars: [{ until, calendar: kind, fiscalYearStart }] };
        const change = startOf(until, calendar);
        const year = 366 * 86_400_000;
        const quarters = quartersBetween(change - year, change + year, changed);
        for (const [index, { start, end }] of quarters.entries()) {
          expect(start).toBeLessThan(end);
          if (index > 0) expect(start).toBe(quarters[index - 1]?.end);
          expect(quarterAt(end - 1, changed)).toEqual(quarters[index]);
        }
        expect(quarters.map(({ start }) => start)).toContain(change);
        const former = { ...calendar, calendar: kind, fiscalYearStart };
        expect(quarters[0]?.id).toBe(quarterAt(change - year, former).id);
        expect(quarters.at(-1)?.id).toBe(quarterAt(change + year - 1, calendar).id);
        const ids = quarters.map(({ id }) => id);
        for (const { id, ...window } of quarters)
          if (ids.filter((each) => each === id).length === 1)
            expect(quarterOf(id, changed)).toMatchObject(window);
      }),
      { numRuns: 60 },
    );
  });

  test('half a year has no third part, and is not a quarter', () => {
    const halves: Calendar = { ...utc, calendar: { kind: 'half-years' } };
    const { id, start, end } = quarterAt(at('2026-11-30T00:00:00Z'), halves);
    expect([id, iso(start), iso(end)]).toEqual([
      '2026-H2',
      '2026-07-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
    for (const other of ['2026-H3', '2026-Q2', 'FY2026-H2']) expect(quarterOf(other, halves)).toBeNull();
    expect(quarterAt(at('2026-11-30T00:00:00Z'), { ...halves, fiscalYearStart: 2 }).id).toBe('FY2027-H2');
  });

  /** Saturdays as the reports of these companies and of the National Retail Federation name them. */
  test.each([
    ['the last Saturday of September', 10, 'last', 'FY2023', '2022-09-25', '2023-10-01', 53],
    ['the last Saturday of September', 10, 'last', 'FY2024', '2023-10-01', '2024-09-29', 52],
    ['the Saturday nearest to 31 January', 2, 'nearest', 'FY2024', '2023-01-29', '2024-02-04', 53],
    ['the Saturday nearest to 31 January', 2, 'nearest', 'FY2025', '2024-02-04', '2025-02-02', 52],
  ] as const)(
    'a year that ends on %s: %i, %s, %s',
    (_, fiscalYearStart, yearEnd, year, first, next, weeks) => {
      const calendar: Calendar = {
        timeZone: 'UTC',
        fiscalYearStart,
        calendar: { kind: '4-4-5', lastDay: 'saturday', yearEnd },
      };
      const quarters = [1, 2, 3, 4].map((number) => quarterOf(`${year}-Q${number}`, calendar));
      expect(iso(quarters[0]?.start ?? 0).slice(0, 10)).toBe(first);
      expect(iso(quarters[3]?.end ?? 0).slice(0, 10)).toBe(next);
      const lengths = quarters.map(
        (quarter) => ((quarter?.end ?? 0) - (quarter?.start ?? 0)) / (7 * 86_400_000),
      );
      expect(lengths).toEqual([13, 13, 13, weeks - 39]);
    },
  );

  test('a year of weeks is a fiscal one also where it ends about the end of December', () => {
    const calendar: Calendar = {
      ...utc,
      calendar: { kind: '4-4-5', lastDay: 'saturday', yearEnd: 'nearest' },
    };
    expect(quarterAt(at('2027-01-02T12:00:00Z'), calendar).id).toBe('FY2026-Q4');
    expect(quarterAt(at('2027-01-03T12:00:00Z'), calendar).id).toBe('FY2027-Q1');
  });
});

test('quarters between two moments are all that overlap', () => {
  const ids = quartersBetween(at('2024-11-11T00:00:00Z'), at('2025-07-01T00:00:00Z'), utc).map(
    ({ id }) => id,
  );
  expect(ids).toEqual(['2024-Q4', '2025-Q1', '2025-Q2']);
});

describe('a week', () => {
  test('that crosses a quarter’s end counts once, where it begins', () => {
    const first = quarterAt(at('2026-01-15T00:00:00Z'), utc);
    const second = quarterAt(at('2026-04-15T00:00:00Z'), utc);
    const starts = [...weeksBeginningIn(first, utc), ...weeksBeginningIn(second, utc)].map(({ start }) =>
      iso(start),
    );
    expect(new Set(starts).size).toBe(starts.length);
    expect(starts).toHaveLength(26);
    expect(starts[12]).toBe('2026-03-30T00:00:00.000Z');
  });

  test('begins on the quarter’s first day when that is a Monday', () => {
    const quarter = quarterAt(at('2024-04-15T00:00:00Z'), utc);
    expect(iso(weeksBeginningIn(quarter, utc)[0]?.start ?? 0)).toBe('2024-04-01T00:00:00.000Z');
  });
});
