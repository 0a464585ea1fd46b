/** Successful pages before a smaller page grows again. */
const GROW_AFTER = 4;
/** The most of them, after growing has failed several times. */
const GROW_AFTER_AT_MOST = 64;

/**
 * How many rows to ask for at once: halved when GitHub cannot answer, restored step by step while it can. One failure
 * of a size that was answered before is taken for chance, so that a server that fails every so often costs a retry and
 * not ever smaller pages.
 */
export class PageSize {
  #maximum: number;
  #size: number;
  /** The largest size that is known to be answered. */
  #answered = 0;
  #failures = 0;
  #successes = 0;
  #growAfter = GROW_AFTER;

  constructor(maximum: number) {
    this.#maximum = maximum;
    this.#size = maximum;
  }

  get size(): number {
    return this.#size;
  }

  /** GitHub could not answer in time, or only in part. */
  fail(): void {
    this.#failures += 1;
    const isKnown = this.#size <= this.#answered;
    if (isKnown && this.#failures === 1) return;
    // What has just grown was too much: it is tried less often.
    if (!isKnown && this.#answered > 0) this.#growAfter = Math.min(GROW_AFTER_AT_MOST, this.#growAfter * 2);
    this.#halve();
  }

  /** Halves the maximum too: GitHub never allows so many rows of this query. */
  failForGood(): void {
    this.#halve();
    this.#maximum = this.#size;
  }

  succeed(): void {
    if (this.#size > this.#answered && this.#answered > 0) this.#growAfter = GROW_AFTER;
    this.#answered = Math.max(this.#answered, this.#size);
    this.#failures = 0;
    this.#successes += 1;
    if (this.#successes < this.#growAfter) return;
    this.#successes = 0;
    this.#size = Math.min(this.#maximum, this.#size * 2);
  }

  #halve(): void {
    this.#successes = 0;
    this.#size = Math.max(1, Math.floor(this.#size / 2));
    this.#answered = Math.min(this.#answered, this.#size);
  }
}
