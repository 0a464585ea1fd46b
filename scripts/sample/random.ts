import { createHash } from 'node:crypto';

/** A stream of random draws that depends on its seed alone. */
export interface Random {
  /** @returns a number in [low, high) */
  between: (low: number, high: number) => number;
  /** @returns true with the given probability */
  chance: (probability: number) => boolean;
  pick: <T>(items: readonly T[]) => T;
  /** @param sigma standard deviation of the logarithm */
  logNormal: (median: number, sigma: number) => number;
  exponential: (mean: number) => number;
}

/**
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand, 2010), seeded with the SHA-256 of the seed's text.
 * @param seed any text; streams of different texts are independent for our purpose
 */
export function random(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = 1;

  const uniform = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) uniform();

  /** Box & Muller 1958; `1 - uniform()` keeps the logarithm finite. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  return {
    between: (low, high) => low + (high - low) * uniform(),
    chance: (probability) => uniform() < probability,
    pick: (items) => {
      const item = items[Math.floor(uniform() * items.length)];
      if (item === undefined) throw new RangeError('cannot pick from an empty list');
      return item;
    },
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -mean * Math.log(1 - uniform()),
  };
}
