import { type ChartSpec, colour, draw, type Label, type LinePoint } from '../drawing.ts';
import { axisFromZero, definePicture, type PictureOptions, plot } from '../picture.ts';

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
function picture({ width, description }: PictureOptions): ChartSpec {
  const x = axisFromZero(1, [0, 0.25, 0.5, 0.75, 1], { name: 'utilisation', suffix: '%', factor: 100 });
  const y = axisFromZero(21, [0, 5, 10, 15, 20], { name: 'waiting, in multiples of the work itself' });
  const { frame, rules, labels } = plot({ width, x, y, right: 24 });

  return draw({ title: 'Waiting against utilisation', description }, frame, {
    rules,
    lines: Array.from({ length: STEPS + 1 }, (_, step): LinePoint => {
      const utilisation = (LAST * step) / STEPS;
      return { x: utilisation, y: wait(utilisation), line: 'wait', colour: colour.series, width: 2 };
    }),
    points: MARKED.map((utilisation) => ({
      x: utilisation,
      y: wait(utilisation),
      shape: 'circle',
      size: 60,
      colour: colour.series,
    })),
    labels: [
      ...labels,
      ...MARKED.map((utilisation): Label => {
        const times = Math.round(wait(utilisation));
        return {
          x: utilisation,
          y: wait(utilisation),
          lines: [`${utilisation * 100}\u00a0%: ${times === 1 ? 'once' : `${times} times`}`],
          dx: -10,
          dy: -12,
          align: 'right',
          bold: true,
          colour: colour.ink,
        };
      }),
    ],
  });
}
