import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legible } from '../../src/scorecard/legible.ts';

describe('text from elsewhere is shown, not obeyed', () => {
  it.each([
    ['an override of the direction', 'see \u202egnp.exe', 'see [U+202E]gnp.exe'],
    ['an isolate that is never closed', '\u2066open', '[U+2066]open'],
    ['a space without a width', 'pay\u200bpal', 'pay[U+200B]pal'],
    ['a NUL', 'a\0b', 'a[U+0000]b'],
    ['half a character', 'a\ud800b', 'a[U+D800]b'],
    ['a line end', 'a\r\nb\tc', 'a  b c'],
  ])('%s', (_, text, shown) => expect(legible(text)).toBe(shown));

  it.each([
    'Prüfe die Kasse (#12)',
    'שלום, עולם',
    'مرحبا می‌خواهم',
    '👩‍👩‍👧 family',
    '<script>alert(1)</script>',
  ])('what can be seen stays: %s', (text) => expect(legible(text)).toBe(text));

  it('twice is once, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(legible(legible(text))).toBe(legible(text));
      }),
    );
  });
});
