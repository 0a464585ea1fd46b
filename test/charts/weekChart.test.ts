import { describe, expect, test } from 'vitest';
import { renderChart } from '../../src/charts/render.ts';
import { type ChartSpec, colour, NARROW, WIDE } from '../../src/charts/theme.ts';
import { weekChart } from '../../src/charts/weekChart.ts';
import { eventful, weekly } from './examples.ts';
import { middlesOf, stretchesOf, symbolsOf, textsOf } from './picture.ts';

const options = { title: 'T', description: 'D.', quarter: '2026-Q2', timeZone: 'UTC' };
const steady = Array.from({ length: 39 }, (_, week) => 5 + (week % 3));

async function picture(spec: ChartSpec | null): Promise<string> {
  if (spec === null) throw new Error('no chart');
  return renderChart(spec, { id: 'x' });
}

async function draw(chart: Parameters<typeof weekChart>[0]['chart'], width?: number): Promise<string> {
  return picture(
    weekChart(
      { unit: 'hours', importedFrom: [], chart },
      { ...options, ...(width === undefined ? {} : { width }) },
    ),
  );
}

const words = (svg: string) => textsOf(svg).map(({ text }) => text.replaceAll('\u00a0', ' '));
const points = (svg: string) => symbolsOf(svg).length;

describe('a week without observations', () => {
  const gaps = steady.map((value, week) => (week === 10 || week === 11 || week === 30 ? null : value));

  test('is a gap in the line', async () => {
    const svg = await draw(weekly(gaps));
    expect(stretchesOf(svg).map((stretch) => stretch.points)).toEqual([10, 18, 8]);
  });

  test('has no point, least of all at zero', async () => {
    expect(points(await draw(weekly(gaps)))).toBe(36);
    expect(points(await draw(weekly(steady)))).toBe(39);
  });

  test('between two others leaves a lone point', async () => {
    const svg = await draw(weekly([5, null, 6, null, 7], { quarterWeeks: 2 }));
    expect(stretchesOf(svg)).toEqual([]);
    expect(points(svg)).toBe(3);
  });
});

test('baseline weeks that lie long before the quarter are not joined to it', async () => {
  const chart = weekly(steady);
  const weeks = chart.weeks.map((week, index) =>
    index < 26
      ? { ...week, start: new Date(Date.parse(week.start) - 364 * 24 * 3600 * 1000).toISOString() }
      : week,
  );
  expect(stretchesOf(await draw({ ...chart, weeks })).map((stretch) => stretch.points)).toEqual([26, 13]);
});

test('the quarter looks different from its baseline', async () => {
  const svg = await draw(weekly(steady));
  const fills = symbolsOf(svg).map(({ fill }) => fill);
  expect(fills.filter((fill) => fill === colour.baseline)).toHaveLength(26);
  expect(fills.filter((fill) => fill === colour.series)).toHaveLength(13);
  expect(svg.split(`fill="${colour.band}"`)).toHaveLength(2);
  expect(words(svg)).toEqual(
    expect.arrayContaining(['2026-Q2', '26 weeks before: too few cases a week for limits']),
  );
});

describe('limits', () => {
  const dashed = (svg: string) => [...svg.matchAll(/stroke-dasharray="4,3"/g)].length;

  test('are drawn and named when there are any', async () => {
    const svg = await draw(weekly(steady, { limits: { centre: 6, lower: 2.5, upper: 9.5, n: 26 } }));
    expect(dashed(svg)).toBe(2);
    expect(words(svg)).toEqual(
      expect.arrayContaining(['upper limit 9.5 h', 'mean 6.0 h', 'lower limit 2.5 h']),
    );
  });

  test('below zero are not drawn', async () => {
    const svg = await draw(weekly(steady, { limits: { centre: 6, lower: null, upper: 9.5, n: 26 } }));
    expect(dashed(svg)).toBe(1);
    expect(words(svg)).not.toContainEqual(expect.stringContaining('lower limit'));
  });

  test('are not drawn for a constant series, and it says so', async () => {
    const svg = await draw(weekly(steady.map(() => 5)));
    expect(svg).not.toContain(colour.limit);
    expect(words(svg)).toContain('26 weeks before: all equal, so no limits');
  });

  test('are not drawn for a short baseline, and it says so', async () => {
    const svg = await draw(weekly(steady.slice(0, 24)));
    expect(svg).not.toContain(colour.limit);
    expect(words(svg)).toContain('11 weeks before: too few for limits');
  });

  test('do not seem to hold a value that they do not hold', async () => {
    const limits = { centre: 6, lower: null, upper: 12.04, n: 26 };
    const values = steady.with(30, 12.0404);
    const signals = [{ rule: 'outside' as const, side: 'above' as const, from: 30, to: 30 }];
    expect(words(await draw(weekly(values, { limits, signals })))).toContain(
      '12.0404 h, above the upper limit',
    );
  });
});

describe('signals', () => {
  test('have shapes and words of their own', async () => {
    const svg = await draw(eventful);
    const shapes = symbolsOf(svg).filter(({ fill }) => fill === colour.signal);
    expect(shapes).toHaveLength(11);
    expect(new Set(shapes.map(({ path }) => path)).size).toBe(2);
    expect(words(svg)).toEqual(
      expect.arrayContaining(['12.4 h, above the upper limit', '10 weeks lower on average']),
    );
  });

  test.each([
    ['hours', 0],
    ['hours', 30],
    ['share', 0],
    ['share', 1],
  ])('outside of a limit are covered by no word: in %s at %d', async (unit, value) => {
    const limits = { centre: 0.5, lower: 0.1, upper: 0.9, n: 26 };
    for (const at of [26, 32, 38])
      for (const width of [NARROW, WIDE]) {
        const side = value === 0 ? ('below' as const) : ('above' as const);
        const values = steady.map((_, week) => (week === at ? value : 0.4 + (week % 3) / 10));
        const signals = [{ rule: 'outside' as const, side, from: at, to: at }];
        const chart = weekly(values, { limits, signals });
        const svg = await picture(weekChart({ unit, importedFrom: [], chart }, { ...options, width }));
        const marks = middlesOf(svg, colour.signal);
        expect(marks).toHaveLength(2);
        const covering = textsOf(svg).filter((text) =>
          marks.some(({ x, y }) => text.left < x && x < text.right && text.top < y && y < text.bottom),
        );
        expect(covering).toEqual([]);
      }
  });

  test('outside of the same limit share a label that counts them', async () => {
    const limits = { centre: 6, lower: null, upper: 9.5, n: 26 };
    const outside = [28, 29, 31];
    const values = steady.map((value, week) => (outside.includes(week) ? 12 + week / 100 : value));
    const signals = outside.map((week) => ({
      rule: 'outside' as const,
      side: 'above' as const,
      from: week,
      to: week,
    }));
    expect(words(await draw(weekly(values, { limits, signals })))).toContain('3 weeks above the upper limit');
  });
});

test('a month begins in the time zone of the organisation', async () => {
  const chart = weekly([5, 6, 7], { quarterWeeks: 3 });
  const starts = ['2025-10-24T12:00:00Z', '2025-10-31T12:00:00Z', '2025-11-07T12:00:00Z'];
  const weeks = chart.weeks.map((week, index) => ({ ...week, start: starts[index] ?? week.start }));
  const nov = async (timeZone: string) => {
    const svg = await picture(
      weekChart({ unit: 'hours', importedFrom: [], chart: { ...chart, weeks } }, { ...options, timeZone }),
    );
    return textsOf(svg).find(({ text }) => text === 'Nov')?.left;
  };
  // 31 October at noon in London is 1 November in Auckland.
  expect(await nov('Pacific/Auckland')).toBeLessThan((await nov('Europe/London')) ?? 0);
});

test('a phone gets fewer months, none on another', async () => {
  const wide = words(await draw(weekly(steady)));
  const narrow = words(await draw(weekly(steady), NARROW));
  expect(wide).toEqual(expect.arrayContaining(['Nov', 'Dec', 'Jan']));
  expect(narrow).not.toContain('Dec');
  expect(narrow).toContain('Jan');
});

test('values far from zero do not start there, and the description says so', () => {
  const chart = weekly(steady.map((value) => 0.9 + value / 100));
  expect(weekChart({ unit: 'share', importedFrom: [], chart }, options)?.description).toMatch(
    /does not start at zero/,
  );
  expect(
    weekChart({ unit: 'hours', importedFrom: [], chart: weekly(steady.with(3, 0)) }, options)?.description,
  ).toBe('D.');
});

test('without a chart or without any value there is none', () => {
  expect(weekChart({ unit: 'hours', importedFrom: [], chart: null }, options)).toBeNull();
  expect(
    weekChart({ unit: 'hours', importedFrom: [], chart: weekly([null, null], { quarterWeeks: 1 }) }, options),
  ).toBeNull();
});
