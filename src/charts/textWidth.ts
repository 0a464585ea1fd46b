import { FONT_SIZE } from './theme.ts';

/**
 * Room for text. There is no canvas at build time and the reader's font is not known, so widths are those of
 * DejaVu Sans, the widest of the common sans-serif fonts: a label may get too much room, never too little.
 */

/** Widths in ems of the widest character of each class. */
const NARROW = { characters: /[ \u00a0ijlftIJ.,:;·'’!|/\\()[\]-]/, ems: 0.4 };
const WIDE = { characters: /[mwMW%@—]/, ems: 1 };
const CAPITAL = { characters: /[A-Z&+<>=~−×#]/, ems: 0.84 };
const OTHER = { ems: 0.64 };
const BOLD = 1.13;

/** Width in pixels that a line of text may take. */
export function textWidth(text: string, weight: 'normal' | 'bold' = 'normal'): number {
  let ems = 0;
  for (const character of text) {
    const known = [NARROW, WIDE, CAPITAL].find(({ characters }) => characters.test(character));
    ems += (known ?? OTHER).ems;
  }
  return ems * FONT_SIZE * (weight === 'bold' ? BOLD : 1);
}

/** A text that Vega draws. */
export interface DrawnText {
  fontWeight?: number | string;
}

/** Measures text for Vega, which without a canvas or this page's font takes wide letters for narrow ones. */
export function measured({ fontWeight }: DrawnText, text: unknown): number {
  return text == null ? 0 : textWidth(String(text), Number(fontWeight ?? 400) > 500 ? 'bold' : 'normal');
}

/** The text in lines of at most `width` pixels, broken at spaces; a longer word breaks where it must. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && textWidth(piece + character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}
