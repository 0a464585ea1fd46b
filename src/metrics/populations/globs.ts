import picomatch from 'picomatch';

/** Repositories mostly go by the same rules, and to compile a glob costs as much as to match it a thousand times. */
const compiled = new Map<string, (text: string) => boolean>();

/** @returns whether a text matches one of the globs; nothing matches none */
export function matcherOf(
  globs: readonly string[],
  options: picomatch.PicomatchOptions = {},
): (text: string) => boolean {
  const key = JSON.stringify([globs, options]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const matches = picomatch([...globs], options);
  compiled.set(key, matches);
  return matches;
}
