/** A piece of a sentence: code between backticks, or words. */
export interface Piece {
  code: boolean;
  text: string;
}

/** Splits a sentence at its backticks. One that is not closed stays as it is written. */
export function codeSpans(sentence: string): Piece[] {
  return sentence
    .split(/(`[^`]+`)/)
    .filter((text) => text !== '')
    .map((text) =>
      /^`[^`]+`$/.test(text) ? { code: true, text: text.slice(1, -1) } : { code: false, text },
    );
}
