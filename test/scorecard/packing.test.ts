import { describe, expect, test } from 'vitest';
import type { Item, Measurement, Observation } from '../../src/metrics/populations/observation.ts';
import { measurement } from '../../src/metrics/populations/observation.ts';
import { nameNumbers, type PullRequestWork } from '../../src/metrics/populations/teamWork.ts';
import { packShare, readShare, type Share } from '../../src/scorecard/packing.ts';

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

/** Items are read from shared memory, field by field. */
function readBack(share: Partial<Share>, names: readonly string[] = []) {
  const full: Share = {
    shared: false,
    measurements: new Map(),
    work: { repository: 'sample-org/shop', shared: false, pulls: [], excludedMerges: [], openedByBots: [] },
    traits: new Map(),
    ...share,
  };
  // What one thread sends to another is a copy of the views, not of the memory.
  const people = nameNumbers();
  const reader = readShare(structuredClone(packShare(full, names)), people.numberOf);
  return { reader, names: people.names };
}

function measured(value: Measurement): Measurement {
  const read = readBack({ measurements: new Map([['metric', value]]) }).reader.measurement('metric');
  if (read === null) throw new Error('nothing came back');
  return {
    ...read,
    observations: read.observations.map((row) => ({ ...row, item: plain(row.item) })),
    open: read.open.map((row) => (row.item === undefined ? row : { ...row, item: plain(row.item) })),
    phases: read.phases.map((phase) => ({
      ...phase,
      observations: phase.observations.map((row) => ({ ...row, item: plain(row.item) })),
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

  test('work, with people by the numbers of who reads it', () => {
    const pulls = [
      { openedAt: 1, endedAt: null, mergedAt: null, author: null, reviews: [] },
      {
        openedAt: 2,
        endedAt: 5,
        mergedAt: 5,
        author: 1,
        reviews: [
          { by: 0, at: 4 },
          { by: null, at: 3 },
        ],
      },
      { openedAt: 3, endedAt: 6, mergedAt: null, author: 0, reviews: [{ by: 1, at: 5 }] },
    ].map(
      (pull, index): PullRequestWork => ({
        ...pull,
        item: item(`sample-org/shop#${index}`),
        repository: 'sample-org/shop',
        owners: ['shop'],
      }),
    );
    const work = {
      repository: 'sample-org/shop',
      shared: true,
      pulls,
      excludedMerges: [{ id: 'a', at: 1, text: 'opened by automation' }],
      openedByBots: [{ id: 'b', at: 2, text: 'opened by automation' }],
    };
    const { reader, names } = readBack({ shared: true, work }, ['Ada', 'Ben']);
    const read = reader.work();
    const named = (person: number | null, of: readonly string[]) => (person === null ? null : of[person]);
    const told = (rows: readonly PullRequestWork[], of: readonly string[]) =>
      rows.map(({ author, reviews, ...pull }) => ({
        ...pull,
        author: named(author, of),
        reviews: reviews.map(({ by, at }) => ({ by: named(by, of), at })),
        item: plain(pull.item),
      }));
    expect(told(read.pulls, names)).toStrictEqual(told(pulls, ['Ada', 'Ben']));
    expect({ ...read, pulls: [] }).toStrictEqual({ ...work, pulls: [] });
    expect([...reader.merges()].map(({ author, mergedAt }) => [named(author, names), mergedAt])).toEqual([
      [null, null],
      ['Ben', 5],
      ['Ada', null],
    ]);
  });

  test('traits', () => {
    const traits = new Map([
      ['sample-org/shop#1', { size: 'up to 50 lines', kind: 'fixes' }],
      ['sample-org/shop#2', { size: 'up to 50 lines', kind: null }],
    ]);
    expect(readBack({ traits }).reader.traits()).toEqual([...traits]);
  });
});

test('an item is one object for all metrics of a share', () => {
  const { reader } = readBack({
    measurements: new Map([
      ['one', measurement('rate', [observation('a', 1)])],
      ['two', measurement('rate', [observation('a', 2)])],
    ]),
  });
  expect(reader.measurement('one')?.observations[0]?.item).toBe(
    reader.measurement('two')?.observations[0]?.item,
  );
  expect(reader.measurement('three')).toBeNull();
});
