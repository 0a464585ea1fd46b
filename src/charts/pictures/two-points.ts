import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { formatBounds, formatCount } from '../../scorecard/format.ts';
import { compareDistributions, summariseDistribution } from '../../stats/kinds/distribution.ts';
import { type ChartSpec, type Colour, colour, draw, type Label, type Rule } from '../drawing.ts';
import { axisFromZero, definePicture, line, type PictureOptions, plot } from '../picture.ts';

/** Invented, in hours. */
const BASELINE_MEDIAN = 60;
const NOW_MEDIAN = 48;
const SPREAD = 0.6;
/** The baseline's changes for each of this quarter. */
const BASELINE_SHARE = 4;
const HALF_CAP = 0.06;

/** Each pair of points stands in a half of the plot, which is two wide. */
const PANELS = [
  { changes: 27, left: 0 },
  { changes: 108, left: 2 },
] as const;

export default definePicture(picture);

/** A baseline and a quarter with the same medians twice, from few changes and from four times as many. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const x = axisFromZero(4, [], { name: 'medians with their 95\u00a0% intervals' });
  const y = axisFromZero(92, [0, 24, 48, 72], { name: 'hours, invented' });
  const { frame, rules, labels } = plot({ width, x, y });
  const panels = PANELS.map(panelOf);

  return draw({ title: 'The same two medians, from few and from many changes', description }, frame, {
    rules: [
      ...rules,
      line([2, 0], [2, frame.y[1]], { colour: colour.grid }),
      ...panels.flatMap(({ points }) => points.flatMap(whisker)),
    ],
    lines: panels.flatMap(({ left, points }) =>
      points.map(({ at, value }) => ({
        x: at,
        y: value,
        line: `panel-${left}`,
        colour: colour.muted,
        width: 1,
      })),
    ),
    points: panels.flatMap(({ points }) =>
      points.map(({ at, value, tint }) => ({
        x: at,
        y: value,
        shape: 'circle' as const,
        size: 70,
        colour: tint,
      })),
    ),
    labels: [
      ...labels,
      ...panels.flatMap(({ points }) =>
        points.flatMap(({ at, value, name, tint }): Label[] => [
          { x: at, y: 0, lines: [name], dy: 14, align: 'center', colour: tint },
          {
            x: at,
            y: value,
            lines: [formatBounds([value], 'hours')],
            dx: 13,
            dy: -8,
            bold: true,
            colour: tint,
          },
        ]),
      ),
      ...panels.map(
        ({ left, words }): Label => ({
          x: left + 1,
          y: frame.y[1],
          lines: words,
          dy: 14,
          align: 'center',
          bold: true,
          colour: colour.ink,
        }),
      ),
    ],
  });
}

interface Median {
  at: number;
  name: string;
  value: number;
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
    medianOf(baseline, { at: left + 0.5, name: 'baseline', tint: colour.baseline }),
    medianOf(now, { at: left + 1.3, name: 'now', tint: colour.series }),
  ];
  const words = [
    `${formatCount(changes, 'change', 'changes')} now`,
    `ratio ${low.toFixed(2)}–${high.toFixed(2)}`,
    low <= 1 && 1 <= high ? 'may be one value' : 'two values',
  ];
  return { left, points, words };
}

function medianOf(sample: readonly number[], look: Pick<Median, 'at' | 'name' | 'tint'>): Median {
  const { value, interval } = summariseDistribution(sample);
  const median = value ?? 0;
  return { ...look, value: median, low: interval?.low ?? median, high: interval?.high ?? median };
}

function whisker({ at, low, high, tint }: Median): Rule[] {
  const look = { colour: tint, width: 2 };
  const cap = (end: number) => line([at - HALF_CAP, end], [at + HALF_CAP, end], look);
  return [line([at, low], [at, high], look), cap(low), cap(high)];
}

/** Evenly spread quantiles of a log-normal distribution. */
function spreadAround(median: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, index) => median * Math.exp(SPREAD * normalQuantile((index + 0.5) / count, 0, 1)),
  );
}
