import { elapsed } from '../../src/facts/workingTime.ts';
import type { Figures } from '../../src/metrics/populations/metric.ts';
import type { Item, Measurement, Observation } from '../../src/metrics/populations/observation.ts';
import type { Rows } from '../../src/scoring/observationRows.ts';
import { seriesOfRepositories, seriesOfTeam } from '../../src/scoring/pooling.ts';
import type { Series } from '../../src/scoring/series.ts';
import { textTable } from '../../src/scoring/textTable.ts';
import type { Kind } from '../../src/stats/kinds.ts';

/** What one team has of a repository, as far as one metric sees it. */
export interface Chunk {
  /** Whether another chunk may hold the same items. */
  shared: boolean;
  measurement: Measurement;
}

/** A series whose items can be looked up. */
export interface Pooled extends Series {
  itemAt: (number: number) => Item;
}

/**
 * Pools without a database, in the plainest way: what scoring does with tables must come to the same.
 * @returns the series of a metric of which some shares of repositories have this
 */
export function pool(kind: Kind, chunks: readonly Chunk[]): Pooled {
  const items: Item[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (item: Item): number => {
    const key = JSON.stringify(item);
    const number = numbers.get(key) ?? items.push(item) - 1;
    numbers.set(key, number);
    return number;
  };
  const texts = textTable();
  const applicable = chunks.filter(({ measurement }) => measurement.notApplicable === null);
  const once = <Each>(
    pick: (measurement: Measurement) => readonly Each[],
    nameOf: (each: Each) => string,
    weightOf: (each: Each) => number = () => 0,
  ): Each[] => {
    const of = (shared: boolean) =>
      applicable.filter((each) => each.shared === shared).flatMap(({ measurement }) => pick(measurement));
    const first = [...Map.groupBy(of(true), nameOf).values()].flatMap((same) => {
      const most = Math.max(...same.map(weightOf));
      return same.find((each) => weightOf(each) === most) ?? [];
    });
    return [...of(false), ...first];
  };
  const rowsOf = (pick: (measurement: Measurement) => readonly Observation[]): Rows => {
    const rows = once(
      pick,
      ({ item }) => item.id,
      ({ value }) => value,
    ).sort((a, b) => a.at - b.at || (a.item.id < b.item.id ? -1 : a.item.id > b.item.id ? 1 : 0));
    const column = (of: (row: Observation) => number | null | undefined) =>
      rows.every((row) => of(row) == null) ? null : Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
    const names = (of: (row: Observation) => string | null | undefined) =>
      rows.every((row) => of(row) == null)
        ? null
        : Uint32Array.from(rows, (row) => {
            const name = of(row) ?? null;
            return name === null ? 0 : texts.numberOf(name);
          });
    return {
      item: Uint32Array.from(rows, ({ item }) => numberOf(item)),
      at: Float64Array.from(rows, ({ at }) => at),
      value: Float64Array.from(rows, ({ value }) => value),
      until: column(({ until }) => until),
      of: column(({ of }) => of),
      settledAt: column(({ settledAt }) => settledAt),
      cluster: names(({ cluster }) => cluster),
      note: names(({ note }) => note),
    };
  };
  const remarksOf = (pick: 'excluded' | 'unknown' | 'remarks') => {
    const remarks = once(
      (measurement) => measurement[pick],
      ({ id, text }) => JSON.stringify([id, text]),
    ).sort((a, b) => a.at - b.at);
    return {
      at: Float64Array.from(remarks, ({ at }) => at),
      text: Uint32Array.from(remarks, ({ text }) => texts.numberOf(text)),
    };
  };
  const open = once(
    (measurement) => measurement.open,
    ({ id }) => id,
  );
  const phases = applicable[0]?.measurement.phases ?? [];
  const pooled = {
    rows: rowsOf(({ observations }) => observations),
    excluded: remarksOf('excluded'),
    unknown: remarksOf('unknown'),
    remarks: remarksOf('remarks'),
    open: {
      from: Float64Array.from(open, ({ from }) => from),
      to: Float64Array.from(open, ({ to }) => to ?? Number.NaN),
      item: Uint32Array.from(open, ({ item }) => (item === undefined ? 0 : numberOf(item) + 1)),
    },
    phases: new Map(
      phases.map((_, index) => [
        index + 1,
        rowsOf((measurement) => measurement.phases[index]?.observations ?? []),
      ]),
    ),
  };
  const parts = chunks.map(({ shared, measurement }, index) => ({
    repository: `sample-org/${index}`,
    folder: '',
    share: index,
    visible: [],
    team: 'team',
    shared,
    workingTime: elapsed,
    observedFrom: null,
    ownedFrom: null,
    conventions: 0,
    ownedUntil: null,
    deploymentsFrom: '',
    observations: [measurement.observations.length],
    notApplicable: [measurement.notApplicable],
    phases: [measurement.phases.map(({ id, label }) => ({ id, label }))],
  }));
  const ids = [...new Set(items.map(({ id }) => id))].sort();
  const rankOf = new Map(ids.map((id, rank) => [id, rank]));
  const ranks = Uint32Array.from(items, ({ id }) => rankOf.get(id) ?? 0);
  return {
    ...seriesOfRepositories(kind, 0, pooled, parts, { texts, ranks }),
    itemAt: (number) => {
      const item = items[number];
      if (item === undefined) throw new RangeError(`no item ${number}`);
      return item;
    },
  };
}

/** @returns the series of a metric of people that has these figures and nothing behind them */
export function seriesWith(kind: Kind, figures: Figures): Series {
  const none = new Float64Array();
  const nothing = { pull: new Uint32Array(), at: none, until: null, value: none, note: null };
  return seriesOfTeam(
    kind,
    { notApplicable: null, observations: nothing, excluded: [], unknown: [], remarks: [], figures },
    { item: new Uint32Array() },
    { texts: textTable(), ranks: new Uint32Array() },
  );
}
