import { collections } from '../../facts/collection.ts';
import type { Identity } from '../../facts/identity.ts';
import type { Manifest } from '../../facts/manifest.ts';
import type { Instant } from '../../facts/schema.ts';
import type { GitHubCollection } from './collections/pageShapes.ts';
import { before, DAY, HOUR } from './instants.ts';

/** Read again what changed this long before the stored facts end: GitHub's copies lag behind one another. */
export const OVERLAP = 48 * HOUR;

/** GitHub keeps check results that long; asking for older ones is in vain. */
export const CHECKS_KEPT = 400 * DAY;

/** Every row is asked for this often, so that one that was deleted is missed. */
const FULL_READ_EVERY = 90 * DAY;

/** @returns the manifest if it is of a reading from GitHub; no other can be built on */
export function fromGitHub(manifest: Manifest | null): Manifest | null {
  return manifest?.source === 'github' ? manifest : null;
}

/** Whether every row must be asked for, because that was long ago or people are told from bots in another way. */
export function isFullReadDue(manifest: Manifest, { botsFingerprint }: Identity, now: Instant): boolean {
  const { wholeAt } = manifest;
  if (wholeAt === null || manifest.botsFingerprint !== botsFingerprint) return true;
  return Date.parse(wholeAt) < Date.parse(before(now, FULL_READ_EVERY));
}

/**
 * Whether a collection can be read on from what is stored: it was read, in the present shape of its rows, without
 * a gap (which would stay for ever), and no row of it is left that GitHub did not count.
 */
export function canReadIncrementally(
  { coverage, unreadable }: Pick<Manifest, 'coverage' | 'unreadable'>,
  collection: GitHubCollection,
): boolean {
  const stored = coverage[collection];
  if (stored === undefined || stored.shape < collections[collection].shape) return false;
  if (stored.expected !== null && stored.read > stored.expected) return false;
  return !unreadable.some((gap) => gap.collection === collection || gap.collection === null);
}
