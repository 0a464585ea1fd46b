/** How a habit changes over time: values at dates, straight lines between them, level before and after. */
export type Course = readonly (readonly [date: string, value: number])[];

/** @returns the value of a course at a moment */
export function valueAt(course: Course, at: number): number {
  let before: { at: number; value: number } | undefined;
  for (const [date, value] of course) {
    const point = { at: Date.parse(date), value };
    if (point.at >= at) {
      if (before === undefined) return value;
      return before.value + ((value - before.value) * (at - before.at)) / (point.at - before.at);
    }
    before = point;
  }
  if (before === undefined) throw new RangeError('a course needs at least one point');
  return before.value;
}
