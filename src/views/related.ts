import { type Handbook, pagesOf } from '../handbook/handbook.ts';
import {
  type FieldReference,
  idsIn,
  type PageKind,
  pageKindNames,
  pageKinds,
} from '../handbook/pageKinds.ts';
import { type Entry, entriesOf, entryOf } from './entries.ts';
import { paths } from './paths.ts';

/** A link to a page, inside of the handbook or to a team's scorecard. */
export interface RelatedLink {
  title: string;
  path: string;
}

/** Pages that are related to a page in one way. */
export interface Relation {
  label: string;
  links: readonly RelatedLink[];
}

/** A team and the metrics that it has chosen as KPIs. */
export interface Choice {
  team: string;
  /** The team's latest scorecard, below the site's base. */
  path: string;
  kpis: readonly string[];
}

/**
 * Pages that a page refers to and those that refer to it, each relation once, each page once within it.
 * @param choices the teams' KPIs, for "used as a KPI by"
 */
export function relationsOf(
  handbook: Handbook,
  kind: PageKind,
  id: string,
  choices: readonly Choice[] = [],
): Relation[] {
  const page = pagesOf(handbook, kind).get(id) ?? {};
  const towards = pageKinds[kind].references.flatMap((reference: FieldReference) => {
    if (reference.label === null) return [];
    const ids = new Set(idsIn(page, reference).map((named) => named.id));
    return [
      {
        label: reference.label,
        links: [...ids].map((other) => linkTo(entryOf(handbook, reference.to, other))),
      },
    ];
  });
  const back = pageKindNames.flatMap((from) => referring(handbook, from, kind, id));
  const seen = new Set(towards.flatMap(({ links }) => links.map(({ path }) => path)));
  const used = choices
    .filter(({ kpis }) => kind === 'metric' && kpis.includes(id))
    .map(({ team, path }) => ({ title: team, path }));
  const terms = glossaryOf(handbook, kind, id);
  return [
    { label: 'Used as a KPI by', links: used },
    ...towards,
    ...back.map(({ label, links }) => ({ label, links: links.filter(({ path }) => !seen.has(path)) })),
    { label: 'In the glossary', links: terms },
  ].filter(({ links }) => links.length > 0);
}

/** Pages of a kind that refer to a page, by what it calls them. */
function referring(handbook: Handbook, from: PageKind, kind: PageKind, id: string): Relation[] {
  const pages = pagesOf(handbook, from);
  const references = pageKinds[from].references.filter((reference: FieldReference) => reference.to === kind);
  return [...Map.groupBy(references, ({ reverse }) => reverse)].map(([label, fields]) => ({
    label,
    links: entriesOf(handbook, from)
      .filter((entry) =>
        fields.some((field) => idsIn(pages.get(entry.id) ?? {}, field).some((named) => named.id === id)),
      )
      .map(linkTo),
  }));
}

/** A term's anchor on the glossary's page. */
export function termAnchor(term: string): string {
  return term
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function glossaryOf({ glossary }: Handbook, kind: PageKind, id: string): RelatedLink[] {
  return glossary
    .filter(({ see }) => see.includes(`${kind}:${id}`))
    .map(({ term }) => ({ title: term, path: `${paths.glossary}#${termAnchor(term)}` }));
}

function linkTo({ title, path }: Entry): RelatedLink {
  return { title, path };
}
