/** What git prints of each object: fields by name, separated by NUL. */
export interface Format<Name extends string> {
  /** The number of fields. */
  size: number;
  /** The placeholders, joined by the NUL of the given notation. */
  text: (nul: '%x00' | '%00') => string;
  /** @returns the field of a name; throws a RangeError when it was not printed */
  read: (values: readonly string[]) => (name: Name) => string;
}

/** @param placeholders git's placeholder of each field, such as `%H` */
export function formatOf<Name extends string>(placeholders: Readonly<Record<Name, string>>): Format<Name> {
  const names = Object.keys(placeholders);
  return {
    size: names.length,
    text: (nul) => Object.values(placeholders).join(nul),
    read: (values) => (name) => {
      const value = values[names.indexOf(name)];
      if (value === undefined) throw new RangeError(`git printed no field ${name}`);
      return value;
    },
  };
}
