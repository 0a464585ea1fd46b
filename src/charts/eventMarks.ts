import { textWidth } from './textWidth.ts';

/** What happened, as a chart marks it: by a letter that a list beside the chart explains. */
export interface ChartEvent {
  letter: string;
  name: string;
}

/** Where a chart marks something, as a share of its axis of time. */
interface Mark {
  letter: string;
  /** From 0 to 1. */
  at: number;
}

/** The least of a chart's width that its plot takes, as a share, and pixels between two labels. */
const PLOT_SHARE = 0.5;
const GAP = 4;

/**
 * The labels of marks, in a row above the plot: marks too close for labels of their own share one.
 * @param width of the whole chart, in pixels
 * @returns each label with its place and half of its width
 */
export function eventLabels(
  marks: readonly Mark[],
  width: number,
): { text: string; at: number; half: number }[] {
  const groups: Mark[][] = [];
  for (const mark of marks.toSorted((a, b) => a.at - b.at)) {
    const group = groups.at(-1);
    const first = group?.[0];
    const room = textWidth(`${lettersOf(group ?? [])}, ${mark.letter}`) + GAP;
    if (group !== undefined && first !== undefined && (mark.at - first.at) * width * PLOT_SHARE < room)
      group.push(mark);
    else groups.push([mark]);
  }
  return groups.map((group) => {
    const text = lettersOf(group);
    const at = group.reduce((sum, mark) => sum + mark.at, 0) / group.length;
    return { text, at, half: textWidth(text) / 2 };
  });
}

/** @returns a sentence that names what a chart marks; empty when it marks nothing */
export function eventSentence(events: readonly ChartEvent[]): string {
  return events.length === 0
    ? ''
    : ` Marked: ${events.map(({ letter, name }) => `${letter}: ${name}`).join('; ')}.`;
}

function lettersOf(marks: readonly Mark[]): string {
  return marks.map(({ letter }) => letter).join(', ');
}
