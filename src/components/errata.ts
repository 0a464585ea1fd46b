import type { Evidence, Scorecard } from '../scorecard/schema.ts';
import { type Reason, type Restatement, restatementsOf, type Seal } from '../scorecard/seal.ts';

/** A restated number, with the page that it stands on. */
export interface Erratum {
  quarter: string;
  scope: string;
  restatement: Restatement;
  /** The reason that was given when it was accepted; null while nobody has accepted it. */
  why: string | null;
  /** How far the facts had been read. */
  asOf: string;
}

/** Every restatement of sealed quarters: newest quarter first, the accepted ones oldest first, then the open ones. */
export function errataOf(
  seals: readonly Seal[],
  scorecards: readonly Scorecard[],
  evidence: readonly Evidence[],
): Erratum[] {
  return seals
    .toSorted((a, b) => b.quarter.localeCompare(a.quarter) || a.scope.localeCompare(b.scope))
    .flatMap((seal) => {
      const { quarter, scope } = seal;
      const accepted = seal.errata.flatMap(({ asOf, why, restatements }) =>
        restatements.map((restatement) => ({ quarter, scope, restatement, why, asOf })),
      );
      const scorecard = scorecards.find((card) => card.quarter.id === quarter && card.scope.id === scope);
      const items = evidence.find((file) => file.quarter === quarter && file.scope === scope);
      if (scorecard === undefined || items === undefined) return accepted;
      const open = restatementsOf(seal, scorecard, items).map((restatement) => ({
        quarter,
        scope,
        restatement,
        why: null,
        asOf: scorecard.asOf,
      }));
      return [...accepted, ...open];
    });
}

const words: Record<Reason, string> = {
  facts: 'the facts behind it changed',
  definition: 'it follows another version of its definition',
  baseline: 'an earlier quarter that it is compared with changed',
  settings: 'a setting or the way of computing changed',
};

/** Why a number was restated, in words. */
export function reasonWords({ reasons, definition }: Restatement): string {
  return reasons
    .map((reason) =>
      reason === 'definition' && definition !== null
        ? `its definition went from version ${definition.was} to ${definition.now}`
        : words[reason],
    )
    .join('; ');
}

/** Whether a metric's number in a quarter differs from what was sealed. */
export function isRestated(
  errata: readonly Erratum[],
  quarter: string,
  scope: string,
  metric: string,
): boolean {
  return errata.some(
    (erratum) =>
      erratum.quarter === quarter && erratum.scope === scope && erratum.restatement.metric === metric,
  );
}
