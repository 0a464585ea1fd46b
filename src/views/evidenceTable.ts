import { evidenceRows } from '../scorecard/evidenceRows.ts';
import { formatValue } from '../scorecard/format.ts';
import type { Evidence, EvidenceItem, MetricResult } from '../scorecard/schema.ts';

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
  const sign = kind === 'proportion' && better === 'higher' ? -1 : 1;
  const none = kind === 'ratio' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const weight = ({ value }: EvidenceItem): number => (value === null ? none : sign * value);
  const rows = evidence.flatMap((page) => evidenceRows(page, id));
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
  switch (kind) {
    case 'distribution':
    case 'ratio':
      return 'Value';
    case 'proportion':
      return 'Counts';
    case 'level':
      return 'Share of the quarter';
    case 'rate':
      return null;
  }
}

/** An item's part in the number, in words. */
export function partWords({ kind, unit }: Measured, { value }: EvidenceItem): string {
  if (value === null) return kind === 'ratio' ? 'above the line' : 'no value';
  switch (kind) {
    case 'distribution':
    case 'ratio':
      return formatValue(value, unit);
    case 'proportion':
      return value === 1 ? 'yes' : 'no';
    case 'level':
      return formatValue(value, 'share');
    case 'rate':
      return '';
  }
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
