import { gzipSync } from 'node:zlib';
import { Temporal } from 'temporal-polyfill';

/** One file as a tool exports it. */
export interface Export {
  /** The import that reads it. */
  id: string;
  /** Below the folder of the import; a name that ends in `.gz` is compressed when it is written. */
  name: string;
  text: string;
}

type Cell = string | number | null;

/** @returns a table with a header; null is an empty cell */
export function csv(header: readonly string[], rows: readonly (readonly Cell[])[], delimiter = ','): string {
  const cell = (value: Cell): string => {
    const text = value === null ? '' : String(value);
    return text.includes(delimiter) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[header, ...rows].map((row) => row.map(cell).join(delimiter)).join('\n')}\n`;
}

/** @returns one object a line */
export function lines(rows: readonly object[]): string {
  return `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
}

/** @returns the bytes of an export; those of a compressed one depend on the version of zlib, its text does not */
export function bytesOf({ name, text }: Export): Buffer {
  return name.endsWith('.gz') ? gzipSync(text, { level: 9 }) : Buffer.from(text);
}

/** @returns a moment as a clock on the wall shows it: `2026-09-01 10:00:00` */
export function wallTime(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000) * 1000)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');
}

export function wallDay(at: number, timeZone: string): string {
  return wallTime(at, timeZone).slice(0, 10);
}
