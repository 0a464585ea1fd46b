import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrderOf } from '../../src/scorecard/order.ts';

const stays = () => 0;
const numbered = (length: number) => Uint32Array.from({ length }, (_, index) => index);

test('indexes come in the order of their numbers, equal ones as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (numbers) => {
      const expected = [...numbers.keys()].sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
      expect([...inOrderOf(Float64Array.from(numbers), numbered(numbers.length), stays)]).toEqual(expected);
    }),
  );
});

test('equal numbers come in the order that tells them apart', () => {
  const column = Float64Array.of(5, 3, 5, 3, 4);
  expect([...inOrderOf(column, numbered(5), (a, b) => b - a)]).toEqual([3, 1, 4, 2, 0]);
});

test('indexes that are left out stay out', () => {
  expect([...inOrderOf(Float64Array.of(3, 2, 1), Uint32Array.of(0, 2), stays)]).toEqual([2, 0]);
  expect([...inOrderOf(Float64Array.of(3, 2, 1), new Uint32Array(), stays)]).toEqual([]);
});
