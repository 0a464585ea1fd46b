import type { MetricResult } from '../../scorecard/schema.ts';
import { byInfluence } from '../evidenceTable.ts';
import type { ListedItem } from './readEvidence.ts';

/** How items are ordered. */
export type Order = 'influence' | 'newest' | 'oldest';

/** The items that hold a text, whatever its case, in the order that was asked for. */
export function arranged(
  items: readonly ListedItem[],
  metric: Pick<MetricResult, 'kind' | 'better'>,
  { text, order }: { text: string; order: Order },
): ListedItem[] {
  const wanted = text.trim().toLowerCase();
  const found = items.filter(({ id, title, note }) =>
    `${id} ${title} ${note ?? ''}`.toLowerCase().includes(wanted),
  );
  if (order === 'influence') return found.sort(byInfluence(metric));
  return found.sort((a, b) => (order === 'newest' ? b.at - a.at : a.at - b.at));
}
