import type { Scorecard } from '../scorecard/schema.ts';
import { unreadableWords } from './imprint.ts';
import { cardsOf, type Library } from './library.ts';
import { privateLeftOutSentence } from './visibility.ts';

/** What was read of one kind of fact. */
export interface Kind {
  /** `pull requests` */
  name: string;
  /** Null where the count would speak of persons. */
  rows: number | null;
  /** The number of rows by the count of GitHub or git; null without a count. */
  expected: number | null;
  pages: number | null;
  /** From when on; null for all of them. */
  since: string | null;
}

/** How far the facts of one repository can be relied on. */
export interface RepositoryHealth {
  name: string;
  url: string | null;
  /** Where the facts come from, in words. */
  source: string;
  readThrough: string;
  /** What was read of each kind. */
  kinds: readonly Kind[];
  /** Of all kinds together; null where the count would speak of persons. */
  rows: number | null;
  /** In words; empty when all was read. */
  missing: readonly string[];
  setAside: Scorecard['repositories'][number]['quarantined'];
  setAsideCount: number;
  snapshot: Scorecard['repositories'][number]['snapshot'];
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
      const { name, url, source, readThrough, read, snapshot, partial, quarantined } = repository;
      return {
        name,
        url,
        source: sources.get(source) ?? source,
        readThrough,
        kinds: read.map(({ collection, ...counts }) => ({
          name: collection.replaceAll('-', ' '),
          ...counts,
        })),
        rows: read.some(({ rows }) => rows === null) ? null : total(read.flatMap(({ rows }) => rows ?? [])),
        missing: partial,
        setAside: quarantined,
        setAsideCount: total(quarantined.map(({ count }) => count)),
        snapshot,
      };
    });
  const unreadable = unreadableIn(cards);
  const owned = new Set(
    cards.flatMap(({ scope, repositories }) =>
      scope.kind === 'team' ? repositories.map(({ name }) => name) : [],
    ),
  );
  const unowned = repositories.map(({ name }) => name).filter((name) => !owned.has(name));
  const leftOut = privateLeftOutSentence(Math.max(...cards.map(({ privateLeftOut }) => privateLeftOut)));
  return {
    repositories,
    sentence: [
      sentenceOf(repositories, unreadable),
      ...(unowned.length === 0
        ? []
        : [`No team owns ${unowned.join(', ')}: what is in there counts for the organisation alone.`]),
      ...(leftOut === null ? [] : [leftOut]),
    ].join(' '),
    timeZone: first.timeZone,
    sample: first.sample,
  };
}

/** `12 facts`, with separated thousands. */
export function facts(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'fact' : 'facts'}`;
}

function sentenceOf(repositories: readonly RepositoryHealth[], unreadable: Scorecard['unreadable']): string {
  const count = repositories.length + unreadable.length;
  const complete = repositories.filter(({ missing }) => missing.length === 0).length;
  const setAside = total(repositories.map(({ setAsideCount }) => setAsideCount));
  const lost =
    unreadable.length === 0
      ? ''
      : ` Nothing could be read of ${unreadableWords(unreadable)}: figures that depend on it are partial.`;
  const whole =
    complete === count
      ? 'The facts of every repository are complete.'
      : `The facts of ${complete} of ${count} repositories are complete.${lost}`;
  if (setAside === 0) return `${whole} Nothing was set aside.`;
  return `${whole} ${facts(setAside)} ${setAside === 1 ? 'was' : 'were'} set aside.`;
}

/** @returns each once, though several scorecards name it */
function unreadableIn(cards: readonly Scorecard[]): Scorecard['unreadable'] {
  const all = cards.flatMap(({ unreadable }) => unreadable);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

const sources: ReadonlyMap<string, string> = new Map([
  ['github', 'GitHub'],
  ['git', 'a local clone'],
  ['sample', 'the sample organisation'],
]);

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
