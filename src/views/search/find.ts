import MiniSearch from 'minisearch';
import { type Names, TERM } from './namesSchema.ts';

/** A page that the search found. */
export interface Found {
  title: string;
  path: string;
  kind: string;
  about: string;
  /** Whether each word of the query that says something is in its names. */
  complete: boolean;
}

/** Finds pages by their names, and tells which word was probably meant. */
export interface NameSearch {
  find: (query: string) => Found[];
  /** The query with each unknown word replaced by the known one that is closest. */
  corrected: (query: string) => string;
}

/** Words that a question has whatever it asks. */
const FILLERS = new Set(
  'a about am an and are as at be been by can did do does for from has have how i if in is it me mean my of on or our should so than that the their there this to too us was we were what when where which who why with you'.split(
    ' ',
  ),
);

/** Two letters may differ, as where they were swapped; one in short words, none in the shortest. */
const mistakes = (term: string): number | false => (term.length > 4 ? 2 : term.length > 3 ? 1 : false);

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The words of a text that say what it is about. */
const keywordsOf = (text: string): string[] => wordsOf(text).filter((word) => !FILLERS.has(word));

/** A word in a title says more of what people look for than one in a text. */
const IN_TITLE = 10;

/** The words of all names, each with how often it occurs. */
function weightsOf(names: Names): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) weights.set(word, (weights.get(word) ?? 0) + weight);
  };
  for (const { title, also, about } of names) {
    add(title, IN_TITLE);
    for (const text of [...also, about]) add(text, 1);
  }
  return weights;
}

/** The words with two neighbouring letters swapped. */
const swaps = (word: string): string[] =>
  Array.from(
    { length: word.length - 1 },
    (_, at) => `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`,
  );

export function nameSearch(names: Names): NameSearch {
  const index = new MiniSearch({
    fields: ['title', 'also', 'about'],
    processTerm: (term) => {
      const word = term.toLowerCase();
      return FILLERS.has(word) ? null : word;
    },
    searchOptions: {
      boost: { title: 6, also: 4 },
      prefix: (term) => term.length > 2,
      fuzzy: mistakes,
      weights: { fuzzy: 0.3, prefix: 0.6 },
    },
  });
  index.addAll(names.map(({ title, also, about }, id) => ({ id, title, also: also.join(' \n '), about })));
  const known = weightsOf(names);

  /** Of the known words that differ by two swapped letters, the most usual one. */
  const meant = (word: string): string => {
    if (word.length < 4 || known.has(word)) return word;
    const [best] = swaps(word).toSorted((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0));
    return best !== undefined && known.has(best) ? best : word;
  };

  const find = (asked: string): Found[] => {
    const query = wordsOf(asked).map(meant).join(' ');
    const wanted = keywordsOf(query);
    if (wanted.length === 0) return [];
    const words = new Set(wanted);
    const isCalled = (text: string) => keywordsOf(text).join(' ') === wanted.join(' ');
    const results = index.search(query).flatMap(({ id, score, queryTerms }) => {
      const name = names[Number(id)];
      if (name === undefined) return [];
      // A page that has the very name comes first: by its title, by another name, then the term that explains the name.
      const isTerm = name.kind === TERM;
      const rank = isCalled(name.title) ? (isTerm ? 1 : 3) : name.also.some(isCalled) && !isTerm ? 2 : 0;
      return [{ name, rank, score, complete: new Set(queryTerms).size >= words.size }];
    });
    return results
      .sort((a, b) => b.rank - a.rank || Number(b.complete) - Number(a.complete) || b.score - a.score)
      .map(({ name: { title, path, kind, about }, complete }) => ({ title, path, kind, about, complete }));
  };
  const corrected = (query: string): string =>
    query
      .split(/(\s+)/)
      .map((word) => {
        const [plain] = wordsOf(word);
        if (plain === undefined || plain.length < 4 || known.has(plain)) return word;
        if (known.has(meant(plain))) return meant(plain);
        const [best] = index.search(plain, { prefix: false, boost: { title: 6 } });
        const term = best?.terms[0];
        return term ?? word;
      })
      .join('');
  return { find, corrected };
}
