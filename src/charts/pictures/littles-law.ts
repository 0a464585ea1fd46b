import { type ChartSpec, colour, draw, type Label } from '../drawing.ts';
import { axisFromZero, definePicture, line, type PictureOptions, plot } from '../picture.ts';

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
function picture({ width, description }: PictureOptions): ChartSpec {
  const x = axisFromZero(25, [0, 4, 8, 12, 16, 20, 24], {
    name: `items in progress, with ${THROUGHPUT} finished a day`,
  });
  const y = axisFromZero(6.4, [0, 1, 2, 3, 4, 5, 6], { name: 'days that each item takes' });
  const { frame, rules, labels } = plot({ width, x, y });
  const [from, to] = STEP;
  const side = { width: 1.25 };
  const more = timeInSystem(to) - timeInSystem(from);

  return draw({ title: 'Time in the system against work in progress', description }, frame, {
    rules: [
      ...rules,
      line([from, timeInSystem(from)], [to, timeInSystem(from)], side),
      line([to, timeInSystem(from)], [to, timeInSystem(to)], side),
    ],
    lines: [0, 24].map((open) => ({
      x: open,
      y: timeInSystem(open),
      line: 'law',
      colour: colour.series,
      width: 2,
    })),
    points: MARKED.map((open) => ({
      x: open,
      y: timeInSystem(open),
      shape: 'circle',
      size: 60,
      colour: colour.series,
    })),
    labels: [
      ...labels,
      ...MARKED.map(
        (open): Label => ({
          x: open,
          y: timeInSystem(open),
          lines: [`${open} open: ${timeInSystem(open)} days`],
          dx: -8,
          dy: -12,
          align: 'right',
          bold: true,
          colour: colour.ink,
        }),
      ),
      {
        x: (from + to) / 2,
        y: timeInSystem(from),
        lines: [`${to - from} more`],
        dy: 11,
        align: 'center',
      },
      {
        x: to,
        y: timeInSystem((from + to) / 2),
        lines: [`${more} day more`],
        dx: 7,
      },
    ],
  });
}
