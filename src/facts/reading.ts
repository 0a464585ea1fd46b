import type { Facts } from './collection.ts';
import type { Identity } from './identity.ts';
import type { Provenance } from './manifest.ts';
import type { Repository } from './schema.ts';

/** What a source returns of one repository, with what its manifest is to say of it. */
export interface Reading extends Omit<Provenance, 'source' | 'keyFingerprint' | 'botsFingerprint'> {
  repository: Repository;
  /** Everything known now: what was stored and still stands, and what was read. */
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

/** @returns what the manifest of a reading says, beside what the store works out */
export function provenanceOf(
  { repository, facts, cost, ...read }: Reading,
  source: Provenance['source'],
  { keyFingerprint, botsFingerprint }: Identity,
): Provenance {
  return { source, keyFingerprint, botsFingerprint, ...read };
}
