/** @returns the units of the durations in a text, each once */
export function unitsIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/\d\u00a0(s|min|working h|h|d)\b/g), ([, unit = '']) => unit))];
}
