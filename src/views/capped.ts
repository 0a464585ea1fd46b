/** The first of a list, and how many there are besides. */
export interface Capped<T> {
  shown: readonly T[];
  more: number;
}

/** Cuts a list for a page of limited room. A single item more is listed, not counted: it takes as much room as the line that would count it. */
export function capped<T>(items: readonly T[], most: number): Capped<T> {
  const shown = items.length <= most ? items : items.slice(0, Math.max(most - 1, 0));
  return { shown, more: items.length - shown.length };
}

/** The first words of a text, at most so many characters, with an ellipsis where it goes on. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const end = cut.lastIndexOf(' ');
  return `${cut.slice(0, end > most / 2 ? end : undefined).trimEnd()}…`;
}
