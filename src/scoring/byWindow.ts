import type { Window } from '../facts/quarter.ts';

/** What was computed once for each window. */
export class ByWindow<Value> {
  readonly #byStart = new Map<number, Map<number, Value>>();

  /** @returns what is known of a window; what is made of it where nothing is */
  of({ start, end }: Window, make: () => Value): Value {
    let byEnd = this.#byStart.get(start);
    if (byEnd === undefined) {
      byEnd = new Map();
      this.#byStart.set(start, byEnd);
    }
    const known = byEnd.get(end);
    if (known !== undefined) return known;
    const made = make();
    byEnd.set(end, made);
    return made;
  }
}
