import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Item,
  type Measurement,
  measurement,
  type Observation,
} from '../../src/metrics/populations/observation.ts';
import { seriesOfRepositories } from '../../src/scoring/pooling.ts';
import { openAt, type Series, tally } from '../../src/scoring/series.ts';
import { scopeTables } from '../../src/scoring/tables/scopeTables.ts';
import { database } from '../support/database.ts';
import { isDeep } from '../support/deep.ts';
import { observationsOf } from '../support/observations.ts';
import { type Pooled, pool } from '../support/pool.ts';
import { noPullRequests, writeParts } from '../support/tables.ts';

interface Row {
  number: number;
  at: number;
  value: number;
  note: string | null;
  of: number | null;
  settledAt: number | null;
  cluster: string | null;
}

/** Rows of one repository, at most one of each item. */
const rows = fc.uniqueArray(
  fc.record<Row>({
    number: fc.nat(30),
    at: fc.nat(99),
    value: fc.nat(9),
    note: fc.option(fc.constantFrom('late', 'early')),
    of: fc.option(fc.nat(9)),
    settledAt: fc.option(fc.nat(200)),
    cluster: fc.option(fc.constantFrom('Release 1', 'Release 2')),
  }),
  { maxLength: 12, selector: ({ number }) => number },
);

const repositories = fc.array(fc.record({ first: rows, second: rows, shared: fc.boolean() }), {
  maxLength: 4,
});

function measured(repository: string, of: readonly Row[]): Measurement {
  const observations = of.map(
    ({ number, at, value, note, of, settledAt, cluster }): Observation => ({
      at,
      until: null,
      value,
      ...(of === null ? {} : { of }),
      ...(settledAt === null ? {} : { settledAt }),
      ...(cluster === null ? {} : { cluster }),
      item: { id: `${repository}#${number}`, kind: 'pull-request', title: `Change ${number}`, url: null },
      note,
    }),
  );
  return measurement('distribution', observations, {
    excluded: observations.map(({ item, at, value }) => ({ id: item.id, at, text: `left out ${value % 3}` })),
    open: observations.map(({ item, at, note }) => ({
      id: item.id,
      from: at,
      to: at + 9,
      ...(note === null ? {} : { item }),
    })),
    phases: [
      { id: 'coding', label: 'Coding', observations },
      { id: 'review', label: 'Review', observations: observations.slice(1) },
    ],
  });
}

type Part = { shared: boolean; measurements: readonly Measurement[] };

/** The series of each metric as the tables pool them, whose items can be looked up. */
async function pooledInTables(parts: readonly Part[]): Promise<Pooled[]> {
  const written = await writeParts(
    parts.map(({ shared, measurements }, index) => ({
      team: 'team',
      shared,
      measured: {
        repository: `sample-org/${index}`,
        measurements,
        pullRequests: noPullRequests,
        traits: [],
        changes: [],
      },
    })),
  );
  const tables = await scopeTables(await database(), 'scope', written);
  const items = await tables.describe(tables.ranks.keys());
  const metrics = [...(parts[0]?.measurements.keys() ?? [])];
  const pooled = await tables.pool(metrics);
  return metrics.map((metric) => ({
    ...seriesOfRepositories('distribution', metric, pooled.get(metric), written, tables),
    itemAt: (number): Item => {
      const item = items.get(number);
      if (item === undefined) throw new RangeError(`no item ${number}`);
      return item;
    },
  }));
}

function told(series: Pooled) {
  const window = { start: 20, end: 60 };
  const spans = ({ open }: Series) =>
    Array.from(open.from, (from, index) => {
      const item = open.item[index] ?? 0;
      return [from, open.to[index], item === 0 ? null : series.itemAt(item - 1).id];
    });
  return {
    rows: observationsOf(series.rows, series),
    phases: series.phases.map(({ id, label, rows }) => ({ id, label, rows: observationsOf(rows, series) })),
    excluded: tally(series.excluded, series.texts, window),
    open: openAt(series.open, 50),
    spans: spans(series).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ...series.applicability(window),
  };
}

test('tables pool as a plain loop does: all rows in order of time, and what teams share once', async () => {
  await fc.assert(
    fc.asyncProperty(repositories, async (drawn) => {
      const parts = drawn.map(({ first, second, shared }, index) => {
        // Shared ones may have the same items.
        const name = shared ? 'sample-org/both' : `sample-org/r${index}`;
        return { shared, measurements: [measured(name, first), measured(name, second)] };
      });
      const found = await pooledInTables(parts);
      for (const [metric, series] of found.entries()) {
        const expected = pool(
          'distribution',
          parts.map(({ shared, measurements }) => ({
            shared,
            measurement: measurements[metric] ?? measured('none', []),
          })),
        );
        expect(told(series)).toEqual(told(expected));
      }
    }),
    { numRuns: isDeep ? 100 : 15 },
  );
}, 300_000);

test('a window finds the same number of items whether metrics are pooled alone or together', async () => {
  const parts = [
    { shared: false, measurements: [measured('sample-org/a', []), measured('sample-org/a', [])] },
  ];
  expect((await pooledInTables(parts)).map(({ rows }) => rows.at.length)).toEqual([0, 0]);
});

test('items of one moment follow one another by their identifiers, compared byte by byte', async () => {
  const ids = [
    'sample-org/b#10',
    'sample-org/b#9',
    'sample-org/B#1',
    'sample-org/é',
    'sample-org/a release v1',
  ];
  const observations = ids.map(
    (id): Observation => ({
      at: 5,
      until: null,
      value: 1,
      item: { id, kind: 'deployment', title: id, url: null },
      note: null,
    }),
  );
  const [series] = await pooledInTables([
    { shared: false, measurements: [measurement('rate', observations)] },
  ]);
  if (series === undefined) throw new Error('no series');
  expect(observationsOf(series.rows, series).map(({ item }) => item.id)).toEqual(ids.toSorted());
});

test('of repositories to which a metric does not apply the reasons stay, unless another part counts', async () => {
  const none = measurement('rate', [], { notApplicable: 'docs is not deployed' });
  const [alone] = await pooledInTables([{ shared: false, measurements: [none] }]);
  expect(alone?.applicability({ start: 0, end: 1 })).toEqual({
    applies: false,
    notApplicable: ['docs is not deployed'],
  });
});
