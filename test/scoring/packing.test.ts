import { describe, expect, test } from 'vitest';
import type { Item, Measurement, Observation } from '../../src/metrics/populations/observation.ts';
import { measurement } from '../../src/metrics/populations/observation.ts';
import { DELETED } from '../../src/metrics/populations/pullColumns.ts';
import type { RepositoryWork } from '../../src/metrics/populations/repositoryWork.ts';
import { catalogueOf } from '../../src/scoring/itemTable.ts';
import { packShare, type Remarks, readWork, type Share } from '../../src/scoring/packing.ts';
import { observationsOf } from '../support/observations.ts';

const item = (id: string, fields: Partial<Item> = {}): Item => ({
  id,
  kind: 'pull-request',
  title: `Title of ${id}`,
  url: `https://example.org/${id}`,
  ...fields,
});

const observation = (id: string, at: number, fields: Partial<Observation> = {}): Observation => ({
  at,
  until: null,
  value: at / 3,
  item: item(id),
  note: null,
  ...fields,
});

const plain = ({ id, kind, title, url }: Item): Item => ({ id, kind, title, url });

/** Ben's change that Ada and a deleted account reviewed, between a deleted account's and one of Ada's that Ben did. */
const someWork: RepositoryWork = {
  repository: 'sample-org/shop',
  team: 'shop',
  shared: true,
  names: ['Ada', 'Ben'],
  author: Uint32Array.of(DELETED, 2, 1),
  openedAt: Float64Array.of(1, 2, 3),
  endedAt: Float64Array.of(Number.NaN, 5, 6),
  mergedAt: Float64Array.of(Number.NaN, 5, Number.NaN),
  reviewsFrom: Uint32Array.of(0, 0, 2, 3),
  reviewer: Uint32Array.of(1, DELETED, 2),
  reviewedAt: Float64Array.of(4, 3, 5.5),
  itemOf: (pull) => item(`sample-org/shop#${pull}`, { title: `変更 ${pull}` }),
  excludedMerges: [
    { id: 'a', at: 1, text: 'opened by automation' },
    { id: 'c', at: 7, text: 'into another branch' },
  ],
  openedByBots: [{ id: 'b', at: 2, text: 'opened by automation' }],
};

function packed(share: Partial<Share>) {
  const full: Share = { shared: true, measurements: new Map(), work: someWork, traits: [], ...share };
  // What one thread sends to another is a copy of the views, not of the memory.
  const sent = structuredClone(packShare(full));
  return { share: sent, catalogue: catalogueOf([sent]) };
}

function measured(value: Measurement): Measurement {
  const { share, catalogue } = packed({ measurements: new Map([['metric', value]]) });
  const read = share.measurements.get('metric');
  if (read === undefined) throw new Error('nothing came back');
  const { itemAt, textAt } = catalogue;
  const remarks = ({ id, at, text }: Remarks) =>
    Array.from(at, (moment, index) => ({
      id: textAt(id?.[index] ?? -1),
      at: moment,
      text: textAt(text[index] ?? -1),
    }));
  return {
    kind: read.kind,
    notApplicable: read.notApplicable,
    observations: observationsOf(read.rows, catalogue),
    excluded: remarks(read.excluded),
    unknown: remarks(read.unknown),
    remarks: remarks(read.remarks),
    open: Array.from(read.open.from, (from, index) => {
      const to = read.open.to[index] ?? Number.NaN;
      const number = read.open.item[index] ?? 0;
      return {
        id: textAt(read.open.id?.[index] ?? -1),
        from,
        to: Number.isNaN(to) ? null : to,
        ...(number === 0 ? {} : { item: plain(itemAt(number - 1)) }),
      };
    }),
    phases: read.phases.map(({ id, label, rows }) => ({
      id,
      label,
      observations: observationsOf(rows, catalogue),
    })),
  };
}

describe('what was packed comes back as it was', () => {
  test('observations, with what only some of them have', () => {
    const value = measurement('proportion', [
      observation('a', 1.25),
      observation('b', 2, { until: 9, note: 'why: „warum“, 理由, 🙂', of: 3 }),
      observation('c', 3, { settledAt: 7.5, item: item('c', { url: null, kind: 'milestone' }) }),
      observation('d', 4, { value: 0, of: 0, note: '' }),
    ]);
    expect(measured(value)).toStrictEqual(value);
  });

  test.each([
    ['an end', { until: 9 }],
    ['a part of the denominator', { of: 3 }],
    ['a moment from which it counts', { settledAt: 7.5 }],
    ['a note', { note: 'why' }],
  ])('observations of which only the first has %s', (_, fields) => {
    const value = measurement('proportion', [observation('a', 1, fields), observation('b', 2)]);
    expect(measured(value)).toStrictEqual(value);
  });

  test('nothing at all, and a metric that does not apply', () => {
    const value = measurement('level', [], { notApplicable: 'no deployments' });
    expect(measured(value)).toStrictEqual(value);
  });

  test('remarks, spans and phases', () => {
    const value = measurement('distribution', [], {
      excluded: [{ id: 'a', at: 5, text: 'opened by automation' }],
      unknown: [{ id: 'b', at: 6, text: 'of no known kind' }],
      remarks: [{ id: '', at: 7, text: 'odd' }],
      open: [
        { id: 'a ready 1', from: 1, to: null },
        { id: 'b ready 2', from: 2, to: 8, item: item('b') },
      ],
      phases: [
        { id: 'coding', label: 'Coding', observations: [observation('a', 4)] },
        { id: 'merge', label: 'Merge', observations: [] },
      ],
    });
    expect(measured(value)).toStrictEqual(value);
  });

  test('things that two metrics call by one identifier and different titles', () => {
    const value = measurement('rate', [
      observation('a', 1),
      observation('a', 2, { item: item('a', { title: 'Another' }) }),
      observation('a', 3),
    ]);
    expect(measured(value)).toStrictEqual(value);
  });

  test('more than one piece of memory holds', () => {
    const value = measurement(
      'rate',
      Array.from({ length: 200_000 }, (_, index) => observation(`${index % 50}`, index)),
    );
    expect(measured(value)).toStrictEqual(value);
  });

  test('columns that are small, but too many for one piece of memory', () => {
    const value = measurement('rate', [], {
      phases: Array.from({ length: 60 }, (_, phase) => ({
        id: `${phase}`,
        label: `Phase ${phase}`,
        observations: Array.from({ length: 2500 }, (_, index) => observation('a', phase + index / 7)),
      })),
    });
    expect(measured(value)).toStrictEqual(value);
  });

  test('work, with its items and the names of its people', () => {
    const { itemOf, ...work } = someWork;
    const { share, catalogue } = packed({ work: someWork });
    const { itemOf: readItem, ...read } = readWork(share, catalogue.itemAt);
    expect(read).toStrictEqual(work);
    for (const pull of work.author.keys()) expect(plain(readItem(pull))).toEqual(itemOf(pull));
  });
});

test('what two metrics date alike is stored once', () => {
  const rows = [observation('a', 1), observation('b', 2)];
  const { share } = packed({
    measurements: new Map([
      ['one', measurement('rate', rows)],
      [
        'two',
        measurement(
          'rate',
          rows.map((row) => ({ ...row, value: 1 })),
        ),
      ],
    ]),
  });
  const [one, two] = ['one', 'two'].map((id) => share.measurements.get(id)?.rows);
  expect(one?.at).toBe(two?.at);
  expect(one?.item).toBe(two?.item);
  expect(one?.value).not.toEqual(two?.value);
});
