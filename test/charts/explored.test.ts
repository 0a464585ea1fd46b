import * as vega from 'vega';
import { expect, test } from 'vitest';
import { exploredWeeks } from '../../src/charts/explored.ts';
import { renderChart } from '../../src/charts/render.ts';
import { weekChart } from '../../src/charts/weekChart.ts';
import { eventful } from './examples.ts';
import { symbolsOf, textsOf } from './picture.ts';

const chart = weekChart(
  { unit: 'hours', importedFrom: [], chart: eventful },
  {
    title: 'Cycle time by week',
    description: 'D.',
    quarter: '2026-Q2',
    timeZone: 'UTC',
    events: [{ letter: 'A', name: 'Reorganisation', from: '2026-05-04' }],
  },
);

async function explored(): Promise<string> {
  if (chart === null) throw new Error('no chart');
  const view = new vega.View(vega.parse(exploredWeeks()), { renderer: 'none' });
  view.signal('width', 720);
  for (const [name, rows] of Object.entries(chart.data)) view.data(name, [...rows]);
  for (const [name, value] of Object.entries(chart.params ?? {})) view.signal(name, value);
  return view.toSVG();
}

test('the chart to explore says all that the still one says, and marks the same weeks', async () => {
  if (chart === null) throw new Error('no chart');
  const still = await renderChart(chart, { id: 'x' });
  const words = (svg: string) => textsOf(svg).map(({ text }) => text.replaceAll('\u00a0', ' '));
  const months = /^[A-Z][a-z]{2}$/;
  const seen = words(await explored());
  expect(words(still).filter((text) => !months.test(text) && !seen.includes(text))).toEqual([]);
  expect(seen).toEqual(
    expect.arrayContaining(['A', '2026-Q2', '10 weeks lower on average', '12.4 h, above the upper limit']),
  );
  const looks = (svg: string) =>
    symbolsOf(svg.replaceAll(/ (?:aria-[a-z]+|role)="[^"]*"/g, '')).map(({ fill }) => fill);
  expect(looks(await explored())).toEqual(looks(still));
});

test('it cuts no text and no point at the edge of its plot', async () => {
  const clipped = [...(await explored()).matchAll(/class="mark-(\w+)[^>]*clip-path=/g)].map(
    ([, mark]) => mark,
  );
  expect(new Set(clipped)).toEqual(new Set(['rect', 'rule', 'line']));
});
