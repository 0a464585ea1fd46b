import { describe, expect, test } from 'vitest';
import { distribution } from '../../src/charts/distributionChart.ts';
import { phases } from '../../src/charts/phases.ts';
import { ranges } from '../../src/charts/rangesChart.ts';
import { renderChart } from '../../src/charts/render.ts';
import { type TeamRow, teamsAgainstBaseline } from '../../src/charts/teamsAgainstBaseline.ts';
import { type ChartSpec, colour } from '../../src/charts/theme.ts';
import { cyclePhases, sourceRanges, spread, spreadValues, teams } from './examples.ts';
import { symbolsOf, textsOf } from './picture.ts';

const options = { title: 'T', description: 'D.', unit: 'hours' };

async function draw(spec: ChartSpec | null): Promise<string> {
  if (spec === null) throw new Error('no chart');
  return renderChart(spec, { id: 'x' });
}

const words = (svg: string) => textsOf(svg).map(({ text }) => text.replaceAll('\u00a0', ' '));

describe('teams against their baselines', () => {
  const names = teams.map(({ team }) => team);

  test('stand by name, whatever their values and verdicts', async () => {
    const orders = [teams, teams.toReversed(), teams.toSorted((a, b) => (a.now ?? 0) - (b.now ?? 0))];
    for (const order of orders) {
      const texts = textsOf(await draw(teamsAgainstBaseline(order, options)));
      const shown = texts.filter(({ text }) => names.includes(text)).sort((a, b) => a.top - b.top);
      expect(shown.map(({ text }) => text)).toEqual(names.toSorted());
    }
  });

  test('without a value say why', async () => {
    const text = words(await draw(teamsAgainstBaseline(teams, options))).join(' ');
    expect(text).toContain('Withheld: fewer than four people were active in the quarter.');
    expect(text).toContain('Too few: 4 pull requests.');
  });

  test('without a value and without a reason say that there is none', async () => {
    const rows = teams.map((row): TeamRow => ({ ...row, now: null, reason: null }));
    expect(words(await draw(teamsAgainstBaseline(rows, options)))).toContain('no value');
  });

  test('carry their value and verdict in words, and the verdict in a shape', async () => {
    const svg = await draw(teamsAgainstBaseline(teams, options));
    expect(words(svg)).toEqual(
      expect.arrayContaining(['19.4 h', 'improved', '44.8 h', 'worsened', 'no baseline']),
    );
    const shape = (tint: string) =>
      [...svg.matchAll(/d="([^"]*)" fill="([^"]*)"/g)].find(([, , fill]) => fill === tint)?.[1];
    expect(shape(colour.better)).toBeDefined();
    expect(shape(colour.better)).not.toBe(shape(colour.worse));
  });

  test('have a stroke for each baseline there is, and the key names it', async () => {
    const svg = await draw(teamsAgainstBaseline(teams, options));
    expect(symbolsOf(svg).filter(({ stroke }) => stroke === colour.baseline)).toHaveLength(4);
    expect(words(svg)).toContain('own baseline');
  });

  test('with an interval far beyond all values say that it is cut', () => {
    const wide = teams.map((row): TeamRow => (row.now === null ? row : { ...row, high: 9000 }));
    const spec = teamsAgainstBaseline(wide, options);
    expect(spec?.data['cuts']).toHaveLength(3);
    expect(spec?.description).toContain('goes on beyond the chart');
    expect(Number(spec?.params?.['high'])).toBeLessThan(200);
    expect(teamsAgainstBaseline(teams, options)?.data['cuts']).toEqual([]);
  });

  test('without any number have no chart', () => {
    const rows = teams.map((row): TeamRow => ({ ...row, now: null, low: null, high: null, baseline: null }));
    expect(teamsAgainstBaseline(rows, options)).toBeNull();
    expect(teamsAgainstBaseline([], options)).toBeNull();
  });
});

describe('phases', () => {
  const barsOf = (svg: string) => [...svg.matchAll(/<line [^>]*stroke="var\(--chart-limit\)"/g)];

  test('keep their order, each bar from zero: they are not stacked', async () => {
    const svg = await draw(phases(cyclePhases, options));
    expect(barsOf(svg)).toHaveLength(3);
    const shown = words(svg).filter((text) => cyclePhases.some(({ label }) => label === text));
    expect(shown).toEqual(cyclePhases.map(({ label }) => label));
  });

  test('do not add up, and the description says so', () => {
    expect(phases(cyclePhases, options)?.description).toMatch(/medians do not add up/);
  });

  test('without a value say why', async () => {
    const empty = cyclePhases.map((phase, index) => {
      const n = index === 1 ? 0 : 3;
      return index === 0
        ? phase
        : {
            ...phase,
            summary: { ...phase.summary, value: null, interval: null, size: { ...phase.summary.size, n } },
          };
    });
    const svg = await draw(phases(empty, options));
    expect(words(svg)).toEqual(expect.arrayContaining(['no data', 'too few (n 3)']));
    expect(barsOf(svg)).toHaveLength(1);
    expect(phases(empty.slice(1), options)).toBeNull();
  });
});

describe('a distribution', () => {
  const strip = (
    summary: Parameters<typeof distribution>[0]['summary'],
    values: readonly number[] = spreadValues,
  ) => distribution({ unit: 'hours', importedFrom: [], summary }, values, options);

  test('is a strip of bars with its percentiles, and names those alone that so many items give', async () => {
    expect(words(await draw(strip(spread)))).toEqual(
      expect.arrayContaining(['half ≤ 11.3 h', 'three quarters ≤ 30.5 h']),
    );
    const all = strip({ ...spread, p90: 36 });
    expect(words(await draw(all))).toContain('nine in ten ≤ 36.0 h');
    expect(all?.description.replaceAll('\u00a0', ' ')).toBe(
      'Of 18 items, half are at most 11.3 h, three quarters at most 30.5 h, nine in ten at most 36.0 h. Not drawn: 1 item beyond, up to 410 h.',
    );
  });

  test('draws each item once, in the bar of its value', () => {
    const drawn = strip(spread, [1, 1, 1, 20])?.data['bars'];
    expect(drawn).toHaveLength(2);
    expect(drawn).toEqual([expect.objectContaining({ value: 1 }), expect.objectContaining({ value: 20 })]);
  });

  test('is more than a median: without the upper quartile there is none', () => {
    expect(strip({ ...spread, p75: null })).toBeNull();
  });
});

describe('the ranges of sources', () => {
  test('are each named, beside the value and the own target', async () => {
    const target = { value: 24, words: 'up to 24 h' };
    const text = words(await draw(ranges(sourceRanges, 31, { ...options, target })));
    expect(text).toEqual(expect.arrayContaining(['31.0 h', 'own target up to 24 h']));
    for (const { name } of sourceRanges) expect(text.join(' ')).toContain(name);
  });

  test('that leave a side open go on to the end of the axis', () => {
    const spec = ranges(sourceRanges, 31, options);
    const { low, high } = spec?.params ?? {};
    expect(spec?.data['ranges']).toMatchObject([{ value: low, to: 24 }, { value: 12, to: 48 }, { to: high }]);
  });

  test('without any have no chart', () => {
    expect(ranges([], 31, options)).toBeNull();
  });
});
