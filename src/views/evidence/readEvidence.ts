import type { z } from 'zod';
import { type EvidenceIndex, indexSchema, itemsSchema, rowsSchema } from './evidencePages.ts';

/** An item behind a number, as the page lists it. */
export interface ListedItem {
  id: string;
  title: string;
  url: string | null;
  /** In milliseconds since the epoch. */
  at: number;
  value: number | null;
  note: string | null;
}

/** Gives a file of evidence by its name; its content is checked by its reader. */
export type ReadFile = (name: string) => Promise<unknown>;

/** The first bytes of what gzip compressed. */
const GZIP = [0x1f, 0x8b];

/** Reads every item behind a metric from the files of one scorecard, the most influential first. */
export async function readEvidence(read: ReadFile, metric: string): Promise<ListedItem[]> {
  const index = await parsed(read, 'index', indexSchema);
  const parts = await Promise.all(
    (index.rows[metric] ?? []).map((file) => parsed(read, `rows-${file}`, rowsSchema)),
  );
  const rows = parts.flatMap((part) => part[metric] ?? []);
  const itemOf = await itemsOf(read, index, new Set(rows.map(([item]) => Math.floor(item / index.perFile))));
  return rows.map(([number, seconds, value, note]) => {
    const [id, title, url] = itemOf(number);
    return { id, title, url, at: seconds * 1000, value, note };
  });
}

async function itemsOf(read: ReadFile, { perFile }: EvidenceIndex, files: ReadonlySet<number>) {
  const known = new Map(
    await Promise.all(
      [...files].map(async (file) => [file, await parsed(read, `items-${file}`, itemsSchema)] as const),
    ),
  );
  return (number: number): z.infer<typeof itemsSchema>[number] => {
    const item = known.get(Math.floor(number / perFile))?.[number % perFile];
    if (item === undefined) throw new Error(`the evidence has no item ${number}`);
    return item;
  };
}

async function parsed<T>(read: ReadFile, name: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await read(name));
}

/**
 * Reads files of evidence from the site. A host may send them as they are or, as it does with other files, say that
 * they are compressed, so that the browser has opened them already.
 * @param folder its address, with a slash at its end
 * @throws when a file cannot be fetched
 */
export function evidenceFiles(folder: string): ReadFile {
  return async (name) => {
    const address = `${folder}${name}.json.gz`;
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isCompressed = GZIP.every((byte, index) => bytes[index] === byte);
    const stream = new Blob([bytes]).stream();
    const text = isCompressed ? stream.pipeThrough(new DecompressionStream('gzip')) : stream;
    return new Response(text).json();
  };
}
