import type { Handbook } from '../handbook/handbook.ts';
import type { Organisation } from '../handbook/organisation.ts';
import { escaped } from './escaped.ts';
import { otherNames } from './glossary.ts';
import { cardsOf, type Library, latestClosed } from './library.ts';
import { paths } from './paths.ts';

/** An address that leads on to another page. */
export interface Redirect {
  /** The name in the address. */
  name: string;
  title: string;
  /** Below the site's base. */
  to: string;
}

/** `/metrics/mttr/`: each other name of a metric leads to it, and one of several metrics to the list of names. */
export function metricRedirects(handbook: Pick<Handbook, 'metrics'>): Redirect[] {
  const redirects = new Map<string, Redirect>();
  for (const [id, { title, formerIds }] of handbook.metrics)
    for (const name of formerIds)
      if (!handbook.metrics.has(name)) redirects.set(name, { name, title, to: paths.metric(id) });
  for (const { name, metrics } of otherNames(handbook)) {
    const slug = slugOf(name);
    const [metric] = metrics;
    if (slug === '' || metric === undefined || handbook.metrics.has(slug)) continue;
    const known = redirects.get(slug);
    const same = metrics.length === 1 && (known === undefined || known.to === metric.path);
    redirects.set(slug, { name: slug, title: name, to: same ? metric.path : `${paths.glossary}#names` });
  }
  return [...redirects.values()];
}

/** `/scorecards/latest/checkout/`: each team's review of the latest closed quarter, by its old names too. */
export function latestRedirects(
  library: Library,
  organisation: Pick<Organisation, 'teams' | 'groups'>,
): Redirect[] {
  const shelf = latestClosed(library);
  const own = (shelf ? cardsOf(shelf) : []).map(({ scope, quarter }) => ({
    name: scope.id,
    title: `${scope.name}, ${quarter.id}`,
    to: paths.scorecard(quarter.id, scope.id),
  }));
  const old = teamRedirects(library, organisation).filter(
    ({ quarter, page }) => quarter === shelf?.id && page === undefined,
  );
  return [...own, ...old];
}

/** An old address of a team's scorecard, or of one of the pages below it. */
export interface TeamRedirect extends Redirect {
  quarter: string;
  /** Undefined for the scorecard itself. */
  page: 'detail' | 'evidence' | undefined;
}

/**
 * Addresses of teams and groups that were renamed, merged or split, in quarters in which they have no page: they lead to the team
 * that came of them, and where several did to the list of the quarter's teams.
 */
export function teamRedirects(
  library: Library,
  organisation: Pick<Organisation, 'teams' | 'groups'>,
): TeamRedirect[] {
  const teams = [...organisation.teams, ...organisation.groups];
  const old = [...new Set(teams.flatMap(({ formerly = [] }) => formerly))];
  return library.quarters.flatMap((shelf) =>
    old
      .filter((name) => !cardsOf(shelf).some(({ scope }) => scope.id === name))
      .flatMap((name) => {
        const heirs = teams.filter(({ formerly }) => formerly?.includes(name)).map(({ id }) => id);
        const cards = cardsOf(shelf).filter(({ scope }) => heirs.includes(scope.id));
        const [card] = cards;
        const isOne = card !== undefined && heirs.length === 1;
        const pages = [
          [undefined, paths.scorecard],
          ['detail', paths.detail],
          ['evidence', paths.evidence],
        ] as const;
        return pages.map(([page, pathOf]) => ({
          quarter: shelf.id,
          name,
          page,
          title: isOne ? `${card.scope.name}, ${shelf.id}` : `All teams, ${shelf.id}`,
          to: isOne ? pathOf(shelf.id, card.scope.id) : paths.quarter(shelf.id),
        }));
      }),
  );
}

/** A small page that leads on at once, and by a link where the browser does not. */
export function redirectPage(title: string, address: string): string {
  const to = escaped(address);
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"/>',
    '<meta http-equiv="content-security-policy" content="default-src \'none\'">',
    `<title>${escaped(title)}: moved</title>`,
    `<meta http-equiv="refresh" content="0; url=${to}"><link rel="canonical" href="${to}">`,
    '<meta name="robots" content="noindex"><meta name="viewport" content="width=device-width">',
    `</head><body><p>This page is at <a href="${to}">${escaped(title)}</a>.</p></body></html>`,
  ].join('');
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** @returns by each id that teams and groups had before, that of what became of it: the first where it was split */
export function presentIds({
  teams,
  groups,
}: Pick<Organisation, 'teams' | 'groups'>): Record<string, string> {
  return Object.fromEntries(
    [...teams, ...groups]
      .flatMap(({ id, formerly = [] }) => formerly.map((old) => [old, id] as const))
      .toReversed(),
  );
}
