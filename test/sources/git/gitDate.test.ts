import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf } from '../../../src/sources/git/gitDate.ts';

const FIRST = -62_167_219_200; // 0000-01-01T00:00:00Z
const LAST = 253_402_300_799; // 9999-12-31T23:59:59Z

test('every second of the years 0 to 9999 is read exactly, with any offset after it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: FIRST, max: LAST }),
      fc.constantFrom('', ' +0000', ' +1400', ' -0930'),
      (seconds, offset) => {
        const instant = instantOf(`${seconds}${offset}`);
        expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(Date.parse(instant ?? '')).toBe(seconds * 1000);
      },
    ),
  );
  expect(instantOf(String(FIRST))).toBe('0000-01-01T00:00:00Z');
  expect(instantOf(String(LAST))).toBe('9999-12-31T23:59:59Z');
});

test.each([String(FIRST - 1), String(LAST + 1), '99999999999999999999', '', 'soon', '12x', '1.5', '0x10'])(
  '"%s" is not a moment',
  (written) => {
    expect(instantOf(written)).toBeNull();
  },
);
