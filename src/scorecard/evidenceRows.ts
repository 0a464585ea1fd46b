import type { Evidence, EvidenceItem } from './schema.ts';

/** @returns the items behind a metric's number with their part in it, in the order of the evidence's items */
export function evidenceRows({ items, behind }: Evidence, metric: string): EvidenceItem[] {
  const columns = behind[metric];
  if (columns === undefined) return [];
  return columns.item
    .map((index, row) => ({ index, row }))
    .sort((a, b) => a.index - b.index)
    .flatMap(({ index, row }): EvidenceItem[] => {
      const item = items[index];
      const at = columns.at[row];
      if (item === undefined || at === undefined) return [];
      return [
        {
          ...item,
          at: new Date(at).toISOString(),
          value: columns.value[row] ?? null,
          note: columns.note?.[row] ?? null,
        },
      ];
    });
}
