import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import type { RepositoryWork } from '../../src/metrics/populations/repositoryWork.ts';
import { catalogueOf } from '../../src/scorecard/catalogue.ts';
import { packShare } from '../../src/scorecard/packing.ts';
import { pool, poolPacked } from '../../src/scorecard/pooling.ts';
import { openAt, type Series, tally } from '../../src/scorecard/series.ts';
import { observationsOf } from '../support/observations.ts';

const nobodysWork = (repository: string): RepositoryWork => ({
  repository,
  team: null,
  shared: false,
  names: [],
  author: new Uint32Array(),
  openedAt: new Float64Array(),
  endedAt: new Float64Array(),
  mergedAt: new Float64Array(),
  reviewsFrom: new Uint32Array(1),
  reviewer: new Uint32Array(),
  reviewedAt: new Float64Array(),
  itemOf: () => {
    throw new RangeError('there are none');
  },
  excludedMerges: [],
  openedByBots: [],
});

const all = { start: 0, end: 100 };

const told = (series: Series) => ({
  observations: observationsOf(series.rows, series.catalogue),
  phases: series.phases.map(({ rows }) => observationsOf(rows, series.catalogue)),
  excluded: tally(series.excluded, series.catalogue, all),
  open: openAt(series.open, 50),
});

/** Rows of one repository; which items and notes they have hangs on the seed. */
const rows = fc.array(
  fc.record({
    number: fc.nat(30),
    at: fc.nat(99),
    value: fc.nat(9),
    note: fc.option(fc.constantFrom('late', 'early')),
  }),
  { maxLength: 12 },
);

const repositories = fc.array(
  fc.record({ first: rows, second: rows, sameDates: fc.boolean(), shared: fc.boolean() }),
  { maxLength: 4 },
);

test('what shares hold as columns pools to what their measurements pool to', () => {
  fc.assert(
    fc.property(repositories, (drawn) => {
      const observation = (
        name: string,
        { number, at, value, note }: { number: number; at: number; value: number; note: string | null },
      ): Observation => ({
        at,
        until: null,
        value,
        item: { id: `${name}#${number}`, kind: 'pull-request', title: `${name} ${number}`, url: null },
        note,
      });
      const parts = drawn.map(({ first, second, sameDates, shared }, index) => {
        // Shared ones may hold the same items.
        const name = shared ? 'sample-org/both' : `sample-org/r${index}`;
        const unique = [...new Map(first.map((row) => [row.number, row])).values()];
        // Alike in their moments alone, or in nothing.
        const others = sameDates
          ? unique.map((row) => ({ ...row, number: row.number + 40, note: null }))
          : [...new Map(second.map((row) => [row.number, row])).values()];
        const measured = (of: typeof unique) =>
          measurement(
            'distribution',
            of.map((row) => observation(name, row)),
            {
              excluded: of.map(({ number, at }) => ({
                id: `${name}#${number}`,
                at,
                text: `left out ${number % 3}`,
              })),
              open: of.map(({ number, at }) => ({ id: `${name}#${number}`, from: at, to: at + 9 })),
              phases: [
                { id: 'coding', label: 'Coding', observations: of.map((row) => observation(name, row)) },
              ],
            },
          );
        const measurements = new Map([
          ['first', measured(unique)],
          ['second', measured(others)],
        ]);
        return { shared, measurements, work: nobodysWork(name), traits: [] };
      });
      const packed = parts.map(packShare);
      const catalogue = catalogueOf(packed);
      for (const id of ['first', 'second']) {
        const chunks = parts.flatMap(({ shared, measurements }) => {
          const measured = measurements.get(id);
          return measured === undefined ? [] : [{ shared, measurement: measured }];
        });
        const columns = packed.flatMap(({ shared, measurements }, index) => {
          const measured = measurements.get(id);
          return measured === undefined
            ? []
            : [{ shared, measurement: measured, first: catalogue.firstOf(index) }];
        });
        expect(told(poolPacked('distribution', columns, catalogue))).toEqual(
          told(pool('distribution', chunks)),
        );
      }
    }),
  );
});
