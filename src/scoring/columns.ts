import { numberAt } from '../facts/numberAt.ts';

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
  for (let row = 0; row < indexes.length; row += 1) numbers[row] = numberAt(column, numberAt(indexes, row));
  return numbers;
}

/** @returns the whole numbers at some indexes, in their order */
export function indexesAt(column: Uint32Array, indexes: Uint32Array): Uint32Array {
  return indexes.map((index) => numberAt(column, index));
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
    const [first, second] = [numberAt(moments, a), numberAt(moments, b)];
    return first > second || (first === second && tie(a, b) > 0);
  };
  let starts = [0];
  for (let index = 1; index < rows.length; index += 1)
    if (isAfter(numberAt(rows, index - 1), numberAt(rows, index))) starts.push(index);
  let sorted = rows.slice();
  if (starts.length === 1) return sorted;
  let spare = new Uint32Array(rows.length);
  while (starts.length > 1) {
    for (let run = 0; run < starts.length; run += 2) {
      const [from, middle, end] = [
        numberAt(starts, run),
        starts[run + 1] ?? rows.length,
        starts[run + 2] ?? rows.length,
      ];
      merge(sorted.subarray(from, middle), sorted.subarray(middle, end), spare.subarray(from, end), isAfter);
    }
    [sorted, spare] = [spare, sorted];
    starts = starts.filter((_, run) => run % 2 === 0);
  }
  return sorted;
}

/** Fills rows in order with those of two runs, of which the first comes before the second where they tie. */
function merge(
  first: Uint32Array,
  second: Uint32Array,
  merged: Uint32Array,
  isAfter: (a: number, b: number) => boolean,
): void {
  let [left, right] = [0, 0];
  while (left < first.length && right < second.length) {
    const [a, b] = [numberAt(first, left), numberAt(second, right)];
    const isSecond = isAfter(a, b);
    merged[left + right] = isSecond ? b : a;
    if (isSecond) right += 1;
    else left += 1;
  }
  merged.set(left < first.length ? first.subarray(left) : second.subarray(right), left + right);
}

/** So many orders are remembered. */
const LATEST = 4;

/**
 * @param rankOf what orders rows of one moment, given the number of an item; without it they stay in the order in which they came
 * @returns `inOrder` that remembers the latest orders: most metrics observe the same items at the same moments
 */
export function orders(
  rankOf: (item: number) => number = () => 0,
): (rows: Uint32Array, moments: Float64Array, items: Uint32Array) => Uint32Array {
  let known: { rows: Uint32Array; moments: Float64Array; items: Uint32Array; order: Uint32Array }[] = [];
  return (rows, moments, items) => {
    const found = known.find(
      (each) => isSame(each.rows, rows) && isSame(each.moments, moments) && isSame(each.items, items),
    );
    if (found !== undefined) return found.order;
    const order = inOrder(rows, moments, (a, b) => rankOf(numberAt(items, a)) - rankOf(numberAt(items, b)));
    known = [{ rows, moments, items, order }, ...known.slice(0, LATEST - 1)];
    return order;
  };
}

function isSame<Column extends Float64Array | Uint32Array>(a: Column, b: Column): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let row = 0; row < a.length; row += 1) if (a[row] !== b[row]) return false;
  return true;
}
