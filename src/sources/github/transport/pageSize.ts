/** Successful pages before a smaller page grows again. */
const GROW_AFTER = 4;

/** How many rows to ask for at once: halved when GitHub cannot answer, restored step by step while it can. */
export class PageSize {
  #maximum: number;
  #size: number;
  #successes = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
    this.#size = maximum;
  }

  get size(): number {
    return this.#size;
  }

  shrink(): void {
    this.#successes = 0;
    this.#size = Math.max(1, Math.floor(this.#size / 2));
  }

  /** Halves the maximum too: GitHub never allows so many rows of this query. */
  shrinkForGood(): void {
    this.shrink();
    this.#maximum = this.#size;
  }

  succeed(): void {
    this.#successes += 1;
    if (this.#successes < GROW_AFTER) return;
    this.#successes = 0;
    this.#size = Math.min(this.#maximum, this.#size * 2);
  }
}
