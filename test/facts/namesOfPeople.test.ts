import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutNames } from '../../src/facts/namesOfPeople.ts';

const mask = withoutNames([
  'Ada Lovelace',
  'Ada Lovelace Byron',
  'J. R. Example',
  'Jean-Luc d’Été',
  'Solo',
  '東京 太郎',
]);

test.each([
  ['Fix the engine by Ada Lovelace', 'Fix the engine by …'],
  ['Ada Lovelace: a note', '…: a note'],
  ['by ADA  lovelace.', 'by ….'],
  ['by Ada Lovelace Byron', 'by …'],
  ['Revert what J. R. Example did', 'Revert what … did'],
  ['(Jean-Luc d’Été)', '(…)'],
  ['by 東京 太郎', 'by …'],
  ['Ada Lovelace and Ada Lovelace', '… and …'],
])('%s is stored as %s', (text, stored) => {
  expect(mask(text)).toBe(stored);
});

test.each([
  'Ada writes',
  'Use Solo mode',
  'Ada, Lovelace',
  'Adarama Lovelace',
  'Ada Lovelaces',
  'Ada/Lovelace',
])('%s stays: it is not a name of two words or more', (text) => {
  expect(mask(text)).toBe(text);
});

test('a text without a name stays as it is, and masking twice changes nothing', () => {
  const word = fc.constantFrom('ada', 'Lovelace', 'fix', ' ', '.', 'Byron', '-', 'J.');
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = words.join(' ');
      expect(mask(mask(text))).toBe(mask(text));
      expect(mask(text)).not.toMatch(/\bada\s+lovelace\b/i);
      expect(withoutNames([])(text)).toBe(text);
    }),
  );
});
