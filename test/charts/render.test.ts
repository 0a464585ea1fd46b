import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { keptChart } from '../../src/charts/keptCharts.ts';
import { renderChart } from '../../src/charts/render.ts';
import { colour, NARROW, WIDE } from '../../src/charts/theme.ts';
import { allCharts } from './examples.ts';
import { coloursOf, sizeOf } from './picture.ts';

const OURS = new Set<string>([...Object.values(colour), 'none', 'transparent']);

describe.each([
  ['a page', WIDE],
  ['a phone', NARROW],
])('every chart for %s', (_, width) => {
  const charts = Object.entries(allCharts(width));

  test.each(charts)('%s has the same bytes each time', async (_name, spec) => {
    expect(await renderChart(spec, { id: 'a' })).toBe(await renderChart(spec, { id: 'a' }));
  });

  test.each(charts)('%s takes its colours from the page', async (_name, spec) => {
    const svg = await renderChart(spec, { id: 'a' });
    expect(coloursOf(svg).filter((value) => !OURS.has(value))).toEqual([]);
    expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|style="/i);
  });

  test.each(charts)('%s says nothing on the console', async (_name, spec) => {
    const said = (['log', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    );
    await renderChart(spec, { id: 'a' });
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test.each(charts)('%s has no number that is none', async (_name, spec) => {
    expect(await renderChart(spec, { id: 'a' })).not.toMatch(/NaN|undefined|null|Infinity/);
  });
});

describe('the picture', () => {
  const [spec] = Object.values(allCharts(WIDE));
  if (spec === undefined) throw new Error('no examples');

  test('is one image, named by its title and description', async () => {
    const svg = await renderChart(
      { ...spec, title: 'Time < 1 & more', description: 'What it tells.' },
      { id: 'x' },
    );
    expect(svg).toMatch(
      /^<svg [^>]*role="img" aria-labelledby="x-title x-desc"><title id="x-title">Time &lt; 1 &amp; more<\/title>/,
    );
    expect(svg).toContain('<desc id="x-desc">What it tells.</desc>');
    expect(svg.match(/ (role|aria-[a-z]+)=/g)).toEqual([' role=', ' aria-labelledby=']);
    expect(svg.match(/ id="/g)).toHaveLength(2);
  });

  test('is as wide as its container', async () => {
    const svg = await renderChart(spec, { id: 'x' });
    const [root = ''] = /^<svg[^>]*>/.exec(svg) ?? [];
    expect(sizeOf(svg).width).toBe(WIDE);
    expect(root).toContain('width="100%"');
    expect(root).not.toContain('height=');
  });

  test('has the font of its page', async () => {
    const svg = await renderChart(spec, { id: 'x' });
    expect([...svg.matchAll(/font-family="([^"]*)"/g)].map(([, font]) => font)).toEqual(['inherit']);
  });

  test('keeps a text of many digits as it is', async () => {
    const precise = structuredClone(spec);
    const svg = await renderChart({ ...precise, description: '23.98765 h' }, { id: 'x' });
    expect(svg).toContain('23.98765 h');
  });
});

test('no chart holds a colour of its own', () => {
  const folder = fileURLToPath(new URL('../../src/charts/', import.meta.url));
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    expect(readFileSync(folder + file, 'utf8'), file).not.toMatch(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i);
  }
});

test('a chart that is kept is the one that would be drawn, also after one of other data and under another id', async () => {
  for (const spec of Object.values(allCharts(WIDE)))
    for (const id of ['a', 'b', 'a'])
      expect(await keptChart(spec, { id })).toBe(await renderChart(spec, { id }));
});
