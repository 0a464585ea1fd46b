import type {
  Item,
  Measurement,
  Observation,
  Phase,
  Remark,
  Span,
} from '../metrics/populations/observation.ts';
import type { Person, PullRequestWork, RepositoryWork } from '../metrics/populations/teamWork.ts';
import type { Traits } from './segments.ts';
import {
  type PackedTexts,
  sharedIndexes,
  sharedNumbers,
  type TextNumbers,
  type TextReader,
  textNumbers,
  textReader,
} from './sharedMemory.ts';

/*
 * What is measured of a repository, as columns of numbers in memory that all threads share: it takes a tenth of what
 * the rows take as objects, and no thread has to copy it. Rows come back equal to what they were.
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
  items: Columns<'id' | 'kind' | 'title' | 'url'>;
  measurements: ReadonlyMap<string, PackedMeasurement>;
  work: PackedWork;
  traits: Columns<'id' | 'size' | 'kind'>;
}

/** Texts and items stand as their number, those that can be absent as that and one, so that 0 is absence. */
type Columns<Name extends string> = Record<Name, Uint32Array>;

interface PackedMeasurement extends Pick<Measurement, 'kind' | 'notApplicable'> {
  observations: PackedObservations;
  excluded: PackedRemarks;
  unknown: PackedRemarks;
  remarks: PackedRemarks;
  open: PackedSpans;
  phases: readonly { id: string; label: string; observations: PackedObservations }[];
}

/** NaN is absence; null is a column without any number or text. */
interface PackedObservations extends Columns<'item'> {
  at: Float64Array;
  until: Float64Array | null;
  value: Float64Array;
  of: Float64Array | null;
  settledAt: Float64Array | null;
  note: Uint32Array | null;
}

interface PackedRemarks extends Columns<'id' | 'text'> {
  at: Float64Array;
}

interface PackedSpans extends Columns<'id' | 'item'> {
  from: Float64Array;
  to: Float64Array;
}

interface PackedWork extends Columns<'item' | 'author' | 'reviewsEnd' | 'reviewer'> {
  repository: string;
  owners: readonly string[];
  openedAt: Float64Array;
  endedAt: Float64Array;
  mergedAt: Float64Array;
  reviewedAt: Float64Array;
  excludedMerges: PackedRemarks;
  openedByBots: PackedRemarks;
}

/** @param names of the people in the share's work, by their number there */
export function packShare(share: Share, names: readonly string[]): PackedShare {
  const texts = textNumbers();
  const items = itemNumbers(texts);
  const numbers: Numbers = { text: texts.numberOf, item: items.numberOf };
  const measurements = new Map(
    [...share.measurements].map(([id, measurement]) => [id, packMeasurement(measurement, numbers)]),
  );
  const work = packWork(share.work, numbers, names);
  const traits = [...share.traits];
  return {
    shared: share.shared,
    measurements,
    work,
    traits: {
      id: sharedIndexes(traits, ([id]) => texts.numberOf(id)),
      size: sharedIndexes(traits, ([, { size }]) => texts.numberOf(size)),
      kind: sharedIndexes(traits, ([, { kind }]) => (kind === null ? 0 : texts.numberOf(kind) + 1)),
    },
    items: items.pack(),
    texts: texts.pack(),
  };
}

/** Unpacks parts of a share, each on demand and anew; the items of all of them are the same objects. */
export interface ShareReader {
  shared: boolean;
  /** @returns null for a metric that was not measured */
  measurement: (id: string) => Measurement | null;
  work: () => RepositoryWork;
  /** What homes are told from. */
  merges: () => Iterable<Pick<PullRequestWork, 'author' | 'mergedAt' | 'owners'>>;
  traits: () => [id: string, traits: Traits][];
}

/** @param numberOf the number by which this thread knows a person's name */
export function readShare(share: PackedShare, numberOf: (name: string) => Person): ShareReader {
  const text = textReader(share.texts);
  const known: Item[] = [];
  const item = (number: number): Item => {
    known[number] ??= new PackedItem(share.items, text, number);
    return known[number];
  };
  const read: Readers = { text, item };
  const personOf = (number: number): Person | null => (number === 0 ? null : numberOf(text.kept(number - 1)));
  return {
    shared: share.shared,
    measurement: (id) => {
      const packed = share.measurements.get(id);
      return packed === undefined ? null : readMeasurement(packed, read);
    },
    work: () => readWork(share.work, share.shared, read, personOf),
    merges: function* () {
      const { author, mergedAt, owners } = share.work;
      for (const [index, moment] of mergedAt.entries())
        yield { author: personOf(author[index] ?? 0), mergedAt: nullable(moment), owners };
    },
    traits: () =>
      Array.from(share.traits.id, (id, index) => {
        const kind = share.traits.kind[index] ?? 0;
        const size = text.kept(share.traits.size[index] ?? 0);
        return [text.passing(id), { size, kind: kind === 0 ? null : text.kept(kind - 1) }];
      }),
  };
}

interface Numbers {
  text: TextNumbers['numberOf'];
  item: (item: Item) => number;
}

interface Readers {
  text: TextReader;
  item: (number: number) => Item;
}

const KINDS = [
  'pull-request',
  'commit',
  'deployment',
  'incident',
  'issue',
  'milestone',
] as const satisfies Item['kind'][];

/** Of most items nothing but the identifier is ever asked for. */
class PackedItem implements Item {
  readonly #items: PackedShare['items'];
  readonly #text: TextReader;
  readonly #number: number;
  #id: string | undefined;

  constructor(items: PackedShare['items'], text: TextReader, number: number) {
    this.#items = items;
    this.#text = text;
    this.#number = number;
  }

  get id(): string {
    this.#id ??= this.#text.passing(this.#items.id[this.#number] ?? 0);
    return this.#id;
  }

  get kind(): Item['kind'] {
    return KINDS[this.#items.kind[this.#number] ?? 0] ?? 'pull-request';
  }

  get title(): string {
    return this.#text.passing(this.#items.title[this.#number] ?? 0);
  }

  get url(): string | null {
    const url = this.#items.url[this.#number] ?? 0;
    return url === 0 ? null : this.#text.passing(url - 1);
  }
}

function itemNumbers(texts: TextNumbers): { numberOf: Numbers['item']; pack: () => PackedShare['items'] } {
  const numbers = new Map<string, number>();
  const items: Item[] = [];
  const add = (item: Item, key: string): number => {
    numbers.set(key, items.length);
    return items.push(item) - 1;
  };
  // Metrics may call one thing by different titles.
  const same = (a: Item | undefined, b: Item): boolean =>
    a === b || (a?.title === b.title && a.url === b.url && a.kind === b.kind);
  return {
    numberOf: (item) => {
      const known = numbers.get(item.id) ?? add(item, item.id);
      if (same(items[known], item)) return known;
      const key = JSON.stringify([item.id, item.kind, item.title, item.url]);
      return numbers.get(key) ?? add(item, key);
    },
    pack: () => ({
      id: sharedIndexes(items, ({ id }) => texts.numberOf(id)),
      kind: sharedIndexes(items, ({ kind }) => KINDS.indexOf(kind)),
      title: sharedIndexes(items, ({ title }) => texts.numberOf(title)),
      url: sharedIndexes(items, ({ url }) => (url === null ? 0 : texts.numberOf(url) + 1)),
    }),
  };
}

function packMeasurement(measurement: Measurement, numbers: Numbers): PackedMeasurement {
  const { kind, notApplicable, observations, excluded, unknown, remarks, open, phases, ...rest } =
    measurement;
  rest satisfies Record<string, never>;
  return {
    kind,
    notApplicable,
    observations: packObservations(observations, numbers),
    excluded: packRemarks(excluded, numbers),
    unknown: packRemarks(unknown, numbers),
    remarks: packRemarks(remarks, numbers),
    open: packSpans(open, numbers),
    phases: phases.map((phase) => ({
      ...phase,
      observations: packObservations(phase.observations, numbers),
    })),
  };
}

function readMeasurement(packed: PackedMeasurement, read: Readers): Measurement {
  return {
    kind: packed.kind,
    notApplicable: packed.notApplicable,
    observations: readObservations(packed.observations, read),
    excluded: readRemarks(packed.excluded, read),
    unknown: readRemarks(packed.unknown, read),
    remarks: readRemarks(packed.remarks, read),
    open: readSpans(packed.open, read),
    phases: packed.phases.map(
      (phase): Phase => ({ ...phase, observations: readObservations(phase.observations, read) }),
    ),
  };
}

/** What has to be packed of an observation: another field that it gets is an error here. */
type Packed = { [Field in keyof Required<Observation>]: unknown };

function packObservations(rows: readonly Observation[], { text, item }: Numbers): PackedObservations {
  return {
    at: sharedNumbers(rows, (row) => row.at),
    until: rows.some(({ until }) => until !== null) ? optional(rows, (row) => row.until) : null,
    value: sharedNumbers(rows, (row) => row.value),
    of: rows.some(({ of }) => of !== undefined) ? optional(rows, (row) => row.of) : null,
    settledAt: rows.some(({ settledAt }) => settledAt !== undefined)
      ? optional(rows, (row) => row.settledAt)
      : null,
    item: sharedIndexes(rows, (row) => item(row.item)),
    note: rows.some(({ note }) => note !== null)
      ? sharedIndexes(rows, ({ note }) => (note === null ? 0 : text(note) + 1))
      : null,
  } satisfies Packed;
}

function readObservations(packed: PackedObservations, { text, item }: Readers): Observation[] {
  const { at, until, value, of, settledAt, note } = packed;
  const rows: Observation[] = new Array(at.length);
  for (let index = 0; index < at.length; index += 1) {
    const noted = note?.[index] ?? 0;
    const row: Observation = {
      at: at[index] ?? 0,
      until: nullable(until?.[index]),
      value: value[index] ?? 0,
      item: item(packed.item[index] ?? 0),
      note: noted === 0 ? null : text.kept(noted - 1),
    };
    const part = nullable(of?.[index]);
    if (part !== null) row.of = part;
    const settled = nullable(settledAt?.[index]);
    if (settled !== null) row.settledAt = settled;
    rows[index] = row;
  }
  return rows;
}

function packRemarks(rows: readonly Remark[], { text }: Numbers): PackedRemarks {
  return {
    id: sharedIndexes(rows, ({ id }) => text(id)),
    at: sharedNumbers(rows, ({ at }) => at),
    text: sharedIndexes(rows, (row) => text(row.text)),
  } satisfies { [Field in keyof Required<Remark>]: unknown };
}

function readRemarks({ id, at, text: texts }: PackedRemarks, { text }: Readers): Remark[] {
  return Array.from(at, (moment, index) => ({
    id: text.passing(id[index] ?? 0),
    at: moment,
    text: text.kept(texts[index] ?? 0),
  }));
}

function packSpans(rows: readonly Span[], { text, item }: Numbers): PackedSpans {
  return {
    id: sharedIndexes(rows, ({ id }) => text(id)),
    from: sharedNumbers(rows, ({ from }) => from),
    to: optional(rows, ({ to }) => to),
    item: sharedIndexes(rows, (row) => (row.item === undefined ? 0 : item(row.item) + 1)),
  } satisfies { [Field in keyof Required<Span>]: unknown };
}

function readSpans({ id, from, to, item: items }: PackedSpans, { text, item }: Readers): Span[] {
  return Array.from(from, (moment, index) => {
    const span: Span = { id: text.passing(id[index] ?? 0), from: moment, to: nullable(to[index]) };
    const number = items[index] ?? 0;
    return number === 0 ? span : { ...span, item: item(number - 1) };
  });
}

function packWork(work: RepositoryWork, { text, item }: Numbers, names: readonly string[]): PackedWork {
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
    excludedMerges: packRemarks(excludedMerges, { text, item }),
    openedByBots: packRemarks(openedByBots, { text, item }),
  };
}

function readWork(
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
