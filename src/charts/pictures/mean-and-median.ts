import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { formatBounds } from '../../scorecard/format.ts';
import { summariseDistribution } from '../../stats/kinds/distribution.ts';
import { type Area, type ChartSpec, colour, draw, type Label, type Rule, yAt } from '../drawing.ts';
import { axisFromZero, definePicture, line, type PictureOptions, plot } from '../picture.ts';

const CHANGES = 61;
/** In hours. */
const MEDIAN = 24;
const BIN = 12;
const BINS = 23;
const GAP = 1;

export default definePicture(picture);

/** A histogram of invented durations with a long tail, and where mean and median lie in it. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const durations = skewed();
  const median = summariseDistribution(durations).value ?? 0;
  const mean = durations.reduce((sum, duration) => sum + duration, 0) / durations.length;
  const faster = durations.filter((duration) => duration < mean).length;
  const bins = Array.from(
    { length: BINS },
    (_, bin) => durations.filter((duration) => Math.floor(duration / BIN) === bin).length,
  );
  const most = Math.max(...bins);
  const x = axisFromZero(BIN * BINS, [0, 48, 96, 144, 192, 240], {
    name: 'hours that a change took, invented',
  });
  const y = axisFromZero(most * 1.3, [0, 5, 10, 15], { name: `changes in each ${BIN} hours` });
  const { frame, rules, labels } = plot({ width, x, y });

  const markers = [
    {
      value: median,
      pixels: 10,
      tint: colour.series,
      words: [`median ${formatBounds([median], 'hours')}: half took less`],
    },
    {
      value: mean,
      pixels: 36,
      tint: colour.signal,
      words: [`mean ${formatBounds([mean], 'hours')}: ${faster} of ${CHANGES} took less`],
    },
  ];

  return draw({ title: 'Mean and median of skewed durations', description }, frame, {
    areas: bins.flatMap((count, bin): Area[] =>
      count === 0
        ? []
        : [{ x: bin * BIN + GAP, x2: (bin + 1) * BIN - GAP, y: 0, y2: count, colour: colour.limit }],
    ),
    rules: [
      ...rules,
      ...markers.map(
        ({ value, pixels, tint }): Rule =>
          line([value, 0], [value, yAt(frame, pixels)], { colour: tint, width: 2 }),
      ),
    ],
    labels: [
      ...labels,
      ...markers.map(
        ({ value, pixels, tint, words }): Label => ({
          x: value,
          y: yAt(frame, pixels),
          lines: words,
          dx: 7,
          dy: 4,
          bold: true,
          colour: tint,
        }),
      ),
    ],
  });
}

/** Evenly spread quantiles of a log-normal distribution, in hours. */
function skewed(): number[] {
  return Array.from(
    { length: CHANGES },
    (_, index) => MEDIAN * Math.exp(normalQuantile((index + 0.5) / CHANGES, 0, 1)),
  );
}
