import type { Facts } from './collection.ts';
import type { Coverage, Manifest } from './manifest.ts';
import type { Instant, Repository } from './schema.ts';

/** What a source returns of one repository. */
export interface Reading {
  repository: Repository;
  /** Everything known now: what was stored and still stands, and what was read. */
  facts: Facts;
  /** Facts are complete up to here. */
  readThrough: Instant;
  /** By collection: rows read and rows that the source says exist. */
  coverage: Record<string, Coverage>;
  /** Parts that could not be read, in words. */
  unreadable: Manifest['unreadable'];
  /** What was asked of the source; a local source asks nothing. */
  cost: { requests: number; points: number };
}

/** How far a reading has come, for a progress line. */
export interface Progress {
  what: string;
  read: number;
  /** Null when the source does not say how many there are. */
  expected: number | null;
}
