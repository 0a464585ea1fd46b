/**
 * What a reader does not see and a browser obeys: control characters, marks that turn the direction of text, and
 * spaces without a width. Joiners stay, for emoji and many scripts need them.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Text from elsewhere in which nothing is hidden: an unseen character is written as its code, `[U+202E]`. */
export function legible(text: string): string {
  return text.replace(UNSEEN, codeOf);
}

function codeOf(character: string): string {
  if (character === '\t' || character === '\n' || character === '\r') return ' ';
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
