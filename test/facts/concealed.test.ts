import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concealed } from '../../src/facts/concealed.ts';
import { printable } from '../../src/facts/printable.ts';

const SECRET = 'ghp_a/B+c~d-0123456789';
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['as it is', SECRET],
  ['URL-encoded', encodeURIComponent(SECRET)],
  ['URL-encoded in lower case', encodeURIComponent(SECRET).toLowerCase()],
  [
    'URL-encoded letter by letter',
    [...SECRET].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
  ],
  ['in Base64', base64(SECRET)],
  ['in Base64 for URLs', Buffer.from(SECRET).toString('base64url')],
  ['in Base64 with what is in front of it', base64(`x-access-token:${SECRET}`)],
  ['in Base64 with what is around it', base64(`a bearer ${SECRET} of mine`)],
])('a secret is concealed %s', (_, text) => {
  const told = concealed(`before ${text} after`, [SECRET]);
  expect(told).toMatch(/^before .*\(secret\).* after$/);
  expect(told).not.toContain(text);
});

test('of an encoded text with a secret in it, no secret can be decoded', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        const told = concealed(Buffer.from(before + SECRET + after).toString(encoding), [SECRET]);
        for (const part of told.split('(secret)'))
          for (let skipped = 0; skipped < 4; skipped += 1)
            expect(Buffer.from(part.slice(skipped), 'base64').toString('latin1')).not.toContain(
              SECRET.slice(2, 9),
            );
      }
    }),
  );
});

test('other text stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(concealed(text, ['a-secret-that-is-not-there', ''])).toBe(text);
    }),
  );
});

test('nothing that a terminal obeys is left of a text, and the rest is', () => {
  expect(printable('a\u001b[31mred\u001b]0;title\u0007\r\nb\u009b2J\u202ec\td\u0000')).toBe(
    'a[U+001B][31mred[U+001B]]0;title[U+0007][U+000D]\nb[U+009B]2J[U+202E]c\td[U+0000]',
  );
});
