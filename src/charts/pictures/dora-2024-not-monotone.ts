import { formatBounds } from '../../scorecard/format.ts';
import { type ChartSpec, colour, draw, type Label } from '../drawing.ts';
import { axisFromZero, definePicture, type PictureOptions, rowAt, rowPlot } from '../picture.ts';
import { textWidth } from '../textWidth.ts';

/** Change fail rates of the clusters in DORA’s report of 2024, in the order of the clusters. */
const CLUSTERS = [
  { name: 'elite', rate: 0.05 },
  { name: 'high', rate: 0.2 },
  { name: 'medium', rate: 0.1 },
  { name: 'low', rate: 0.4 },
] as const;

const HALF_BAR = 8;
const GAP = 8;

export default definePicture(picture);

/** The fail rates of the clusters, which do not rise from cluster to cluster. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const highest = Math.max(...CLUSTERS.map(({ rate }) => rate));
  const x = axisFromZero(highest, [0, 0.1, 0.2, 0.3, 0.4], {
    name: 'changes that fail, by cluster of DORA’s report of 2024',
    suffix: '%',
    factor: 100,
  });
  const { frame, rules, labels } = rowPlot({
    width,
    names: CLUSTERS.map(({ name }) => name),
    x,
    right: Math.ceil(textWidth(formatBounds([highest], 'share'), 'bold')) + GAP + 2,
  });
  const rows = CLUSTERS.map(({ rate }, row) => {
    const next = CLUSTERS[row + 1];
    return { rate, row, beyond: next !== undefined && next.rate < rate ? next : null };
  });

  return draw({ title: 'Change fail rates of the clusters of 2024', description }, frame, {
    areas: rows.map(({ rate, row, beyond }) => ({
      x: 0,
      x2: rate,
      y: rowAt(row) - HALF_BAR,
      y2: rowAt(row) + HALF_BAR,
      colour: beyond === null ? colour.limit : colour.signal,
    })),
    rules: rules.filter((rule) => rule.x === 0),
    labels: [
      ...labels,
      ...rows.map(({ rate, row, beyond }): Label => {
        const text = formatBounds([rate], 'share');
        return {
          x: rate,
          y: rowAt(row),
          lines: [beyond === null ? text : `${text}, above ${beyond.name}`],
          dx: GAP,
          bold: true,
          colour: beyond === null ? colour.ink : colour.signal,
        };
      }),
    ],
  });
}
