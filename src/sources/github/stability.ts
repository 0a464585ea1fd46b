import { createHash } from 'node:crypto';
import type { Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import { isFinal, LONGEST_WORKFLOW } from './collections/deployments.ts';
import type { State } from './collections/repository.ts';
import { CHECKS_KEPT, OVERLAP } from './incremental.ts';
import { before } from './instants.ts';

/**
 * Whether a later look that finds the same state may take the facts for the same: nothing changed so lately that
 * GitHub's copies may differ, nothing was left out, no check is running, and each deployment that may still
 * change is one that the state covers.
 */
export function isStable(
  { newest, deployments }: State,
  { facts, unreadable }: Pick<Reading, 'facts' | 'unreadable'>,
  now: Instant,
): boolean {
  const isBefore = (moment: Instant, milliseconds: number) =>
    Date.parse(moment) < Date.parse(before(now, milliseconds));
  return (
    unreadable.length === 0 &&
    (newest === null || isBefore(newest, OVERLAP)) &&
    facts.checks.every(
      ({ conclusion, createdAt }) => conclusion !== null || isBefore(createdAt, CHECKS_KEPT),
    ) &&
    facts.deployments.every(
      (row) => deployments.has(row.id) || (isFinal(row) && isBefore(row.createdAt, LONGEST_WORKFLOW)),
    )
  );
}

/** @returns what recognises a state as it was read, with paths or without */
export function stateFingerprint({ fingerprint }: State, withPaths: boolean): string {
  return createHash('sha256').update(JSON.stringify({ fingerprint, withPaths })).digest('hex');
}
