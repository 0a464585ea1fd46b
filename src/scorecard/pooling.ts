import type { Figures, TeamMeasurement } from '../metrics/populations/metric.ts';
import type { Kind } from '../stats/sample.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { type PackedMeasurement, packMeasurement, type Remarks } from './packing.ts';
import { indexesAt, numbersAt, type Rows } from './rows.ts';
import { occupancyOf, type Said, type Series, waitsOf } from './series.ts';
import { joinIndexes, joinNumbers, ownColumns } from './sharedMemory.ts';

/** One repository's measurement for one scope. */
export interface Chunk {
  /** Whether another team's chunk may hold the same items. */
  shared: boolean;
  measurement: TeamMeasurement['measurement'];
}

/** One repository's measurement as columns. */
export interface PackedChunk {
  shared: boolean;
  measurement: PackedMeasurement;
  /** What the measurement calls 0 has these numbers in the catalogue. */
  first: { item: number; text: number };
}

/** Pools chunks of one metric; an item that several teams share counts once. */
export function pool(
  kind: Kind,
  chunks: readonly Chunk[],
  figures: Figures | null = null,
  catalogue: Catalogue = catalogueOf(),
): Series {
  const packed = chunks.map(({ shared, measurement }) => ({
    shared,
    measurement: packMeasurement(measurement, shared, catalogue, ownColumns),
    first: { item: 0, text: 0 },
  }));
  return seriesOf(kind, packed, catalogue, figures, (parts) => arranged(parts, catalogue));
}

/** Pools chunks of one metric whose numbers are of one catalogue; an item that several teams share counts once. */
export function poolPacked(kind: Kind, chunks: readonly PackedChunk[], catalogue: Catalogue): Series {
  return seriesOf(kind, chunks, catalogue, null, (parts) => arrangedOnce(parts, catalogue));
}

type Arrange = (parts: readonly Part[]) => Arrangement;

function seriesOf(
  kind: Kind,
  chunks: readonly PackedChunk[],
  catalogue: Catalogue,
  figures: Figures | null,
  arrange: Arrange,
): Series {
  const applicable = chunks.filter(({ measurement }) => measurement.notApplicable === null);
  const rows = poolRows(applicable, ({ rows }) => rows, arrange);
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
      rows: poolRows(applicable, ({ phases }) => phases.find((phase) => phase.id === id)?.rows, arrange),
    })),
    notApplicable: chunks.flatMap(({ measurement }) =>
      measurement.notApplicable === null ? [] : [measurement.notApplicable],
    ),
    applies: applicable.length > 0,
    spans: figures?.spans ?? kind === 'level',
    occupancy: kind === 'level' && figures === null ? occupancyOf(rows) : null,
    madeOfWeeks: (kind === 'level' || kind === 'ratio') && (figures?.madeOfWeeks ?? true),
    figureOf: figures === null ? null : onceFor(figures.of),
  };
}

interface Part {
  shared: boolean;
  rows: Rows;
  first: PackedChunk['first'];
}

function poolRows(
  chunks: readonly PackedChunk[],
  pick: (measurement: PackedMeasurement) => Rows | undefined,
  arrange: Arrange,
): Rows {
  const parts = chunks.flatMap(({ shared, measurement, first }): Part[] => {
    const rows = pick(measurement);
    return rows === undefined ? [] : [{ shared, rows, first }];
  });
  const { at, item, order } = arrange(parts);
  const optional = (pick: (rows: Rows) => Float64Array | null): Float64Array | null => {
    if (parts.every(({ rows }) => pick(rows) === null)) return null;
    const columns = parts.map(({ rows }) => pick(rows) ?? new Float64Array(rows.at.length).fill(Number.NaN));
    return numbersAt(joinNumbers(columns), order);
  };
  return {
    at,
    until: optional(({ until }) => until),
    value: numbersAt(joinNumbers(parts.map(({ rows }) => rows.value)), order),
    of: optional(({ of }) => of),
    settledAt: optional(({ settledAt }) => settledAt),
    item,
    note: parts.every(({ rows }) => rows.note === null)
      ? null
      : indexesAt(
          joinIndexes(
            parts.map(({ rows: { at, note }, first }) =>
              note === null
                ? new Uint32Array(at.length)
                : note.map((number) => (number === 0 ? 0 : number + first.text)),
            ),
          ),
          order,
        ),
  };
}

/** The moments and items of pooled rows in order of time, and which of all rows, one part after the other, they are. */
type Arrangement = Pick<Rows, 'at' | 'item'> & { order: Uint32Array };

/** Most metrics date the same items alike. */
const arrangements = new WeakMap<Catalogue, { parts: readonly Part[]; arrangement: Arrangement }[]>();

function arrangedOnce(parts: readonly Part[], catalogue: Catalogue): Arrangement {
  if (parts.some(({ shared }) => shared)) return arranged(parts, catalogue);
  const known = arrangements.get(catalogue) ?? [];
  arrangements.set(catalogue, known);
  const same = known.find((other) => datesTheSame(other.parts, parts));
  if (same !== undefined) return same.arrangement;
  const arrangement = arranged(parts, catalogue);
  known.push({ parts, arrangement });
  return arrangement;
}

/** Equal columns of one share are the same. */
function datesTheSame(parts: readonly Part[], others: readonly Part[]): boolean {
  return (
    parts.length === others.length &&
    parts.every(({ rows }, index) => {
      const other = others[index]?.rows;
      return rows.at === other?.at && rows.item === other.item;
    })
  );
}

function arranged(parts: readonly Part[], catalogue: Catalogue): Arrangement {
  const at = joinNumbers(parts.map(({ rows }) => rows.at));
  const item = joinIndexes(parts.map(({ rows, first }) => rows.item.map((number) => number + first.item)));
  const value = joinNumbers(parts.map(({ rows }) => rows.value));
  const idOf = (index: number): string => catalogue.itemAt(item[index] ?? 0).id;
  const kept = eachOnce(
    parts.map(({ shared, rows }) => ({ shared, length: rows.at.length })),
    idOf,
    // What failed for one team did fail, though another team has no evidence of it.
    (known, other) => (value[other] ?? 0) > (value[known] ?? 0),
  );
  const order = kept.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || compareTexts(idOf(a), idOf(b)));
  return { at: numbersAt(at, order), item: indexesAt(item, order), order };
}

/** @returns the indexes that stay when what shared parts have in common counts once; those of unshared parts come first */
function eachOnce(
  parts: readonly { shared: boolean; length: number }[],
  keyOf: (index: number) => string,
  replaces: (known: number, other: number) => boolean = () => false,
): Uint32Array {
  if (!parts.some(({ shared }) => shared))
    return new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0)).map((_, index) => index);
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
  chunks: readonly PackedChunk[],
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

function poolSpans(chunks: readonly PackedChunk[], catalogue: Catalogue): Series['open'] {
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
