import { basename } from 'node:path';
import type { ElementContent, Root, Text } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import type { Definition } from './definition.ts';

/** A way to name a metric in running text. */
export interface TermName {
  id: string;
  name: string;
}

/** Elements in which no term becomes a link. */
const LEFT_ALONE = new Set(['a', 'code', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'th']);

const ACRONYM = /^[A-Z]{3,}$/;

/** A synonym of one word is too often only a word. */
const SEVERAL_WORDS = /\S\s\S/;

/** Names that mean one metric and no other: titles, acronyms, and synonyms of several words. Longest first. */
export function termNames(
  definitions: ReadonlyMap<string, Pick<Definition, 'title' | 'synonyms'>>,
): TermName[] {
  const owners = new Map<string, TermName[]>();
  for (const [id, { title, synonyms }] of definitions) {
    const names = [title, ...synonyms.filter((name) => ACRONYM.test(name) || SEVERAL_WORDS.test(name))];
    for (const name of names) {
      const key = name.toLowerCase();
      owners.set(key, [...(owners.get(key) ?? []), { id, name }]);
    }
  }
  return [...owners.values()]
    .flatMap((names) => {
      const [first] = names;
      return first !== undefined && names.every(({ id }) => id === first.id) ? [first] : [];
    })
    .sort((a, b) => b.name.length - a.name.length || a.name.localeCompare(b.name, 'en'));
}

/**
 * A rehype plugin: the first mention of each metric on a page becomes a link to it, written `metric:<id>` as
 * maintainers write theirs. A page does not link to itself.
 * @param names read when a page is made, so that a new page is known at once
 */
export function linkTerms(names: () => Promise<readonly TermName[]>) {
  return async (tree: Root, file: { path?: string }): Promise<void> => {
    const terms = await names();
    if (terms.length === 0) return;
    const byName = new Map(terms.map((term) => [term.name.toLowerCase(), term]));
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}-])(?:${terms.map(({ name }) => escaped(name)).join('|')})s?(?![\\p{L}\\p{N}-])`,
      'giu',
    );
    const own = basename(file.path ?? '').replace(/\.mdx?$/, '');
    const mentioned = new Set([own]);
    visit(tree, (node, index, parent) => {
      if (node.type === 'element') {
        if (node.tagName === 'a') {
          const target = String(node.properties['href'] ?? '');
          if (target.startsWith('metric:')) mentioned.add(target.slice('metric:'.length));
        }
        return LEFT_ALONE.has(node.tagName) ? SKIP : undefined;
      }
      if (node.type !== 'text' || parent === undefined || index === undefined) return undefined;
      const parts = split(node, pattern, byName, mentioned);
      if (parts.every(({ type }) => type === 'text')) return undefined;
      parent.children.splice(index, 1, ...parts);
      return [SKIP, index + parts.length];
    });
  };
}

function split(
  { value }: Text,
  pattern: RegExp,
  byName: ReadonlyMap<string, TermName>,
  mentioned: Set<string>,
): ElementContent[] {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const match of value.matchAll(pattern)) {
    const [found] = match;
    const term = byName.get(found.toLowerCase()) ?? byName.get(found.toLowerCase().replace(/s$/, ''));
    if (term === undefined || mentioned.has(term.id)) continue;
    if (ACRONYM.test(term.name) && !found.startsWith(term.name)) continue;
    mentioned.add(term.id);
    parts.push({ type: 'text', value: value.slice(from, match.index) });
    parts.push({
      type: 'element',
      tagName: 'a',
      properties: { href: `metric:${term.id}` },
      children: [{ type: 'text', value: found }],
    });
    from = match.index + found.length;
  }
  parts.push({ type: 'text', value: value.slice(from) });
  return parts.filter((part) => part.type !== 'text' || part.value !== '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
