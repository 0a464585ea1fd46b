import { collections } from '../../facts/collection.ts';
import type { Identity } from '../../facts/identity.ts';
import type { Manifest } from '../../facts/manifest.ts';
import type { Instant } from '../../facts/schema.ts';
import { DAY, HOUR } from '../../facts/time.ts';
import type { GitHubCollection } from './collections/pageShapes.ts';
import { before } from './instants.ts';

/** What changed this long before the stored facts end is read again, because GitHub's replicas lag. */
export const OVERLAP = 48 * HOUR;

/** GitHub deletes check results that are older. */
export const CHECKS_KEPT = 400 * DAY;

/** Every row is asked for this often, so that deleted rows are noticed. */
const FULL_READ_EVERY = 90 * DAY;

/** @returns the manifest if it is of a reading from GitHub; no other can be extended */
export function fromGitHub(manifest: Manifest | null): Manifest | null {
  return manifest?.source === 'github' ? manifest : null;
}

/** Whether every row must be asked for: the last full reading was long ago, or the list of bots has changed. */
export function isFullReadDue(manifest: Manifest, { botsFingerprint }: Identity, now: Instant): boolean {
  const { wholeAt } = manifest;
  if (wholeAt === null || manifest.botsFingerprint !== botsFingerprint) return true;
  return Date.parse(wholeAt) < Date.parse(before(now, FULL_READ_EVERY));
}

/**
 * Whether a collection can be read incrementally: its rows are stored in their current shape, without a gap (which
 * would remain), and there are no more of them than GitHub counts.
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
