import { describe, expect, it } from 'vitest';
import { highlightsOf } from '../../src/views/highlights.ts';
import { historyWords } from '../../src/views/historyWords.ts';
import {
  baselineOf,
  cardsOf,
  formerKpisOf,
  historyOf,
  kpiResultsOf,
  latestClosed,
  libraryOf,
  neighboursOf,
  readThrough,
} from '../../src/views/library.ts';
import { pointsOf } from '../../src/views/points.ts';
import { scaleOfTeams, teamRows } from '../../src/views/sideBySide.ts';
import { tallySentence } from '../../src/views/tally.ts';
import { timelinesOf } from '../../src/views/timeline.ts';
import { definitionOf } from '../support/handbook.ts';
import { changedBy, quarter, readRepository, result, scorecard } from '../support/scorecards.ts';

const organisation = { kind: 'organisation', id: 'organisation', name: 'Aardvark', about: null } as const;
const cards = [
  scorecard('Web', { quarter: quarter(1) }),
  scorecard('Web', { quarter: quarter(3, false) }),
  scorecard('Org', { scope: organisation }),
  scorecard('Web'),
  scorecard('App'),
];
const library = libraryOf(cards, []);

describe('the library', () => {
  it('holds the newest quarter first, and in it teams by name and the organisation last', () => {
    expect(library.quarters.map(({ id }) => id)).toEqual(['2026-Q3', '2026-Q2', '2026-Q1']);
    const second = library.quarters[1];
    expect(second && cardsOf(second).map(({ scope }) => scope.name)).toEqual(['App', 'Web', 'Aardvark']);
  });

  it('answers with the latest closed quarter, not the one in progress', () => {
    expect(latestClosed(library)?.id).toBe('2026-Q2');
    expect(latestClosed(libraryOf([scorecard('Web', { quarter: quarter(3, false) })], []))?.id).toBe(
      '2026-Q3',
    );
    expect(latestClosed(libraryOf([], []))).toBeUndefined();
  });

  it('tells a metric’s past oldest first and nothing that came later', () => {
    const past = historyOf(library, 'web', 'cycle-time', quarter(2).start);
    expect(past.map(({ quarter }) => quarter.id)).toEqual(['2026-Q1', '2026-Q2']);
  });

  it('knows a scorecard’s neighbours in time', () => {
    const middle = cards.find((card) => card.scope.id === 'web' && card.quarter.id === '2026-Q2');
    const { previous, next } = neighboursOf(library, middle ?? scorecard('none'));
    expect([previous?.quarter.id, next?.quarter.id]).toEqual(['2026-Q1', '2026-Q3']);
  });

  it('gives KPIs in the team’s order', () => {
    const metrics = [result({ id: 'b' }), result({ id: 'a' }), result({ id: 'c' })];
    expect(kpiResultsOf(scorecard('Web', { metrics, kpis: ['c', 'b'] })).map(({ id }) => id)).toEqual([
      'c',
      'b',
    ]);
  });

  it('is compared with all quarters that any of its metrics is', () => {
    const against = (id: string, quarters: string[]) =>
      result({ id, baseline: { ...changedBy(0.8, [0.7, 0.9]), quarters } });
    const metrics = [result(), against('b', ['2026-Q1']), against('c', ['2025-Q4', '2026-Q1'])];
    expect(baselineOf(scorecard('Web', { metrics }))).toEqual(['2025-Q4', '2026-Q1']);
    expect(baselineOf(scorecard('Web'))).toEqual([]);
  });

  it('is as old as the repository that was read longest ago', () => {
    const card = scorecard('Web', {
      repositories: [
        readRepository('a', { readThrough: '2026-07-02T00:00:00Z' }),
        readRepository('b', { readThrough: '2026-07-01T00:00:00Z' }),
      ],
    });
    expect(readThrough([card])).toBe('2026-07-01T00:00:00Z');
    expect(readThrough([])).toBeNull();
  });
});

describe('what changed most', () => {
  const changed = (name: string, verdict: 'improved' | 'worsened' | 'steady', ratio: number) =>
    scorecard(name, { metrics: [result({ verdict, baseline: changedBy(ratio, [ratio, ratio]) })] });

  it('is the largest change first, halving as large as doubling, and never a steady one', () => {
    const { improved, worsened } = highlightsOf([
      changed('A', 'improved', 0.8),
      changed('B', 'improved', 1.9),
      changed('E', 'improved', 0.45),
      changed('C', 'worsened', 2.1),
      changed('D', 'steady', 0.1),
    ]);
    expect(improved.map(({ scorecard }) => scorecard.scope.name)).toEqual(['E', 'B', 'A']);
    expect(worsened.map(({ scorecard }) => scorecard.scope.name)).toEqual(['C']);
  });

  it('looks at KPIs alone', () => {
    const card = changed('A', 'improved', 0.5);
    expect(highlightsOf([{ ...card, kpis: [] }]).improved).toEqual([]);
  });
});

describe('the tally', () => {
  it('counts verdicts in a sentence and leaves out what there is none of', () => {
    const teams = [
      scorecard('A', { metrics: [result({ verdict: 'improved' }), result({ id: 'b' })] }),
      scorecard('B', { metrics: [result({ state: 'too-few', verdict: 'too-little-data' })] }),
    ];
    expect(tallySentence(library, teams)).toBe(
      'Of the 3\u00a0KPIs that 2\u00a0teams chose, 1 improved, 1 held steady and 1 has too little data.',
    );
    expect(tallySentence(library, [])).toBe('No team has a KPI with a number yet.');
    const first = scorecard('C', { metrics: [result({ verdict: 'no-baseline' })] });
    expect(tallySentence(library, [first])).toBe(
      'Of the 1\u00a0KPI that 1\u00a0team chose, 1 has no baseline yet.',
    );
  });
});

describe('views of many quarters', () => {
  it('a timeline shows the latest KPIs back through all quarters, a hole where there was no scorecard', () => {
    const timelines = timelinesOf(library);
    expect(timelines.map(({ name }) => name)).toEqual(['App', 'Web', 'Aardvark']);
    expect(timelines[1]?.quarters.map(({ id }) => id)).toEqual(['2026-Q1', '2026-Q2', '2026-Q3']);
    expect(timelines[1]?.rows[0]?.cells.map((cell) => cell?.summary.value)).toEqual([30, 30, 30]);
  });

  it('a KPI that was retired keeps its history, and the quarter without it says since when', () => {
    const metrics = [result({ id: 'kept' }), result({ id: 'retired' })];
    const [first, second] = [
      scorecard('Web', { quarter: quarter(1), metrics, kpis: ['kept', 'retired'] }),
      scorecard('Web', { quarter: quarter(2), metrics, kpis: ['kept'] }),
    ];
    const library = libraryOf([first, second], []);
    expect(formerKpisOf(library, second)).toEqual({ until: '2026-Q1', kpis: ['retired'] });
    expect(formerKpisOf(library, first)).toBeNull();
    expect(timelinesOf(library)[0]?.rows).toMatchObject([
      { metric: 'kept', until: null },
      { metric: 'retired', until: '2026-Q1', cells: [{}, {}] },
    ]);
  });

  it('a trend goes on through restated numbers, and breaks where they begin', () => {
    const past = ([1, 2, 3] as const).map((number) => ({
      quarter: quarter(number),
      asOf: '',
      result: result({}),
    }));
    const restated = (id: string) => id !== '2026-Q1';
    expect(pointsOf(past, restated).map(({ breakBefore }) => breakBefore)).toEqual([
      undefined,
      'restated',
      undefined,
    ]);
  });

  it('a trend breaks where the definition changed', () => {
    const past = [1, 1, 2].map((definitionVersion, index) => ({
      quarter: quarter(index === 0 ? 1 : index === 1 ? 2 : 3),
      asOf: '',
      result: result({ definitionVersion }),
    }));
    expect(pointsOf(past).map(({ breakBefore }) => breakBefore)).toEqual([
      undefined,
      undefined,
      'definition 2',
    ]);
  });

  it('teams side by side leave out those to which the metric does not apply', () => {
    const library = libraryOf(
      [
        scorecard('Web'),
        scorecard('App', { metrics: [result({ state: 'not-applicable', verdict: null })] }),
        scorecard('Ops', { metrics: [result({ id: 'other' })] }),
      ],
      [],
    );
    const [shelf] = library.quarters;
    expect(shelf && teamRows(shelf, 'cycle-time', 'hours').map(({ team }) => team)).toEqual(['Web']);
  });

  it('teams side by side are on an axis in the unit of most of them; a number in another one is written in both', () => {
    const team = (name: string, value: number) =>
      scorecard(name, { metrics: [result({ summary: { ...result().summary, value } })] });
    const [shelf] = libraryOf([team('App', 30), team('Ops', 40), team('Web', 120)], []).quarters;
    if (shelf === undefined) throw new Error('no quarter');
    const definition = definitionOf({ unit: 'hours' });
    const scale = scaleOfTeams(shelf, { id: 'cycle-time', definition });
    expect(scale.label).toBe('hours');
    const told = teamRows(shelf, 'cycle-time', 'hours', definition, scale).map((row) => row.valueText);
    expect(told).toEqual(['30.0\u00a0h', '40.0\u00a0h', '5.0\u00a0d (120\u00a0h)']);
  });

  it('the history of a number names its earlier quarters, and which of them cannot be compared', () => {
    const past = ([1, 2, 3] as const).map((number) => ({
      quarter: quarter(number),
      asOf: '',
      result: result({ definitionVersion: number === 1 ? 1 : 2 }),
    }));
    const words = (number: number) =>
      historyWords(past.slice(0, number), undefined, (id) => id === '2026-Q2');
    expect(words(3)).toBe('2026-Q1 30.0\u00a0h (version 1), 2026-Q2 30.0\u00a0h (restated)');
    expect(words(1)).toBe('');
    expect(historyWords(past, undefined, () => true)).toMatch(/2026-Q2 30\.0\sh, all restated$/);
  });
});
