import type { Facts } from './collection.ts';

/** Replaces a name. */
const SOMEONE = '…';

/** A word of a name: letters, and marks and points between them. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu;

/** Between the words of one name: blanks, and the point of an initial. */
const BETWEEN = /^\.?\s+$/;

interface Word {
  text: string;
  start: number;
  end: number;
}

const wordsOf = (text: string): Word[] =>
  [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    text: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }));

/**
 * @param names as written there, such as `Ada Lovelace`; those of one word are left out, since many are words of the
 * language
 * @returns what replaces these names in a text, whatever the case; it takes time by the length of the text alone
 */
export function withoutNames(names: Iterable<string>): (text: string) => string {
  const byFirst = new Map<string, string[][]>();
  for (const name of new Set(names)) {
    const words = wordsOf(name).map(({ text }) => text);
    const [first] = words;
    if (first === undefined || words.length < 2) continue;
    byFirst.set(first, [...(byFirst.get(first) ?? []), words]);
  }
  for (const known of byFirst.values()) known.sort((a, b) => b.length - a.length);
  return (text) => {
    const words = wordsOf(text);
    let result = '';
    let done = 0;
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at];
      if (word === undefined || word.start < done) continue;
      const name = byFirst.get(word.text)?.find((each) => isAt(text, words, at, each));
      const last = name === undefined ? undefined : words[at + name.length - 1];
      if (last === undefined) continue;
      result += `${text.slice(done, word.start)}${SOMEONE}`;
      done = last.end;
    }
    return done === 0 ? text : result + text.slice(done);
  };
}

function isAt(text: string, words: readonly Word[], at: number, name: readonly string[]): boolean {
  return name.every((wanted, index) => {
    const [before, word] = [words[at + index - 1], words[at + index]];
    if (word?.text !== wanted) return false;
    return index === 0 || BETWEEN.test(text.slice(before?.end, word.start));
  });
}

/** @returns facts in whose titles, subjects and names of releases these people are not named */
export function factsWithoutNames(facts: Facts, names: Iterable<string>): Facts {
  const mask = withoutNames(names);
  return {
    ...facts,
    'pull-requests': facts['pull-requests'].map((row) => ({ ...row, title: mask(row.title) })),
    issues: facts.issues.map((row) => ({ ...row, title: mask(row.title) })),
    milestones: facts.milestones.map((row) => ({ ...row, title: mask(row.title) })),
    commits: facts.commits.map((row) => ({ ...row, subject: mask(row.subject) })),
    releases: facts.releases.map((row) => ({ ...row, name: row.name === null ? null : mask(row.name) })),
  };
}
