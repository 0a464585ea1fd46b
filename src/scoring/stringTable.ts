import { placeBytes, placeIndexes } from './sharedMemory.ts';

/** Many texts in memory that all threads share, as their bytes. */
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
      const bytes = placeBytes(end);
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
