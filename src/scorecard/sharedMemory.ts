/*
 * Numbers and texts in memory that all threads share. Many small arrays lie in one piece of it, since a piece is dear
 * to make and to pass on.
 */

const PIECE = 1 << 20;

let piece = new SharedArrayBuffer(PIECE);
let used = 0;

/** @returns a place for so many bytes, at a multiple of eight */
function allocate(bytes: number): { buffer: SharedArrayBuffer; offset: number } {
  const size = Math.ceil(bytes / 8) * 8;
  if (size > PIECE / 2) return { buffer: new SharedArrayBuffer(size), offset: 0 };
  if (used + size > PIECE) {
    piece = new SharedArrayBuffer(PIECE);
    used = 0;
  }
  const offset = used;
  used += size;
  return { buffer: piece, offset };
}

/** Where columns are kept. */
export interface ColumnStore {
  numbers: (column: Float64Array) => Float64Array;
  indexes: (column: Uint32Array) => Uint32Array;
}

/** Columns that only this thread sees stay where they are. */
export const ownColumns: ColumnStore = { numbers: (column) => column, indexes: (column) => column };

/** @returns a store in shared memory that keeps equal columns once: most metrics date the same items alike */
export function sharedColumns(): ColumnStore {
  return { numbers: keptOnce(placeNumbers), indexes: keptOnce(placeIndexes) };
}

function placeNumbers(length: number): Float64Array {
  const { buffer, offset } = allocate(8 * length);
  return new Float64Array(buffer, offset, length);
}

function placeIndexes(length: number): Uint32Array {
  const { buffer, offset } = allocate(4 * length);
  return new Uint32Array(buffer, offset, length);
}

function keptOnce<Column extends Float64Array | Uint32Array>(
  place: (length: number) => Column,
): (column: Column) => Column {
  const known = new Map<number, Column[]>();
  return (column) => {
    const ofLength = known.get(column.length) ?? [];
    known.set(column.length, ofLength);
    const same = ofLength.find((other) => areEqual(other, column));
    if (same !== undefined) return same;
    const placed = place(column.length);
    placed.set(column);
    ofLength.push(placed);
    return placed;
  };
}

function areEqual(a: Float64Array | Uint32Array, b: Float64Array | Uint32Array): boolean {
  for (let index = 0; index < a.length; index += 1)
    // Not a number is no number, but the same absence.
    if (a[index] !== b[index] && !Object.is(a[index], b[index])) return false;
  return true;
}

/** Many texts, as their bytes. */
export interface PackedTexts {
  bytes: Uint8Array;
  /** Where each text ends. */
  ends: Uint32Array;
}

/** Numbers texts from 0 in the order in which they come. */
export interface TextNumbers {
  /** Equal texts have one number. */
  numberOf: (text: string) => number;
  /** For a text that hardly comes again, which need not be remembered. */
  add: (text: string) => number;
  pack: () => PackedTexts;
}

/** As many bytes as one UTF-16 unit takes at most in UTF-8. */
const MOST_BYTES = 3;

/** @returns a numbering of texts that are packed when all are known */
export function textNumbers(): TextNumbers {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const add = (text: string): number => texts.push(text) - 1;
  return {
    add,
    numberOf: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const number = add(text);
      numbers.set(text, number);
      return number;
    },
    pack: () => {
      const encoded = Buffer.allocUnsafe(texts.reduce((sum, { length }) => sum + MOST_BYTES * length, 0));
      let end = 0;
      const ends = placeIndexes(texts.length);
      for (const [number, text] of texts.entries()) {
        end += encoded.write(text, end);
        ends[number] = end;
      }
      const { buffer, offset } = allocate(end);
      const bytes = new Uint8Array(buffer, offset, end);
      bytes.set(encoded.subarray(0, end));
      return { bytes, ends };
    },
  };
}

/** Texts by their numbers. */
export interface TextReader {
  /** A text that is asked for again and again: it is made once and kept. */
  kept: (number: number) => string;
  /** A text that nobody else asks for. */
  passing: (number: number) => string;
}

/** @returns packed texts, each made when it is asked for */
export function textReader({ bytes, ends }: PackedTexts): TextReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const known = new Map<number, string>();
  const passing = (number: number) => buffer.toString('utf8', ends[number - 1] ?? 0, ends[number]);
  return {
    passing,
    kept: (number) => {
      const text = known.get(number) ?? passing(number);
      known.set(number, text);
      return text;
    },
  };
}

/** @returns all parts, one after the other, in memory of this thread */
export function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let index = 0;
  for (const part of parts) {
    joined.set(part, index);
    index += part.length;
  }
  return joined;
}

/** @returns all parts, one after the other, in memory of this thread */
export function joinIndexes(parts: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let index = 0;
  for (const part of parts) {
    joined.set(part, index);
    index += part.length;
  }
  return joined;
}
