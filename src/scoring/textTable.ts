/** Texts by their numbers, from 1 on. */
export interface TextTable {
  numberOf: (text: string) => number;
  /** @throws RangeError for a number that no text has */
  at: (number: number) => string;
  /** In the order of their numbers. */
  all: readonly string[];
}

export function textTable(): TextTable {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    all: texts,
    numberOf: (text) => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const number = texts.push(text);
      numbers.set(text, number);
      return number;
    },
    at: (number) => {
      const text = texts[number - 1];
      if (text === undefined) throw new RangeError(`no text has the number ${number}`);
      return text;
    },
  };
}
