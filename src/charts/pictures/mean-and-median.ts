import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { formatBounds } from '../../scorecard/format.ts';
import { summariseDistribution } from '../../stats/kinds/distribution.ts';
import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

const CHANGES = 61;
/** In hours. */
const MEDIAN = 24;
const BIN = 12;
const BINS = 23;

export default definePicture(picture);

/** A histogram of invented durations with a long tail, and where mean and median lie in it. */
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const durations = skewed();
  const median = summariseDistribution(durations).value ?? 0;
  const mean = durations.reduce((sum, duration) => sum + duration, 0) / durations.length;
  const faster = durations.filter((duration) => duration < mean).length;
  const bins = Array.from({ length: BINS }, (_, bin) => ({
    x: bin * BIN,
    x2: (bin + 1) * BIN,
    y: durations.filter((duration) => Math.floor(duration / BIN) === bin).length,
  }));
  const most = Math.max(...bins.map(({ y }) => y));
  const x = axis('x', 'hours that a change took, invented', [0, BIN * BINS], {
    width,
    values: [0, 48, 96, 144, 192, 240],
  });
  const y = axis('y', `changes in each ${BIN} hours`, [0, most * 1.3], { width, values: [0, 5, 10, 15] });
  const markers = [
    {
      x: median,
      y: most * 1.25,
      colour: colour.series,
      text: `median ${formatBounds([median], 'hours')}: half took less`,
    },
    {
      x: mean,
      y: most * 1.1,
      colour: colour.signal,
      text: `mean ${formatBounds([mean], 'hours')}: ${faster} of ${CHANGES} took less`,
    },
  ];
  return pictureOf('Mean and median of skewed durations', options, [
    {
      data: { values: bins },
      mark: { type: 'bar', binSpacing: 2 },
      encoding: { x: { ...x, bin: 'binned' }, x2: { field: 'x2' }, y },
    },
    {
      data: { values: markers },
      mark: { type: 'rule', strokeWidth: 2, stroke: { expr: 'datum.colour' } },
      encoding: { x, y, y2: { datum: 0 } },
    },
    notes(
      markers.map((marker) => ({ ...marker, dx: 7, dy: 4, bold: true })),
      x,
      y,
    ),
  ]);
}

/** Evenly spread quantiles of a log-normal distribution, in hours. */
function skewed(): number[] {
  return Array.from(
    { length: CHANGES },
    (_, index) => MEDIAN * Math.exp(normalQuantile((index + 0.5) / CHANGES, 0, 1)),
  );
}
