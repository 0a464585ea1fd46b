import { type Calendar, inWindow, type Window } from '../facts/quarter.ts';
import type { Period } from './organisation.ts';
import { windowOf } from './ownershipOverTime.ts';

/** What holds from one moment to another. */
export interface Dated<Value> extends Window {
  value: Value;
}

/** Whether an entry holds at a moment. */
export function holdsAt(period: Period, at: number, calendar: Calendar): boolean {
  return inWindow(at, windowOf(period, calendar));
}

/**
 * @param windows at whose edges the value may change
 * @param valueAt what holds at a moment
 * @returns what holds when, oldest first: the first span begins, and the last one ends, at infinity; spans of the same
 * value are one
 */
export function datedValues<Value>(
  windows: readonly Window[],
  valueAt: (at: number) => Value,
): Dated<Value>[] {
  const edges = new Set(windows.flatMap(({ start, end }) => [start, end]));
  const starts = [...edges.add(Number.NEGATIVE_INFINITY).add(Number.POSITIVE_INFINITY)].sort((a, b) => a - b);
  const spans: Dated<Value>[] = [];
  for (const [index, start] of starts.slice(0, -1).entries()) {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const value = valueAt(momentIn({ start, end }));
    const last = spans.at(-1);
    if (last !== undefined && JSON.stringify(last.value) === JSON.stringify(value)) last.end = end;
    else spans.push({ start, end, value });
  }
  return spans;
}

/** @returns a moment of a window, be it finite or not */
function momentIn({ start, end }: Window): number {
  if (Number.isFinite(start)) return start;
  return Number.isFinite(end) ? end - 1 : 0;
}
