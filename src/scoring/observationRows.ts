import { numberAt } from '../facts/numberAt.ts';
import type { Clusters } from '../stats/kind.ts';
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

/**
 * @param missing the part of the denominator of a row without one
 * @returns the values of rows by what they depend on together; null when no row names it
 */
export function clustersIn(parts: readonly Rows[], missing: number): Clusters | null {
  if (parts.every(({ cluster }) => cluster === null)) return null;
  const alone: Cluster[] = [];
  const together = new Map<number, Cluster>();
  for (const { value, of, cluster } of parts) {
    for (const [row, number] of value.entries()) {
      const name = cluster === null ? 0 : numberAt(cluster, row);
      const known = together.get(name);
      const group = known ?? { values: [], of: 0 };
      const part = of === null ? Number.NaN : numberAt(of, row);
      group.values.push(number);
      group.of += Number.isNaN(part) ? missing : part;
      if (name === 0) alone.push(group);
      else if (known === undefined) together.set(name, group);
    }
  }
  return [...together.values(), ...alone];
}

interface Cluster {
  values: number[];
  of: number;
}
