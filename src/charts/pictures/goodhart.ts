import { type ChartSpec, type Colour, colour, draw, type LinePoint, type Point } from '../drawing.ts';
import { type MarginLabel, marginLabels, marginRoom } from '../margin.ts';
import { axisFromZero, definePicture, line, type PictureOptions, plot } from '../picture.ts';

/** Invented, by month. */
const REVIEWS = [40, 40, 40, 49, 57, 64];
const DEFECTS = [20, 20, 20, 20, 20, 20];
const GOAL = 60;
/** The first month in which the goal held, counted from 0. */
const GOAL_FROM = 3;

export default definePicture(picture);

/** Reviews that climb towards a goal, and the defects found in them, which do not. */
function picture({ width, description }: PictureOptions): ChartSpec {
  const margin: MarginLabel[] = [
    { value: last(REVIEWS), lines: [`${last(REVIEWS)} reviews`], bold: true, colour: colour.series },
    { value: last(DEFECTS), lines: [`${last(DEFECTS)} defects`, 'found'], bold: true, colour: colour.signal },
  ];
  const months = axisFromZero(0, [], { name: `month, with the goal from month ${GOAL_FROM + 1} on` });
  const x = { ...months, domain: [-0.4, REVIEWS.length - 0.8] as const };
  const y = axisFromZero(72, [0, 20, 40, 60], { name: 'per month, invented' });
  const { frame, rules, labels } = plot({ width, x, y, right: marginRoom(margin) });
  const start = GOAL_FROM - 0.5;

  return draw({ title: 'Reviews counted and defects found', description }, frame, {
    areas: [{ x: start, x2: frame.x[1], y: 0, y2: frame.y[1], colour: colour.band }],
    rules: [...rules, line([start, GOAL], [frame.x[1], GOAL], { width: 1.5, dash: [4, 3] })],
    lines: [...joined(REVIEWS, colour.series), ...joined(DEFECTS, colour.signal)],
    points: [...dots(REVIEWS, colour.series), ...dots(DEFECTS, colour.signal)],
    labels: [
      ...labels,
      ...REVIEWS.map((_, month) => ({
        x: month,
        y: 0,
        lines: [String(month + 1)],
        dy: 14,
        align: 'center' as const,
      })),
      { x: start, y: GOAL, lines: [`the goal: ${GOAL}`], dx: -6, align: 'right' },
      {
        x: 0,
        y: REVIEWS[0] ?? 0,
        lines: [`${REVIEWS[0]} reviews`],
        dx: -6,
        dy: -14,
        bold: true,
        colour: colour.series,
      },
      {
        x: 0,
        y: DEFECTS[0] ?? 0,
        lines: [`${DEFECTS[0]} defects found`],
        dx: -6,
        dy: -14,
        bold: true,
        colour: colour.signal,
      },
      ...marginLabels(margin, frame),
    ],
  });
}

function last(values: readonly number[]): number {
  return values.at(-1) ?? 0;
}

function joined(values: readonly number[], tint: Colour): LinePoint[] {
  return values.map((y, x) => ({ x, y, line: tint, colour: tint, width: 2 }));
}

function dots(values: readonly number[], tint: Colour): Point[] {
  return values.map((y, x) => ({ x, y, shape: 'circle', size: 40, colour: tint }));
}
