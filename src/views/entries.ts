import { families } from '../handbook/definition.ts';
import type { Handbook } from '../handbook/handbook.ts';
import { familyTitle } from './definitionWords.ts';
import { paths } from './paths.ts';

/** The kinds of pages that the handbook has. */
export type PageKind = 'metric' | 'principle' | 'anti-pattern' | 'rule' | 'playbook' | 'lesson';

/** A page of the handbook, as lists and links name it. */
export interface Entry {
  kind: PageKind;
  id: string;
  title: string;
  /** One or two sentences. */
  description: string;
  /** Below the site's base. */
  path: string;
}

export const kindTitles: Record<PageKind, string> = {
  metric: 'Metric',
  principle: 'Principle',
  'anti-pattern': 'Anti-pattern',
  rule: 'Rule',
  playbook: 'Playbook',
  lesson: 'Lesson',
};

const pathOf: Record<PageKind, (id: string) => string> = {
  metric: paths.metric,
  principle: paths.principle,
  'anti-pattern': paths.antiPattern,
  rule: paths.rule,
  playbook: paths.playbook,
  lesson: paths.lesson,
};

/** The pages of a kind in reading order: by their own order where they have one, metrics by family, rules by title. */
export function entriesOf(handbook: Handbook, kind: PageKind): Entry[] {
  const entry = (id: string, title: string, description: string): Entry => ({
    kind,
    id,
    title,
    description,
    path: pathOf[kind](id),
  });
  const ordered = (
    pages: ReadonlyMap<string, { title: string; description: string; order: number }>,
  ): Entry[] =>
    [...pages]
      .toSorted(([, a], [, b]) => a.order - b.order)
      .map(([id, { title, description }]) => entry(id, title, description));
  switch (kind) {
    case 'metric':
      return [...handbook.metrics]
        .toSorted(
          ([, a], [, b]) => familyOrder(a.family) - familyOrder(b.family) || compare(a.title, b.title),
        )
        .map(([id, { title, question }]) => entry(id, title, question));
    case 'principle':
      return ordered(handbook.principles);
    case 'anti-pattern':
      return ordered(handbook.antiPatterns);
    case 'playbook':
      return ordered(handbook.playbooks);
    case 'lesson':
      return ordered(handbook.lessons);
    case 'rule':
      return [...handbook.rules]
        .toSorted(([, a], [, b]) => compare(a.severity, b.severity) || compare(a.title, b.title))
        .map(([id, { title, rule }]) => entry(id, title, rule));
  }
}

/** @throws RangeError for a page that the handbook does not have */
export function entryOf(handbook: Handbook, kind: PageKind, id: string): Entry {
  const found = entriesOf(handbook, kind).find((entry) => entry.id === id);
  if (found === undefined) throw new RangeError(`no ${kind} ${id}`);
  return found;
}

/** The pages before and after one in the reading order of its kind. */
export function neighboursOf(
  handbook: Handbook,
  kind: PageKind,
  id: string,
): { previous: Entry | undefined; next: Entry | undefined } {
  const entries = entriesOf(handbook, kind);
  const index = entries.findIndex((entry) => entry.id === id);
  return { previous: entries[index - 1], next: entries[index + 1] };
}

/** What a page is called in its heading's small line. */
export function kickerOf(handbook: Handbook, kind: PageKind, id: string): string {
  const family = kind === 'metric' ? handbook.metrics.get(id)?.family : undefined;
  return family === undefined ? kindTitles[kind] : familyTitle(family);
}

const order: readonly string[] = families;

function familyOrder(family: string): number {
  return order.indexOf(family);
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}
