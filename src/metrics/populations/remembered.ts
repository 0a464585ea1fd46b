/** @returns work that is done once for each key: labels and branches repeat, and several metrics ask about one row */
export function remembered<Key, Value extends NonNullable<unknown> | null>(
  work: (key: Key) => Value,
): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
