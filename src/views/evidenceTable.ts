import { kindWords } from '../scorecard/kindWords.ts';
import type { Evidence, EvidenceItem, MetricResult } from '../scorecard/schema.ts';
import { kinds } from '../stats/kinds.ts';

type Measured = Pick<MetricResult, 'id' | 'kind' | 'better' | 'unit'>;

/**
 * Every item behind a metric's number, the most influential first: the longest or the failing, for a ratio what only
 * adds to its numerator, then the latest.
 * @param evidence the page's; for the organisation, whose own holds only what no team owns, also that of the teams
 * whose facts are in its numbers. An item of several is listed once.
 */
export function rankedEvidence(
  evidence: readonly Evidence[],
  { id, kind, better }: Measured,
): EvidenceItem[] {
  const { failing, weightOfNone } = kinds[kind];
  const sign = failing(better === 'higher');
  const weight = ({ value }: EvidenceItem): number => (value === null ? weightOfNone : sign * value);
  const rows = evidence.flatMap(({ behind }) => behind[id] ?? []);
  return [...new Map(rows.map((row) => [row.id, row])).values()].sort(
    (a, b) =>
      compare(weight(b), weight(a)) ||
      b.at.localeCompare(a.at) ||
      a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

/** The heading of the column that holds each item's part in the number; null when no item has one of its own. */
export function partHeading({ kind }: Measured, rows: readonly EvidenceItem[]): string | null {
  if (rows.every(({ value }) => value === null)) return null;
  return kindWords[kind].partHeading;
}

/** An item's part in the number, in words. */
export function partWords({ kind, unit }: Measured, { value }: EvidenceItem): string {
  const { part, noPart } = kindWords[kind];
  return value === null ? noPart : part(value, unit);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
