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
  const encoding = table.encoding ?? (hasMark16(bytes) ? 'utf-16' : 'utf-8');
  expectText(bytes, encoding, path);
  const written = decoded(bytes, encoding, bytes.length >= HEAD, path);
  // The database reads files with one kind of line end.
  const isMixed = /\r(?!\n)/.test(written) || (written.includes('\r') && /[^\r]\n/.test(written));
  const head = isMixed ? written.replaceAll(/\r\n?/g, '\n') : written;
  const before = table.header === undefined ? linesSkipped(head) : linesBefore(head, table, path);
  const text = before === 0 ? head : head.split('\n').slice(before).join('\n');
  const header = firstRow(text, delimiter)?.cells.map((cell) => cell.trim());
  if (header === undefined) throw emptyFile(path, 'a table with a header');
  if (encoding === 'utf-8' && !isMixed && before === 0 && table.until === undefined)
    return { path, header, linesBefore: 0 };
  const copy = join(temporary, `${sha256(name).slice(0, 16)}.csv`);
  await copyTable(path, copy, encoding, before, table.until);
  return { path: copy, header, linesBefore: before };
}

/**
 * @returns the path of JSON as the database can read it: the file itself, or a copy in UTF-8 without a mark of its encoding
 * @throws Problem (exit 2) for an empty file, and one of another format
 */
export async function readableJson({ path, name }: ExportFile, temporary: string): Promise<string> {
  const bytes = await headOf(path);
  const encoding = hasMark16(bytes) ? 'utf-16' : 'utf-8';
  expectText(bytes, encoding, path);
  const hasMark = encoding === 'utf-16' || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf);
  if (!hasMark) return path;
  const copy = join(temporary, `${sha256(name).slice(0, 16)}.json`);
  await copyTable(path, copy, encoding, 0, undefined);
  return copy;
}

/** What a file of text is not, by its first bytes, and what to do. */
const OTHERS: readonly [isOther: (start: string) => boolean, found: string, remedy: string][] = [
  [
    (start) => /^(?:ï»¿)?\s*<(?:!doctype html|html)/i.test(start),
    'a page of HTML, as a sign-in or an error gives it',
    'Correct the address or the token of the job that delivers it.',
  ],
  [
    (start) => start.startsWith('PK\x03\x04'),
    'a workbook or another archive',
    'Save the sheet as CSV in UTF-8.',
  ],
  [(start) => start.startsWith('\x1f\x8b'), 'gzip, in a file whose name does not end in `.gz`', 'Rename it.'],
];

/** @throws Problem (exit 2) for an empty file, and one of another format */
function expectText(bytes: Buffer, encoding: Encoding, path: string): void {
  const start = bytes.subarray(0, 512).toString('latin1');
  if (start.trim() === '' && bytes.length < HEAD && bytes.toString('latin1').trim() === '')
    throw emptyFile(path, 'rows of the declared format');
  const other =
    encoding !== 'utf-16' && bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0
      ? {
          found: 'UTF-16 without the mark that says so',
          remedy: 'Declare `encoding: utf-16` for this table.',
        }
      : OTHERS.flatMap(([isOther, found, remedy]) => (isOther(start) ? [{ found, remedy }] : []))[0];
  if (other !== undefined)
    throw new Problem({ place: path, ...other, expected: 'text of the declared format', exitCode: 2 });
}

/** @returns how many lines come before the first one with cells: empty ones, and Excel’s own `sep=;` */
function linesSkipped(head: string): number {
  const skipped = /^(?:[ \t\r]*\n|sep=.\r?\n)+/i.exec(head)?.[0] ?? '';
  return skipped.split('\n').length - 1;
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
  const matches =
    places.length === 0
      ? 'no line that matches'
      : places.length === 1
        ? 'one line that matches'
        : `${places.length} lines that match`;
  throw new Problem({
    place: path,
    found: `${matches} \`${header}\``,
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
  let last = '';
  const text = new Transform({
    transform(part: Buffer, _, done) {
      const decoded = decoder.decode(part, { stream: true });
      last = decoded.at(-1) ?? last;
      done(null, decoded);
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
  const lines = createInterface({ input: contentOf(from).pipe(text), crlfDelay: Number.POSITIVE_INFINITY });
  async function* table() {
    let number = 0;
    // A line within a quoted cell is not the end of the table.
    let isQuoted = false;
    for await (const line of lines) {
      if (number > before && !isQuoted && end?.test(line) === true) {
        yield '\n';
        return;
      }
      if (number >= before) {
        yield number === before ? line : `\n${line}`;
        if (line.split('"').length % 2 === 0) isQuoted = !isQuoted;
      }
      number += 1;
    }
    // A file that is still being copied ends within a line, and so does its copy.
    if (/[\r\n]/.test(last)) yield '\n';
  }
  await pipeline(Readable.from(table()), createWriteStream(to));
}

function emptyFile(path: string, expected: string): Problem {
  return new Problem({
    place: path,
    found: 'an empty file',
    expected,
    remedy: 'Export it again, or remove the file. It may still be on its way.',
    exitCode: 2,
  });
}
