import picomatch from 'picomatch';

/** Repositories mostly go by the same rules, and to compile a glob costs as much as to match it a thousand times. */
const compiled = new Map<string, (text: string) => boolean>();

/** @returns whether a text matches one of the globs; nothing matches none */
export function matcherOf(
  globs: readonly string[],
  options: Pick<picomatch.PicomatchOptions, 'bash' | 'dot' | 'nocase'> = {},
): (text: string) => boolean {
  const key = JSON.stringify([globs, options]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const matches = anyOf(globs, options);
  compiled.set(key, matches);
  return matches;
}

/** Says what picomatch's own matcher says, which tries one glob after another and takes several times as long. */
function anyOf(
  globs: readonly string[],
  options: Pick<picomatch.PicomatchOptions, 'bash' | 'dot' | 'nocase'>,
): (text: string) => boolean {
  if (globs.length === 0) return () => false;
  const sources = globs.map((glob) => picomatch.makeRe(glob, options).source);
  const expression = new RegExp(sources.join('|'), options.nocase ? 'i' : '');
  return (text) => text !== '' && (expression.test(text) || globs.includes(text));
}
