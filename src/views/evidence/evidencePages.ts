import { z } from 'zod';
import type { Evidence, EvidenceItem, MetricResult } from '../../scorecard/schema.ts';
import { rankedEvidence } from '../evidenceTable.ts';

/** Everything behind a scorecard's numbers in files that a page asks for: what is behind several numbers is written once. */

/** What the files of a scorecard's evidence hold. */
export const indexSchema = z.strictObject({
  /** How many files of items there are. */
  items: z.int(),
  /** How many items each of them holds, but for the last. */
  perFile: z.int(),
  /** The files of rows, by metric. */
  rows: z.record(z.string(), z.array(z.int())),
});

/** Items: identifier, title, address. */
export const itemsSchema = z.array(z.tuple([z.string(), z.string(), z.string().nullable()]));

/** By metric, the most influential first: the item's number, its moment in seconds since the epoch, its value, its note. */
export const rowsSchema = z.record(
  z.string(),
  z.array(z.tuple([z.int(), z.int(), z.number().nullable(), z.string().nullable()])),
);

export type EvidenceIndex = z.infer<typeof indexSchema>;
type Rows = z.infer<typeof rowsSchema>;

/** A file of evidence, by its name without the extension. */
export interface EvidencePage {
  name: string;
  content: EvidenceIndex | z.infer<typeof itemsSchema> | Rows;
}

/** So many that a file stays below 150 kB when it is compressed. */
const ITEMS = 2000;
const ROWS = 8000;

/** Divides a scorecard's evidence into files. */
export function evidencePages(
  evidence: Evidence,
  metrics: readonly Pick<MetricResult, 'id' | 'kind' | 'better' | 'unit'>[],
  { items: perFile = ITEMS, rows: perRows = ROWS } = {},
): EvidencePage[] {
  const items: EvidenceItem[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (item: EvidenceItem): number => {
    const known = numbers.get(item.id);
    if (known !== undefined) return known;
    numbers.set(item.id, items.length);
    items.push(item);
    return items.length - 1;
  };
  const files: Rows[] = [];
  const where: Record<string, number[]> = {};
  let room = 0;
  for (const metric of metrics) {
    const rows = rankedEvidence([evidence], metric).map((item): Rows[string][number] => [
      numberOf(item),
      Math.round(Date.parse(item.at) / 1000),
      item.value,
      item.note,
    ]);
    for (let from = 0; from < rows.length; ) {
      if (room === 0) {
        files.push({});
        room = perRows;
      }
      const part = rows.slice(from, from + room);
      const file = files.at(-1);
      if (file) file[metric.id] = part;
      where[metric.id] = [...(where[metric.id] ?? []), files.length - 1];
      room -= part.length;
      from += part.length;
    }
  }
  const chunks = Array.from({ length: Math.ceil(items.length / perFile) }, (_, index) =>
    items.slice(index * perFile, (index + 1) * perFile),
  );
  return [
    { name: 'index', content: { items: chunks.length, perFile, rows: where } },
    ...chunks.map((chunk, index) => ({
      name: `items-${index}`,
      content: chunk.map(({ id, title, url }): [string, string, string | null] => [id, title, url]),
    })),
    ...files.map((content, index) => ({ name: `rows-${index}`, content })),
  ];
}
