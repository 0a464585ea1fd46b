import { bisector } from 'd3-array';

interface Entry {
  at: number;
  action: () => void;
}

const latestFirst = bisector((entry: Entry, at: number) => at - entry.at);

/** The future events of a discrete-event simulation, carried out in order of time. */
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
    this.#entries.splice(latestFirst.left(this.#entries, at), 0, { at, action });
  }

  /** Plans an action some milliseconds from now. */
  after(delay: number, action: () => void): void {
    this.at(this.now + delay, action);
  }

  /** Carries out everything before `until`; later events never happen. */
  run(until: number): void {
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      if (entry.at >= until) return;
      this.now = entry.at;
      entry.action();
    }
  }
}
