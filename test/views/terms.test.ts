import { expect, it } from 'vitest';
import { libraryOf } from '../../src/views/library.ts';
import { termsOf } from '../../src/views/terms.ts';
import { termsSchema } from '../../src/views/termsSchema.ts';
import { definitionOf } from '../support/handbook.ts';
import { quarter, result, scorecard } from '../support/scorecards.ts';

const metrics = [
  {
    id: 'cycle-time',
    definition: definitionOf({ title: 'Cycle time', question: 'How long?', unit: 'hours' }),
  },
  { id: 'review-coverage', definition: definitionOf({ title: 'Review coverage', unit: 'share' }) },
];
const organisation = { kind: 'organisation', id: 'organisation', name: 'Org', about: null } as const;
const nothing = { value: null, interval: null, p75: null, p90: null };
const size = { n: null, hits: null, total: null, events: null, exposure: null, clusters: null };

it('a card asks the question, names the unit, and tells the organisation’s latest closed quarter', () => {
  const cards = [
    scorecard('Web', { metrics: [result({ verdict: 'worsened' })] }),
    scorecard('Org', { scope: organisation, metrics: [result({ verdict: 'improved' })] }),
    scorecard('Org', { scope: organisation, quarter: quarter(3, false), metrics: [] }),
  ];
  const terms = termsOf(libraryOf(cards, metrics));
  expect(termsSchema.parse(terms)['cycle-time']).toEqual({
    title: 'Cycle time',
    question: 'How long?',
    unit: 'hours',
    ranges: [],
    clusters: null,
    counts: null,
    band: null,
    now: 'Org, 2026-Q2: 30.0\u00a0h, improved',
  });
});

it('a metric that no scorecard holds, or holds without a number, has none on its card', () => {
  const withheld = result({ id: 'review-coverage', state: 'too-few', summary: { ...nothing, size } });
  const cards = [scorecard('Org', { scope: organisation, metrics: [withheld] })];
  const terms = termsOf(libraryOf(cards, metrics));
  expect(terms['cycle-time']?.now).toBeNull();
  expect(terms['review-coverage']?.now).toBeNull();
});

it('without scorecards every metric still has its card', () => {
  expect(Object.values(termsOf(libraryOf([], metrics))).map(({ now }) => now)).toEqual([null, null]);
});
