/** Whether something is among those asked for: it has every chosen value, by the name of its filter. */
export function matches(
  values: Readonly<Partial<Record<string, readonly string[]>>>,
  chosen: ReadonlyMap<string, string>,
): boolean {
  return [...chosen].every(([name, value]) => values[name]?.includes(value) ?? false);
}
