import { z } from 'zod';
import { type Handbook, pagesOf } from '../../handbook/handbook.ts';
import { pageKindNames, pageKinds } from '../../handbook/pageKinds.ts';
import { entriesOf } from '../entries.ts';
import { cardsOf, type Library, latestClosed } from '../library.ts';
import { paths } from '../paths.ts';
import { termAnchor } from '../related.ts';
import { type Names, TERM } from './namesSchema.ts';
import { sitePages } from './sitePages.ts';

/** A page's fields that hold other names of it, or questions that it answers. */
const fields = ['synonyms', 'question', 'questions', 'answers', 'signal', 'claim', 'temptation'] as const;

/** What every playbook is for, in the words in which people ask for it. */
const RESPONDING = 'how to respond or react to a red or bad metric';

/**
 * The pages that the search finds by their names: present scorecards first, then the handbook, the site’s own pages, and
 * the handbook’s terms.
 */
export function namesOf(library: Library, handbook: Handbook): Names {
  const shelf = latestClosed(library);
  const scorecards = (shelf ? cardsOf(shelf) : []).map(({ scope, quarter }) => ({
    title: scope.name,
    path: paths.scorecard(quarter.id, scope.id),
    kind: 'Scorecard',
    about: `The review of ${quarter.id}`,
    also: ['scorecard', 'review', scope.about ?? ''].filter((text) => text !== ''),
  }));
  const pages = pageKindNames.flatMap((kind) =>
    entriesOf(handbook, kind).map(({ id, title, path, description }) => ({
      title,
      path,
      kind: pageKinds[kind].title,
      about: description,
      also: [...namesIn(pageOf(handbook, kind, id)), ...(kind === 'playbook' ? [RESPONDING] : [])],
    })),
  );
  const terms = handbook.glossary.map(({ term, meaning, also }) => ({
    title: term,
    path: `${paths.glossary}#${termAnchor(term)}`,
    kind: TERM,
    about: meaning,
    also,
  }));
  const titles = new Set([...scorecards, ...pages, ...sitePages].map(({ title }) => title.toLowerCase()));
  return [
    ...scorecards,
    ...pages,
    ...sitePages,
    ...terms.filter(({ title }) => !titles.has(title.toLowerCase())),
  ];
}

function namesIn(page: Readonly<Record<string, unknown>>): string[] {
  const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
  return fields.flatMap((field) => texts.safeParse(page[field]).data ?? []);
}

function pageOf(handbook: Handbook, kind: (typeof pageKindNames)[number], id: string) {
  return pagesOf(handbook, kind).get(id) ?? {};
}
