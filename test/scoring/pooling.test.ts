import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Measurement,
  measurement,
  type Observation,
} from '../../src/metrics/populations/observation.ts';
import { catalogueOf } from '../../src/scoring/itemTable.ts';
import { packShare } from '../../src/scoring/packing.ts';
import { poolerOf } from '../../src/scoring/pooling.ts';
import { openAt, tally } from '../../src/scoring/series.ts';
import { observationsOf } from '../support/observations.ts';
import { noWork } from '../support/pool.ts';

interface Row {
  number: number;
  at: number;
  value: number;
  note: string | null;
  of: number | null;
  settledAt: number | null;
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
  }),
  { maxLength: 12, selector: ({ number }) => number },
);

/** What a second metric makes of the rows of a first. */
const seconds: Record<string, (row: Row) => Row> = {
  'the same items at the same moments': (row) => ({ ...row, value: 9 - row.value, note: null, of: null }),
  'other items at the same moments': (row) => ({ ...row, number: row.number + 40 }),
  'the same items at other moments': (row) => ({ ...row, at: 99 - row.at }),
};

const repositories = fc.array(fc.record({ first: rows, shared: fc.boolean() }), { maxLength: 4 });

function measured(repository: string, of: readonly Row[]): Measurement {
  const observations = of.map(
    ({ number, at, value, note, of, settledAt }): Observation => ({
      at,
      until: null,
      value,
      ...(of === null ? {} : { of }),
      ...(settledAt === null ? {} : { settledAt }),
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

/** The first of those that are called the same and have the greatest weight. */
function once<Each>(each: readonly Each[], nameOf: (one: Each) => string, weightOf = (_: Each) => 0): Each[] {
  return [...Map.groupBy(each, nameOf).values()].flatMap(
    (same) => same.find((one) => weightOf(one) === Math.max(...same.map(weightOf))) ?? [],
  );
}

test.each(Object.entries(seconds))(
  'a scope has all rows in order of time, and what teams share once: %s',
  (_, secondOf) => {
    fc.assert(
      fc.property(repositories, (drawn) => {
        const parts = drawn.map(({ first, shared }, index) => {
          // Shared ones may hold the same items.
          const name = shared ? 'sample-org/both' : `sample-org/r${index}`;
          return { shared, first: measured(name, first), second: measured(name, first.map(secondOf)) };
        });
        const shares = parts.map(({ shared, ...metrics }) =>
          packShare({ shared, measurements: new Map(Object.entries(metrics)), work: noWork, traits: [] }),
        );
        const catalogue = catalogueOf(shares);
        const pool = poolerOf(shares, catalogue);
        for (const id of ['first', 'second'] as const) {
          const all = <Each>(
            pick: (measurement: Measurement) => readonly Each[],
            ...counted: [nameOf: (one: Each) => string, weightOf?: (one: Each) => number]
          ): Each[] => [
            ...parts.filter(({ shared }) => !shared).flatMap((part) => pick(part[id])),
            ...once(
              parts.filter(({ shared }) => shared).flatMap((part) => pick(part[id])),
              ...counted,
            ),
          ];
          const observed = (pick: (measurement: Measurement) => readonly Observation[]) =>
            all(
              pick,
              ({ item }) => item.id,
              ({ value }) => value,
            ).sort((a, b) => a.at - b.at || (a.item.id < b.item.id ? -1 : 1));
          const series = pool('distribution', id);
          expect(observationsOf(series.rows, catalogue)).toEqual(observed((one) => one.observations));
          for (const [index, phase] of series.phases.entries())
            expect(observationsOf(phase.rows, catalogue)).toEqual(
              observed((one) => one.phases[index]?.observations ?? []),
            );
          const said = Map.groupBy(
            all(
              (one) => one.excluded,
              (one) => `${one.id} ${one.text}`,
            ).filter(({ at }) => at >= 20 && at < 60),
            ({ text }) => text,
          );
          const tallied = tally(series.excluded, catalogue, { start: 20, end: 60 });
          expect(new Map(tallied.map(({ text, count }) => [text, count]))).toEqual(
            new Map(Array.from(said, ([text, remarks]) => [text, remarks.length])),
          );
          const open = all(
            (one) => one.open,
            (one) => one.id,
          );
          expect(openAt(series.open, 50)).toBe(open.filter(({ from }) => from < 50 && from + 9 >= 50).length);
          expect(
            Array.from(series.open.item, (number) =>
              number === 0 ? undefined : catalogue.itemAt(number - 1).id,
            ),
          ).toEqual(open.map(({ item }) => item?.id));
        }
      }),
    );
  },
);
