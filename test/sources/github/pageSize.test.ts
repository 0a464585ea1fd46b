import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageSize } from '../../../src/sources/github/transport/pageSize.ts';

describe('a page', () => {
  test('is halved down to one row, and no further', () => {
    const page = new PageSize(25);
    const sizes = Array.from({ length: 6 }, () => {
      page.shrink();
      return page.size;
    });
    expect(sizes).toEqual([12, 6, 3, 1, 1, 1]);
  });

  test('doubles after four answers in a row, up to where it began', () => {
    const page = new PageSize(10);
    page.shrink();
    page.shrink();
    const sizes = Array.from({ length: 12 }, () => {
      page.succeed();
      return page.size;
    });
    expect(sizes).toEqual([2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8, 10]);
  });

  test('counts from zero after each failure', () => {
    const page = new PageSize(8);
    page.shrink();
    for (let answer = 0; answer < 3; answer += 1) page.succeed();
    page.shrink();
    page.succeed();
    expect(page.size).toBe(2);
  });

  test('of a size that GitHub never allows is not tried again', () => {
    const page = new PageSize(40);
    page.shrinkForGood();
    page.shrink();
    const sizes = Array.from({ length: 8 }, () => {
      page.succeed();
      return page.size;
    });
    expect(sizes).toEqual([10, 10, 10, 20, 20, 20, 20, 20]);
  });

  test('is never empty and never larger than at first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.boolean()), (most, answers) => {
        const page = new PageSize(most);
        for (const good of answers) {
          if (good) page.succeed();
          else page.shrink();
          expect(page.size).toBeGreaterThanOrEqual(1);
          expect(page.size).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
