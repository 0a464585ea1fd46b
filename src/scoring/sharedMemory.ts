/*
 * Memory that all threads share. Many small arrays lie in one piece of it, since a piece is dear to make and to pass
 * on.
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

/** @returns room in shared memory for so many whole numbers */
export function placeIndexes(length: number): Uint32Array {
  const { buffer, offset } = allocate(4 * length);
  return new Uint32Array(buffer, offset, length);
}

/** @returns room in shared memory for so many bytes */
export function placeBytes(length: number): Uint8Array {
  const { buffer, offset } = allocate(length);
  return new Uint8Array(buffer, offset, length);
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
