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
