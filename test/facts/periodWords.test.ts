import { expect, test } from 'vitest';
import { inPeriods, periodName, presentPeriodName } from '../../src/facts/periodWords.ts';

test('a period is called as its id says, and a quarter of 13 weeks is a quarter', () => {
  expect(['2026-Q1', 'FY2026-Q4', '2026-H1', 'FY2027-H2'].map(periodName)).toEqual([
    'quarter',
    'quarter',
    'half-year',
    'half-year',
  ]);
  expect(presentPeriodName({ calendar: { kind: 'half-years' } })).toBe('half-year');
  expect(presentPeriodName({ calendar: { kind: '4-4-5', lastDay: 'saturday', yearEnd: 'last' } })).toBe(
    'quarter',
  );
  expect(presentPeriodName({})).toBe('quarter');
});

test.each([
  ['Last quarter’s promises', 'Last half-year’s promises'],
  ['Compare two quarters', 'Compare two half-years'],
  ['All quarters', 'All half-years'],
  ['Quarter 2026-H1', 'Half-year 2026-H1'],
  ['the quarter, which is over', 'the half-year, which is over'],
  ['acme/quarter: read only through May', 'acme/quarter: read only through May'],
  ['more than three quarters of this figure', 'more than three quarters of this figure'],
  ['scorecards/quarter.json', 'scorecards/quarter.json'],
  ['correct `quarter` in reviews/<team>/<quarter>.mdx', 'correct `quarter` in reviews/<team>/<quarter>.mdx'],
  ['a quarter of them have 400 lines', 'a quarter of them have 400 lines'],
  ['Share of the quarter', 'Share of the half-year'],
  ['headquarters and quarterly-reports', 'headquarters and quarterly-reports'],
])('“%s” is “%s” for an organisation with half-years, and as it was for others', (text, said) => {
  expect(inPeriods(text, 'half-year')).toBe(said);
  expect(inPeriods(text, 'quarter')).toBe(text);
});
