import { createHash } from 'node:crypto';
import { InvalidArgumentError } from 'commander';

/** One of `count` equal parts of the work; the first is 1. */
export interface Shard {
  index: number;
  count: number;
}

/**
 * @returns the shard that `2/4` names
 * @throws InvalidArgumentError unless it is two whole numbers, the first not greater than the second
 */
export function parseShard(text: string): Shard {
  const parts = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text);
  const shard = { index: Number(parts?.[1]), count: Number(parts?.[2]) };
  if (shard.index <= shard.count) return shard;
  throw new InvalidArgumentError(
    'Expected i/n with i from 1 to n, such as 2/4 for the second of four parts.',
  );
}

/**
 * The names that belong to a shard, in the order given. Which shard a name belongs to depends on the name alone, so
 * a new repository moves no other; the shards are therefore only about equal, in number and not in size.
 */
export function shardOf(names: readonly string[], { index, count }: Shard): string[] {
  return names.filter((name) => placeOf(name) % count === index - 1);
}

/** Six bytes, because a number is exact up to 53 bits. */
const placeOf = (name: string) => createHash('sha256').update(name).digest().readUIntBE(0, 6);
