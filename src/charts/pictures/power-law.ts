import { type ChartSpec, colour, draw, type Frame, isNarrow } from '../drawing.ts';
import { definePicture, line, nameBelow, type PictureOptions, roomBelow } from '../picture.ts';
import { wrap } from '../textWidth.ts';

/** Invented: changes merged in a quarter, by role. */
const MERGED = [40, 20, 13, 10, 8, 7, 6, 5, 5, 4];
const HALF_BAR = 0.36;
const EDGE = 12;

export default definePicture(picture);

/** What ten roles merged, from most to least, and the mean that most of them lie below. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const mean = MERGED.reduce((sum, merged) => sum + merged, 0) / MERGED.length;
  const below = MERGED.filter((merged) => merged < mean).length;
  const names = wrap('changes merged in a quarter by each of ten roles, invented', width - 2 * EDGE);
  const frame: Frame = {
    width: width - 2 * EDGE,
    height: isNarrow(width) ? 190 : 220,
    padding: { top: EDGE, right: EDGE, bottom: roomBelow(names), left: EDGE },
    x: [-0.5, MERGED.length - 0.5],
    y: [0, Math.max(...MERGED)],
  };
  const [left, right] = frame.x;

  return draw({ title: 'What can be counted, by role', description }, frame, {
    areas: MERGED.map((merged, role) => ({
      x: role - HALF_BAR,
      x2: role + HALF_BAR,
      y: 0,
      y2: merged,
      colour: colour.limit,
    })),
    rules: [
      line([left, 0], [right, 0]),
      line([left, mean], [right, mean], { colour: colour.ink, width: 1.5 }),
    ],
    labels: [
      ...MERGED.map((merged, role) => ({
        x: role,
        y: 0,
        lines: [String(merged)],
        dy: 14,
        align: 'center' as const,
        colour: colour.ink,
      })),
      nameBelow(names, frame),
      {
        x: right,
        y: mean,
        lines: [`mean ${mean.toFixed(1)}: ${below} of ${MERGED.length} lie below`],
        dy: -12,
        align: 'right',
        bold: true,
        colour: colour.ink,
      },
    ],
  });
}
