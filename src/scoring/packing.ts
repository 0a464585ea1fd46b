import type { TeamMeasurement } from '../metrics/populations/metric.ts';
import type {
  Item,
  Measurement,
  Observation,
  Observations,
  Remark,
  Span,
} from '../metrics/populations/observation.ts';
import type { PullColumns } from '../metrics/populations/pullColumns.ts';
import type { RepositoryWork } from '../metrics/populations/repositoryWork.ts';
import { itemNumbers, type Numbering, type PackedItems, packItems } from './itemTable.ts';
import type { Rows } from './observationRows.ts';
import { type PackedSegments, packSegments, type Traits } from './segments.ts';
import { type ColumnStore, sharedColumns } from './sharedMemory.ts';
import { type PackedTexts, type TextReader, textNumbers, textReader } from './stringTable.ts';

/*
 * What is measured of a repository, as columns of numbers in memory that all threads share: it takes a tenth of what
 * the rows take as objects, and no thread has to copy it.
 */

/** What one team, or nobody, has of one repository. */
export interface Share {
  /** Whether other teams may see the same items. */
  shared: boolean;
  /** By id of each metric of repositories. */
  measurements: ReadonlyMap<string, Measurement>;
  work: RepositoryWork;
  traits: readonly Traits[];
}

export interface PackedShare {
  shared: boolean;
  texts: PackedTexts;
  items: PackedItems;
  measurements: ReadonlyMap<string, PackedMeasurement>;
  work: PackedWork;
  segments: PackedSegments;
}

/** A measurement whose items and texts stand as their numbers in a catalogue. */
export interface PackedMeasurement extends Pick<Measurement, 'kind' | 'notApplicable'> {
  rows: Rows;
  excluded: Remarks;
  unknown: Remarks;
  remarks: Remarks;
  open: Spans;
  phases: readonly { id: string; label: string; rows: Rows }[];
}

export interface Remarks {
  /** Texts: what one that two teams share is told by; null where nothing is shared. */
  id: Uint32Array | null;
  at: Float64Array;
  text: Uint32Array;
}

export interface Spans {
  /** As of remarks. */
  id: Uint32Array | null;
  from: Float64Array;
  /** NaN while it lasts. */
  to: Float64Array;
  /** And one: 0 is none. */
  item: Uint32Array;
}

interface PackedWork extends PullColumns, Pick<RepositoryWork, 'repository' | 'team'> {
  /** Texts. */
  names: Uint32Array;
  item: Uint32Array;
  excludedMerges: Remarks;
  openedByBots: Remarks;
}

/** @returns the share as columns in shared memory */
export function packShare(share: Share): PackedShare {
  const texts = textNumbers();
  const items = itemNumbers();
  const numbering: Numbering = { text: texts.numberOf, item: items.numberOf };
  const columns = sharedColumns();
  return {
    shared: share.shared,
    measurements: new Map(
      [...share.measurements].map(([id, measurement]) => [
        id,
        packMeasurement(measurement, share.shared, numbering, columns),
      ]),
    ),
    work: packWork(share.work, numbering, columns),
    segments: packSegments(share, items, texts, columns),
    items: packItems(items.items, texts, columns),
    texts: texts.pack(),
  };
}

/**
 * @param shared whether other teams may see the same items
 * @returns the measurement's rows as columns, in their order
 */
export function packMeasurement(
  {
    kind,
    notApplicable,
    observations,
    excluded,
    unknown,
    remarks,
    open,
    phases,
    ...rest
  }: TeamMeasurement['measurement'],
  shared: boolean,
  numbering: Numbering,
  columns: ColumnStore,
): PackedMeasurement {
  rest satisfies Record<string, never>;
  return {
    kind,
    notApplicable,
    rows: packRows(observations, numbering, columns),
    excluded: packRemarks(excluded, shared, numbering, columns),
    unknown: packRemarks(unknown, shared, numbering, columns),
    remarks: packRemarks(remarks, shared, numbering, columns),
    open: packSpans(open, shared, numbering, columns),
    phases: phases.map(({ id, label, observations }) => ({
      id,
      label,
      rows: packRows(observations, numbering, columns),
    })),
  };
}

/** What has to be packed of an observation: another field that it gets is an error here. */
type Packed = { [Field in keyof Required<Observation>]: unknown };

function packRows(
  observations: Observations,
  { text, item }: Numbering,
  { numbers, indexes }: ColumnStore,
): Rows {
  const { length } = observations;
  const rows = {
    at: new Float64Array(length),
    until: new Float64Array(length),
    value: new Float64Array(length),
    of: new Float64Array(length),
    settledAt: new Float64Array(length),
    item: new Uint32Array(length),
    note: new Uint32Array(length),
  } satisfies Packed;
  let [ends, parts, settles, notes] = [false, false, false, false];
  let index = 0;
  for (const { at, until, value, of, settledAt, item: observed, note } of observations) {
    rows.at[index] = at;
    rows.until[index] = until ?? Number.NaN;
    rows.value[index] = value;
    rows.of[index] = of ?? Number.NaN;
    rows.settledAt[index] = settledAt ?? Number.NaN;
    rows.item[index] = item(observed);
    rows.note[index] = note === null ? 0 : text(note) + 1;
    ends ||= until !== null;
    parts ||= of !== undefined;
    settles ||= settledAt !== undefined;
    notes ||= note !== null;
    index += 1;
  }
  return {
    at: numbers(rows.at),
    until: ends ? numbers(rows.until) : null,
    value: numbers(rows.value),
    of: parts ? numbers(rows.of) : null,
    settledAt: settles ? numbers(rows.settledAt) : null,
    item: indexes(rows.item),
    note: notes ? indexes(rows.note) : null,
  };
}

function packRemarks(
  remarks: readonly Remark[],
  shared: boolean,
  { text }: Numbering,
  { numbers, indexes }: ColumnStore,
): Remarks {
  return {
    id: shared ? indexes(Uint32Array.from(remarks, ({ id }) => text(id))) : null,
    at: numbers(Float64Array.from(remarks, ({ at }) => at)),
    text: indexes(Uint32Array.from(remarks, (remark) => text(remark.text))),
  } satisfies { [Field in keyof Required<Remark>]: unknown };
}

function packSpans(
  spans: readonly Span[],
  shared: boolean,
  { text, item }: Numbering,
  { numbers, indexes }: ColumnStore,
): Spans {
  return {
    id: shared ? indexes(Uint32Array.from(spans, ({ id }) => text(id))) : null,
    from: numbers(Float64Array.from(spans, ({ from }) => from)),
    to: numbers(Float64Array.from(spans, ({ to }) => to ?? Number.NaN)),
    item: indexes(Uint32Array.from(spans, (span) => (span.item === undefined ? 0 : item(span.item) + 1))),
  } satisfies { [Field in keyof Required<Span>]: unknown };
}

function packWork(work: RepositoryWork, numbering: Numbering, columns: ColumnStore): PackedWork {
  const { numbers, indexes } = columns;
  return {
    repository: work.repository,
    team: work.team,
    names: indexes(Uint32Array.from(work.names, numbering.text)),
    item: indexes(work.author.map((_, pull) => numbering.item(work.itemOf(pull)))),
    author: indexes(work.author),
    openedAt: numbers(work.openedAt),
    endedAt: numbers(work.endedAt),
    mergedAt: numbers(work.mergedAt),
    reviewsFrom: indexes(work.reviewsFrom),
    reviewer: indexes(work.reviewer),
    reviewedAt: numbers(work.reviewedAt),
    excludedMerges: packRemarks(work.excludedMerges, true, numbering, columns),
    openedByBots: packRemarks(work.openedByBots, true, numbering, columns),
  };
}

/**
 * The columns stay where they are.
 * @param itemAt the item that a number of this share stands for
 */
export function readWork(
  { work: { item, names, excludedMerges, openedByBots, ...packed }, shared, texts }: PackedShare,
  itemAt: (number: number) => Item,
): RepositoryWork {
  const text = textReader(texts);
  return {
    ...packed,
    shared,
    names: Array.from(names, text.kept),
    itemOf: (pull) => itemAt(item[pull] ?? 0),
    excludedMerges: readRemarks(excludedMerges, text),
    openedByBots: readRemarks(openedByBots, text),
  };
}

/** @returns the people in a share's work, by their numbers from 1 on */
export function namesIn({ work, texts }: PackedShare): string[] {
  return Array.from(work.names, textReader(texts).kept);
}

function readRemarks({ id, at, text: texts }: Remarks, text: TextReader): Remark[] {
  return Array.from(at, (moment, index) => ({
    id: text.passing(id?.[index] ?? 0),
    at: moment,
    text: text.kept(texts[index] ?? 0),
  }));
}
