import type { Instant } from '../../../facts/schema.ts';

/** Rows from GitHub that are not facts of their collection. */
export interface Excluded {
  /** What they are, in words. */
  what: string;
  count: number;
}

/** The rows of one collection that were read. */
export interface Found<Row> {
  rows: Row[];
  /**
   * How many there were, as GitHub said, at the moment up to which all were seen: rows that were created later are
   * neither counted nor missed. Null when GitHub does not say.
   */
  expected: number | null;
  /** All rows from this moment on were asked for; null or absent when all were, from the first. */
  since?: Instant | null;
  excluded?: Excluded[];
  /** Rows that are left for the next reading. */
  left?: number;
}
