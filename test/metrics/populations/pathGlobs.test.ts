import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { pathsMatching } from '../../../src/metrics/populations/pathGlobs.ts';

test('a path matches when one of the globs does, and none when there are none', () => {
  const matches = pathsMatching(['docs/*.md', 'adr/**']);
  expect(['docs/a.md', 'docs/a/b.md', 'adr/.hidden/a', 'Docs/a.md'].map((path) => matches(path))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(pathsMatching([])('docs')).toBe(false);
});

test('a path matches exactly when picomatch says so', () => {
  const glob = fc.constantFrom('**', '*', '!fix/**', 'fix/**', '{a,b}/*', 'v[0-9]*', 'a.b', 'a[', '?');
  const path = fc.oneof(
    glob,
    fc.stringMatching(/^[abv1.]{0,3}(\/[.aB]{0,2})?$/),
    fc.constantFrom('', 'fix/', 'fix', 'Fix/a/b'),
  );
  fc.assert(
    fc.property(fc.array(glob, { minLength: 1, maxLength: 3 }), path, (globs, tried) => {
      expect(pathsMatching(globs)(tried)).toBe(picomatch(globs, { dot: true })(tried));
    }),
    { numRuns: 1000 },
  );
});
