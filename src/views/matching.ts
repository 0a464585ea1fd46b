/** Whether something is among those asked for: it has every chosen value, by the name of its filter. */
export function matches(
  values: Readonly<Partial<Record<string, readonly string[]>>>,
  chosen: ReadonlyMap<string, string>,
): boolean {
  return [...chosen].every(([name, value]) => values[name]?.includes(value) ?? false);
}

/** Whether a text has every word of a query, or its beginning, in any order; an empty query asks for nothing. */
export function hasWords(text: string, query: string): boolean {
  const words = wordsOf(text);
  return wordsOf(query).every((asked) => words.some((word) => word.startsWith(asked)));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
