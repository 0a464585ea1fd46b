import { InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseShard, shardOf } from '../../scripts/lib/shard.ts';

describe('a shard as it is written', () => {
  test('is i/n, counted from 1', () => {
    expect(parseShard('2/4')).toEqual({ index: 2, count: 4 });
    expect(parseShard('1/1')).toEqual({ index: 1, count: 1 });
    expect(parseShard('256/256')).toEqual({ index: 256, count: 256 });
  });

  test.each([
    '',
    '2',
    '2/',
    '/4',
    '0/4',
    '5/4',
    '1/0',
    '-1/4',
    '1.5/4',
    '02/4',
    ' 2/4',
    '2/4 ',
    '2 / 4',
    '2/4/8',
    '2:4',
    'two/four',
    '1e1/10',
    '1/99999',
    '２/４',
  ])('%j is none', (text) => {
    expect(() => parseShard(text)).toThrow(InvalidArgumentError);
  });
});

describe('the repositories of a shard', () => {
  const namesOf = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}\/[A-Za-z0-9._-]{1,12}$/), { maxLength: 60 });
  const counts = fc.integer({ min: 1, max: 9 });
  const shards = (names: readonly string[], count: number) =>
    Array.from({ length: count }, (_, index) => shardOf(names, { index: index + 1, count }));

  test('are all repositories, each in one shard', () => {
    fc.assert(
      fc.property(namesOf, counts, (names, count) => {
        expect(shards(names, count).flat().toSorted()).toEqual(names.toSorted());
      }),
    );
  });

  test('do not depend on the order of the list, and keep it', () => {
    const shuffled = namesOf.chain((names) =>
      fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })),
    );
    fc.assert(
      fc.property(shuffled, counts, ([names, other], count) => {
        shards(other, count).forEach((shard, index) => {
          expect(shard.toSorted()).toEqual(shards(names, count)[index]?.toSorted());
          expect(shard).toEqual(other.filter((name) => shard.includes(name)));
        });
      }),
    );
  });

  test('do not change when one is added or removed', () => {
    fc.assert(
      fc.property(namesOf, counts, (names, count) => {
        const fewer = names.slice(1);
        shards(fewer, count).forEach((shard, index) => {
          expect(shard).toEqual(shards(names, count)[index]?.filter((name) => fewer.includes(name)));
        });
      }),
    );
  });

  test('are the same on every machine', () => {
    const names = ['acme/api', 'acme/web', 'acme/docs', 'acme/tools', 'acme/infra'];
    expect(shards(names, 3)).toMatchInlineSnapshot(`
      [
        [
          "acme/web",
          "acme/tools",
        ],
        [
          "acme/api",
          "acme/docs",
          "acme/infra",
        ],
        [],
      ]
    `);
  });

  test('are about as many in each shard', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `bench/repository-${index}`);
    const sizes = shards(names, 4).map(({ length }) => length);
    // Four standard deviations of a binomial of 2,000 with p = 1/4.
    for (const size of sizes) expect(Math.abs(size - 500)).toBeLessThan(4 * Math.sqrt(2_000 * 0.25 * 0.75));
  });
});
