import type { Item, Observation } from '../../src/metrics/populations/observation.ts';
import type { Behind } from '../../src/scoring/influence.ts';
import { type Catalogue, catalogueOf } from '../../src/scoring/itemTable.ts';
import type { Rows } from '../../src/scoring/observationRows.ts';

/** @returns columns as the observations that they hold */
export function observationsOf(
  rows: Rows,
  { itemAt, textAt }: Pick<Catalogue, 'itemAt' | 'textAt'>,
): Observation[] {
  const present = (number: number | undefined): number | null =>
    number === undefined || Number.isNaN(number) ? null : number;
  return Array.from(rows.at, (at, index): Observation => {
    const { id, kind, title, url } = itemAt(rows.item[index] ?? 0);
    const note = rows.note?.[index] ?? 0;
    const of = present(rows.of?.[index]);
    const settledAt = present(rows.settledAt?.[index]);
    return {
      at,
      until: present(rows.until?.[index]),
      value: rows.value[index] ?? Number.NaN,
      ...(of === null ? {} : { of }),
      ...(settledAt === null ? {} : { settledAt }),
      item: { id, kind, title, url },
      note: note === 0 ? null : textAt(note - 1),
    };
  });
}

/** One item behind a number. */
export interface Part {
  item: Item;
  at: number;
  value: number | null;
  note: string | null;
}

const { item: numberOf } = catalogueOf();

/** @returns what a number's evidence is written from */
export function behindOf(parts: readonly Part[]): Behind {
  return {
    number: Uint32Array.from(parts, ({ item }) => numberOf(item)),
    item: parts.map(({ item }) => item),
    at: Float64Array.from(parts, ({ at }) => at),
    value: Float64Array.from(parts, ({ value }) => value ?? Number.NaN),
    note: parts.some(({ note }) => note !== null) ? parts.map(({ note }) => note) : null,
  };
}
