import picomatch from 'picomatch';

const MARK = /^(-?)linguist-(generated|vendored)(?:=(\w+))?$/;

/**
 * Which files a repository marks as generated or vendored, as GitHub's Linguist reads it.
 * @param text the `.gitattributes` of the repository's root
 */
export function notOwnWork(text: string): (path: string) => boolean {
  const rules = text.split('\n').flatMap((line) => {
    const [pattern = '', ...attributes] = line.trim().split(/\s+/);
    if (pattern === '' || pattern.startsWith('#')) return [];
    const matches = picomatch(globOf(pattern), { dot: true });
    return attributes.flatMap((attribute) => {
      const [, unset, mark, value] = MARK.exec(attribute) ?? [];
      if (mark === undefined) return [];
      return [{ matches, mark, set: unset === '' && value !== 'false' }];
    });
  });
  if (rules.length === 0) return () => false;
  return (path) => {
    const marked = (name: string) =>
      rules.findLast(({ mark, matches }) => mark === name && matches(path))?.set ?? false;
    return marked('generated') || marked('vendored');
  };
}

/** A pattern without a slash is about names in any folder. */
function globOf(pattern: string): string {
  return pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
}
