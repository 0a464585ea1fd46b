import { type Handbook, pagesOf } from '../handbook/handbook.ts';
import { compareBy, type PageKind, pageKinds } from '../handbook/pageKinds.ts';
import { familyTitle } from './definitionWords.ts';
import { pathOf } from './paths.ts';

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

/** The pages of a kind in reading order: by their own order where they have one, metrics by family, rules by title. */
export function entriesOf(handbook: Handbook, kind: PageKind): Entry[] {
  const { about } = pageKinds[kind];
  return [...pagesOf(handbook, kind)]
    .toSorted(([, a], [, b]) => compareBy(kind, a, b))
    .map(([id, page]) => ({
      kind,
      id,
      title: String(page['title']),
      description: String(page[about]),
      path: pathOf(kind, id),
    }));
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
  return family === undefined ? pageKinds[kind].title : familyTitle(family);
}
