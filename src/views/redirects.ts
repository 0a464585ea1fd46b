import type { Handbook } from '../handbook/handbook.ts';
import type { Organisation } from '../handbook/organisation.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { escaped } from './escaped.ts';
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

/** A name in an address that is not the id of a metric, and what it may mean. */
export interface MetricName {
  /** The name in the address. */
  name: string;
  title: string;
  /** Ids of the metrics that have this name. */
  metrics: readonly string[];
}

/** `/metrics/mttr/`: the other names of metrics and their former ids, each with the metrics that it may mean. */
export function metricNames(handbook: Pick<Handbook, 'metrics'>): MetricName[] {
  const names = new Map<string, MetricName & { metrics: string[] }>();
  const add = (name: string, title: string, metric: string) => {
    const slug = slugOf(name);
    if (slug === '' || handbook.metrics.has(slug)) return;
    const known = names.get(slug) ?? { name: slug, title, metrics: [] };
    if (!known.metrics.includes(metric)) known.metrics.push(metric);
    names.set(slug, known);
  };
  const former = new Set<string>();
  for (const [id, { title, formerIds }] of handbook.metrics)
    for (const name of formerIds) {
      add(name, title, id);
      former.add(name);
    }
  for (const [id, { synonyms }] of handbook.metrics)
    for (const name of synonyms) if (!former.has(slugOf(name))) add(name, name, id);
  return [...names.values()];
}

/** A name of one metric leads to it. A name of several is a page that lists them. */
export function metricRedirects(handbook: Pick<Handbook, 'metrics'>): Redirect[] {
  return metricNames(handbook).flatMap(({ name, title, metrics: [metric, another] }) =>
    metric === undefined || another !== undefined ? [] : [{ name, title, to: paths.metric(metric) }],
  );
}

/**
 * `/scorecards/checkout/`: each team, group and the organisation leads to its newest review of a closed quarter, by its
 * old names too; a name that several came of leads to the newest quarter.
 */
export function newestRedirects(
  library: Library,
  organisation: Pick<Organisation, 'teams' | 'groups'>,
): Redirect[] {
  const newest = new Map<string, Scorecard>();
  const shelves = library.quarters.toSorted((a, b) => Number(b.closed) - Number(a.closed));
  for (const card of shelves.flatMap(cardsOf))
    if (!newest.has(card.scope.id)) newest.set(card.scope.id, card);
  const present = [...organisation.teams, ...organisation.groups];
  const old = [...new Set(present.flatMap(({ formerly = [] }) => formerly))];
  const latest = latestClosed(library);
  return [...new Set([...newest.keys(), ...old])].flatMap((name) => {
    const heirs = present.filter(({ formerly }) => formerly?.includes(name)).map(({ id }) => id);
    const own = heirs.length === 0 ? [name] : heirs;
    const [card, another] = own.flatMap((id) => newest.get(id) ?? []);
    if (card === undefined || latest === undefined || taken(name, library)) return [];
    const { scope, quarter } = card;
    return another === undefined
      ? [{ name, title: `${scope.name}, ${quarter.id}`, to: paths.scorecard(quarter.id, scope.id) }]
      : [{ name, title: `All teams, ${latest.id}`, to: paths.quarter(latest.id) }];
  });
}

/** Whether an address below that of the scorecards is another page’s. */
function taken(name: string, { quarters }: Library): boolean {
  return name === 'latest' || quarters.some(({ id }) => id.toLowerCase() === name.toLowerCase());
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

/** A name in an address: `mean-time-to-recovery`. */
export function slugOf(name: string): string {
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
