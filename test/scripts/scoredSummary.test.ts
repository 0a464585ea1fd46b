import { expect, test } from 'vitest';
import { summaryLines } from '../../scripts/lib/scoredSummary.ts';
import { definitionOf } from '../support/handbook.ts';
import { result, scorecard } from '../support/scorecards.ts';

const definitions = new Map([
  ['cycle-time', definitionOf({ title: 'Cycle time' })],
  ['change-failure-rate', definitionOf({ title: 'Change failure rate' })],
]);
const kpis = ['cycle-time', 'change-failure-rate'];
const named = (id: string) => ({
  kind: 'team' as const,
  id,
  about: null,
  name: id.replace(/^./, (letter) => letter.toUpperCase()),
});

test('a run ends with the teams that have verdicts, are withheld or lack a baseline, and with the KPIs without a figure', () => {
  const cards = [
    scorecard('a', {
      scope: named('shop'),
      kpis,
      metrics: [
        result({ id: 'cycle-time', state: 'ok', verdict: 'improved' }),
        result({
          id: 'change-failure-rate',
          state: 'not-applicable',
          verdict: null,
          reason: 'acme/shop is not deployed; acme/web is not deployed',
        }),
      ],
    }),
    scorecard('b', {
      scope: named('labs'),
      kpis,
      metrics: [
        result({ id: 'cycle-time', state: 'withheld', verdict: null }),
        result({ id: 'change-failure-rate', state: 'not-applicable', verdict: null }),
      ],
    }),
    scorecard('c', {
      scope: named('core'),
      kpis,
      metrics: [
        result({ id: 'cycle-time', state: 'ok', verdict: 'no-baseline' }),
        result({ id: 'change-failure-rate', state: 'no-data', verdict: null, reason: null }),
      ],
    }),
  ];
  expect(summaryLines(cards, definitions)).toEqual([
    expect.stringMatching(
      /: 3 teams; with verdicts 1 \(Shop\), withheld 1 \(Labs\), without a baseline 1 \(Core\)\.$/,
    ),
    'Of the 6\u00a0KPIs that 3\u00a0teams chose, 1 improved, 1 has no baseline yet, 1 has too little data and 3 have no verdict.',
    'KPIs without a figure (`npm run doctor` says more):',
    '  Change failure rate: does not apply (Shop): acme/shop is not deployed',
    '  Change failure rate: no data (Core)',
  ]);
});

test('a KPI that held steady and one of which nothing can be told are counted apart, as on the pages', () => {
  const card = scorecard('a', {
    scope: named('shop'),
    kpis,
    metrics: [
      result({ id: 'cycle-time', verdict: 'steady' }),
      result({ id: 'change-failure-rate', verdict: 'cannot-tell' }),
    ],
  });
  expect(summaryLines([card], definitions)[1]?.replaceAll('\u00a0', ' ')).toBe(
    'Of the 2 KPIs that 1 team chose, 1 held steady and 1 cannot be told from noise.',
  );
});

test('groups of teams are counted by themselves, and named as groups', () => {
  const verdict = result({ id: 'cycle-time', state: 'ok', verdict: 'improved' });
  const none = result({ id: 'change-failure-rate', state: 'no-data', verdict: null, reason: null });
  const cards = [
    scorecard('a', { scope: named('shop'), kpis, metrics: [verdict] }),
    scorecard('b', { scope: { ...named('commerce'), kind: 'group' }, kpis, metrics: [verdict, none] }),
  ];
  expect(summaryLines(cards, definitions)).toEqual([
    expect.stringMatching(/: 1 team; with verdicts 1 \(Shop\), withheld 0, without a baseline 0\.$/),
    'Of the 1\u00a0KPI that 1\u00a0team chose, 1 improved.',
    '1 group of teams; with verdicts 1 (Commerce), withheld 0, without a baseline 0.',
    'KPIs without a figure (`npm run doctor` says more):',
    '  Change failure rate: no data (Commerce, a group)',
  ]);
});

test('without scorecards there is nothing to say', () => {
  expect(summaryLines([], definitions)).toEqual([]);
});
