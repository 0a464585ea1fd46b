const modules = import.meta.glob('../metrics/*.ts');

const computed = new Set(Object.keys(modules).map((path) => path.replace(/^.*\/|\.ts$/g, '')));

/** Whether a metric has code in `src/metrics`. */
export function isComputed(id: string): boolean {
  return computed.has(id);
}
