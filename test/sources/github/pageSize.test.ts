import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageSize } from '../../../src/sources/github/transport/pageSize.ts';

/** @returns the sizes after each answer: `+` a good one, `-` none */
function sizesAfter(page: PageSize, answers: string): number[] {
  return [...answers].map((answer) => {
    if (answer === '+') page.succeed();
    else page.fail();
    return page.size;
  });
}

describe('a page', () => {
  test('that was never answered is halved down to one row, and no further', () => {
    expect(sizesAfter(new PageSize(25), '------')).toEqual([12, 6, 3, 1, 1, 1]);
  });

  test('that was answered before is asked for once more before it is halved', () => {
    expect(sizesAfter(new PageSize(40), '+---+')).toEqual([40, 40, 20, 10, 10]);
  });

  test('doubles after four answers, up to where it began', () => {
    const page = new PageSize(10);
    page.fail();
    page.fail();
    expect(sizesAfter(page, '++++++++++++')).toEqual([2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8, 10]);
  });

  test('grows less and less often while the larger one fails, and as before once it is answered', () => {
    const page = new PageSize(8);
    page.fail();
    expect(sizesAfter(page, '++++-++++++++-')).toEqual([4, 4, 4, 8, 4, 4, 4, 4, 4, 4, 4, 4, 8, 4]);
    expect(sizesAfter(page, '+'.repeat(16)).at(-1)).toBe(8);
  });

  test('keeps its size when every other answer fails', () => {
    const page = new PageSize(100);
    page.succeed();
    expect(new Set(sizesAfter(page, '-+'.repeat(50)))).toEqual(new Set([100]));
  });

  test('of a size that GitHub never allows is not tried again', () => {
    const page = new PageSize(40);
    page.failForGood();
    page.fail();
    expect(sizesAfter(page, '++++++++')).toEqual([10, 10, 10, 20, 20, 20, 20, 20]);
  });

  test('is never empty and never larger than at first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.boolean()), (most, answers) => {
        const page = new PageSize(most);
        for (const good of answers) {
          if (good) page.succeed();
          else page.fail();
          expect(page.size).toBeGreaterThanOrEqual(1);
          expect(page.size).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
