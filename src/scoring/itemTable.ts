import type { Item } from '../metrics/populations/observation.ts';
import type { ColumnStore } from './sharedMemory.ts';
import { type PackedTexts, type TextNumbers, type TextReader, textReader } from './stringTable.ts';

/** Gives items and texts their numbers, from 0: equal ones the same. */
export interface Numbering {
  item: (item: Item) => number;
  text: (text: string) => number;
}

/** Items and texts by their numbers: first those of each share in turn, then those that it gives a number itself. */
export interface Catalogue extends Numbering {
  /** An item that is asked for again and again: it is made once and kept. */
  itemAt: (number: number) => Item;
  /** An item that nobody keeps. */
  passingItemAt: (number: number) => Item;
  textAt: (number: number) => string;
  /** What a share calls 0 has these numbers here. */
  firstOf: (share: number) => { item: number; text: number };
}

/** Texts stand as their numbers. */
export interface PackedItems {
  id: Uint32Array;
  kind: Uint32Array;
  title: Uint32Array;
  /** And one: 0 is none. */
  url: Uint32Array;
}

const KINDS = [
  'pull-request',
  'commit',
  'deployment',
  'incident',
  'issue',
  'milestone',
] as const satisfies Item['kind'][];

/** Numbers items from 0 in the order in which they come, each once. */
export interface ItemNumbers {
  items: readonly Item[];
  numberOf: (item: Item) => number;
  /** @returns nothing for an identifier that no item bears */
  numberOfId: (id: string) => number | undefined;
}

/** @returns a numbering to which nothing has been shown yet */
export function itemNumbers(): ItemNumbers {
  const numbers = new Map<string, number>();
  const items: Item[] = [];
  const add = (item: Item, key: string): number => {
    numbers.set(key, items.length);
    return items.push(item) - 1;
  };
  // Metrics may call one thing by different titles.
  const same = (a: Item | undefined, b: Item): boolean =>
    a === b || (a?.title === b.title && a.url === b.url && a.kind === b.kind);
  const find = (item: Item): number => {
    const known = numbers.get(item.id) ?? add(item, item.id);
    if (same(items[known], item)) return known;
    const key = JSON.stringify([item.id, item.kind, item.title, item.url]);
    return numbers.get(key) ?? add(item, key);
  };
  let last = -1;
  return {
    items,
    numberOfId: (id) => numbers.get(id),
    numberOf: (item) => {
      // Most metrics go through the same items in the same order.
      last = items[last + 1] === item ? last + 1 : find(item);
      return last;
    },
  };
}

/** @returns the items in the order of their numbers, as columns */
export function packItems(
  items: readonly Item[],
  { add }: TextNumbers,
  { indexes }: ColumnStore,
): PackedItems {
  return {
    id: indexes(Uint32Array.from(items, ({ id }) => add(id))),
    kind: indexes(Uint32Array.from(items, ({ kind }) => KINDS.indexOf(kind))),
    title: indexes(Uint32Array.from(items, ({ title }) => add(title))),
    url: indexes(Uint32Array.from(items, ({ url }) => (url === null ? 0 : add(url) + 1))),
  };
}

/** Of most items nothing but the identifier is ever asked for. */
class PackedItem implements Item {
  /** In whose catalogue it has its number. */
  readonly catalogue: Catalogue;
  readonly number: number;
  readonly #items: PackedItems;
  readonly #text: TextReader;
  readonly #index: number;
  #id: string | undefined;

  constructor(catalogue: Catalogue, number: number, { items, text, first }: Part) {
    this.catalogue = catalogue;
    this.number = number;
    this.#items = items;
    this.#text = text;
    this.#index = number - first.item;
  }

  get id(): string {
    this.#id ??= this.#text.passing(this.#items.id[this.#index] ?? 0);
    return this.#id;
  }

  get kind(): Item['kind'] {
    return KINDS[this.#items.kind[this.#index] ?? 0] ?? 'pull-request';
  }

  get title(): string {
    return this.#text.passing(this.#items.title[this.#index] ?? 0);
  }

  get url(): string | null {
    const url = this.#items.url[this.#index] ?? 0;
    return url === 0 ? null : this.#text.passing(url - 1);
  }
}

/** One share's items and texts in a catalogue. */
interface Part {
  first: { item: number; text: number };
  items: PackedItems;
  text: TextReader;
}

/** @returns a catalogue of what some shares hold; without any, one that is empty */
export function catalogueOf(shares: readonly { items: PackedItems; texts: PackedTexts }[] = []): Catalogue {
  const parts: Part[] = [];
  const end = { item: 0, text: 0 };
  for (const { items, texts } of shares) {
    parts.push({ first: { ...end }, items, text: textReader(texts) });
    end.item += items.id.length;
    end.text += texts.ends.length;
  }
  const partWith = (of: keyof Part['first'], number: number): Part => {
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((parts[middle]?.first[of] ?? number) <= number) low = middle;
      else high = middle - 1;
    }
    const part = parts[low];
    if (part === undefined) throw new RangeError(`no ${of} has the number ${number}`);
    return part;
  };
  const packedItem = (number: number): Item => new PackedItem(catalogue, number, partWith('item', number));
  const passingItemAt = (number: number): Item => ownItems.items[number - end.item] ?? packedItem(number);
  const packedText = (number: number): string => {
    const { text, first } = partWith('text', number);
    return text.passing(number - first.text);
  };
  const items: (Item | undefined)[] = new Array(end.item);
  const texts = new Map<number, string>();
  const ownItems = itemNumbers();
  const ownTexts: string[] = [];
  const numberOfText = new Map<string, number>();
  const catalogue: Catalogue = {
    firstOf: (share) => parts[share]?.first ?? end,
    itemAt: (number) => {
      const item = items[number] ?? passingItemAt(number);
      items[number] = item;
      return item;
    },
    passingItemAt,
    textAt: (number) => {
      const text = texts.get(number) ?? ownTexts[number - end.text] ?? packedText(number);
      texts.set(number, text);
      return text;
    },
    item: (item) =>
      item instanceof PackedItem && item.catalogue === catalogue
        ? item.number
        : end.item + ownItems.numberOf(item),
    text: (text) => {
      const known = numberOfText.get(text);
      if (known !== undefined) return known;
      const number = end.text + ownTexts.push(text) - 1;
      numberOfText.set(text, number);
      return number;
    },
  };
  return catalogue;
}
