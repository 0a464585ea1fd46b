/** A map that forgets what was put into it first once it holds more than so many. */
export function lastOnes<K, V>(most: number): Map<K, V> {
  return new (class extends Map<K, V> {
    override set(key: K, value: V): this {
      const [first] = this.keys();
      if (this.size >= most && first !== undefined && !this.has(key)) this.delete(first);
      return super.set(key, value);
    }
  })();
}
