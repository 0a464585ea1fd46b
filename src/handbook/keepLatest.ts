/**
 * Makes something of a file again only when what it is made from has changed: during development each save reads all
 * files again. Of each file the latest result is kept; a failure is not.
 * @param make depends on nothing but what it is given
 */
export function keepLatest<From extends readonly unknown[], Result>(
  make: (file: string, ...from: From) => Result,
): (file: string, ...from: From) => Result {
  const kept = new Map<string, { from: From; result: Result }>();
  return (file, ...from) => {
    const known = kept.get(file);
    if (known?.from.every((each, index) => each === from[index])) return known.result;
    const result = make(file, ...from);
    kept.set(file, { from, result });
    return result;
  };
}
