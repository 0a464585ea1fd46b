import type { Review } from '../handbook/reviews.ts';
import type { Erratum } from './errata.ts';
import { figuresInWords, reasonWords } from './errata.ts';
import { escaped } from './escaped.ts';
import { definitionOf, type Library, resultIn } from './library.ts';
import { paths } from './paths.ts';
import { tallySentence } from './tally.ts';

/** Something that happened to the scorecards. */
export interface News {
  /** Unique for good. */
  id: string;
  title: string;
  text: string;
  /** Below the site's base. */
  path: string;
  /** When it happened. */
  at: string;
}

/** Quarters that closed, numbers that were restated and reviews that were written: the newest first. */
export function newsOf(library: Library, reviews: readonly Review[], errata: readonly Erratum[]): News[] {
  const closed = library.quarters
    .filter((shelf) => shelf.closed)
    .map((shelf) => ({
      id: `closed/${shelf.id}`,
      title: `${shelf.id} is closed`,
      text: tallySentence(library, shelf.teams),
      path: paths.quarter(shelf.id),
      at: shelf.end,
    }));
  const restated = errata.map(({ quarter, scope, restatement, why, asOf }) => {
    const definition = definitionOf(library, restatement.metric);
    const title = definition?.title ?? restatement.metric;
    const { was, now } = figuresInWords(
      restatement,
      definition,
      resultIn(library, { quarter, scope, metric: restatement.metric }),
    );
    return {
      id: `restated/${quarter}/${scope}/${restatement.metric}/${asOf}`,
      title: `${title} of ${quarter} was restated`,
      text: `Was ${was}, now ${now}: ${reasonWords(restatement)}. ${why ?? ''}`.trim(),
      path: paths.errata,
      at: asOf,
    };
  });
  const written = reviews.flatMap(({ team, quarter, date, summary }) => {
    const card = library.quarters
      .find(({ id }) => id === quarter)
      ?.teams.find(({ scope }) => scope.id === team);
    return card === undefined
      ? []
      : [
          {
            id: `review/${quarter}/${team}`,
            title: `${card.scope.name} has reviewed ${quarter}`,
            text: summary ?? '',
            path: paths.scorecard(quarter, team),
            at: `${date}T00:00:00.000Z`,
          },
        ];
  });
  return [...closed, ...restated, ...written].sort(
    (a, b) => b.at.localeCompare(a.at) || a.id.localeCompare(b.id),
  );
}

const MOST = 50;

/** The news as an Atom feed (RFC 4287). `addressOf` gives a page's whole address. */
export function atomFeed(news: readonly News[], title: string, addressOf: (path: string) => string): string {
  const entries = news
    .slice(0, MOST)
    .map(({ id, title: entry, text, path, at }) =>
      [
        '<entry>',
        `<id>${escaped(`${addressOf('')}#${id}`)}</id>`,
        `<title>${escaped(entry)}</title>`,
        `<updated>${at}</updated>`,
        `<link href="${escaped(addressOf(path))}"/>`,
        `<summary>${escaped(text)}</summary>`,
        '</entry>',
      ].join(''),
    );
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${escaped(addressOf(''))}</id>`,
    `<title>${escaped(title)}</title>`,
    `<author><name>${escaped(title)}</name></author>`,
    `<updated>${news[0]?.at ?? '1970-01-01T00:00:00.000Z'}</updated>`,
    `<link rel="self" href="${escaped(addressOf('feed.xml'))}"/>`,
    ...entries,
    '</feed>',
    '',
  ].join('\n');
}
