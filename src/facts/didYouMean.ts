import { closest, distance } from 'fastest-levenshtein';

/** @returns ` Did you mean \`…\`?` when a known name is close to the one that was found, else an empty text */
export function didYouMean(found: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = closest(found, known);
  return distance(found, near) <= Math.max(2, Math.ceil(found.length / 3))
    ? ` Did you mean \`${near}\`?`
    : '';
}
