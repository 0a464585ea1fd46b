interface Entry {
  at: number;
  action: () => void;
}

/** The events still to come of a discrete-event simulation, carried out in order of time. */
export class Agenda {
  now: number;
  /** Latest first, so that the next event is the last element. */
  readonly #entries: Entry[] = [];

  /** @param start milliseconds since the epoch */
  constructor(start: number) {
    this.now = start;
  }

  /** Plans an action; of two at the same moment, the one planned first comes first. */
  at(at: number, action: () => void): void {
    if (at < this.now) throw new RangeError(`cannot plan ${at - this.now} ms into the past`);
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && entry.at > at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { at, action });
  }

  /** Plans an action some milliseconds from now. */
  after(delay: number, action: () => void): void {
    this.at(this.now + delay, action);
  }

  /** Carries out everything before `until`; what lies later never happens. */
  run(until: number): void {
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      if (entry.at >= until) return;
      this.now = entry.at;
      entry.action();
    }
  }
}
