import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Problem } from '../../facts/problem.ts';
import { sha256 } from '../../facts/sha256.ts';
import { type CsvRow, csvRows } from './csvText.ts';
import type { TableDeclaration } from './declaration.ts';
import type { ExportFile } from './exportFiles.ts';

/** A table of text in a file, as the database can read it. */
export interface ReadableText {
  /** The file itself, or a copy with nothing but the table, in UTF-8. */
  path: string;
  header: string[];
  /** Lines of the file before the table. */
  linesBefore: number;
}

type Encoding = NonNullable<TableDeclaration['encoding']>;

const DECODERS: Record<Encoding, string> = {
  'utf-8': 'utf-8',
  'utf-16': 'utf-16le',
  'latin-1': 'windows-1252',
};

/** Enough for any preamble and header. */
const HEAD = 1 << 20;

/**
 * Finds the table in a file of text: after a preamble, before a footer, in any encoding.
 * @param place of the declaration
 * @param temporary where a copy may be put
 * @throws Problem (exit 2) for an empty file, one without the table, and one that is not in its encoding
 */
export async function readableText(
  { path, name }: ExportFile,
  table: TableDeclaration,
  delimiter: string,
  temporary: string,
): Promise<ReadableText> {
  const bytes = await headOf(path);
  if (bytes.length === 0) throw emptyFile(path);
  const encoding = table.encoding ?? (hasMark16(bytes) ? 'utf-16' : 'utf-8');
  const head = decoded(bytes, encoding, bytes.length >= HEAD, path);
  const before = table.header === undefined ? 0 : linesBefore(head, table, path);
  const text = before === 0 ? head : head.split('\n').slice(before).join('\n');
  const header = firstRow(text, delimiter)?.cells.map((cell) => cell.trim());
  if (header === undefined) throw emptyFile(path);
  if (encoding === 'utf-8' && before === 0 && table.until === undefined)
    return { path, header, linesBefore: 0 };
  const copy = join(temporary, `${sha256(name).slice(0, 16)}.csv`);
  await copyTable(path, copy, encoding, before, table.until);
  return { path: copy, header, linesBefore: before };
}

function firstRow(text: string, delimiter: string): CsvRow | undefined {
  for (const row of csvRows(text, delimiter)) return row;
  return undefined;
}

/** @returns the text of a file in which lines are counted */
export async function wholeText(path: string): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of contentOf(path)) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function contentOf(path: string): Readable {
  const file = createReadStream(path);
  return path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
}

async function headOf(path: string): Promise<Buffer> {
  if (!path.endsWith('.gz')) {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of contentOf(path)) {
      const bytes = Buffer.from(part);
      parts.push(bytes);
      length += bytes.length;
      if (length >= HEAD) break;
    }
  } catch (cause) {
    throw new Problem({
      place: path,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: 'a complete file in gzip',
      remedy: 'Copy it again: it may still have been on its way.',
      cause,
    });
  }
  return Buffer.concat(parts);
}

const hasMark16 = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

function decoderOf(encoding: Encoding, bytes: Buffer): TextDecoder {
  const name = encoding === 'utf-16' && bytes[0] === 0xfe ? 'utf-16be' : DECODERS[encoding];
  return new TextDecoder(name, { fatal: true });
}

function decoded(bytes: Buffer, encoding: Encoding, isCut: boolean, path: string): string {
  try {
    return decoderOf(encoding, bytes).decode(bytes, { stream: isCut });
  } catch (cause) {
    throw new Problem({
      place: path,
      found: `bytes that are not ${encoding.toUpperCase()}`,
      expected: 'a text in the declared encoding, UTF-8 unless another is declared',
      remedy: 'Declare `encoding: latin-1` or `encoding: utf-16` for this table, or export it as UTF-8.',
      exitCode: 2,
      cause,
    });
  }
}

function linesBefore(head: string, { header = '', table }: TableDeclaration, path: string): number {
  const pattern = new RegExp(header);
  const places = head
    .split('\n')
    .flatMap((line, index) => (pattern.test(line.replace(/\r$/, '')) ? [index] : []));
  const place = places[table - 1];
  if (place !== undefined) return place;
  throw new Problem({
    place: path,
    found: `${places.length === 0 ? 'no line' : `${places.length} lines`} that match \`${header}\``,
    expected: table === 1 ? 'the header of the table' : `at least ${table}: the header of table ${table}`,
    remedy: 'Correct `header` or `table` in the import, or put the file of the right tool there.',
    exitCode: 2,
  });
}

/** Copies the lines of a table, without its preamble and footer, as UTF-8. */
async function copyTable(
  from: string,
  to: string,
  encoding: Encoding,
  before: number,
  until: string | undefined,
): Promise<void> {
  const end = until === undefined ? null : new RegExp(until);
  const first = (await headOf(from)).subarray(0, 2);
  const decoder = decoderOf(encoding, first);
  const text = new Transform({
    transform(part: Buffer, _, done) {
      done(null, decoder.decode(part, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
  const lines = createInterface({ input: contentOf(from).pipe(text), crlfDelay: Number.POSITIVE_INFINITY });
  async function* table() {
    let number = 0;
    for await (const line of lines) {
      if (number > before && end?.test(line) === true) return;
      if (number >= before) yield `${line}\n`;
      number += 1;
    }
  }
  await pipeline(Readable.from(table()), createWriteStream(to));
}

function emptyFile(path: string): Problem {
  return new Problem({
    place: path,
    found: 'an empty file',
    expected: 'a table with a header',
    remedy: 'Export it again, or remove the file. It may still be on its way.',
    exitCode: 2,
  });
}
