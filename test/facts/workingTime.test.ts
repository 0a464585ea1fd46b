import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holidayRegions } from '../../src/facts/holidays.ts';
import { DAY, HOUR } from '../../src/facts/time.ts';
import { weekdays } from '../../src/facts/weekdays.ts';
import { elapsed, type WorkingHours, workingTime } from '../../src/facts/workingTime.ts';

const week: WorkingHours = {
  timeZone: 'Europe/Berlin',
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '09:00',
  to: '17:00',
  holidays: null,
};

/** Hours of work between two moments as they are written, in UTC. */
const hours = (from: string, to: string, own: Partial<WorkingHours> = {}): number =>
  workingTime({ ...week, ...own })(Date.parse(from), Date.parse(to)) / HOUR;

describe('working time', () => {
  test('counts the hours of the day in the zone, and neither nights nor weekends', () => {
    expect(hours('2026-01-09T15:00:00Z', '2026-01-12T09:30:00Z')).toBe(2.5);
    expect(hours('2026-01-09T17:00:00Z', '2026-01-12T07:59:00Z')).toBe(0);
    expect(hours('2026-01-09T15:00:00Z', '2026-01-12T09:30:00Z', { timeZone: 'America/New_York' })).toBe(7);
  });

  test('counts the days that a team works', () => {
    expect(hours('2026-01-05T00:00:00Z', '2026-01-12T00:00:00Z')).toBe(40);
    expect(hours('2026-01-05T00:00:00Z', '2026-01-12T00:00:00Z', { days: ['sunday', 'monday'] })).toBe(16);
  });

  test('counts no public holiday of the region, and those of another one', () => {
    const epiphany = ['2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z'] as const;
    expect(hours(...epiphany, { holidays: 'DE' })).toBe(8);
    expect(hours(...epiphany, { holidays: 'DE-BY' })).toBe(0);
    const augsburg = ['2025-08-08T00:00:00Z', '2025-08-09T00:00:00Z'] as const;
    expect(hours(...augsburg, { holidays: 'DE-BY' })).toBe(8);
    expect(hours(...augsburg, { holidays: 'DE-BY-A' })).toBe(0);
  });

  test('begins a holiday at midnight in the team’s zone', () => {
    const aroundTheClock = {
      days: weekdays,
      from: '00:00',
      to: '24:00',
      holidays: 'US',
      timeZone: 'Asia/Tokyo',
    };
    expect(hours('2025-07-03T15:00:00Z', '2025-07-05T15:00:00Z', aroundTheClock)).toBe(24);
  });

  test('counts leap days', () => {
    expect(hours('2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z')).toBe(8);
  });

  test('has an hour less on a day on which clocks are set forward, and one more when they are set back', () => {
    const nights = { days: weekdays, from: '00:00', to: '06:00' };
    expect(hours('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', nights)).toBe(5);
    expect(hours('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', nights)).toBe(7);
  });

  test('goes on over the turn of a year, and over several', () => {
    expect(hours('2025-12-31T15:00:00Z', '2026-01-01T09:00:00Z')).toBe(2);
    expect(hours('2023-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe((260 + 262 + 261) * 8);
  });

  const moment = fc.integer({ min: Date.UTC(2023, 6), max: Date.UTC(2025, 6) });
  const anyHours = fc.record({
    timeZone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Asia/Kathmandu',
    ),
    days: fc.subarray([...weekdays], { minLength: 1 }),
    times: fc
      .uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 2 })
      .map((halves) => halves.sort((a, b) => a - b)),
    holidays: fc.constantFrom(null, 'DE-BY', 'US-CA', 'JP', 'EG'),
  });
  const time = (half = 0) =>
    `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
  const any = anyHours.map(({ times: [from, to], ...rest }) =>
    workingTime({ ...rest, from: time(from), to: time(to) }),
  );

  test('adds up, grows, and is never longer than the calendar says', () => {
    fc.assert(
      fc.property(any, fc.array(moment, { minLength: 3, maxLength: 3 }), (between, moments) => {
        const [a = 0, b = 0, c = 0] = moments.sort((x, y) => x - y);
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(between(a, b)).toBeGreaterThanOrEqual(0);
        expect(between(a, c)).toBeGreaterThanOrEqual(between(a, b));
        expect(between(a, b)).toBeLessThanOrEqual(elapsed(a, b));
        expect(between(b, a)).toBe(0 - between(a, b));
      }),
      { numRuns: 60 },
    );
  });

  test('is all of the time where people work around the clock', () => {
    const always = workingTime({ ...week, days: weekdays, from: '00:00', to: '24:00' });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 400 * DAY }), (from, length) => {
        expect(always(from, from + length)).toBe(length);
      }),
    );
  });
});

test('regions are countries, states and regions of these', () => {
  expect(holidayRegions()).toEqual(expect.arrayContaining(['DE', 'DE-BY', 'DE-BY-A', 'US-CA', 'GB-SCT']));
});
