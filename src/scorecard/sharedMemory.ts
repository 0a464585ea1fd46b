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

/** @returns the numbers in shared memory */
export function sharedNumbers(numbers: readonly number[]): Float64Array {
  const { buffer, offset } = allocate(8 * numbers.length);
  const columns = new Float64Array(buffer, offset, numbers.length);
  columns.set(numbers);
  return columns;
}

/** @returns whole numbers from 0 up to 2³² − 1 in shared memory */
export function sharedIndexes(numbers: readonly number[]): Uint32Array {
  const { buffer, offset } = allocate(4 * numbers.length);
  const columns = new Uint32Array(buffer, offset, numbers.length);
  columns.set(numbers);
  return columns;
}

/** Many texts, as their bytes. */
export interface PackedTexts {
  bytes: Uint8Array;
  /** Where each text ends. */
  ends: Uint32Array;
}

/** Numbers texts from 0 in the order in which they come, each once. */
export interface TextNumbers {
  numberOf: (text: string) => number;
  pack: () => PackedTexts;
}

export function textNumbers(): TextNumbers {
  const numbers = new Map<string, number>();
  return {
    numberOf: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size);
      return numbers.size - 1;
    },
    pack: () => {
      const texts = [...numbers.keys()];
      const encoded = Buffer.from(texts.join(''));
      const { buffer, offset } = allocate(encoded.length);
      const bytes = new Uint8Array(buffer, offset, encoded.length);
      bytes.set(encoded);
      let end = 0;
      const ends = texts.map((text) => {
        end += Buffer.byteLength(text);
        return end;
      });
      return { bytes, ends: sharedIndexes(ends) };
    },
  };
}

/** @returns the text of a number; each is made once */
export function textReader({ bytes, ends }: PackedTexts): (number: number) => string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const known: (string | undefined)[] = [];
  return (number) => {
    const text = known[number];
    if (text !== undefined) return text;
    const made = buffer.toString('utf8', ends[number - 1] ?? 0, ends[number]);
    known[number] = made;
    return made;
  };
}
