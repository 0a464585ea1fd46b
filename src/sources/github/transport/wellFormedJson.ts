/** Shown in place of a character that UTF-8 cannot encode. */
const REPLACEMENT = '\uFFFD';

/**
 * Makes the text of a JSON document safe to store and to show: NUL, which many readers stop at, and halves of
 * surrogate pairs, which UTF-8 cannot encode, become U+FFFD, as invalid bytes do when they are decoded.
 * @returns a document with otherwise the same values; text that is not JSON is unchanged
 */
export function wellFormedJson(text: string): string {
  const raw = text.replaceAll('\0', REPLACEMENT);
  if (!/\\u(?:0000|d[89a-f])/i.test(raw)) return raw;
  try {
    return JSON.stringify(
      JSON.parse(raw, (_key, value: unknown) =>
        typeof value === 'string' ? value.replaceAll('\0', REPLACEMENT).toWellFormed() : value,
      ),
    );
  } catch {
    return raw;
  }
}
