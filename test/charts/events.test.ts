import { describe, expect, test } from 'vitest';
import { eventLabels } from '../../src/charts/eventMarks.ts';
import { quarterTrend } from '../../src/charts/quarterTrend.ts';
import { renderChart } from '../../src/charts/render.ts';
import { type ChartSpec, NARROW, WIDE } from '../../src/charts/theme.ts';
import { weekChart } from '../../src/charts/weekChart.ts';
import { onQuarters } from '../../src/views/markedEvents.ts';
import { eventful, quarters } from './examples.ts';
import { clippedTexts, textsOf } from './picture.ts';

const names = { title: 'T', description: 'D.' };
const draw = async (spec: ChartSpec | null) => {
  if (spec === null) throw new RangeError('no chart');
  return renderChart(spec, { id: 'x' });
};

const weeks = (width: number) =>
  weekChart(
    { unit: 'hours', importedFrom: [], chart: eventful },
    {
      ...names,
      width,
      quarter: '2026-Q2',
      timeZone: 'UTC',
      events: [
        { letter: 'A', name: 'Before the chart', from: '2020-01-01' },
        { letter: 'B', name: 'A move', from: '2026-04-20' },
        { letter: 'C', name: 'A freeze', from: '2026-04-22' },
        { letter: 'D', name: 'The last week', from: '2026-06-29' },
      ],
    },
  );

const trend = (width: number) =>
  quarterTrend(quarters, {
    ...names,
    width,
    unit: 'hours',
    baselineQuarters: [],
    events: [
      { letter: 'A', name: 'The start', quarter: '2024-Q3', at: 0 },
      { letter: 'B', name: 'A move', quarter: '2025-Q2', at: 0.5 },
      { letter: 'C', name: 'The end', quarter: '2026-Q2', at: 1 },
    ],
  });

describe.each([
  ['a page', WIDE],
  ['a phone', NARROW],
])('on %s', (_, width) => {
  test.each([
    ['weeks', weeks],
    ['quarters', trend],
  ])('letters of events on the chart by %s are not clipped and cover nothing', async (_name, chart) => {
    const svg = await draw(chart(width));
    const texts = textsOf(svg);
    expect(clippedTexts(svg)).toEqual([]);
    const letters = texts.filter(({ text }) => /^[A-D](?:, [A-D])*$/.test(text));
    expect(letters.length).toBeGreaterThan(1);
    for (const a of letters)
      for (const b of texts)
        if (a !== b)
          expect(
            a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1,
            `${a.text} / ${b.text}`,
          ).toBe(false);
  });
});

test('an event is a thin line, and the description names it', async () => {
  const svg = await draw(trend(WIDE));
  expect(svg.match(/stroke-width="0\.75"/g)).toHaveLength(3);
  expect(svg).toContain('Marked: A: The start; B: A move; C: The end.');
  expect(await draw(quarterTrend(quarters, { ...names, unit: 'hours', baselineQuarters: [] }))).not.toContain(
    'Marked',
  );
});

test('events that are too close for two labels share one', () => {
  const labels = eventLabels(
    [
      { letter: 'A', at: 0.5 },
      { letter: 'B', at: 0.51 },
      { letter: 'C', at: 0.9 },
    ],
    WIDE,
  );
  expect(labels.map(({ text }) => text)).toEqual(['A, B', 'C']);
});

test('an event lies in its quarter by the share that had passed', () => {
  const quarter = { id: '2026-Q3', start: '2026-06-30T22:00:00Z', end: '2026-09-30T22:00:00Z', closed: true };
  const event = { letter: 'A', name: 'A move', from: '2026-08-16' };
  const [mark] = onQuarters([event], [quarter], 'Europe/Amsterdam');
  expect(mark).toMatchObject({ letter: 'A', quarter: '2026-Q3' });
  expect(mark?.at).toBeCloseTo(0.5, 2);
});
