import { inPeriods, periodName } from '../facts/periodWords.ts';
import type { OrganisationEvent } from '../handbook/events.ts';
import type { Handbook } from '../handbook/handbook.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';
import type { Review } from '../handbook/reviews.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { escaped } from './escaped.ts';
import { figureOf } from './figure.ts';
import { definitionOf, type Library } from './library.ts';
import { daysOf, eventsWithin } from './markedEvents.ts';
import { inOrderOfConcern, paidWith, pairWords } from './pairs.ts';
import { outOfRange, reviewOf } from './review/outOfRange.ts';
import { promisesOf } from './review/promises.ts';
import { questionsOf } from './review/questions.ts';
import { ownTallySentence } from './tally.ts';
import { markOf } from './verdictMark.ts';
import { day } from './words.ts';

/** A quarter in short, to be sent: its parts with their lines. */
export interface Digest {
  title: string;
  /** Where the whole review is. */
  address: string;
  lead: readonly string[];
  parts: readonly { title: string; lines: readonly string[] }[];
}

/** What a digest is made from. */
interface Material {
  library: Library;
  handbook: Handbook;
  reviews: readonly Review[];
  organisation: DatedOrganisation;
  events: readonly OrganisationEvent[];
  /** For the organisation, those of its teams; else none. */
  teams: readonly Scorecard[];
  address: string;
}

/** Says what a review says, in the order in which it says it. */
export function digestOf(scorecard: Scorecard, material: Material): Digest {
  const { library, handbook, reviews, organisation, events, teams, address } = material;
  const { scope, quarter } = scorecard;
  const isTeam = scope.kind !== 'organisation';
  const answering = isTeam ? [scorecard] : teams;
  const owner = (card: Scorecard) => (isTeam ? '' : `${card.scope.name}: `);
  const sentences = answering.flatMap((card) => {
    const summary = reviewOf(reviews, card)?.summary;
    return summary === undefined ? [] : [`${owner(card)}“${summary}”`];
  });
  const kpis = inOrderOfConcern(library, scorecard).map((result) => {
    const definition = definitionOf(library, result.id);
    const { value, absence, change } = figureOf(result, definition);
    const pair = pairWords(paidWith(library, scorecard, result));
    const verdict = [
      markOf(result).word,
      change === null ? null : `(${change})`,
      pair === null ? null : `, ${pair}`,
    ]
      .filter((part) => part !== null)
      .join(' ')
      .replace(' ,', ',');
    return `${definition?.title ?? result.id}: ${value ?? absence ?? '–'}, ${verdict}`;
  });
  const outside = outOfRange(library, answering, reviews, organisation);
  const answers = outside.map(
    ({ scorecard: card, title, value, ranges: [range], response }) =>
      `${owner(card)}${title} ${value}, outside ${range}. ${
        response
          ? `${response.will}${response.by === undefined ? '' : ` By ${day(response.by, 'UTC')}.`}`
          : 'No response yet.'
      }`,
  );
  const promises = promisesOf(library, answering, reviews, organisation).map(
    ({ scorecard: card, will, by, outcome }) =>
      `${owner(card)}${will} By ${day(by, 'UTC')}. ${outcome ? `Done: ${outcome.kept}.` : 'The team has not said whether it was done.'}`,
  );
  const questions = questionsOf(handbook, library, [scorecard, ...teams], outside).map(
    ({ ask, about }) => `${ask} (${about})`,
  );
  return {
    title: `${scope.name}, ${quarter.id}`,
    address,
    lead: [
      ...(scorecard.sample ? ['Sample data: these numbers are of no real organisation.'] : []),
      ...sentences,
      ownTallySentence(library, scorecard),
    ],
    parts: [
      { title: 'KPIs', lines: kpis },
      { title: 'Out of range', lines: answers },
      { title: inPeriods('Last quarter’s promises', periodName(quarter.id)), lines: promises },
      { title: 'Questions to ask', lines: questions },
      {
        title: 'Events',
        lines: eventsWithin(events, scorecard, [quarter]).map((event) => `${event.name}, ${daysOf(event)}`),
      },
    ].filter(({ lines }) => lines.length > 0),
  };
}

/** A digest as Markdown, for chat and issues. */
export function digestMarkdown({ title, address, lead, parts }: Digest): string {
  const text = [
    `# ${marked(title)}`,
    ...lead.map(marked),
    ...parts.flatMap(({ title: part, lines }) => [
      `## ${part}`,
      lines.map((line) => `- ${marked(line)}`).join('\n'),
    ]),
    `The review: ${address}`,
  ];
  return `${text.join('\n\n').replaceAll('\u00a0', ' ')}\n`;
}

/** A digest as a page for e-mail: no style sheet, no script, nothing to load. */
export function digestHtml({ title, address, lead, parts }: Digest): string {
  const list = (lines: readonly string[]) =>
    `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"/>',
    '<meta http-equiv="content-security-policy" content="default-src \'none\'">',
    `<title>${escaped(title)}</title></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    ...lead.map((line) => `<p>${escaped(line)}</p>`),
    ...parts.map(({ title: part, lines }) => `<h2>${escaped(part)}</h2>${list(lines)}`),
    `<p><a href="${escaped(address)}">The review</a></p>`,
    '</body></html>\n',
  ].join('\n');
}

/** Text in which nothing is Markdown: a name may hold any character. */
function marked(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|]/g, (character) => `\\${character}`);
}
