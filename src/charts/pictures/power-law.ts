import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

/** Invented: changes merged in a quarter, by role. */
const MERGED = [40, 20, 13, 10, 8, 7, 6, 5, 5, 4];

export default definePicture(picture);

/** What ten roles merged, from most to least, and the mean that most of them lie below. */
function picture(options: PictureOptions): ChartSpec {
  const mean = MERGED.reduce((sum, merged) => sum + merged, 0) / MERGED.length;
  const below = MERGED.filter((merged) => merged < mean).length;
  const values = MERGED.map((y, x) => ({ x, y }));
  const x = axis(
    'x',
    'changes merged in a quarter by each of ten roles, invented',
    [-0.5, MERGED.length - 0.5],
    {
      ...options,
      values: MERGED.map((_, role) => role),
      labelExpr: `${JSON.stringify(MERGED)}[datum.value] + ''`,
    },
  );
  const y = axis('y', '', [0, Math.max(...MERGED)], { ...options, values: [] });
  return pictureOf('What can be counted, by role', options, [
    { data: { values }, mark: { type: 'bar', width: 20 }, encoding: { x, y } },
    {
      data: { values: [{ y: mean }] },
      mark: { type: 'rule', stroke: colour.ink, strokeWidth: 1.5 },
      encoding: { y },
    },
    notes(
      [
        {
          x: MERGED.length - 0.5,
          y: mean,
          text: `mean ${mean.toFixed(1)}: ${below} of ${MERGED.length} lie below`,
          dy: -12,
          align: 'right',
          bold: true,
        },
      ],
      x,
      y,
    ),
  ]);
}
