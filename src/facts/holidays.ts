import { createRequire } from 'node:module';
import memoize from 'memoize';
import type { Window } from './quarter.ts';

/** Its rules are large: they are read when somebody asks for holidays, and not before. */
const library = memoize((): typeof import('date-holidays')['default'] =>
  createRequire(import.meta.url)('date-holidays'),
);

/**
 * @param region of `holidayRegions`
 * @returns the public holidays that begin in a calendar year, as the library `date-holidays` knows them
 */
export function publicHolidays(region: string, year: number, timeZone: string): Window[] {
  return calendarOf(region, timeZone)
    .getHolidays(year)
    .map(({ start, end }) => ({ start: start.getTime(), end: end.getTime() }));
}

const calendarOf = memoize(
  (region: string, timeZone: string) => {
    const [country = '', ...parts] = region.split('-');
    const options = { timezone: timeZone, types: ['public' as const] };
    const [state, area] = parts;
    const Holidays = library();
    if (state === undefined) return new Holidays(country, options);
    return area === undefined
      ? new Holidays(country, state, options)
      : new Holidays(country, state, area, options);
  },
  { cacheKey: JSON.stringify },
);

/** @returns the regions whose holidays are known: countries, their states and regions, such as `DE`, `DE-BY`, `DE-BY-A` */
export const holidayRegions = memoize((): string[] => {
  const Holidays = library();
  const all = new Holidays();
  return Object.keys(all.getCountries()).flatMap((country) => [
    country,
    ...Object.keys(all.getStates(country) ?? {}).flatMap((state) => [
      `${country}-${state}`,
      ...Object.keys(all.getRegions(country, state) ?? {}).map((area) => `${country}-${state}-${area}`),
    ]),
  ]);
});
