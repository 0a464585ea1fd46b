import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { matcherOf } from '../../../src/metrics/populations/globs.ts';

test('a text matches when one of the globs does, and none when there are none', () => {
  const matches = matcherOf(['main', 'release/*']);
  expect(['main', 'release/1', 'release/1/fix', 'Main'].map((text) => matches(text))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(matcherOf([])('main')).toBe(false);
});

test('equal globs with other options are other globs', () => {
  expect(matcherOf(['bug'])('BUG')).toBe(false);
  expect(matcherOf(['bug'], { nocase: true })('BUG')).toBe(true);
  expect(matcherOf(['bug'])('BUG')).toBe(false);
});

test('a text matches exactly when picomatch says so', () => {
  const glob = fc.constantFrom(
    '**',
    '*',
    '!fix/**',
    'fix/**',
    '{a,b}/*',
    'v[0-9]*',
    'a.b',
    '+(a|b)',
    'a[',
    '?',
  );
  const text = fc.oneof(
    glob,
    fc.stringMatching(/^[abv1.]{0,3}(\/[.aB]{0,2})?$/),
    fc.constantFrom('', 'fix/', 'fix', 'Fix/a/b'),
  );
  const options = fc.record({ nocase: fc.boolean(), dot: fc.boolean(), bash: fc.boolean() });
  fc.assert(
    fc.property(fc.array(glob, { minLength: 1, maxLength: 3 }), options, text, (globs, how, tried) => {
      expect(matcherOf(globs, how)(tried)).toBe(picomatch(globs, how)(tried));
    }),
    { numRuns: 1000 },
  );
});
