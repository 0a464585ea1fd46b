import { expect, test } from 'vitest';
import type { Weekday } from '../../src/facts/weekdays.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { clockWords, countsAlike } from '../../src/views/clockWords.ts';
import { elapsedOf, figureOf } from '../../src/views/figure.ts';
import { result } from '../support/scorecards.ts';

const definition = (await loadDefinitions('content')).get('cycle-time');
const hours = {
  timeZone: 'Europe/Berlin',
  days: ['monday' as const, 'tuesday' as const, 'wednesday' as const, 'thursday' as const],
  from: '09:00',
  to: '17:00',
  holidays: 'DE-BY',
};

test('working hours are written with their days, zone and holidays; the calendar needs no words', () => {
  expect(clockWords({ kind: 'calendar', hours: [] })).toBeNull();
  expect(clockWords({ kind: 'working', hours: [hours] })).toBe(
    'working hours, Monday to Thursday, 09:00–17:00 (Europe/Berlin), without the public holidays of DE-BY',
  );
  const others = { ...hours, days: ['sunday' as const, 'monday' as const], holidays: null };
  expect(clockWords({ kind: 'working', hours: [hours, others] })).toBe(
    'working hours, Monday to Thursday, 09:00–17:00 (Europe/Berlin), without the public holidays of DE-BY; Monday and Sunday, 09:00–17:00 (Europe/Berlin): each item by those of its team',
  );
});

test('days are written as a range only where none between them is missing', () => {
  const daysOf = (...days: Weekday[]) =>
    clockWords({ kind: 'working', hours: [{ ...hours, days, holidays: null }] });
  expect(daysOf('thursday', 'tuesday', 'wednesday')).toMatch(/^working hours, Tuesday to Thursday, 09:00/);
  expect(daysOf('monday', 'tuesday', 'thursday')).toMatch(
    /^working hours, Monday, Tuesday and Thursday, 09:00/,
  );
});

test('a figure in working hours has the one by the calendar beside it, each in its unit', () => {
  const { summary } = result();
  const own = result({ unit: 'working-hours', elapsed: { ...summary, value: 100 } });
  expect(figureOf(own, definition).value).toBe('30.0\u00a0working h');
  expect(elapsedOf(own, definition)?.value).toBe('4.2\u00a0d');
  expect(elapsedOf(result(), definition)).toBeNull();
  expect([countsAlike(own, own), countsAlike(own, result())]).toEqual([true, false]);
});
