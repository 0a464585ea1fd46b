import type { Item, Measurement, Observation, Remark, Span } from '../metrics/populations/observation.ts';
import type { Person, PullRequestWork, RepositoryWork } from '../metrics/populations/teamWork.ts';
import { itemNumbers, type Numbering, type PackedItems, packItems } from './catalogue.ts';
import type { Rows } from './rows.ts';
import { type PackedSegments, packSegments, type Traits } from './segments.ts';
import {
  type ColumnStore,
  type PackedTexts,
  sharedColumns,
  sharedIndexes,
  sharedNumbers,
  type TextReader,
  textNumbers,
  textReader,
} from './sharedMemory.ts';

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
  /** By item id, what divides pull requests into segments. */
  traits: ReadonlyMap<string, Traits>;
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

type Columns<Name extends string> = Record<Name, Uint32Array>;

interface PackedWork extends Columns<'item' | 'author' | 'reviewsEnd' | 'reviewer'> {
  repository: string;
  owners: readonly string[];
  openedAt: Float64Array;
  endedAt: Float64Array;
  mergedAt: Float64Array;
  reviewedAt: Float64Array;
  excludedMerges: Remarks;
  openedByBots: Remarks;
}

/** @param names of the people in the share's work, by their number there */
export function packShare(share: Share, names: readonly string[]): PackedShare {
  const texts = textNumbers();
  const { items, numberOf } = itemNumbers();
  const numbering: Numbering = { text: texts.numberOf, item: numberOf };
  const columns = sharedColumns();
  const measurements = new Map(
    [...share.measurements].map(([id, measurement]) => [
      id,
      packMeasurement(measurement, share.shared, numbering, columns),
    ]),
  );
  return {
    shared: share.shared,
    measurements,
    work: packWork(share.work, numbering, names, columns),
    segments: packSegments(share, items, names, texts, columns),
    items: packItems(items, texts, columns),
    texts: texts.pack(),
  };
}

/**
 * @param shared whether other teams may see the same items
 * @returns the measurement's rows as columns, in their order
 */
export function packMeasurement(
  { kind, notApplicable, observations, excluded, unknown, remarks, open, phases, ...rest }: Measurement,
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
  rows: readonly Observation[],
  { text, item }: Numbering,
  { numbers, indexes }: ColumnStore,
): Rows {
  return {
    at: numbers(rows, (row) => row.at),
    until: rows.some(({ until }) => until !== null)
      ? numbers(rows, ({ until }) => until ?? Number.NaN)
      : null,
    value: numbers(rows, (row) => row.value),
    of: rows.some(({ of }) => of !== undefined) ? numbers(rows, ({ of }) => of ?? Number.NaN) : null,
    settledAt: rows.some(({ settledAt }) => settledAt !== undefined)
      ? numbers(rows, ({ settledAt }) => settledAt ?? Number.NaN)
      : null,
    item: indexes(rows, (row) => item(row.item)),
    note: rows.some(({ note }) => note !== null)
      ? indexes(rows, ({ note }) => (note === null ? 0 : text(note) + 1))
      : null,
  } satisfies Packed;
}

function packRemarks(
  rows: readonly Remark[],
  shared: boolean,
  { text }: Numbering,
  { numbers, indexes }: ColumnStore,
): Remarks {
  return {
    id: shared ? indexes(rows, ({ id }) => text(id)) : null,
    at: numbers(rows, ({ at }) => at),
    text: indexes(rows, (row) => text(row.text)),
  } satisfies { [Field in keyof Required<Remark>]: unknown };
}

function packSpans(
  rows: readonly Span[],
  shared: boolean,
  { text, item }: Numbering,
  { numbers, indexes }: ColumnStore,
): Spans {
  return {
    id: shared ? indexes(rows, ({ id }) => text(id)) : null,
    from: numbers(rows, ({ from }) => from),
    to: numbers(rows, ({ to }) => to ?? Number.NaN),
    item: indexes(rows, (row) => (row.item === undefined ? 0 : item(row.item) + 1)),
  } satisfies { [Field in keyof Required<Span>]: unknown };
}

/** @returns what homes are told from, with people by the number by which this thread knows their name */
export function* mergesIn(
  { work: { author, mergedAt, owners }, texts }: PackedShare,
  numberOf: (name: string) => Person,
): Generator<Pick<PullRequestWork, 'author' | 'mergedAt' | 'owners'>> {
  const personOf = personReader(textReader(texts), numberOf);
  for (const [index, moment] of mergedAt.entries())
    yield { author: personOf(author[index] ?? 0), mergedAt: nullable(moment), owners };
}

function personReader(
  text: TextReader,
  numberOf: (name: string) => Person,
): (number: number) => Person | null {
  return (number) => (number === 0 ? null : numberOf(text.kept(number - 1)));
}

/**
 * @param numberOf the number by which this thread knows a person's name
 * @param itemAt the item that a number of this share stands for
 */
export function readWork(
  { work, shared, texts }: PackedShare,
  numberOf: (name: string) => Person,
  itemAt: (number: number) => Item,
): RepositoryWork {
  const text = textReader(texts);
  return unpackWork(work, shared, { text, item: itemAt }, personReader(text, numberOf));
}

interface Readers {
  text: TextReader;
  item: (number: number) => Item;
}

function readRemarks({ id, at, text: texts }: Remarks, { text }: Readers): Remark[] {
  return Array.from(at, (moment, index) => ({
    id: text.passing(id?.[index] ?? 0),
    at: moment,
    text: text.kept(texts[index] ?? 0),
  }));
}

function packWork(
  work: RepositoryWork,
  { text, item }: Numbering,
  names: readonly string[],
  columns: ColumnStore,
): PackedWork {
  const { repository, pulls, excludedMerges, openedByBots } = work;
  const person = (number: Person | null): number => (number === null ? 0 : text(names[number] ?? '') + 1);
  const reviews = pulls.flatMap((pull) => pull.reviews);
  let end = 0;
  return {
    repository,
    // All of a share have the same.
    owners: pulls[0]?.owners ?? [],
    item: sharedIndexes(pulls, (pull) => item(pull.item)),
    author: sharedIndexes(pulls, ({ author }) => person(author)),
    openedAt: sharedNumbers(pulls, ({ openedAt }) => openedAt),
    endedAt: optional(pulls, ({ endedAt }) => endedAt),
    mergedAt: optional(pulls, ({ mergedAt }) => mergedAt),
    reviewsEnd: sharedIndexes(pulls, (pull) => {
      end += pull.reviews.length;
      return end;
    }),
    reviewer: sharedIndexes(reviews, ({ by }) => person(by)),
    reviewedAt: sharedNumbers(reviews, ({ at }) => at),
    excludedMerges: packRemarks(excludedMerges, true, { text, item }, columns),
    openedByBots: packRemarks(openedByBots, true, { text, item }, columns),
  };
}

function unpackWork(
  packed: PackedWork,
  shared: boolean,
  read: Readers,
  personOf: (number: number) => Person | null,
): RepositoryWork {
  const { repository, owners, reviewer, reviewedAt } = packed;
  const pulls = Array.from(packed.openedAt, (openedAt, index): PullRequestWork => {
    const reviews: { by: Person | null; at: number }[] = [];
    const end = packed.reviewsEnd[index] ?? 0;
    for (let at = packed.reviewsEnd[index - 1] ?? 0; at < end; at += 1)
      reviews.push({ by: personOf(reviewer[at] ?? 0), at: reviewedAt[at] ?? 0 });
    return {
      item: read.item(packed.item[index] ?? 0),
      repository,
      author: personOf(packed.author[index] ?? 0),
      openedAt,
      endedAt: nullable(packed.endedAt[index]),
      mergedAt: nullable(packed.mergedAt[index]),
      reviews,
      owners,
    };
  });
  return {
    repository,
    shared,
    pulls,
    excludedMerges: readRemarks(packed.excludedMerges, read),
    openedByBots: readRemarks(packed.openedByBots, read),
  };
}

function optional<Row>(rows: readonly Row[], pick: (row: Row) => number | null | undefined): Float64Array {
  return sharedNumbers(rows, (row) => pick(row) ?? Number.NaN);
}

function nullable(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}
