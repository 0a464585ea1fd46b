import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

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
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const x = axis('x', 'lines in the pull request', [0, LARGEST], { width });
  const y = axis('y', 'remarks per 100 lines, invented', [0, 5], { width });
  const line = Array.from({ length: (LARGEST - SMALLEST) / STEP + 1 }, (_, step) => {
    const lines = SMALLEST + step * STEP;
    return { x: lines, y: remarksAt(lines) };
  });
  const marked = [SMALL, LARGE].map(({ lines, remarks }) => ({ x: lines, y: remarks }));
  return pictureOf('Remarks by the size of a pull request', options, [
    { data: { values: line }, mark: 'line', encoding: { x, y } },
    {
      data: { values: marked },
      mark: { type: 'point', fill: colour.series, stroke: colour.series, size: 60 },
      encoding: { x, y },
    },
    notes(
      marked.map((at) => ({ ...at, text: `${at.x} lines: ${at.y}`, dx: 8, dy: -10, bold: true })),
      x,
      y,
    ),
  ]);
}
