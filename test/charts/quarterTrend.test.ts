import { describe, expect, test } from 'vitest';
import { type QuarterPoint, type QuarterTrendOptions, quarterTrend } from '../../src/charts/quarterTrend.ts';
import { renderChart } from '../../src/charts/render.ts';
import { sparkline } from '../../src/charts/sparkline.ts';
import { colour } from '../../src/charts/theme.ts';
import { quarters } from './examples.ts';
import { stretchesOf, symbolsOf, textsOf } from './picture.ts';

const options = { title: 'T', description: 'D.', unit: 'hours', baselineQuarters: ['2025-Q3', '2026-Q1'] };

async function draw(
  points: readonly QuarterPoint[],
  more: Partial<QuarterTrendOptions> = {},
): Promise<string> {
  const spec = quarterTrend(points, { ...options, ...more });
  if (spec === null) throw new Error('no chart');
  return renderChart(spec, { id: 'x' });
}

const words = (svg: string) => textsOf(svg).map(({ text }) => text.replaceAll('\u00a0', ' '));
const points = symbolsOf;
const whole = quarters.map((point): QuarterPoint => {
  const { breakBefore: _, ...rest } = point;
  return { ...rest, value: 30, low: 25, high: 35, state: 'ok' };
});

describe('a quarter without a value', () => {
  test('is a gap in the line, without a point', async () => {
    const svg = await draw(
      whole.map((point, at) => (at === 3 ? { ...point, value: null, low: null, high: null } : point)),
    );
    expect(stretchesOf(svg).map((stretch) => stretch.points)).toEqual([3, 4]);
    expect(points(svg)).toHaveLength(7);
  });

  test('says why', async () => {
    const svg = await draw(quarters);
    expect(words(svg)).toEqual(expect.arrayContaining(['withheld', 'too few']));
  });

  test('as the last leaves the margin without a value', async () => {
    const svg = await draw(quarters.slice(0, 6));
    expect(words(svg)).not.toContainEqual(expect.stringMatching(/\d h$/));
  });
});

test('the last value is beside its point with its verdict in words and its shape', async () => {
  const svg = await draw(quarters);
  expect(words(svg)).toEqual(expect.arrayContaining(['19.4 h', 'improved']));
  const worse = await draw(quarters.map((point) => ({ ...point, verdict: 'worsened' as const })));
  expect(words(worse)).toContain('worsened');
  expect(points(worse).at(-1)?.path).not.toBe(points(svg).at(-1)?.path);
});

test('a value of partial data is hollow and says so', async () => {
  const svg = await draw(quarters);
  expect(words(svg)).toContain('partial');
  expect(points(svg).filter(({ hollow }) => hollow)).toHaveLength(1);
});

test('baseline quarters look different from others, and are named', async () => {
  const svg = await draw(whole);
  expect(words(svg)).toContain('baseline');
  expect(points(svg).filter(({ fill }) => fill === colour.baseline)).toHaveLength(2);
});

test('no line joins values across a change of definition', async () => {
  const broken = whole.map((point, at) => (at === 4 ? { ...point, breakBefore: 'definition 2' } : point));
  const svg = await draw(broken);
  expect(stretchesOf(svg).map((stretch) => stretch.points)).toEqual([4, 4]);
  expect(words(svg)).toContain('definition 2');
});

describe('a team’s own target', () => {
  const target = { value: 24, words: 'up to 24 h' };
  const dashed =
    /<path d="[^"]*" stroke="var\(--chart-ink\)"[^>]* stroke-dasharray="6,3"|stroke-dasharray="6,3"/;

  test('is a line that is named, and nothing is shaded', async () => {
    const svg = await draw(whole, { target });
    expect(svg).toMatch(dashed);
    expect(svg).not.toMatch(/fill="var\(--chart-band\)"/);
    expect(words(svg)).toEqual(expect.arrayContaining(['own target', 'up to 24 h']));
    expect(await draw(whole)).not.toMatch(dashed);
  });

  test('far from all values is named without squeezing them', async () => {
    const svg = await draw(whole, { target: { value: 720, words: 'from 30 d' } });
    expect(words(svg)).toEqual(expect.arrayContaining(['off the chart:', 'own target', 'from 30 d', '30']));
    expect(svg).not.toMatch(dashed);
  });

  test('is not crossed by rounding the value', async () => {
    const last = whole.map((point) => ({ ...point, value: 23.97 }));
    expect(words(await draw(last, { target }))).toContain('23.97 h');
  });
});

test('the axis starts at zero unless that hides all differences', () => {
  expect(quarterTrend(whole, options)?.description).toBe('D.');
  const high = whole.map((point, at) => ({ ...point, value: 0.98 + at / 1000, low: 0.97, high: 0.995 }));
  expect(quarterTrend(high, { ...options, unit: 'share' })?.description).toMatch(/does not start at zero/);
});

test('an interval of years does not squeeze a trend of hours: it is cut, with an open mark and in words', async () => {
  const many = Array.from({ length: 52 }, (_, index) => ({
    quarter: `${2013 + Math.floor(index / 4)}-Q${(index % 4) + 1}`,
    value: 20 + ((index * 7) % 11),
    low: 12,
    high: index === 8 ? 31_000 : 45,
    state: 'ok' as const,
  }));
  const plain = { title: '', description: '', unit: 'hours', baselineQuarters: [] };
  const spec = quarterTrend(many, plain);
  expect(spec?.params).toMatchObject({ low: 0, high: 50 });
  expect(spec?.data['quarters']?.[8]).toMatchObject({ low: 12, high: 50 });
  expect(spec?.description).toBe(' An open arrowhead marks an interval that goes on beyond the chart.');
  expect(quarterTrend(many.slice(9), plain)?.description).toBe('');
  const marks = points(await draw(many)).filter(({ fill }) => fill === 'transparent' || fill === '');
  expect(marks).toHaveLength(1);
});

test('the axis of a share ends at 100 %', () => {
  const full = whole.map((point) => ({ ...point, value: 0.9, low: 0.2, high: 1 }));
  expect(quarterTrend(full, { ...options, unit: 'share' })?.params).toMatchObject({ low: 0, high: 100 });
});

test('without any value there is no chart', () => {
  const none = whole.map((point) => ({ ...point, value: null }));
  expect(quarterTrend(none, options)).toBeNull();
  expect(sparkline(none, options)).toBeNull();
});

describe('a sparkline', () => {
  const draw = async (points: readonly QuarterPoint[]) => {
    const spec = sparkline(points, options);
    if (spec === null) throw new Error('no chart');
    return renderChart(spec, { id: 'x' });
  };

  test('is 120 by 32 and has no words', async () => {
    const svg = await draw(quarters);
    expect(svg).toContain('viewBox="0 0 120 32"');
    expect(textsOf(svg)).toEqual([]);
  });

  test('has a gap and a dash where there is no value', async () => {
    const svg = await draw(quarters);
    expect(stretchesOf(svg).map((stretch) => stretch.points)).toEqual([3, 2]);
    expect(symbolsOf(svg).filter(({ stroke }) => stroke === colour.muted)).toHaveLength(2);
  });

  test('has a dot for a lone value and for the last', async () => {
    const dots = async (given: readonly QuarterPoint[]) =>
      points(await draw(given)).filter(({ fill }) => fill === colour.series);
    expect(await dots(quarters)).toHaveLength(2);
    expect(await dots(quarters.slice(0, 2))).toHaveLength(1);
    expect(await dots(quarters.slice(-1))).toHaveLength(1);
  });
});
