import { axis, definePicture, notes, type PictureOptions, pictureOf } from '../picture.ts';
import { type ChartSpec, colour } from '../theme.ts';

const MARKED = [0.5, 0.8, 0.9, 0.95];
const LAST = 0.953;
const STEPS = 200;

/**
 * The mean wait in a queue with random arrivals, one server and exponential service times (M/M/1), in multiples of the
 * mean work: ρ ÷ (1 − ρ).
 */
function wait(utilisation: number): number {
  return utilisation / (1 - utilisation);
}

export default definePicture(picture);

/** Waiting against utilisation, with the values that the page names. */
function picture(options: PictureOptions): ChartSpec {
  const { width } = options;
  const x = axis('x', 'utilisation', [0, 1], { width, values: [0, 0.25, 0.5, 0.75, 1], format: '.0%' });
  const y = axis('y', 'waiting, in multiples of the work itself', [0, 21], { width });
  const place = (utilisation: number) => ({ x: utilisation, y: wait(utilisation) });
  const line = Array.from({ length: STEPS + 1 }, (_, step) => place((LAST * step) / STEPS));
  return pictureOf('Waiting against utilisation', options, [
    { data: { values: line }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y } },
    {
      data: { values: MARKED.map(place) },
      mark: { type: 'point', fill: colour.series, stroke: colour.series, size: 60 },
      encoding: { x, y },
    },
    notes(
      MARKED.map((utilisation) => {
        const times = Math.round(wait(utilisation));
        return {
          ...place(utilisation),
          text: `${utilisation * 100}\u00a0%: ${times === 1 ? 'once' : `${times} times`}`,
          dx: -10,
          dy: -12,
          align: 'right',
          bold: true,
        };
      }),
      x,
      y,
    ),
  ]);
}
