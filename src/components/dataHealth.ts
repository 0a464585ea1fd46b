import type { Scorecard } from '../scorecard/schema.ts';
import { cardsOf, type Library } from './library.ts';
import { listed } from './words.ts';

/** How far the facts of one repository can be relied on. */
export interface RepositoryHealth {
  name: string;
  url: string | null;
  /** Where the facts come from, in words. */
  source: string;
  readThrough: string;
  /** How many facts were read of each kind, in words; null when no kind was. */
  read: string | null;
  /** Of all kinds together. */
  rows: number;
  /** In words; empty when all was read. */
  missing: readonly string[];
  setAside: Scorecard['repositories'][number]['quarantined'];
  setAsideCount: number;
}

/** How far the facts behind the scorecards can be relied on. */
export interface DataHealth {
  /** By name. */
  repositories: readonly RepositoryHealth[];
  /** All of it in one sentence or two. */
  sentence: string;
  timeZone: string;
  sample: boolean;
}

/**
 * The health of every repository behind the newest quarter's scorecards; every quarter is scored from the same facts.
 * @returns null while there is no scorecard
 */
export function dataHealthOf(library: Library): DataHealth | null {
  const cards = library.quarters.slice(0, 1).flatMap(cardsOf);
  const [first] = cards;
  if (first === undefined) return null;
  const byName = new Map(cards.flatMap(({ repositories }) => repositories).map((each) => [each.name, each]));
  const repositories = [...byName.values()]
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((repository): RepositoryHealth => {
      const { name, url, source, readThrough, read, partial, quarantined } = repository;
      return {
        name,
        url,
        source: sources.get(source) ?? source,
        readThrough,
        read:
          read.length === 0 ? null : listed(read.map(({ collection, rows }) => counted(rows, collection))),
        rows: total(read.map(({ rows }) => rows)),
        missing: partial,
        setAside: quarantined,
        setAsideCount: total(quarantined.map(({ count }) => count)),
      };
    });
  return { repositories, sentence: sentenceOf(repositories), timeZone: first.timeZone, sample: first.sample };
}

/** `12 facts`, with separated thousands. */
export function facts(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'fact' : 'facts'}`;
}

function sentenceOf(repositories: readonly RepositoryHealth[]): string {
  const complete = repositories.filter(({ missing }) => missing.length === 0).length;
  const setAside = total(repositories.map(({ setAsideCount }) => setAsideCount));
  const whole =
    complete === repositories.length
      ? 'The facts of every repository are complete.'
      : `The facts of ${complete} of ${repositories.length} repositories are complete.`;
  if (setAside === 0) return `${whole} Nothing was set aside.`;
  return `${whole} ${facts(setAside)} ${setAside === 1 ? 'was' : 'were'} set aside.`;
}

const sources: ReadonlyMap<string, string> = new Map([
  ['github', 'GitHub'],
  ['git', 'a local clone'],
  ['sample', 'the sample organisation'],
]);

function counted(rows: number, collection: string): string {
  const many = collection.replaceAll('-', ' ');
  return `${rows.toLocaleString('en-GB')} ${rows === 1 ? many.replace(/s$/, '') : many}`;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
