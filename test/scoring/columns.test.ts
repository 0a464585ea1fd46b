import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, orders } from '../../src/scoring/columns.ts';

/** Rows of few moments and items, so that many tie. */
const someRows = fc
  .array(fc.record({ moment: fc.integer({ min: 0, max: 9 }), item: fc.integer({ min: 0, max: 5 }) }))
  .map((rows) => ({
    rows: Uint32Array.from(rows.keys()),
    moments: Float64Array.from(rows, ({ moment }) => moment),
    items: Uint32Array.from(rows, ({ item }) => item),
  }));

const NO_ROWS = { rows: new Uint32Array(), moments: new Float64Array(), items: new Uint32Array() };

const rankOf = (item: number) => 5 - item;

describe('rows in order of time', () => {
  test('are those that a stable sort by moment and rank gives', () => {
    fc.assert(
      fc.property(someRows, ({ rows, moments, items }) => {
        const rankAt = (row: number) => rankOf(items[row] ?? 0);
        expect(inOrder(rows, moments, (a, b) => rankAt(a) - rankAt(b))).toEqual(
          rows
            .slice()
            .sort((a, b) => (moments[a] ?? 0) - (moments[b] ?? 0) || rankAt(a) - rankAt(b) || a - b),
        );
      }),
    );
  });

  test('that never come are at the end, by their rank', () => {
    const never = Number.POSITIVE_INFINITY;
    const moments = Float64Array.of(never, 2, never, 1);
    expect(inOrder(Uint32Array.of(0, 1, 2, 3), moments, (a, b) => b - a)).toEqual(Uint32Array.of(3, 1, 2, 0));
  });

  test('are the same whether or not such rows came before', () => {
    fc.assert(
      fc.property(
        fc.array(someRows, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 9 }),
        (columns, places) => {
          const ordered = orders(rankOf);
          for (const place of places) {
            const { rows, moments, items } = columns[place % columns.length] ?? NO_ROWS;
            const fresh = orders(rankOf)(rows, moments, items);
            expect(ordered(rows.slice(), moments.slice(), items.slice())).toEqual(fresh);
          }
        },
      ),
    );
  });

  test('that have the same moments and other items have an order of their own', () => {
    const ordered = orders(rankOf);
    const [rows, moments] = [Uint32Array.of(0, 1), Float64Array.of(7, 7)];
    expect([...ordered(rows, moments, Uint32Array.of(1, 2))]).toEqual([1, 0]);
    expect([...ordered(rows, moments, Uint32Array.of(2, 1))]).toEqual([0, 1]);
  });
});
