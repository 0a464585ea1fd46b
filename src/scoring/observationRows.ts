import { indexesAt, numbersAt } from './columns.ts';

/** Observations as columns. NaN is absence; null is a column without anything in it. */
export interface Rows {
  at: Float64Array;
  until: Float64Array | null;
  value: Float64Array;
  of: Float64Array | null;
  settledAt: Float64Array | null;
  /** Numbers of the scope's texts, which name what rows depend on together: 0 stands alone. */
  cluster: Uint32Array | null;
  /** Numbers of the scope's items. */
  item: Uint32Array;
  /** Numbers of the scope's texts: 0 is none. */
  note: Uint32Array | null;
}

/** What was remarked at which moment, in order of time: numbers of texts. */
export interface Remarks {
  at: Float64Array;
  text: Uint32Array;
}

/** From when to when something lasted. */
export interface OpenSpans {
  from: Float64Array;
  /** NaN while it lasts. */
  to: Float64Array;
  /** And one: 0 is none. */
  item: Uint32Array;
}

export const noRows: Rows = {
  item: new Uint32Array(),
  at: new Float64Array(),
  until: null,
  value: new Float64Array(),
  of: null,
  settledAt: null,
  cluster: null,
  note: null,
};

/** @returns the rows from one index up to another, in the same memory */
export function rowsBetween(rows: Rows, from: number, to: number): Rows {
  return eachColumn(
    rows,
    (column) => column.subarray(from, to),
    (column) => column.subarray(from, to),
  );
}

/** @returns the rows at some indexes, in their order */
export function rowsAt(rows: Rows, indexes: Uint32Array): Rows {
  return eachColumn(
    rows,
    (column) => numbersAt(column, indexes),
    (column) => indexesAt(column, indexes),
  );
}

function eachColumn(
  { at, until, value, of, settledAt, cluster, item, note }: Rows,
  numbers: (column: Float64Array) => Float64Array,
  indexes: (column: Uint32Array) => Uint32Array,
): Rows {
  return {
    at: numbers(at),
    until: until && numbers(until),
    value: numbers(value),
    of: of && numbers(of),
    settledAt: settledAt && numbers(settledAt),
    cluster: cluster && indexes(cluster),
    item: indexes(item),
    note: note && indexes(note),
  };
}
