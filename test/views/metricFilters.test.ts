import { expect, it } from 'vitest';
import { facets, facetsOf, filtersOf } from '../../src/views/metricFilters.ts';
import { definitionOf } from '../support/handbook.ts';

const names = {
  responsibilities: [],
  systems: [
    { id: 'github', title: 'GitHub', holds: 'Pull requests.', reach: 'Read directly.' },
    { id: 'jira', title: 'Jira', holds: 'Issues.', reach: 'An export.' },
  ],
} as const;

const flow = definitionOf({ live: ['pr', 'ci'], stage: ['testing', 'development'] });
const pulse = definitionOf({ family: 'individual-pulse', tier: 'pulse', live: [], systems: ['jira'] });

const optionsOf = (facet: (typeof facets)[number]) =>
  filtersOf([pulse, flow], names).find((filter) => filter.facet === facet)?.options;

it('a metric has values for each filter', () => {
  expect(Object.keys(facetsOf(flow)).toSorted()).toEqual(facets.toSorted());
  expect(facetsOf(flow)).toMatchObject({
    family: ['flow'],
    tier: ['leading'],
    source: ['pr', 'ci'],
    stage: ['testing', 'development'],
    responsibility: [],
  });
});

it('a metric without facts can be asked for as one that is never computed', () => {
  expect(facetsOf(pulse).source).toEqual(['none']);
  expect(optionsOf('source')).toContainEqual({ value: 'none', label: 'Never computed' });
});

it('a filter offers what some metric has, in the handbook’s own order, and nothing else', () => {
  expect(optionsOf('stage')?.map(({ value }) => value)).toEqual(['development', 'testing']);
  expect(optionsOf('tier')?.map(({ value }) => value)).toEqual(['leading', 'pulse']);
  expect(optionsOf('responsibility')).toEqual([]);
});

it('a choice is named as the handbook names it', () => {
  expect(optionsOf('family')).toContainEqual({ value: 'individual-pulse', label: 'Individual pulse' });
  expect(optionsOf('system')?.map(({ label }) => label)).toEqual(['GitHub', 'Jira']);
  expect(optionsOf('cadence')).toEqual([{ value: 'weekly', label: 'Weekly' }]);
});
