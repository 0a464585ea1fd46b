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
