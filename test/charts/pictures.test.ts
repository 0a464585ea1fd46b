import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { pictureFiles } from '../../src/charts/picture.ts';
import { renderChart } from '../../src/charts/render.ts';
import { type ChartSpec, colour } from '../../src/charts/theme.ts';
import { loadExtensions } from '../../src/facts/extensionPoint.ts';
import { clippedTexts, coloursOf, type PlacedText, sizeOf, symbolsOf, textsOf } from './picture.ts';

const content = join(import.meta.dirname, '../../content');
const pictures = await loadExtensions(pictureFiles, join(import.meta.dirname, '../..'));
const pictureIds = [...pictures.keys()];
const COLUMN = 560;
const PHONE = 340;

/** What the pages show: the picture's id and its caption. */
const shown = await picturesShown();

const pictureSpec = z.object({
  layer: z.array(
    z.object({
      data: z.object({ values: z.array(z.record(z.string(), z.unknown())).default([]) }),
      mark: z.union([z.string(), z.object({ type: z.string() })]),
    }),
  ),
});

async function pages(folder = content): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return Promise.all(
    entries
      .filter((entry) => entry.endsWith('.mdx'))
      .sort()
      .map((entry) => readFile(join(folder, entry), 'utf8')),
  );
}

async function picturesShown(): Promise<{ id: string; caption: string }[]> {
  return (await pages()).flatMap((page) =>
    [...page.matchAll(/<Picture\s+of="([^"]*)"\s+caption="([^"]*)"/g)].map(([, id = '', caption = '']) => ({
      id,
      caption,
    })),
  );
}

function drawn(id: string, width = COLUMN): ChartSpec {
  const caption = shown.find((picture) => picture.id === id)?.caption ?? '';
  const picture = pictures.get(id);
  if (picture === undefined) throw new RangeError(`no picture ${id}`);
  return picture({ width, description: caption });
}

async function render(id: string, width = COLUMN): Promise<string> {
  return renderChart(drawn(id, width), { id });
}

/** The texts of a picture, with ordinary spaces. */
async function words(id: string): Promise<string[]> {
  return textsOf(await render(id)).map(({ text }) => text.replaceAll('\u00a0', ' '));
}

/** The data of all marks of one type. */
function marks(id: string, type: 'bar' | 'rule' | 'line' | 'point'): Record<string, unknown>[] {
  const { layer } = pictureSpec.parse(drawn(id).shape);
  return layer
    .filter(({ mark }) => (typeof mark === 'string' ? mark : mark.type) === type)
    .flatMap(({ data }) => data.values);
}

function places(id: string, type: 'line' | 'point'): [number, number][] {
  return marks(id, type).map((mark) => {
    const { x, y } = z.object({ x: z.number(), y: z.number() }).parse(mark);
    return [x, y];
  });
}

/** Pairs of texts of which one covers a part of the other. */
function covered(texts: readonly PlacedText[]): string[] {
  return texts.flatMap((a, index) =>
    texts
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      .map((b) => `${a.text} / ${b.text}`),
  );
}

test('a page shows only pictures that exist, and a page shows each picture', () => {
  expect([...new Set(shown.map(({ id }) => id))].sort()).toEqual(pictureIds.toSorted());
  expect(pictureIds).toHaveLength(12);
});

test('no place that shows a picture is overlooked', async () => {
  const mentions = (await pages()).join('\n').match(/<Picture\b/g) ?? [];
  expect(mentions).toHaveLength(shown.length);
});

describe.each([COLUMN, PHONE])('%i pixels wide', (width) => {
  test.each(pictureIds)('no label of %s is clipped or covers another', async (id) => {
    const svg = await render(id, width);
    const size = sizeOf(svg);
    expect(size.width).toBe(width);
    const texts = textsOf(svg);
    expect(texts.length).toBeGreaterThan(5);
    expect(clippedTexts(svg)).toEqual([]);
    expect(covered(texts)).toEqual([]);
  });
});

test.each(pictureIds)('%s has a title of its own and its caption as description', (id) => {
  const { title, description } = drawn(id);
  const caption = shown.find((picture) => picture.id === id)?.caption;
  expect(description).toBe(caption);
  expect(title.length).toBeGreaterThan(10);
  expect(title).not.toBe(caption);
});

test.each(pictureIds)('%s is the same bytes twice, in the page’s colours alone', async (id) => {
  const svg = await render(id);
  expect(await render(id)).toBe(svg);
  const known: string[] = [...Object.values(colour), 'none', 'transparent'];
  expect(coloursOf(svg).filter((one) => !known.includes(one))).toEqual([]);
});

test.each(['noise-and-signal', 'mean-and-median', 'goodhart', 'power-law', 'two-points', 'batch-size'])(
  'invented data are called so in the picture: %s',
  async (id) => {
    expect((await words(id)).join(' ')).toMatch(/\binvented\b/);
  },
);

test('a caption that calls its data invented has a picture that says so too', async () => {
  for (const { id } of shown.filter(({ caption }) => /invented/i.test(caption)))
    expect((await words(id)).join(' '), id).toMatch(/\binvented\b/);
});

test('the steps of the pyramid are the handbook’s tiers, base below, with metrics of each', async () => {
  const tiers = z
    .array(z.object({ id: z.string(), title: z.string(), rhythm: z.string() }))
    .parse(parse(await readFile(join(content, 'tiers.yaml'), 'utf8')));
  const metrics = (await pages(join(content, 'metrics'))).map((page) => ({
    title: /^title: (.*)$/m.exec(page)?.[1]?.toLowerCase() ?? '',
    tier: /^tier: (.*)$/m.exec(page)?.[1],
  }));
  const texts = textsOf(await render('pyramid'))
    .toSorted((a, b) => a.top - b.top)
    .map(({ text }) => text);
  const heads = tiers.toReversed().flatMap(({ title, rhythm }) => [title, `read ${rhythm}`]);
  expect(texts.filter((text) => heads.includes(text))).toEqual(heads);

  const starts = [...tiers.toReversed().map(({ title }) => texts.indexOf(title)), texts.length];
  for (const [step, { id }] of tiers.toReversed().entries()) {
    const named = texts
      .slice((starts[step] ?? 0) + 2, starts[step + 1])
      .join(' ')
      .split(', ');
    const known = metrics.filter(({ tier }) => tier === id).map(({ title }) => title);
    expect(named.length).toBeGreaterThanOrEqual(3);
    expect(known).toEqual(expect.arrayContaining(named));
  }
});

test('at four finished a day, 12 open items take 3 days each and 20 take 5', async () => {
  expect(places('littles-law', 'point')).toEqual([
    [12, 3],
    [20, 5],
  ]);
  expect(places('littles-law', 'line')).toEqual([
    [0, 0],
    [24, 6],
  ]);
  expect(await words('littles-law')).toEqual(
    expect.arrayContaining(['12 open: 3 days', '20 open: 5 days', '4 more', '1 day more']),
  );
});

test('one waits 1, 4, 9 and 19 times the work at 50, 80, 90 and 95 % utilisation', async () => {
  const at = places('utilisation-and-queues', 'point');
  expect(at.map(([x]) => x)).toEqual([0.5, 0.8, 0.9, 0.95]);
  for (const [index, wait] of [1, 4, 9, 19].entries()) expect(at[index]?.[1]).toBeCloseTo(wait, 9);
  expect(await words('utilisation-and-queues')).toEqual(
    expect.arrayContaining(['50 %: once', '80 %: 4 times', '90 %: 9 times', '95 %: 19 times']),
  );
});

test('of thirty weeks the last six are higher together, and begin outside the limits', async () => {
  const weeks = symbolsOf(await render('noise-and-signal'));
  expect(weeks.map(({ fill }) => fill === colour.signal)).toEqual([
    ...Array.from({ length: 24 }, () => false),
    ...Array.from({ length: 6 }, () => true),
  ]);
  expect(new Set(weeks.slice(24).map(({ path }) => path)).size).toBe(2);
  expect(await words('noise-and-signal')).toContain('6 weeks higher on average');
});

test('the limits of the weeks are mean ± 2.66 × mean moving range of the first twenty', async () => {
  const values = z
    .array(z.object({ value: z.number() }))
    .parse(drawn('noise-and-signal').data['weeks'])
    .map(({ value }) => value);
  const first = values.slice(0, 20);
  const mean = first.reduce((sum, value) => sum + value) / 20;
  const range =
    first.slice(1).reduce((sum, value, index) => sum + Math.abs(value - (first[index] ?? 0)), 0) / 19;
  const limits = [mean - 2.66 * range, mean + 2.66 * range];
  for (const value of values.slice(0, 24)) {
    expect(value).toBeGreaterThan(limits[0] ?? Number.POSITIVE_INFINITY);
    expect(value).toBeLessThan(limits[1] ?? Number.NEGATIVE_INFINITY);
  }
  expect(values[24]).toBeGreaterThan(limits[1] ?? Number.POSITIVE_INFINITY);
  const texts = await words('noise-and-signal');
  for (const limit of limits) expect(texts.join(' ')).toContain(`limit ${limit.toFixed(1)} h`);
});

test('the intervals of thirteen deployments are the Wilson intervals that are published', async () => {
  expect(await words('thirteen-deployments')).toEqual(
    expect.arrayContaining([
      ...['0 of 13', '0–22.8 %'],
      ...['2 of 13', '4.3–42.2 %'],
      ...['3 of 13', '8.2–50.3 %'],
      ...['6 of 13', '23.2–70.9 %'],
    ]),
  );
  const rates = marks('thirteen-deployments', 'point').map(({ x }) => x);
  expect(rates).toEqual([0, 1, 2, 3, 4, 5, 6].map((failures) => failures / 13));
});

test('the interval around 15 % narrows from half of all rates at ten deployments to a few points at 400', async () => {
  const texts = await words('sample-size');
  expect(texts).toContain('1 or 2 of 10 failed: 1.8–51.0 %');
  expect(texts).toEqual(expect.arrayContaining(['15 of 100:', '9.3–23.3 %', '60 of 400:', '11.8–18.8 %']));
  const whiskers = marks('sample-size', 'rule')
    .filter(({ y2 }) => y2 !== undefined)
    .map((rule) => z.object({ x: z.number(), y: z.number(), y2: z.number() }).parse(rule));
  expect(whiskers.map(({ x }) => x)).toEqual([
    10,
    ...Array.from({ length: 20 }, (_, index) => 20 * (index + 1)),
  ]);
  for (const [index, { y, y2 }] of whiskers.entries()) {
    expect(y).toBeLessThan(0.15);
    expect(y2).toBeGreaterThan(0.15);
    const before = whiskers[index - 1];
    if (before !== undefined) expect(y2 - y).toBeLessThan(before.y2 - before.y);
  }
});

test('the histogram holds all durations, and its mean lies to the right of its median', async () => {
  const bars = marks('mean-and-median', 'bar').map((bar) =>
    z.object({ x: z.number(), y: z.number() }).parse(bar),
  );
  expect(bars.reduce((sum, { y }) => sum + y, 0)).toBe(61);
  const upright = marks('mean-and-median', 'rule');
  const [median = 0, mean = 0] = upright.map(({ x }) => z.number().parse(x));
  expect(median).toBeCloseTo(24, 9);
  // The mean of a log-normal distribution is the median × √e where σ is 1; the last quantiles are left out.
  expect(mean).toBeGreaterThan(1.5 * median);
  expect(mean).toBeLessThan(Math.sqrt(Math.E) * median);
  expect(await words('mean-and-median')).toEqual(
    expect.arrayContaining(['median 24 h: half took less', 'mean 38.8 h: 42 of 61 took less']),
  );
});

test('reviews go from 40 to 64 a month while defects found stay at 20', async () => {
  const points = places('goodhart', 'point').map(([, y]) => y);
  const [reviews, defects] = [points.slice(0, 6), points.slice(6)];
  expect([reviews[0], reviews.at(-1)]).toEqual([40, 64]);
  expect(defects).toEqual([20, 20, 20, 20, 20, 20]);
  expect(await words('goodhart')).toEqual(
    expect.arrayContaining(['40 reviews', '64 reviews', '20 defects found', 'the goal: 60']),
  );
});

test('the mean of the ten roles is 11.8, which seven of them do not reach', async () => {
  const bars = marks('power-law', 'bar').map(({ y }) => y);
  expect(bars).toEqual([40, 20, 13, 10, 8, 7, 6, 5, 5, 4]);
  expect(marks('power-law', 'rule')).toEqual([{ y: 11.8 }]);
  expect(await words('power-law')).toContain('mean 11.8: 7 of 10 lie below');
});

test('the same two medians have the ratios of the page, one that includes 1 and one that does not', async () => {
  const page = await readFile(join(content, 'principles/baselines-before-targets.mdx'), 'utf8');
  const texts = await words('two-points');
  expect(texts.filter((text) => text === '60 h' || text === '48 h')).toEqual([
    '60 h',
    '48 h',
    '60 h',
    '48 h',
  ]);
  const medians = places('two-points', 'point').map(([, y]) => y);
  for (const [index, median] of [60, 48, 60, 48].entries()) expect(medians[index]).toBeCloseTo(median, 1);
  for (const [low, high, verdict] of [
    ['0.58', '1.11', 'may be one value'],
    ['0.68', '0.94', 'two values'],
  ]) {
    expect(page).toContain(`${low} to ${high}`);
    expect(texts[texts.indexOf(`ratio ${low}–${high}`) + 1]).toBe(verdict);
  }
});

test('remarks per 100 lines fall with each further line, through 2.5 at 200 and 1 at 600', () => {
  expect(places('batch-size', 'point')).toEqual([
    [200, 2.5],
    [600, 1],
  ]);
  const line = places('batch-size', 'line');
  for (const [lines, remarks] of [
    [200, 2.5],
    [600, 1],
  ])
    expect(line.find(([x]) => x === lines)?.[1]).toBeCloseTo(remarks ?? 0, 9);
  for (const [index, [, remarks]] of line.entries())
    if (index > 0) expect(remarks).toBeLessThan(line[index - 1]?.[1] ?? 0);
});

test('the high cluster of 2024 fails twice as often as the medium one', async () => {
  expect(marks('dora-2024-not-monotone', 'bar').map(({ x }) => x)).toEqual([0.05, 0.2, 0.1, 0.4]);
  const texts = await words('dora-2024-not-monotone');
  expect(texts).toEqual(
    expect.arrayContaining(['elite', '5 %', 'high', '20 %, above medium', 'medium', '10 %', 'low', '40 %']),
  );
});
