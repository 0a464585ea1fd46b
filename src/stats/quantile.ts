/** The values in ascending numeric order: the argument itself when it is an array of them in that order already. */
export function sortNumbers(values: readonly number[] | Float64Array): Float64Array {
  // One sample is summarised and compared in turn, so most arrive sorted, and looking is cheaper than sorting.
  if (values instanceof Float64Array && isAscending(values)) return values;
  return new Float64Array(values).sort();
}

/** The values of several lists, each in ascending order, in one such list; a single one is returned as it is. */
export function mergeSorted(lists: readonly Float64Array[]): Float64Array {
  const [first, second] = [lists.slice(0, lists.length >>> 1), lists.slice(lists.length >>> 1)];
  if (first.length === 0) return second[0] ?? new Float64Array();
  const [a, b] = [mergeSorted(first), mergeSorted(second)];
  const merged = new Float64Array(a.length + b.length);
  let fromA = 0;
  let fromB = 0;
  for (let index = 0; index < merged.length; index += 1) {
    const nextA = a[fromA] ?? Number.POSITIVE_INFINITY;
    const nextB = b[fromB] ?? Number.POSITIVE_INFINITY;
    const isA = fromB >= b.length || (fromA < a.length && nextA <= nextB);
    merged[index] = isA ? nextA : nextB;
    if (isA) fromA += 1;
    else fromB += 1;
  }
  return merged;
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
