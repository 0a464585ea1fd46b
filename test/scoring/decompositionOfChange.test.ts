import { describe, expect, test } from 'vitest';
import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import { divisibleIn, movedBy } from '../../src/scoring/decompositionOfChange.ts';
import type { Segments } from '../../src/scoring/segments.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { type Pooled, pool, seriesWith } from '../support/pool.ts';

const exposure = { from: 0, unit: 1 };
const before = { start: 0, end: 1000 };
const now = { start: 1000, end: 2000 };

/** Items are `repository#author.number`, so that a test says who is behind them. */
const segmentsIn = ({ itemAt }: Pick<Pooled, 'itemAt'>): Segments => ({
  nameOf: (by, item) => (by === 'repository' ? (itemAt(item).id.split('#')[0] ?? null) : null),
  isDominated: () => false,
  peopleBehind: (items) => new Set(Array.from(items, (item) => itemAt(item).id.split(/[#.]/)[1])).size,
});

/** So many items of a repository in a window, by so many people in turn. */
function items(
  repository: string,
  window: { start: number },
  count: number,
  people: number,
  worth: (index: number) => number,
): Observation[] {
  return Array.from({ length: count }, (_, index) => ({
    at: window.start + index,
    until: window.start + index + 5,
    value: worth(index),
    item: {
      id: `${repository}#${index % people}.${window.start + index}`,
      kind: 'pull-request',
      title: repository,
      url: null,
    },
    note: null,
  }));
}

function divided(series: Pooled, unit: 'hours' | 'lines' = 'hours', by = segmentsIn(series)) {
  const valueIn = (window: { start: number; end: number }) =>
    summarise(sampleOf(series, [window], exposure)).value ?? Number.NaN;
  const [current, baseline] = [valueIn(now), valueIn(before)];
  const divisible = divisibleIn(series, [now], [before], exposure, by);
  return {
    change: current - baseline,
    moved: movedBy({ kind: series.kind, unit }, divisible, current, baseline),
  };
}

const series = (kind: Pooled['kind'], ...observations: Observation[][]): Pooled =>
  pool(kind, [{ shared: false, measurement: measurement(kind, observations.flat()) }]);

const namesOf = (moved: ReturnType<typeof divided>['moved']) =>
  moved.map(({ parts }) => parts.map(({ name }) => name));

describe('what a change divides into', () => {
  const slower = (index: number) => 40 + index;
  const fast = (index: number) => 10 + index;
  const both = [items('web', before, 40, 4, fast), items('web', now, 40, 4, fast)];

  test.each(['distribution', 'proportion', 'rate', 'level'] as const)('adds up, for a %s', (kind) => {
    const value = (calm: boolean) => (index: number) =>
      kind === 'proportion' ? Number(index % (calm ? 6 : 2) === 0) : (calm ? 10 : 40) + index;
    const { change, moved } = divided(
      series(
        kind,
        items('web', before, 12, 4, value(true)),
        items('web', now, 14, 4, value(true)),
        items('api', before, 9, 5, value(true)),
        items('api', now, 30, 5, value(false)),
      ),
    );
    const [parts] = moved.map((each) => each.parts);
    expect(parts).toHaveLength(2);
    expect(parts?.[0]?.name).toBe('api');
    expect(Math.abs((parts ?? []).reduce((sum, { effect }) => sum + effect, 0) - change)).toBeLessThan(1e-9);
    expect((parts ?? []).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('never tells of fewer than four people, not even as what is left over', () => {
    const few = [items('api', before, 20, 3, fast), items('api', now, 20, 4, slower)];
    expect(divided(series('distribution', ...both, ...few)).moved).toEqual([]);
    const more = [items('cli', before, 9, 4, fast), items('cli', now, 9, 4, fast)];
    // The smaller of the two that could be told joins the one that could not.
    expect(namesOf(divided(series('distribution', ...both, ...few, ...more)).moved)).toEqual([
      ['web', 'others'],
    ]);
  });

  test('never tells of fewer than eight observations on a side', () => {
    const few = [items('api', before, 7, 5, fast), items('api', now, 20, 5, slower)];
    expect(divided(series('distribution', ...both, ...few)).moved).toEqual([]);
  });

  test('is nothing where most would be others', () => {
    const strange = [items('', before, 50, 5, fast), items('', now, 50, 5, slower)].flat();
    const unnamed = strange.map((row) => ({
      ...row,
      item: { ...row.item, id: row.item.id.replace('#', '?#') },
    }));
    const all = series('distribution', ...both, unnamed);
    const segments = segmentsIn(all);
    const named: Segments = {
      ...segments,
      nameOf: (by, item) => (all.itemAt(item).id.startsWith('?') ? null : segments.nameOf(by, item)),
    };
    expect(divided(all, 'hours', named).moved).toEqual([]);
  });

  test('has what only one side has', () => {
    const { moved } = divided(series('distribution', ...both, items('new', now, 20, 5, slower)));
    expect(namesOf(moved)).toEqual([['new', 'web']]);
  });

  test('has six segments and the others, which come last', () => {
    const many = Array.from({ length: 9 }, (_, index) => [
      items(`r${index}`, before, 12, 4, fast),
      items(`r${index}`, now, 12 + index, 4, index === 0 ? (each) => 400 + each : slower),
    ]).flat();
    const [names] = namesOf(divided(series('distribution', ...many)).moved);
    expect(names).toHaveLength(7);
    expect(names?.at(-1)).toBe('others');
    expect(names).toContain('r8');
  });

  test('is nothing without a change, and nothing for figures of people', () => {
    expect(divided(series('distribution', ...both)).moved).toEqual([]);
    const people = seriesWith('level', {
      spans: true,
      madeOfWeeks: true,
      of: ([window]) => ({
        sample: { kind: 'level', value: window?.start ?? 0, n: 9 },
        people: 9,
        notes: [],
      }),
    });
    expect(divided({ ...series('level'), ...people }).moved).toEqual([]);
  });
});

test('a cycle time divides by its phases', () => {
  const total = [
    items('web', before, 20, 5, (index) => 20 + index),
    items('web', now, 20, 5, (index) => 50 + index),
  ];
  const phase = (id: string, part: (row: Observation) => number) => ({
    id,
    label: id,
    observations: total.flat().map((row) => ({ ...row, value: part(row) })),
  });
  const grown = pool('distribution', [
    {
      shared: false,
      measurement: measurement('distribution', total.flat(), {
        phases: [phase('coding', ({ value }) => value - 10), phase('review', () => 10)],
      }),
    },
  ]);
  const { change, moved } = divided(grown);
  expect(change).toBeCloseTo(30, 9);
  expect(moved.map(({ by }) => by)).toEqual(['phase']);
  expect(moved[0]?.parts[0]?.name).toBe('coding');
  expect(moved[0]?.parts[0]?.effect).toBeCloseTo(30, 0);
});
