/** Somebody, by a number that holds within one scoring and means nothing outside it. */
export type Person = number;

/** The number of every deleted account: they cannot be told apart. Everybody else's is above it. */
export const DELETED: Person = 0;

/** People by their names. */
export interface PersonNumbers {
  numberOf: (name: string) => Person;
  /** In the order of their numbers, the first of which is 1. */
  names: readonly string[];
}

/** Numbers people in the order in which they are met. */
export function personNumbers(): PersonNumbers {
  const numbers = new Map<string, Person>();
  const names: string[] = [];
  return {
    names,
    numberOf: (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const number = names.push(name);
      numbers.set(name, number);
      return number;
    },
  };
}

/**
 * Pull requests that people opened, with who reviewed them, as columns: the place in them is a pull request's number.
 * Moments are milliseconds since the epoch, NaN where there is none. Never leaves the scoring.
 */
export interface PullColumns {
  author: Uint32Array;
  openedAt: Float64Array;
  /** When it was merged or closed. */
  endedAt: Float64Array;
  /** NaN unless merged into a counted branch. */
  mergedAt: Float64Array;
  /** Where its reviews begin in the columns below; they end where those of the next begin, so there is one more. */
  reviewsFrom: Uint32Array;
  /** Of each review by another, whenever it came. */
  reviewer: Uint32Array;
  reviewedAt: Float64Array;
}

/** @returns columns that have room for so many pull requests and reviews */
export function emptyColumns(pulls: number, reviews: number): PullColumns {
  return {
    author: new Uint32Array(pulls),
    openedAt: new Float64Array(pulls),
    endedAt: new Float64Array(pulls),
    mergedAt: new Float64Array(pulls),
    reviewsFrom: new Uint32Array(pulls + 1),
    reviewer: new Uint32Array(reviews),
    reviewedAt: new Float64Array(reviews),
  };
}

/** @returns the columns without the room that was not needed */
export function firstOf(columns: PullColumns, pulls: number): PullColumns {
  const reviews = columns.reviewsFrom[pulls];
  return {
    author: columns.author.subarray(0, pulls),
    openedAt: columns.openedAt.subarray(0, pulls),
    endedAt: columns.endedAt.subarray(0, pulls),
    mergedAt: columns.mergedAt.subarray(0, pulls),
    reviewsFrom: columns.reviewsFrom.subarray(0, pulls + 1),
    reviewer: columns.reviewer.subarray(0, reviews),
    reviewedAt: columns.reviewedAt.subarray(0, reviews),
  };
}
