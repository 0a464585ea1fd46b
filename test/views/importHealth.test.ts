import { describe, expect, test } from 'vitest';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { ageOf } from '../../src/views/age.ts';
import { coverageOf } from '../../src/views/coverage.ts';
import { importsIn, isImported, originsOf, rhythmOf, rowsWords } from '../../src/views/importHealth.ts';
import { libraryOf } from '../../src/views/library.ts';
import { recipesFor } from '../../src/views/namedRecipes.ts';
import { servedIn } from '../../src/views/served.ts';
import { definitionOf } from '../support/handbook.ts';
import { quarter, result, scorecard } from '../support/scorecards.ts';

const from = (tool: string): MetricResult['importedFrom'][number] => ({
  import: tool.toLowerCase(),
  tool,
  exportedAt: '2026-06-30T00:00:00Z',
  delivered: 'monthly',
  stale: false,
  aggregated: true,
  currency: 'EUR',
  cohort: null,
});
const imported = (id: string, ...tools: string[]) => result({ id, importedFrom: tools.map(from) });
const organisation = { kind: 'organisation', id: 'organisation', name: 'Org', about: null } as const;

describe('an imported number', () => {
  test('names each import once, what its rows are, and their currency', () => {
    const origins = originsOf([imported('a', 'Desk'), imported('b', 'Desk', 'Sheet'), result()]);
    expect(origins.map(({ tool }) => tool)).toEqual(['Desk', 'Sheet']);
    expect(rowsWords(from('Desk'))).toBe('amounts in EUR; sums of a period, not single cases');
    expect(
      rowsWords({ ...from('Desk'), currency: null, aggregated: false, cohort: 'trials that ended' }),
    ).toBe('of trials that ended');
  });

  test('is stale when it is older than twice the time between two deliveries', () => {
    const age = (day: string) =>
      ageOf(Date.parse(from('Desk').exportedAt), Date.parse(day), false, rhythmOf(from('Desk')));
    expect(age('2026-08-31').stale).toBe(false);
    expect(age('2026-09-02')).toEqual({
      words: '64 days old: stale, at least two monthly deliveries were missed',
      stale: true,
    });
  });

  test('differs from a computed one', () => {
    const library = libraryOf([scorecard('Web', { metrics: [imported('a', 'Desk'), result()] })], []);
    expect(isImported(library, 'a')).toBe(true);
    expect(isImported(library, 'cycle-time')).toBe(false);
  });
});

test('the tools that feed a tier are named beside its coverage', () => {
  const card = scorecard('Web', { metrics: [imported('a', 'Desk'), result()] });
  const definitions = new Map([
    ['a', definitionOf({ tier: 'business' })],
    ['cycle-time', definitionOf({ tier: 'leading' })],
  ]);
  expect(coverageOf(card, definitions).map(({ tier, tools }) => [tier, tools])).toEqual([
    ['leading', []],
    ['lagging', []],
    ['business', ['Desk']],
  ]);
});

test('the health of imports is that of the newest quarter, with rows read and set aside', () => {
  const imports = (title: string) => [
    {
      id: 'desk',
      title,
      tool: 'Desk',
      delivered: 'weekly' as const,
      exportedAt: '2026-06-30T00:00:00Z',
      stale: false,
      files: [
        { name: 'a.csv', rows: 3 },
        { name: 'b.csv', rows: 4 },
      ],
      setAside: [{ reason: 'no time', count: 2, first: 'a.csv:3' }],
      metrics: ['a'],
      facts: [],
    },
  ];
  const library = libraryOf(
    [
      scorecard('Org', { scope: organisation, quarter: quarter(1), imports: imports('Old') }),
      scorecard('Org', { scope: organisation, quarter: quarter(2), imports: imports('New') }),
    ],
    [],
  );
  expect(importsIn(library)).toMatchObject([
    { title: 'New', rows: 7, setAsideCount: 2, rhythm: { days: 7 } },
  ]);
});

describe('the business metric that a KPI serves', () => {
  const own = scorecard('Web', { metrics: [result({ id: 'sales' })] });
  const all = scorecard('Org', {
    scope: organisation,
    metrics: [result({ id: 'sales' }), result({ id: 'churn' })],
  });
  const library = libraryOf([own, all], []);

  test('is the team’s own where it has one, else the organisation’s', () => {
    expect(servedIn(library, own, 'sales')?.card.scope.name).toBe('Web');
    expect(servedIn(library, own, 'churn')?.card.scope.name).toBe('Org');
    expect(servedIn(library, own, 'margin')).toBeNull();
  });
});

test('a recipe feeds the metrics of its numbers, and those that are computed from its facts', () => {
  const recipe = { title: 'x', tool: 'x', system: 'jira', delivered: 'weekly', about: 'x' } as const;
  const recipes = new Map([
    [
      'pager',
      { ...recipe, facts: [{ fact: 'incidents' as const }], observations: [{ metric: 'on-call-load' }] },
    ],
    ['builds', { ...recipe, facts: [{ fact: 'checks' as const }], observations: [] }],
  ]);
  const feeding = (metric: string, live: 'issue' | 'import' | 'ci') =>
    recipesFor(recipes, metric, { live: [live] }).map(({ id }) => id);
  expect(feeding('on-call-load', 'import')).toEqual(['pager']);
  expect(feeding('time-to-resolve', 'issue')).toEqual(['pager']);
  expect(feeding('build-success-rate', 'ci')).toEqual(['builds']);
  expect(feeding('cost-per-lead', 'import')).toEqual([]);
});
