import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Definition } from '../../src/handbook/definition.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import { behind, type InfluentialItem, mostInfluential } from '../../src/scoring/influence.ts';
import { pool } from '../support/pool.ts';

const definitions = await loadDefinitions('content');
const window = { start: 0, end: 1000 };

const observation = (id: number, value: number, at = id, until: number | null = null): Observation => ({
  at,
  until,
  value,
  item: { id: `#${id}`, kind: 'pull-request', title: `Change ${id}`, url: null },
  note: null,
});

/** The first items of a series that consists of these. */
function shownFirst(
  definition: Definition,
  observations: readonly Observation[],
  count: number,
): (InfluentialItem & { id: string })[] {
  const series = pool(definition.kind, [
    { shared: false, measurement: measurement(definition.kind, observations) },
  ]);
  return mostInfluential(series, series.rows, definition, window, count).map((each) => ({
    ...each,
    id: series.itemAt(each.item).id,
  }));
}

function first(metric: string, observations: Observation[], count = 3): string[] {
  const definition = definitions.get(metric);
  if (definition === undefined) throw new Error(`no ${metric}`);
  return shownFirst(definition, observations, count).map(({ id }) => id);
}

test('what is behind a number has a note where there is one', () => {
  const definition = definitions.get('cycle-time');
  if (definition === undefined) throw new Error('no cycle-time');
  const notesOf = (notes: readonly (string | null)[]) => {
    const rows = notes.map((note, index) => ({ ...observation(index, 1), note }));
    return behind(
      pool('distribution', [{ shared: false, measurement: measurement('distribution', rows) }]),
      definition,
      window,
    ).note;
  };
  expect(notesOf([null, 'late'])).toEqual([null, 'late']);
  expect(notesOf([null, null])).toBeNull();
});

describe('the evidence shown first', () => {
  test('is the longest of a duration', () => {
    expect(
      first('cycle-time', [observation(1, 5), observation(2, 50), observation(3, 20), observation(4, 1)]),
    ).toEqual(['#2', '#3', '#1']);
  });

  test('is what failed, the latest first', () => {
    const deployments = [observation(1, 1), observation(2, 0), observation(3, 1), observation(4, 0)];
    expect(first('change-failure-rate', deployments, 2)).toEqual(['#3', '#1']);
  });

  test('is what is missing where more is better', () => {
    expect(first('review-coverage', [observation(1, 1), observation(2, 0), observation(3, 1)], 1)).toEqual([
      '#2',
    ]);
  });

  test('is what was under way for the largest part of the window', () => {
    const open = [
      observation(1, 1, 900, 9000),
      observation(2, 1, 100, 800),
      observation(3, 1, 500, 600),
      observation(4, 1, -5000, 300),
      observation(5, 1, 850, null),
    ];
    const definition = definitions.get('work-in-progress');
    const shown = definition === undefined ? [] : shownFirst(definition, open, 5);
    expect(shown.map(({ id, value }) => [id, value])).toEqual([
      ['#2', 0.7],
      ['#4', 0.3],
      ['#5', 0.15],
      ['#1', 0.1],
      ['#3', 0.1],
    ]);
  });

  test('of a ratio is that without which it would differ most, with its own ratio', () => {
    const parts: [number, number, number][] = [
      [1, 8, 30],
      [2, 29, 33],
      [3, 2, 57],
    ];
    const rows = parts.map(([id, value, of]) => ({ ...observation(id, value), of }));
    expect(first('flow-efficiency', rows)).toEqual(['#2', '#3', '#1']);
    const definition = definitions.get('flow-efficiency');
    const shown = definition === undefined ? [] : shownFirst(definition, rows, 3);
    expect(shown.map(({ value }) => value)).toEqual([29 / 33, 2 / 57, 8 / 30]);
  });

  test('of a ratio has no value where an item has no part in the denominator', () => {
    const definition = definitions.get('defect-rate');
    const rows = [
      { ...observation(1, 1), of: 0 },
      { ...observation(2, 0), of: 1 },
      { ...observation(3, 0), of: 1 },
    ];
    const shown = definition === undefined ? [] : shownFirst(definition, rows, 3);
    expect(shown.map(({ id, value }) => [id, value])).toEqual([
      ['#1', null],
      ['#3', 0],
      ['#2', 0],
    ]);
  });

  test('is of equals of one moment the first by its identifier', () => {
    const equals = [4, 2, 3, 1].map((id) => observation(id, 7, 5));
    expect(first('cycle-time', equals, 2)).toEqual(['#1', '#2']);
  });

  test('of what stands for many cases has the part of them that counts', () => {
    const lines = [
      { ...observation(1, 30), of: 200 },
      { ...observation(2, 20), of: 40 },
    ];
    const definition = definitions.get('code-churn-rate');
    const shown = definition === undefined ? [] : shownFirst(definition, lines, 2);
    expect(shown.map(({ id, value }) => [id, value])).toEqual([
      ['#2', 0.5],
      ['#1', 0.15],
    ]);
  });

  test('does not depend on the order of the observations', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 40 }), (values) => {
        const rows = values.map((value, index) => observation(index, value, 5));
        expect(first('cycle-time', rows.toReversed(), 8)).toEqual(first('cycle-time', rows, 8));
      }),
    );
  });
});
