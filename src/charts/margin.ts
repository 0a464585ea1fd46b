import { type Colour, type Frame, type Label, pixelsTo, yAt } from './drawing.ts';
import { LINE_HEIGHT, textWidth, widestOf } from './textWidth.ts';

/** A label to the right of the plot, beside the value that it names. */
export interface MarginLabel {
  value: number;
  lines: readonly string[];
  bold?: boolean;
  colour?: Colour;
  /** A line below of another colour: a verdict below its value. */
  tail?: { text: string; colour: Colour };
}

const GAP = 10;
/** Between two labels, so that neither reads on into the next. */
const LEADING = 5;

/** Pixels that the labels need to the right of the plot. */
export function marginRoom(labels: readonly MarginLabel[]): number {
  const widths = labels.map(({ lines, bold, tail }) =>
    Math.max(widestOf(lines, bold === true ? 'bold' : 'normal'), textWidth(tail?.text ?? '')),
  );
  return Math.ceil(Math.max(0, ...widths)) + (labels.length > 0 ? GAP + 2 : GAP);
}

/** The labels where none covers another, each as near its value as the others allow. */
export function marginLabels(labels: readonly MarginLabel[], frame: Frame): Label[] {
  const wished = labels.map(({ value, lines, tail }) => ({
    y: pixelsTo(frame, value),
    height: (lines.length + (tail === undefined ? 0 : 1)) * LINE_HEIGHT + LEADING,
  }));
  const centres = spread(wished, -LINE_HEIGHT / 2, frame.height + LINE_HEIGHT / 2);
  return labels.flatMap(({ value, tail, ...label }, index): Label[] => {
    const y = centres[index] ?? pixelsTo(frame, value);
    const at = { x: frame.x[1], dx: GAP };
    if (tail === undefined) return [{ ...label, ...at, y: yAt(frame, y) }];
    return [
      { ...label, ...at, y: yAt(frame, y - LINE_HEIGHT / 2) },
      {
        ...at,
        y: yAt(frame, y + (label.lines.length * LINE_HEIGHT) / 2),
        lines: [tail.text],
        colour: tail.colour,
      },
    ];
  });
}

/**
 * Moves blocks apart, in pixels from the top; none above `top` or below `bottom` as long as there is room for all.
 * @returns the centres, in the order given
 */
export function spread(
  blocks: readonly { y: number; height: number }[],
  top: number,
  bottom: number,
): number[] {
  const order = blocks.map(({ y, height }, index) => ({ index, y, half: height / 2 }));
  order.sort((a, b) => a.y - b.y || a.index - b.index);
  let ceiling = top;
  for (const block of order) {
    block.y = Math.max(block.y, ceiling + block.half);
    ceiling = block.y + block.half;
  }
  let floor = bottom;
  for (const block of order.toReversed()) {
    block.y = Math.min(block.y, floor - block.half);
    floor = block.y - block.half;
  }
  return order.sort((a, b) => a.index - b.index).map(({ y }) => y);
}
