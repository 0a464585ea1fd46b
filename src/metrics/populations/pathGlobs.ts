import picomatch from 'picomatch';

/** Repositories mostly go by the same rules, and to compile a glob costs as much as to match it a thousand times. */
const compiled = new Map<string, (path: string) => boolean>();

/** @returns whether a path matches one of the globs; nothing matches none */
export function pathsMatching(globs: readonly string[]): (path: string) => boolean {
  const key = JSON.stringify(globs);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const matches = anyOf(globs);
  compiled.set(key, matches);
  return matches;
}

/** Says what picomatch's own matcher says, which tries one glob after another and takes several times as long. */
function anyOf(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const sources = globs.map((glob) => picomatch.makeRe(glob, { dot: true }).source);
  const expression = new RegExp(sources.join('|'));
  return (path) => path !== '' && (expression.test(path) || globs.includes(path));
}
