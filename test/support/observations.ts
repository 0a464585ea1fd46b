import type { Item, Observation } from '../../src/metrics/populations/observation.ts';
import type { Rows } from '../../src/scoring/observationRows.ts';
import type { TextTable } from '../../src/scoring/textTable.ts';

/** @returns columns as the observations that they hold */
export function observationsOf(
  rows: Rows,
  { itemAt, texts }: { itemAt: (number: number) => Item; texts: Pick<TextTable, 'at'> },
): Observation[] {
  const present = (number: number | undefined): number | null =>
    number === undefined || Number.isNaN(number) ? null : number;
  return Array.from(rows.at, (at, index): Observation => {
    const { id, kind, title, url } = itemAt(rows.item[index] ?? Number.NaN);
    const note = rows.note?.[index] ?? 0;
    const of = present(rows.of?.[index]);
    const settledAt = present(rows.settledAt?.[index]);
    const cluster = rows.cluster?.[index] ?? 0;
    return {
      at,
      until: present(rows.until?.[index]),
      value: rows.value[index] ?? Number.NaN,
      ...(of === null ? {} : { of }),
      ...(settledAt === null ? {} : { settledAt }),
      ...(cluster === 0 ? {} : { cluster: texts.at(cluster) }),
      item: { id, kind, title, url },
      note: note === 0 ? null : texts.at(note),
    };
  });
}
