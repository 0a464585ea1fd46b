import { formatBounds } from '../../scorecard/format.ts';
import { axis, definePicture, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

/** Change fail rates of the clusters in DORA’s report of 2024, in the order of the clusters. */
const CLUSTERS = [
  { name: 'elite', rate: 0.05 },
  { name: 'high', rate: 0.2 },
  { name: 'medium', rate: 0.1 },
  { name: 'low', rate: 0.4 },
] as const;

export default definePicture(picture);

/** The fail rates of the clusters, which do not rise from cluster to cluster. */
function picture(options: PictureOptions): ChartSpec {
  const rows = CLUSTERS.map(({ name, rate }, row) => {
    const next = CLUSTERS[row + 1];
    const beyond = next !== undefined && next.rate < rate ? next : null;
    const text = formatBounds([rate], 'share');
    return {
      name,
      x: rate,
      text: beyond === null ? text : `${text}, above ${beyond.name}`,
      colour: beyond === null ? colour.limit : colour.signal,
      ink: beyond === null ? colour.ink : colour.signal,
    };
  });
  const x = axis('x', 'changes that fail, by cluster of DORA’s report of 2024', [0, 0.4], {
    ...options,
    format: '.0%',
  });
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    axis: { title: null, labelColor: colour.ink },
  } as const;
  const data = { values: rows };
  return pictureOf(
    'Change fail rates of the clusters of 2024',
    options,
    [
      { data, mark: { type: 'bar', size: 16, fill: { expr: 'datum.colour' } }, encoding: { x, y } },
      {
        data,
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 600, fill: { expr: 'datum.ink' } },
        encoding: { x, y, text: { field: 'text' } },
      },
    ],
    { step: 30 },
  );
}
