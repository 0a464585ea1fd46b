import { type ChartSpec, colour, draw, type Label, type LinePoint } from '../drawing.ts';
import { axisFromZero, definePicture, type PictureOptions, plot } from '../picture.ts';

/** Invented: the two pull requests of the page’s example. */
const SMALL = { lines: 200, remarks: 2.5 };
const LARGE = { lines: 600, remarks: 1 };

const SMALLEST = 100;
const LARGEST = 1000;
const STEP = 10;

/** Remarks per 100 lines: the power of the size that goes through both. */
function remarksAt(lines: number): number {
  const exponent = Math.log(LARGE.remarks / SMALL.remarks) / Math.log(LARGE.lines / SMALL.lines);
  return SMALL.remarks * (lines / SMALL.lines) ** exponent;
}

export default definePicture(picture);

/** Remarks per line against the size of the pull request. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const x = axisFromZero(LARGEST, [0, 200, 400, 600, 800, 1000], { name: 'lines in the pull request' });
  const y = axisFromZero(4.9, [0, 1, 2, 3, 4], { name: 'remarks per 100 lines, invented' });
  const { frame, rules, labels } = plot({ width, x, y, right: 22 });

  return draw({ title: 'Remarks by the size of a pull request', description }, frame, {
    rules,
    lines: Array.from({ length: (LARGEST - SMALLEST) / STEP + 1 }, (_, step): LinePoint => {
      const lines = SMALLEST + step * STEP;
      return { x: lines, y: remarksAt(lines), line: 'remarks', colour: colour.series, width: 2 };
    }),
    points: [SMALL, LARGE].map(({ lines, remarks }) => ({
      x: lines,
      y: remarks,
      shape: 'circle',
      size: 60,
      colour: colour.series,
    })),
    labels: [
      ...labels,
      ...[SMALL, LARGE].map(
        ({ lines, remarks }): Label => ({
          x: lines,
          y: remarks,
          lines: [`${lines} lines: ${remarks}`],
          dx: 8,
          dy: -10,
          bold: true,
          colour: colour.ink,
        }),
      ),
    ],
  });
}
