import { describe, expect, test } from 'vitest';
import { controlChart } from '../../src/charts/controlChart.ts';
import { phases } from '../../src/charts/phases.ts';
import { quarterTrend } from '../../src/charts/quarterTrend.ts';
import { renderChart } from '../../src/charts/render.ts';
import { controlChartTable, phasesTable, quarterTrendTable, teamsTable } from '../../src/charts/table.ts';
import { teamsAgainstBaseline } from '../../src/charts/teamsAgainstBaseline.ts';
import { cyclePhases, eventful, quarters, teams, weekly } from './examples.ts';
import { textsOf } from './picture.ts';

const names = { title: 'T', description: 'D.' };
const read = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replaceAll('\u00a0', ' ')));

function fail(): never {
  throw new Error('no chart');
}

/** Every value that the picture tells in words, with its unit. */
async function told(spec: Parameters<typeof renderChart>[0] | null): Promise<string[]> {
  const texts = textsOf(await renderChart(spec ?? fail(), { id: 'x' })).map(({ text }) =>
    text.replaceAll('\u00a0', ' '),
  );
  return texts.flatMap((text) => text.match(/\d+\.\d+ h/g) ?? []);
}

describe('the table of a control chart', () => {
  const options = { quarter: '2026-Q2', timeZone: 'UTC' };
  const { header, rows } = controlChartTable({ unit: 'hours', chart: eventful }, options);
  const cells = read(rows);

  test('has a row a week, in order, then the limits', () => {
    expect(header).toEqual(['Week of', 'Part', 'Value', 'Observations', 'Signal']);
    expect(cells).toHaveLength(39 + 3);
    expect(cells[0]).toEqual(['6 Oct 2025', 'baseline', '6.1 h', '7', 'none']);
    expect(cells[27]).toEqual(['13 Apr 2026', '2026-Q2', '12.4 h', '7', 'above the limit']);
    expect(cells[28]).toEqual(['20 Apr 2026', '2026-Q2', '5.1 h', '7', 'in a run below the mean']);
    expect(cells.slice(39)).toEqual([
      ['Upper limit', 'baseline', '10.7 h', '24', 'none'],
      ['Mean', 'baseline', '6.8 h', '24', 'none'],
      ['Lower limit', 'baseline', '2.9 h', '24', 'none'],
    ]);
  });

  test('says where a week has no observations', () => {
    expect(cells[10]).toEqual(['15 Dec 2025', 'baseline', 'no observations', '0', 'none']);
    expect(cells[31]?.[4]).toBe('none');
  });

  test('tells every number that the picture tells', async () => {
    const shown = await told(controlChart({ unit: 'hours', chart: eventful }, { ...names, ...options }));
    expect(shown.length).toBeGreaterThan(3);
    expect(cells.map((row) => row[2])).toEqual(expect.arrayContaining(shown));
  });

  test('names weeks in the time zone of the organisation', () => {
    const there = controlChartTable(
      { unit: 'hours', chart: eventful },
      { ...options, timeZone: 'America/New_York' },
    );
    expect(there.rows[0]?.[0]).toBe('5 Oct 2025');
  });

  test('has no limits when the chart has none', () => {
    const chart = weekly([5, 5, 5], { quarterWeeks: 1 });
    expect(controlChartTable({ unit: 'hours', chart }, options).rows).toHaveLength(3);
    expect(controlChartTable({ unit: 'hours', chart: null }, options).rows).toEqual([]);
  });
});

describe('the table of a trend', () => {
  const options = {
    unit: 'hours',
    baselineQuarters: ['2025-Q2', '2025-Q3'],
    ranges: [{ label: 'r', min: null, max: 31.04 }],
  };
  const cells = read(quarterTrendTable(quarters, options).rows);

  test('has a row a quarter with value, interval, verdict and what to know', () => {
    expect(cells).toEqual([
      ['2024-Q3', '31.0 h', '25.0–38.5 h', 'none', 'none'],
      ['2024-Q4', 'withheld', 'none', 'none', 'none'],
      ['2025-Q1', '34.2 h', '27.0–44.0 h', 'none', 'not comparable with earlier quarters: definition 2'],
      ['2025-Q2', '29.1 h', '22.3–36.0 h', 'none', 'baseline; partial'],
      ['2025-Q3', '33.3 h', '26.0–41.0 h', 'steady', 'baseline'],
      ['2025-Q4', 'too few', 'none', 'none', 'none'],
      ['2026-Q1', '28.2 h', '23.0–35.0 h', 'steady', 'none'],
      ['2026-Q2', '19.4 h', '16.2–24.8 h', 'improved', 'none'],
    ]);
  });

  test('tells every number that the picture tells', async () => {
    const shown = await told(quarterTrend(quarters, { ...names, ...options, ranges: [] }));
    expect(shown).toEqual(['19.4 h']);
    expect(cells.map((row) => row[1])).toEqual(expect.arrayContaining(shown));
  });
});

test('a table keeps to one scale, that of its picture', async () => {
  const [point] = quarters;
  if (point === undefined) throw new Error('no example');
  const points = [2, 0.5, 100].map((value, at) => ({
    ...point,
    quarter: `2025-Q${at + 1}`,
    value,
    low: null,
    high: null,
  }));
  const { rows } = quarterTrendTable(points, { unit: 'hours', baselineQuarters: [] });
  expect(read(rows).map((row) => row[1])).toEqual(['2.0 h', '0.5 h', '100 h']);
  const svg = await renderChart(
    quarterTrend(points, { ...names, unit: 'hours', baselineQuarters: [] }) ?? fail(),
    { id: 'x' },
  );
  expect(svg).toContain('>100\u00a0h<');
});

test('the table of the teams is theirs by name, with the reason where there is no value', async () => {
  const cells = read(teamsTable(teams, { unit: 'hours' }).rows);
  expect(cells).toEqual([
    ['Checkout', '27.3 h', '21.0–36.0 h', '26.1 h', 'steady'],
    ['Data platform', 'Withheld: fewer than four people were active in the quarter.', 'none', 'none', 'none'],
    ['Identity', '12.2 h', 'none', 'none', 'no baseline'],
    ['Mobile', 'Too few: 4 pull requests.', 'none', '22.0 h', 'too little data'],
    ['Payments', '19.4 h', '16.2–24.8 h', '31.0 h', 'improved'],
    ['Search and recommendations', '44.8 h', '33.0–61.0 h', '29.5 h', 'worsened'],
  ]);
  const shown = await told(teamsAgainstBaseline(teams, { ...names, unit: 'hours' }));
  expect(shown.length).toBe(4);
  expect(cells.map((row) => row[1])).toEqual(expect.arrayContaining(shown));
});

test('the table of the phases has their medians, intervals and sizes', async () => {
  const cells = read(phasesTable(cyclePhases, { unit: 'hours' }).rows);
  expect(cells).toEqual([
    ['Coding', '11.3 h', '8.1–15.9 h', '84'],
    ['Waiting for review', '4.2 h', '2.9–6.1 h', '84'],
    ['Review', '3.1 h', '2.2–4.9 h', '84'],
    ['Merged to deployed', 'too few (n 3)', 'none', '3'],
  ]);
  const shown = await told(phases(cyclePhases, { ...names, unit: 'hours' }));
  expect(cells.map((row) => row[1])).toEqual(expect.arrayContaining(shown));
});
