/** Control characters but for line ends and tabs, and marks that turn the direction of text. */
const UNSEEN = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** @returns a text that changes nothing of a terminal: what it would obey is shown as a code, such as `[U+001B]` */
export function printable(text: string): string {
  return text.replaceAll(
    UNSEEN,
    (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}
