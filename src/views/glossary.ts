import type { Handbook } from '../handbook/handbook.ts';
import { parseReference } from '../handbook/reference.ts';
import { entryOf } from './entries.ts';
import { paths } from './paths.ts';
import { type RelatedLink, termAnchor } from './related.ts';

/** A term with its meaning and the pages that say more. */
export interface GlossaryTerm {
  term: string;
  anchor: string;
  meaning: string;
  also: readonly string[];
  see: readonly RelatedLink[];
}

/** Another name, and the metrics that it may mean. */
export interface OtherName {
  name: string;
  metrics: readonly RelatedLink[];
}

/** The terms by letter. */
export function termsOf(handbook: Handbook): { letter: string; terms: GlossaryTerm[] }[] {
  const terms = handbook.glossary
    .map(({ term, meaning, also, see }) => ({
      term,
      anchor: termAnchor(term),
      meaning,
      also,
      see: see.map((text) => linkTo(handbook, text)),
    }))
    .toSorted((a, b) => a.term.localeCompare(b.term, 'en'));
  return [...Map.groupBy(terms, ({ term }) => letterOf(term))].map(([letter, group]) => ({
    letter,
    terms: group,
  }));
}

/** The synonyms of all metrics in alphabetical order, each with every metric that it may mean. */
export function otherNames({ metrics }: Pick<Handbook, 'metrics'>): OtherName[] {
  const names = new Map<string, { name: string; metrics: RelatedLink[] }>();
  for (const [id, { title, synonyms }] of metrics) {
    for (const name of synonyms) {
      const known = names.get(name.toLowerCase()) ?? { name, metrics: [] };
      known.metrics.push({ title, path: paths.metric(id) });
      names.set(name.toLowerCase(), known);
    }
  }
  return [...names.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

function letterOf(term: string): string {
  const first = term.normalize('NFD').charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : '0–9';
}

function linkTo(handbook: Handbook, text: string): RelatedLink {
  const reference = parseReference(text);
  if (reference === null || reference.kind === 'source' || reference.kind === 'picture')
    throw new RangeError(`${text} is not a page`);
  const { title, path } = entryOf(handbook, reference.kind, reference.id);
  return { title, path };
}
