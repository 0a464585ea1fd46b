import { describe, expect, test } from 'vitest';
import { type Item, measurement } from '../../src/metrics/populations/observation.ts';
import { catalogueOf, itemNumbers } from '../../src/scoring/itemTable.ts';
import { packShare } from '../../src/scoring/packing.ts';
import { noWork } from '../support/pool.ts';

const item = (id: string, fields: Partial<Item> = {}): Item => ({
  id,
  kind: 'pull-request',
  title: `Title of ${id}`,
  url: null,
  ...fields,
});

const plain = ({ id, kind, title, url }: Item): Item => ({ id, kind, title, url });

/** A share with these items and notes. */
const shareOf = (ids: readonly string[], notes: readonly string[] = []) =>
  packShare({
    shared: false,
    measurements: new Map([
      [
        'metric',
        measurement(
          'rate',
          ids.map((id, index) => ({
            at: index,
            until: null,
            value: 1,
            item: item(id),
            note: notes[index] ?? null,
          })),
        ),
      ],
    ]),
    work: noWork,
    traits: [],
  });

describe('items', () => {
  test('that differ in anything have numbers of their own, equal ones the same', () => {
    const { numberOf } = itemNumbers();
    const all = [
      item('a'),
      item('b'),
      ...['a', 'b'].flatMap((id) => [
        item(id, { kind: 'commit' }),
        item(id, { title: 'Another' }),
        item(id, { url: 'https://example.org' }),
      ]),
    ];
    const numbers = all.map(numberOf);
    expect(numbers).toEqual([...all.keys()]);
    expect(all.map((each) => numberOf(plain(each)))).toEqual(numbers);
  });

  test('that come again keep their number, in whatever order', () => {
    const { items, numberOf } = itemNumbers();
    const [a, b] = [item('a'), item('b')];
    expect([a, a, b, b, a, b].map(numberOf)).toEqual([0, 0, 1, 1, 0, 1]);
    expect(items).toEqual([a, b]);
  });
});

describe('a catalogue', () => {
  test('has the items and texts of each share in turn, then those that it is shown', () => {
    const catalogue = catalogueOf([shareOf(['a', 'b'], ['late']), shareOf([]), shareOf(['c'], ['early'])]);
    expect([0, 1, 2].map((number) => catalogue.itemAt(number).id)).toEqual(['a', 'b', 'c']);
    expect([0, 1, 2].map((share) => catalogue.firstOf(share).item)).toEqual([0, 2, 2]);
    expect(catalogue.textAt(catalogue.firstOf(2).text)).toBe('early');
    const own = item('d');
    const number = catalogue.item(own);
    expect(number).toBe(3);
    expect(catalogue.itemAt(number)).toBe(own);
    const texts = ['not over yet', 'late'].map(catalogue.text);
    expect(texts.map(catalogue.textAt)).toEqual(['not over yet', 'late']);
    expect(texts.map((_, index) => catalogue.text(['not over yet', 'late'][index] ?? ''))).toEqual(texts);
  });

  test('knows its own items, and numbers those of another anew', () => {
    const [one, other] = [catalogueOf([shareOf(['a', 'b'])]), catalogueOf([shareOf(['c', 'd'])])];
    expect(one.item(one.itemAt(1))).toBe(1);
    const foreign = one.item(other.itemAt(1));
    expect(foreign).toBe(2);
    expect(plain(one.itemAt(foreign))).toEqual(item('d'));
  });
});
