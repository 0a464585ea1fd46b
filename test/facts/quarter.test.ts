import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Calendar,
  inWindow,
  quarterAt,
  quarterOf,
  quartersBetween,
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
