import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Item } from '../../src/metrics/populations/observation.ts';
import { evidenceRows } from '../../src/scorecard/evidenceRows.ts';
import { EVIDENCE_VERSION, type Evidence, evidenceSchema } from '../../src/scorecard/schema.ts';
import { itemsBehind } from '../../src/scoring/influence.ts';
import { behindOf, type Part } from '../support/observations.ts';

const item = (id: string): Item => ({ id, kind: 'issue', title: `Title of ${id}`, url: null });

const behind = (id: string, at: number, value: number | null, note: string | null = null): Part => ({
  item: item(id),
  at,
  value,
  note,
});

const page = (metrics: readonly { id: string; behind: readonly Part[] }[]): Evidence => ({
  schemaVersion: EVIDENCE_VERSION,
  scope: 'shop',
  quarter: '2026-Q2',
  ...itemsBehind(metrics.map(({ id, behind }) => ({ id, behind: behindOf(behind) }))),
});

const evidence = page([
  { id: 'first', behind: [behind('a#1', 5, 1), behind('a#2', 7, null)] },
  { id: 'second', behind: [behind('a#3', 9, 0, 'late'), behind('a#1', 11, 3)] },
]);

describe('the evidence of a page', () => {
  test('lists each item once, in order of its first appearance', () => {
    expect(evidence.items.map(({ id }) => id)).toEqual(['a#1', 'a#2', 'a#3']);
  });

  test('gives back, for each metric, its items with their part in it, in the order of the items', () => {
    expect(evidenceRows(evidence, 'first')).toEqual([
      { ...item('a#1'), at: '1970-01-01T00:00:00.005Z', value: 1, note: null },
      { ...item('a#2'), at: '1970-01-01T00:00:00.007Z', value: null, note: null },
    ]);
    expect(evidenceRows(evidence, 'second')).toEqual([
      { ...item('a#1'), at: '1970-01-01T00:00:00.011Z', value: 3, note: null },
      { ...item('a#3'), at: '1970-01-01T00:00:00.009Z', value: 0, note: 'late' },
    ]);
    expect(evidenceRows(evidence, 'none')).toEqual([]);
  });

  test('has no column of notes where nothing was noted', () => {
    expect(evidence.behind['first']?.note).toBeNull();
  });

  test('hides nothing in what strangers wrote', () => {
    const [row] = evidenceRows(
      page([{ id: 'first', behind: [behind('a#1\u202e', 5, 1, 'b\u200b')] }]),
      'first',
    );
    expect(row).toMatchObject({ id: 'a#1[U+202E]', title: 'Title of a#1[U+202E]', note: 'b[U+200B]' });
  });

  test('says of an item what its last observation says, whatever the observations are', () => {
    const rows = fc.array(
      fc.record({
        id: fc.constantFrom('a#1', 'a#2', 'a#3', 'a#4'),
        at: fc.nat(),
        value: fc.option(fc.integer()),
        note: fc.option(fc.constantFrom('late', 'early')),
      }),
    );
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const metrics = Object.entries({ first, second }).map(([id, observations]) => ({
          id,
          behind: observations.map(({ id, at, value, note }) => behind(id, at, value, note)),
        }));
        const written = evidenceSchema.parse(JSON.parse(JSON.stringify(page(metrics))));
        for (const metric of metrics) {
          const last = new Map(metric.behind.map((row) => [row.item.id, row]));
          const expected = written.items.flatMap(({ id }) => {
            const row = last.get(id);
            return row === undefined ? [] : [{ ...row, at: new Date(row.at).toISOString() }];
          });
          expect(evidenceRows(written, metric.id)).toEqual(
            expected.map(({ item, ...part }) => ({ ...item, ...part })),
          );
        }
      }),
    );
  });
});

describe('evidence that is read', () => {
  /** What is said of the evidence when the second metric has these columns. */
  function faultWith(columns: Partial<Evidence['behind'][string]>): string {
    const { first, second } = evidence.behind;
    const changed = { ...evidence, behind: { first, second: { ...second, ...columns } } };
    const { error } = evidenceSchema.safeParse(changed);
    return error === undefined ? '' : z.prettifyError(error);
  }

  test('is taken as it was written', () => {
    expect(faultWith({})).toBe('');
  });

  test.each([
    ['a column that is too short', { at: [9] }, 'columns of unequal length'],
    ['too few notes', { note: ['late'] }, 'columns of unequal length'],
    ['an item that is not there', { item: [0, 3] }, 'a position at which no item stands'],
    ['half an item', { item: [0, 0.5] }, 'a position at which no item stands'],
    ['an item twice', { item: [2, 2] }, 'an item in two rows'],
    ['a moment that no date can be', { at: [9, 8.64e15 + 1] }, 'a moment that is no date in milliseconds'],
    ['part of a millisecond', { at: [9, 0.5] }, 'a moment that is no date in milliseconds'],
  ])('is refused for %s, and the metric is named', (_, columns, fault) => {
    expect(faultWith(columns)).toContain(fault);
    expect(faultWith(columns)).toContain('behind.second');
  });

  test('is refused in another version, and that alone is said', () => {
    const older = { ...evidence, schemaVersion: 1, items: [{ ...item('a#1'), values: {} }] };
    const { error } = evidenceSchema.safeParse(older);
    expect(error?.issues).toMatchObject([{ path: ['schemaVersion'], message: 'Invalid input: expected 2' }]);
  });
});
