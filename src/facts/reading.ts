import type { Facts } from './collection.ts';
import type { Identity } from './identity.ts';
import type { Provenance } from './manifest.ts';
import type { Repository } from './schema.ts';

/** What a source returns of one repository, with the entries of its manifest. */
export interface Reading extends Omit<Provenance, 'source' | 'keyFingerprint' | 'botsFingerprint'> {
  repository: Repository;
  /** Everything known now: stored rows that are still valid, and what was read. */
  facts: Facts;
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

/** @returns the manifest entries of a reading, without those that the store computes */
export function provenanceOf(
  { repository, facts, cost, ...read }: Reading,
  source: Provenance['source'],
  { keyFingerprint, botsFingerprint }: Identity,
): Provenance {
  return { source, keyFingerprint, botsFingerprint, ...read };
}
