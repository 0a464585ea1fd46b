import { withoutFrontmatter } from './frontmatter.ts';

/** What people read of a page: words in order, without markup. Lines are those of the file. */

export interface Section {
  /** Of a heading of the second level; of the first level where `depth` is 1. */
  heading: string;
  depth: 1 | 2;
  line: number;
  /** What follows the heading, up to the next one. */
  text: string;
}

export interface Word {
  word: string;
  line: number;
}

/** Headings of the first two levels with the text below each. */
export function sectionsOf(text: string): Section[] {
  const sections: (Omit<Section, 'text'> & { lines: string[] })[] = [];
  let fenced = false;
  withoutFrontmatter(text)
    .split('\n')
    .forEach((content, index) => {
      if (/^\s*(?:```|~~~)/.test(content)) fenced = !fenced;
      const [, marks = '', heading = ''] = (fenced ? null : /^(#{1,2}) +(.*?)\s*$/.exec(content)) ?? [];
      if (marks === '') sections.at(-1)?.lines.push(content);
      else sections.push({ heading, depth: marks.length === 1 ? 1 : 2, line: index + 1, lines: [] });
    });
  return sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n') }));
}

/** The words of a page's sentences: without headings, tables, the list of sources, tags and their properties' names. */
export function proseWords(text: string): Word[] {
  const [prose = ''] = withoutFrontmatter(text).split(/^## Sources$/m);
  return prose.split('\n').flatMap((content, index) =>
    wordsOf(
      content
        .replace(/^(?:#|\|).*$/, '')
        .replaceAll(/<\/?[A-Z]\w*|\/>/g, ' ')
        .replaceAll(/\b(?:rule|example|of|id|metric|show|caption)=/g, ' '),
    ).map((word) => ({ word, line: index + 1 })),
  );
}

/** Words in lower case; link targets are none. */
export function wordsOf(text: string): string[] {
  return (
    text
      .replaceAll(/\]\([^)]*\)/g, ']')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[’'.,][\p{L}\p{N}]+)*/gu) ?? []
  );
}
