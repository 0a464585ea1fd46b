import type { Figures, TeamMeasurement } from '../metrics/populations/metric.ts';
import { type Kind, kinds } from '../stats/kinds.ts';
import { indexesAt, joinIndexes, joinNumbers, lengthOf, numbersAt } from './columns.ts';
import type { Catalogue } from './itemTable.ts';
import { joinRows, type Rows, rowsAt } from './observationRows.ts';
import { type PackedMeasurement, type PackedShare, packMeasurement, type Remarks } from './packing.ts';
import { occupancyOf, type Said, type Series, waitsOf } from './series.ts';
import { ownColumns } from './sharedMemory.ts';

/** A measurement of one share, or of a whole scope. */
interface Chunk {
  /** Whether another chunk may hold the same items. */
  shared: boolean;
  measurement: PackedMeasurement;
  /** What the measurement calls 0 has these numbers in the catalogue. */
  first: { item: number; text: number };
}

/**
 * Pools what some shares hold of a metric; an item that several teams share counts once.
 * @param catalogue of these shares
 */
export function poolerOf(
  shares: readonly Pick<PackedShare, 'shared' | 'measurements' | 'work'>[],
  catalogue: Catalogue,
): (kind: Kind, metric: string) => Series {
  const orderOf = rememberingOrders((parts, rows) => inOrder(parts, rows, catalogue));
  return (kind, metric) => {
    const chunks = shares.flatMap(({ shared, measurements, work: { repository } }, index) => {
      const measurement = measurements.get(metric);
      const first = catalogue.firstOf(index);
      return measurement === undefined ? [] : [{ repository, shared, measurement, first }];
    });
    const counted = new Set(
      chunks
        .filter(({ measurement }) => measurement.notApplicable === null)
        .map(({ repository }) => repository),
    );
    // Of a repository that counts, nobody needs to know that one team's part, or nobody's, has nothing to count.
    const telling = chunks.filter(
      ({ repository, measurement }) => measurement.notApplicable === null || !counted.has(repository),
    );
    return seriesOf(kind, telling, catalogue, null, orderOf);
  };
}

/** @returns the series of what was measured of a whole scope, as a metric of people is */
export function seriesOfScope(
  kind: Kind,
  { measurement, figures }: TeamMeasurement,
  catalogue: Catalogue,
): Series {
  const packed = packMeasurement(measurement, false, catalogue, ownColumns);
  const chunk = { shared: false, measurement: packed, first: { item: 0, text: 0 } };
  return seriesOf(kind, [chunk], catalogue, figures, (parts, rows) => inOrder(parts, rows, catalogue));
}

/** @returns the indexes of the joined rows of some parts, in order of time */
type OrderOf = (parts: readonly Part[], rows: Rows) => Uint32Array;

function seriesOf(
  kind: Kind,
  chunks: readonly Chunk[],
  catalogue: Catalogue,
  figures: Figures | null,
  orderOf: OrderOf,
): Series {
  const applicable = chunks.filter(({ measurement }) => measurement.notApplicable === null);
  const rows = poolRows(applicable, ({ rows }) => rows, orderOf);
  const open = poolSpans(applicable, catalogue);
  return {
    kind,
    catalogue,
    rows,
    excluded: poolSaid(applicable, ({ excluded }) => excluded, catalogue),
    unknown: poolSaid(applicable, ({ unknown }) => unknown, catalogue),
    remarks: poolSaid(applicable, ({ remarks }) => remarks, catalogue),
    open,
    waits: waitsOf(open),
    phases: (applicable[0]?.measurement.phases ?? []).map(({ id, label }) => ({
      id,
      label,
      rows: poolRows(applicable, ({ phases }) => phases.find((phase) => phase.id === id)?.rows, orderOf),
    })),
    notApplicable: [...new Set(chunks.flatMap(({ measurement }) => measurement.notApplicable ?? []))],
    applies: applicable.length > 0,
    spans: figures?.spans ?? kinds[kind].lasts,
    occupancy: kinds[kind].lasts && figures === null ? occupancyOf(rows) : null,
    madeOfWeeks: kinds[kind].madeOfWeeks && (figures?.madeOfWeeks ?? true),
    figureOf: figures === null ? null : onceFor(figures.of),
  };
}

interface Part extends Pick<Chunk, 'shared' | 'first'> {
  rows: Rows;
}

/** @returns the rows of all chunks in order of time */
function poolRows(
  chunks: readonly Chunk[],
  pick: (measurement: PackedMeasurement) => Rows | undefined,
  orderOf: OrderOf,
): Rows {
  const parts = chunks.flatMap(({ shared, measurement, first }): Part[] => {
    const rows = pick(measurement);
    return rows === undefined ? [] : [{ shared, rows, first }];
  });
  const joined = joinRows(
    parts.map(({ rows, first }) => ({
      ...rows,
      item: rows.item.map((number) => number + first.item),
      note: rows.note?.map((number) => (number === 0 ? 0 : number + first.text)) ?? null,
    })),
  );
  return rowsAt(joined, orderOf(parts, joined));
}

/** Most metrics date the same items alike: their order is found once. */
function rememberingOrders(orderOf: OrderOf): OrderOf {
  const known: { parts: readonly Part[]; order: Uint32Array }[] = [];
  return (parts, rows) => {
    if (parts.some(({ shared }) => shared)) return orderOf(parts, rows);
    const same = known.find((other) => areDatedAlike(other.parts, parts));
    if (same !== undefined) return same.order;
    const order = orderOf(parts, rows);
    known.push({ parts, order });
    return order;
  };
}

/** Equal columns of one share are the same. */
function areDatedAlike(parts: readonly Part[], others: readonly Part[]): boolean {
  return (
    parts.length === others.length &&
    parts.every(({ rows }, index) => {
      const other = others[index]?.rows;
      return rows.at === other?.at && rows.item === other.item;
    })
  );
}

function inOrder(parts: readonly Part[], { at, item, value }: Rows, catalogue: Catalogue): Uint32Array {
  const idOf = (index: number): string => catalogue.itemAt(item[index] ?? 0).id;
  const kept = eachOnce(
    parts.map(({ shared, rows }) => ({ shared, length: rows.at.length })),
    idOf,
    // What failed for one team did fail, though another team has no evidence of it.
    (known, other) => (value[other] ?? 0) > (value[known] ?? 0),
  );
  return kept.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || compareTexts(idOf(a), idOf(b)));
}

/** @returns the indexes that stay when what shared parts have in common counts once; those of unshared parts come first */
function eachOnce(
  parts: readonly { shared: boolean; length: number }[],
  keyOf: (index: number) => string,
  replaces: (known: number, other: number) => boolean = () => false,
): Uint32Array {
  if (!parts.some(({ shared }) => shared)) return new Uint32Array(lengthOf(parts)).map((_, index) => index);
  const kept: number[] = [];
  const known = new Map<string, number>();
  let index = 0;
  for (const { shared, length } of parts) {
    for (const end = index + length; index < end; index += 1) {
      const key = shared ? keyOf(index) : null;
      const before = key === null ? undefined : known.get(key);
      if (key === null) kept.push(index);
      else if (before === undefined || replaces(before, index)) known.set(key, index);
    }
  }
  return Uint32Array.from([...kept, ...known.values()]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function poolSaid(
  chunks: readonly Chunk[],
  pick: (measurement: PackedMeasurement) => Remarks,
  catalogue: Catalogue,
): Said {
  const parts = chunks.map(({ shared, measurement, first }) => ({
    shared,
    first: first.text,
    length: pick(measurement).at.length,
    ...pick(measurement),
  }));
  const at = joinNumbers(parts.map((part) => part.at));
  const text = joinIndexes(parts.map((part) => part.text.map((number) => number + part.first)));
  const id = idsOf(parts);
  const textAt = (index: number): string => catalogue.textAt(text[index] ?? 0);
  const kept = eachOnce(parts, (index) => `${catalogue.textAt(id[index] ?? 0)} ${textAt(index)}`);
  const order = kept.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  return { at: numbersAt(at, order), text: indexesAt(text, order) };
}

/** Of what is not shared nobody asks for them. */
function idsOf(parts: readonly { id: Uint32Array | null; length: number; first: number }[]): Uint32Array {
  return joinIndexes(
    parts.map(({ id, length, first }) => id?.map((number) => number + first) ?? new Uint32Array(length)),
  );
}

function poolSpans(chunks: readonly Chunk[], catalogue: Catalogue): Series['open'] {
  const parts = chunks.map(({ shared, measurement: { open }, first }) => ({
    shared,
    length: open.from.length,
    first: first.text,
    ...open,
    item: open.item.map((number) => (number === 0 ? 0 : number + first.item)),
  }));
  const spans = {
    from: joinNumbers(parts.map(({ from }) => from)),
    to: joinNumbers(parts.map(({ to }) => to)),
    item: joinIndexes(parts.map(({ item }) => item)),
  };
  const id = idsOf(parts);
  const kept = eachOnce(parts, (index) => catalogue.textAt(id[index] ?? 0));
  return {
    from: numbersAt(spans.from, kept),
    to: numbersAt(spans.to, kept),
    item: indexesAt(spans.item, kept),
  };
}

/** Baselines, weeks and floors ask for the figure of the same windows again. */
function onceFor(of: Figures['of']): Figures['of'] {
  const known = new Map<string, ReturnType<Figures['of']>>();
  return (windows) => {
    const key = windows.map(({ start, end }) => `${start} ${end}`).join();
    const figure = known.get(key) ?? of(windows);
    known.set(key, figure);
    return figure;
  };
}
