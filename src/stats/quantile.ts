/** The values in ascending numeric order: the argument itself when it is an array of them in that order already. */
export function sortNumbers(values: readonly number[] | Float64Array): Float64Array {
  // A sample is summarised and then compared, so most arrive sorted.
  if (values instanceof Float64Array && isAscending(values)) return values;
  return new Float64Array(values).sort();
}

/** Merges lists in ascending order into one such list; a single one is returned as it is. NaN comes last. */
export function mergeSorted(lists: readonly Float64Array[]): Float64Array {
  if (lists.length < 2) return lists[0] ?? new Float64Array();
  const half = lists.length >>> 1;
  return merged(mergeSorted(lists.slice(0, half)), mergeSorted(lists.slice(half)));
}

function merged(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  let fromA = 0;
  let fromB = 0;
  while (fromA < a.length && fromB < b.length) {
    const nextA = a[fromA] ?? Number.NaN;
    const nextB = b[fromB] ?? Number.NaN;
    const isA = nextA <= nextB || Number.isNaN(nextB);
    all[fromA + fromB] = isA ? nextA : nextB;
    if (isA) fromA += 1;
    else fromB += 1;
  }
  all.set(a.subarray(fromA), fromA + fromB);
  all.set(b.subarray(fromB), a.length + fromB);
  return all;
}

function isAscending(numbers: Float64Array): boolean {
  for (let index = 1; index < numbers.length; index += 1) {
    const [before, here] = [numbers[index - 1], numbers[index]];
    if (before === undefined || here === undefined || !(before <= here)) return false;
  }
  return true;
}

/**
 * The value at a rank, counted from 1 for the smallest.
 * @throws RangeError when no value has that rank.
 */
export function orderStatistic(sorted: readonly number[] | Float64Array, rank: number): number {
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError(`rank ${rank} does not exist among ${sorted.length} values`);
  return value;
}

/**
 * The quantile of values in ascending order, in their unit: type 7 of Hyndman & Fan 1996, "Sample
 * quantiles in statistical packages", The American Statistician 50. It interpolates between the two
 * nearest values, so the median of an even number of values is the mean of the middle two.
 * @throws RangeError when there is no value or `p` is not in 0…1.
 */
export function quantile(sorted: readonly number[] | Float64Array, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is taken at 0…1, not at ${p}`);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const fraction = position - below;
  const low = orderStatistic(sorted, below + 1);
  return fraction === 0 ? low : low + fraction * (orderStatistic(sorted, below + 2) - low);
}

/** A quantile of values in any order, and how many they are; null of none. */
export function quantilePoint(
  values: readonly number[] | Float64Array,
  p: number,
): { value: number | null; n: number } {
  const sorted = sortNumbers(values);
  return { value: sorted.length === 0 ? null : quantile(sorted, p), n: sorted.length };
}
