/** Pages asked without trouble before a shrunken page grows again. */
const GROW_AFTER = 4;

/** How many rows to ask for at once: halved when GitHub cannot answer, slowly restored while it can. */
export class PageSize {
  #most: number;
  #size: number;
  #successes = 0;

  constructor(most: number) {
    this.#most = most;
    this.#size = most;
  }

  get size(): number {
    return this.#size;
  }

  shrink(): void {
    this.#successes = 0;
    this.#size = Math.max(1, Math.floor(this.#size / 2));
  }

  /** Halves for good: GitHub never allows so many rows of this query. */
  limit(): void {
    this.shrink();
    this.#most = this.#size;
  }

  succeed(): void {
    this.#successes += 1;
    if (this.#successes < GROW_AFTER) return;
    this.#successes = 0;
    this.#size = Math.min(this.#most, this.#size * 2);
  }
}
