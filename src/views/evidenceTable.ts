import { inPeriods, periodName } from '../facts/periodWords.ts';
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
export function rankedEvidence(evidence: readonly Evidence[], metric: Measured): EvidenceItem[] {
  const rows = evidence.flatMap(({ behind }) => behind[metric.id] ?? []);
  const order = byInfluence(metric);
  return [...new Map(rows.map((row) => [row.id, row])).values()]
    .map((item) => ({ item, key: { id: item.id, value: item.value, at: Date.parse(item.at) } }))
    .sort((a, b) => order(a.key, b.key))
    .map(({ item }) => item);
}

/** What decides an item's place in a list; `at` in milliseconds since the epoch. */
interface Placed {
  id: string;
  value: number | null;
  at: number;
}

/** Compares items: the most influential first, then the latest. */
export function byInfluence({
  kind,
  better,
}: Pick<Measured, 'kind' | 'better'>): (a: Placed, b: Placed) => number {
  const { failing, weightOfNone } = kinds[kind];
  const sign = failing(better === 'higher');
  const weight = ({ value }: Placed): number => (value === null ? weightOfNone : sign * value);
  return (a, b) =>
    compare(weight(b), weight(a)) || b.at - a.at || a.id.localeCompare(b.id, 'en', { numeric: true });
}

/**
 * The heading of the column that holds each item's part in the number; null when no item has one of its own.
 * @param quarter its id, for what its periods are called
 */
export function partHeading(
  { kind }: Pick<Measured, 'kind'>,
  rows: readonly Pick<EvidenceItem, 'value'>[],
  quarter: string,
): string | null {
  if (rows.every(({ value }) => value === null)) return null;
  const heading = kindWords[kind].partHeading;
  return heading === null ? null : inPeriods(heading, periodName(quarter));
}

/** An item's part in the number, in words. */
export function partWords(
  { kind, unit }: Pick<Measured, 'kind' | 'unit'>,
  { value }: Pick<EvidenceItem, 'value'>,
): string {
  const { part, noPart } = kindWords[kind];
  return value === null ? noPart : part(value, unit);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
