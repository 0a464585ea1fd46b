/**
 * @returns the number in a row of a column
 * @throws RangeError when the column has no such row
 */
export function numberAt(column: Float64Array | Uint32Array | readonly number[], row: number): number {
  const number = column[row];
  if (number === undefined) throw new RangeError(`row ${row} of a column of ${column.length}`);
  return number;
}
