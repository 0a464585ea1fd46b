import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { day, moment, wholeNumber } from '../../scripts/lib/optionValues.ts';

test('a whole number within its limits is taken', () => {
  expect(['1', '7', '99'].map(wholeNumber(1, 99))).toEqual([1, 7, 99]);
});

test.each(['0', '100', '-1', '1.5', '1e1', '0x1', ' 1', '', 'NaN', 'Infinity', '9'.repeat(400)])(
  'what is not a whole number from 1 to 99 is refused: %j',
  (text) => {
    expect(() => wholeNumber(1, 99)(text)).toThrow(InvalidArgumentError);
  },
);

test.each(['2026-02-30', '2026-09-01T00:00', '1.9.2026', 'yesterday', ''])(
  'what is not a moment is refused: %j',
  (text) => {
    expect(() => moment(text)).toThrow(InvalidArgumentError);
    expect(() => day(text)).toThrow(InvalidArgumentError);
  },
);

test('a moment keeps its text; a day has no time', () => {
  expect(moment('2026-09-01T00:00:00+02:00')).toBe('2026-09-01T00:00:00+02:00');
  expect(() => day('2026-09-01T00:00:00Z')).toThrow(InvalidArgumentError);
});
