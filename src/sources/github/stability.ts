import type { Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import { sha256 } from '../../facts/sha256.ts';
import { isFinal, LONGEST_WORKFLOW } from './collections/deployments.ts';
import type { State } from './collections/repository.ts';
import { CHECKS_KEPT, OVERLAP } from './incremental.ts';
import { before } from './instants.ts';

/**
 * Whether the facts are the same as long as the state is: nothing changed so recently that GitHub's replicas may
 * differ, nothing was left out, no check is running, and the state covers each deployment that may still change.
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

/** @returns the fingerprint of a state as it was read, with paths or without */
export function stateFingerprint({ fingerprint }: State, withPaths: boolean): string {
  return sha256(JSON.stringify({ fingerprint, withPaths }));
}
