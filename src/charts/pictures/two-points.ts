import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { formatBounds, formatCount } from '../../scorecard/format.ts';
import { compareDistributions, summariseDistribution } from '../../stats/kinds/distribution.ts';
import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, type Colour, colour } from '../theme.ts';

/** Invented, in hours. */
const BASELINE_MEDIAN = 60;
const NOW_MEDIAN = 48;
const SPREAD = 0.6;
/** The baseline's changes for each of this quarter. */
const BASELINE_SHARE = 4;

/** Where the points of a pair are in their half. */
const BASELINE_AT = 0.5;
const NOW_AT = 1.25;

/** Each pair of points has a half of the plot, which is two wide. */
const PANELS = [
  { changes: 27, left: 0 },
  { changes: 108, left: 2 },
] as const;

export default definePicture(picture);

/** A baseline and a quarter with the same medians twice, from few changes and from four times as many. */
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const x = axis('x', 'medians with their 95\u00a0% intervals', [0, 4], {
    width,
    values: PANELS.flatMap(({ left }) => [left + BASELINE_AT, left + NOW_AT]),
    labelExpr: `datum.value % 2 == ${BASELINE_AT} ? 'baseline' : 'now'`,
  });
  const y = axis('y', 'hours, invented', [0, 92], { width, values: [0, 24, 48, 72] });
  const panels = PANELS.map(panelOf);
  const points = panels.flatMap(({ left, points }) => points.map((point) => ({ ...point, left })));
  const cap = {
    type: 'tick',
    orient: 'horizontal',
    size: 10,
    thickness: 2,
    color: { expr: 'datum.tint' },
  } as const;
  const data = { values: points };
  return pictureOf('The same two medians, from few and from many changes', options, [
    { data: { values: [{ x: 2 }] }, mark: { type: 'rule', stroke: colour.grid }, encoding: { x } },
    {
      data,
      mark: { type: 'rule', strokeWidth: 2, stroke: { expr: 'datum.tint' } },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    { data, mark: cap, encoding: { x, y: { ...y, field: 'low' } } },
    { data, mark: cap, encoding: { x, y: { ...y, field: 'high' } } },
    {
      data,
      mark: { type: 'line', stroke: colour.muted, strokeWidth: 1 },
      encoding: { x, y, detail: { field: 'left' } },
    },
    {
      data,
      mark: { type: 'point', size: 70, fill: { expr: 'datum.tint' }, stroke: { expr: 'datum.tint' } },
      encoding: { x, y },
    },
    notes(
      [
        ...points.flatMap(({ x, y, tint }) => [
          { x, y, text: formatBounds([y], 'hours'), dx: 13, dy: -8, bold: true, colour: tint },
        ]),
        ...panels.map(({ left, words }) => ({
          x: left + 1,
          y: 92,
          text: words.join('\n'),
          dy: 8,
          align: 'center' as const,
          bold: true,
        })),
      ],
      x,
      y,
    ),
  ]);
}

interface Median {
  x: number;
  y: number;
  low: number;
  high: number;
  tint: Colour;
}

function panelOf({ changes, left }: (typeof PANELS)[number]) {
  const baseline = spreadAround(BASELINE_MEDIAN, BASELINE_SHARE * changes);
  const now = spreadAround(NOW_MEDIAN, changes);
  const ratio = compareDistributions(now, baseline);
  const [low, high] = [ratio?.low ?? 0, ratio?.high ?? Number.POSITIVE_INFINITY];
  const points = [
    medianOf(baseline, { x: left + BASELINE_AT, tint: colour.baseline }),
    medianOf(now, { x: left + NOW_AT, tint: colour.series }),
  ];
  const words = [
    `${formatCount(changes, 'change', 'changes')} now`,
    `ratio ${low.toFixed(2)}–${high.toFixed(2)}`,
    low <= 1 && 1 <= high ? 'may be one value' : 'two values',
  ];
  return { left, points, words };
}

function medianOf(sample: readonly number[], look: Pick<Median, 'x' | 'tint'>): Median {
  const { value, interval } = summariseDistribution(sample);
  const median = value ?? 0;
  return { ...look, y: median, low: interval?.low ?? median, high: interval?.high ?? median };
}

/** Evenly spread quantiles of a log-normal distribution. */
function spreadAround(median: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, index) => median * Math.exp(SPREAD * normalQuantile((index + 0.5) / count, 0, 1)),
  );
}
