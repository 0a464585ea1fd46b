import type { Identity } from '../../facts/identity.ts';
import type { Progress, Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import type { Gaps } from './gaps.ts';
import type { Client } from './transport/client.ts';

/** Reading one repository once: whom to ask, for whom the rows are, what it has cost and what was missing. */
export interface Visit {
  client: Client;
  owner: string;
  name: string;
  /** GitHub's id of the repository. */
  repository: string;
  identity: Identity;
  withPaths: boolean;
  now: Instant;
  cost: Reading['cost'];
  gaps: Gaps;
  onProgress: (progress: Progress) => void;
}

/** Rows that GitHub gave and that are no facts of their collection. */
export interface Excluded {
  /** What they are, in words. */
  what: string;
  count: number;
}

/** The rows of one kind that a visit found. */
export interface Found<Row> {
  rows: Row[];
  /**
   * How many there were, as GitHub said, at the moment up to which the walk has seen all: rows that were made
   * later are neither counted nor missed. Null when it does not say.
   */
  expected: number | null;
  excluded?: Excluded[];
}
