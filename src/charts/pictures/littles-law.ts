import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

/** Items finished a day. */
const THROUGHPUT = 4;
const MARKED = [12, 20];
/** The step whose two sides are named: so many items more, so many days more. */
const STEP = [12, 16] as const;

/** Little’s law: mean time in a steady system = items inside ÷ items finished a day. In days. */
function timeInSystem(open: number): number {
  return open / THROUGHPUT;
}

export default definePicture(picture);

/** The line of Little’s law for one throughput. */
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const x = axis('x', `items in progress, with ${THROUGHPUT} finished a day`, [0, 25], {
    width,
    values: [0, 4, 8, 12, 16, 20, 24],
  });
  const y = axis('y', 'days that each item takes', [0, 6.4], { width, values: [0, 1, 2, 3, 4, 5, 6] });
  const [from, to] = STEP;
  const [low, high] = [timeInSystem(from), timeInSystem(to)];
  const place = (open: number) => ({ x: open, y: timeInSystem(open) });
  return pictureOf('Time in the system against work in progress', options, [
    {
      data: {
        values: [
          { x: from, x2: to, y: low, y2: low },
          { x: to, x2: to, y: low, y2: high },
        ],
      },
      mark: { type: 'rule', strokeWidth: 1.25 },
      encoding: { x, x2: { field: 'x2' }, y, y2: { field: 'y2' } },
    },
    { data: { values: [0, 24].map(place) }, mark: 'line', encoding: { x, y } },
    {
      data: { values: MARKED.map(place) },
      mark: { type: 'point', fill: colour.series, stroke: colour.series, size: 60 },
      encoding: { x, y },
    },
    notes(
      [
        ...MARKED.map((open) => ({
          ...place(open),
          text: `${open} open: ${timeInSystem(open)} days`,
          dx: -8,
          dy: -12,
          align: 'right' as const,
          bold: true,
        })),
        { x: (from + to) / 2, y: low, text: `${to - from} more`, dy: 11, align: 'center' },
        { x: to, y: (low + high) / 2, text: `${high - low} day more`, dx: 7 },
      ],
      x,
      y,
    ),
  ]);
}
