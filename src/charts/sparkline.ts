import { valueAxis } from './axis.ts';
import { type ChartOptions, type ChartSpec, colour, draw, type LinePoint } from './drawing.ts';
import type { QuarterPoint } from './quarterTrend.ts';

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 5;

/**
 * A metric by quarter in the height of a table's row, without words: a line with gaps, a dash at the foot for a quarter
 * without a value, a dot for the last one.
 * @returns null when no quarter has a value
 */
export function sparkline(
  points: readonly Pick<QuarterPoint, 'quarter' | 'value'>[],
  { title, description, width = WIDTH, unit }: ChartOptions & { unit: string },
): ChartSpec | null {
  const valued = points.flatMap(({ value }, index) => (value === null ? [] : [{ x: index, y: value }]));
  if (valued.length === 0) return null;

  const { domain } = valueAxis(
    valued.map(({ y }) => y),
    unit,
  );
  const last = points.length - 1;
  let line = '';
  const lines = valued.map(({ x, y }, at): LinePoint => {
    if (valued[at - 1]?.x !== x - 1) line = `from-${x}`;
    return { x, y, line, colour: colour.series, width: 1.25 };
  });
  return draw(
    { title, description },
    {
      width: width - 2 * MARGIN,
      height: HEIGHT - 2 * MARGIN,
      padding: { top: MARGIN, right: MARGIN, bottom: MARGIN, left: MARGIN },
      x: [0, Math.max(1, last)],
      y: domain,
    },
    {
      rules: points.flatMap(({ value }, x) =>
        value === null
          ? [{ x: x - 0.25, x2: x + 0.25, y: domain[0], y2: domain[0], colour: colour.muted, width: 1.25 }]
          : [],
      ),
      lines,
      points: valued
        .filter(({ x }) => x === last || isAlone(x, points))
        .map(({ x, y }) => ({
          x,
          y,
          shape: 'circle' as const,
          size: x === last ? 34 : 10,
          colour: colour.series,
        })),
    },
  );
}

function isAlone(index: number, points: readonly Pick<QuarterPoint, 'value'>[]): boolean {
  const absent = (at: number) => (points[at]?.value ?? null) === null;
  return absent(index - 1) && absent(index + 1);
}
