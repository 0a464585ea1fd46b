import { at } from '../metrics/populations/columns.ts';

/** @returns the numbers of all parts, one part after the other */
export function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  return fill(new Float64Array(lengthOf(parts)), parts);
}

/** @returns the whole numbers of all parts, one part after the other */
export function joinIndexes(parts: readonly Uint32Array[]): Uint32Array {
  return fill(new Uint32Array(lengthOf(parts)), parts);
}

function lengthOf(parts: readonly { length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function fill<Column extends Float64Array | Uint32Array>(column: Column, parts: readonly Column[]): Column {
  let index = 0;
  for (const part of parts) {
    column.set(part, index);
    index += part.length;
  }
  return column;
}

/** @returns the numbers at some indexes, in their order */
export function numbersAt(column: Float64Array, indexes: Uint32Array): Float64Array {
  const numbers = new Float64Array(indexes.length);
  for (let row = 0; row < indexes.length; row += 1) numbers[row] = at(column, at(indexes, row));
  return numbers;
}

/** @returns the whole numbers at some indexes, in their order */
export function indexesAt(column: Uint32Array, indexes: Uint32Array): Uint32Array {
  return indexes.map((index) => at(column, index));
}

/**
 * Sorts rows stably by a moment of each, by merging runs that are in order already: parts mostly are.
 * @param tie of rows of one moment, above 0 when the first comes after the second
 */
export function inOrder(
  rows: Uint32Array,
  moments: Float64Array,
  tie: (a: number, b: number) => number = () => 0,
): Uint32Array {
  const isAfter = (a: number, b: number): boolean => {
    const [first, second] = [at(moments, a), at(moments, b)];
    return first > second || (first === second && tie(a, b) > 0);
  };
  let sorted = rows.slice();
  let spare = new Uint32Array(rows.length);
  let starts = [0];
  for (let row = 1; row < rows.length; row += 1)
    if (isAfter(at(rows, row - 1), at(rows, row))) starts.push(row);
  while (starts.length > 1) {
    for (let run = 0; run < starts.length; run += 2) {
      let to = at(starts, run);
      const middle = starts[run + 1] ?? rows.length;
      const end = starts[run + 2] ?? rows.length;
      let [left, right] = [to, middle];
      for (; to < end; to += 1) {
        const isRight = left === middle || (right < end && isAfter(at(sorted, left), at(sorted, right)));
        spare[to] = at(sorted, isRight ? right : left);
        if (isRight) right += 1;
        else left += 1;
      }
    }
    [sorted, spare] = [spare, sorted];
    starts = starts.filter((_, run) => run % 2 === 0);
  }
  return sorted;
}
