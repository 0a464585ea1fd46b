import { textWidth } from './textWidth.ts';
import { type Layer, LINE_HEIGHT, pixels, valueChannel } from './theme.ts';
import type { ValueAxis } from './valueAxis.ts';

/** An upright line with words beside it, in a row of their own. */
export interface Upright {
  /** In the metric's unit. */
  value: number;
  text: string;
  weight: 400 | 600;
}

/** How a line is drawn, and by `besideLayer` the words beside it. */
interface Beside {
  /** As the axis shows it. */
  value: number;
  /** Where the line begins, and where the words are, in pixels. */
  top: number;
  y: number;
  align: 'left' | 'right';
  dx: number;
}

/** Pixels between a line and its words. */
const GAP = 5;

/**
 * The rows and sides of the words beside up to three upright lines, so that no line runs through the words of another:
 * each line begins in its own row and goes down through those below.
 * @param width of the plot, in pixels
 * @param foot where the last row ends, in pixels
 */
export function besideUprights<Given extends Upright>(
  lines: readonly Given[],
  { low, high, shown }: ValueAxis,
  { width, foot }: { width: number; foot: number },
): (Given & Beside)[] {
  const placed = lines.map((line) => ({ ...line, place: (shown(line.value) - low) / (high - low) }));
  const layouts = orders(placed).flatMap((order) => sides(order));
  const [best = []] = layouts.toSorted((a, b) => cost(a, width) - cost(b, width));
  return best.map(({ line, isLeft }, row) => {
    const top = foot + (row - best.length) * LINE_HEIGHT;
    return {
      ...line,
      value: shown(line.value),
      top,
      y: top + LINE_HEIGHT / 2,
      align: isLeft ? 'right' : 'left',
      dx: isLeft ? -GAP : GAP,
    };
  });
}

/** A line whose words are on its left or on its right. */
interface Sided<Line> {
  line: Line;
  isLeft: boolean;
}

function orders<Line>(lines: readonly Line[]): Line[][] {
  if (lines.length === 0) return [[]];
  return lines.flatMap((first, index) =>
    orders(lines.toSpliced(index, 1)).map((others) => [first, ...others]),
  );
}

function sides<Line>([line, ...others]: readonly Line[]): Sided<Line>[][] {
  if (line === undefined) return [[]];
  return sides(others).flatMap((rest) => [false, true].map((isLeft) => [{ line, isLeft }, ...rest]));
}

/** A line through words is worst, then words beyond the plot, then words on the side with less room. */
function cost(layout: readonly Sided<Upright & { place: number }>[], width: number): number {
  return layout.reduce((sum, { line, isLeft }, row) => {
    const reach = (textWidth(line.text, line.weight === 600 ? 'bold' : 'normal') + 2 * GAP) / width;
    const [from, to] = isLeft ? [line.place - reach, line.place] : [line.place, line.place + reach];
    const crossed = layout
      .slice(0, row)
      .filter((above) => from < above.line.place && above.line.place < to).length;
    const beyond = Math.max(0, -from) + Math.max(0, to - 1);
    return sum + 100 * crossed + 10 * beyond + (isLeft === line.place > 0.5 ? 0 : 1);
  }, 0);
}

/** The words beside upright lines, in a data source. */
export function besideLayer(name: string): Layer {
  return {
    data: { name },
    mark: {
      type: 'text',
      align: { expr: 'datum.align' },
      dx: { expr: 'datum.dx' },
      fontWeight: { expr: 'datum.weight' },
    },
    encoding: { x: valueChannel('value'), y: pixels('y'), text: { field: 'text' } },
  };
}
