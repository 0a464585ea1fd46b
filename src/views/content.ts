import { getCollection, getEntry } from 'astro:content';
import { join } from 'node:path';
import memoize from 'memoize';
import { extensionsIn, withOwnExtensions } from '../facts/extensionPoint.ts';
import { filesIn } from '../facts/folderDigest.ts';
import { inPeriods, presentPeriodName } from '../facts/periodWords.ts';
import { byQuarter } from '../facts/quarter.ts';
import type { OrganisationEvent } from '../handbook/events.ts';
import type { Handbook } from '../handbook/handbook.ts';
import { showsFigures } from '../handbook/mdxComponents.ts';
import type { Organisation } from '../handbook/organisation.ts';
import {
  belowContent,
  foldersGivenBy,
  OWN_PAGES,
  organisationFolders,
  ownFolder,
} from '../handbook/organisationFolder.ts';
import type { DatedOrganisation } from '../handbook/ownershipOverTime.ts';
import { type PageKind, pageKinds } from '../handbook/pageKinds.ts';
import type { Review } from '../handbook/reviews.ts';
import { checkFiles } from '../policy/core/check.ts';
import { policyOf, type RuleResult } from '../policy/core/policy.ts';
import { evidenceReader } from '../scorecard/evidenceFile.ts';
import { scorecardFolder } from '../scorecard/folder.ts';
import { checkVisibility } from '../scorecard/published.ts';
import { readComputed } from '../scorecard/readComputed.ts';
import { type Evidence, type Scorecard, scorecardSchema } from '../scorecard/schema.ts';
import { settingsIn } from '../scorecard/seal.ts';
import { type Digest, digestOf } from './digest.ts';
import { type Erratum, errataOf } from './errata.ts';
import { keptOutline, type Outline, outlineOf } from './evidence/outline.ts';
import { NOTHING, type QuarterEvidence, quarterEvidenceOf } from './evidence/quarterEvidence.ts';
import { handbookInPeriods } from './handbookInPeriods.ts';
import { cardsOf, isPresent, type Library, libraryOf } from './library.ts';
import { pageKeysOf } from './pageKeys.ts';
import { pastScorecard } from './pastScorecard.ts';
import { paths } from './paths.ts';
import { responseDrafts, reviewDraft } from './review/draft.ts';
import { reviewOf } from './review/outOfRange.ts';
import { newFileAddress, sourceAddress } from './sourceAddress.ts';
import { isoDay } from './words.ts';

const folders = organisationFolders(foldersGivenBy(process.env));
const folder = scorecardFolder(folders.data);

/** Where outlines of past quarters are kept from build to build. */
const KEPT = join('.cache', 'quarters');

// Astro evaluates this module again whenever its store of content changes: each value is computed once until then.

const checks = await withOwnExtensions(
  extensionsIn(checkFiles, import.meta.glob('../policy/*.ts', { eager: true })),
  checkFiles,
  ownFolder(folders.organisation, 'rules'),
  process.cwd(),
);

const readContent = memoize(async () => {
  const entry = await getEntry('content', 'content');
  if (entry === undefined) throw new Error('the loader in `src/views/contentLoader.ts` stored no content');
  if ('problem' in entry.data) throw new Error(entry.data.problem);
  return entry.data;
});

/** Everything that maintainers write. */
export const getHandbook = memoize(async (): Promise<Handbook> => {
  const { handbook, organisation } = await readContent();
  return handbookInPeriods(handbook, presentPeriodName(organisation));
});

/** The organisation's description. */
export async function getOrganisation(): Promise<Organisation> {
  return (await readContent()).organisation;
}

/** @returns how to say what speaks of quarters, in the words of the organisation's calendar */
export async function getPeriodWords(): Promise<(text: string) => string> {
  const name = presentPeriodName(await getOrganisation());
  return (text) => inPeriods(text, name);
}

/** The organisation's description with the settings in its seals: what held in each quarter. */
export const getDatedOrganisation = memoize(async (): Promise<DatedOrganisation> => {
  const organisation = await getOrganisation();
  const seals = (await getCollection('seals')).map(({ data }) => data);
  return { ...organisation, sealed: settingsIn(seals, organisation) };
});

/** What teams wrote about their quarters. */
export async function getReviews(): Promise<readonly Review[]> {
  return (await readContent()).reviews;
}

/** What happened to the organisation, by the first day. */
export async function getEvents(): Promise<readonly OrganisationEvent[]> {
  return (await readContent()).events;
}

/** The organisation’s note on a page, as HTML; undefined where it wrote none. */
export async function getNote(kind: PageKind, id: string): Promise<string | undefined> {
  const { notes } = await readContent();
  return notes.find((note) => note.kind === kind && note.id === id)?.html;
}

/**
 * The text of a page of the handbook.
 * @returns the entry to be rendered, and its file below `content/`; that is undefined for one elsewhere
 */
export async function getText(kind: PageKind, id: string) {
  const { own } = await getHandbook();
  const { folder: name, extension } = pageKinds[kind];
  const path = `${name}/${id}`;
  const isOwn = own.some((page) => page.kind === kind && page.id === id);
  const file = isOwn ? belowContent(folders, join(OWN_PAGES, `${path}${extension}`)) : `${path}${extension}`;
  return {
    entry: await getEntry('texts', `${isOwn ? 'own' : 'shipped'}/${path}`),
    ...(file === null ? {} : { source: file }),
  };
}

/** What a team could begin to write about its quarter. */
export interface Draft {
  /** Where it belongs. */
  file: string;
  text: string;
  /** Where the host opens the file; null where the host is not known. */
  address: string | null;
}

/** @returns the begun review of a present scorecard's team; null for the organisation and for quarters long past */
export async function draftOf(scorecard: Scorecard): Promise<Draft | null> {
  const { scope, quarter, timeZone, asOf } = scorecard;
  const library = await getLibrary();
  if (scope.kind !== 'team' || !isPresent(library, quarter)) return null;
  const material = {
    library,
    scorecard,
    reviews: await getReviews(),
    organisation: await getDatedOrganisation(),
  };
  const text = reviewDraft(material, isoDay(quarter.closed ? quarter.end : asOf, timeZone));
  const { file, below } = reviewFile(scorecard);
  return { file, text, address: below === null ? null : newFileAddress(below, text, process.env) };
}

/** @returns the responses that a written review of a present scorecard lacks, begun; null where it lacks none */
export async function missingResponsesOf(scorecard: Scorecard): Promise<Draft | null> {
  const library = await getLibrary();
  const reviews = await getReviews();
  if (reviewOf(reviews, scorecard) === undefined || !isPresent(library, scorecard.quarter)) return null;
  const organisation = await getDatedOrganisation();
  const drafts = responseDrafts({ library, scorecard, reviews, organisation });
  if (drafts.length === 0) return null;
  const { file, below } = reviewFile(scorecard);
  return {
    file,
    text: ['responses:', ...drafts].join('\n'),
    address: below === null ? null : sourceAddress(below, process.env),
  };
}

/** Where a team writes about a quarter: the path to show, and the one below `content/`, null for an organisation elsewhere. */
export function reviewFile({ scope, quarter }: Scorecard): { file: string; below: string | null } {
  const path = `reviews/${scope.id}/${quarter.id}.mdx`;
  const below = belowContent(folders, path);
  return { file: below === null ? path : join('content', below), below };
}

/** When each file of `content/` was last changed, by its path; only what git knows. */
export async function getChanges(): Promise<ReadonlyMap<string, string>> {
  return (await readContent()).changes;
}

/**
 * Every scorecard as it was computed.
 * @throws Problem for a file that is not what this version writes
 */
export const getScorecards = memoize(async (): Promise<readonly Scorecard[]> => {
  const scorecards: Scorecard[] = [];
  // Not from the collection: a site may be rendered by a program that was made before the scorecards.
  for (const file of await filesIn(folder))
    if (file.endsWith('.json')) scorecards.push(await readComputed(file, scorecardSchema));
  checkVisibility(await getOrganisation(), scorecards);
  return scorecards;
});

/**
 * Everything in `content/` and `data/` that the site shows. Scorecards of past quarters are `pastScorecard`s.
 * @throws Problem when it contains what a public site may not show
 */
export const getLibrary = memoize(async (): Promise<Library> => {
  const scorecards = await getScorecards();
  const { metrics } = await getHandbook();
  const entries = [...metrics].map(([id, definition]) => ({ id, definition }));
  const all = libraryOf(scorecards, entries);
  return libraryOf(
    scorecards.map((card) => (isPresent(all, card.quarter) ? card : pastScorecard(card))),
    entries,
  );
});

/**
 * What pages show of the evidence of a quarter, and what depends on all of it.
 * @throws Problem when a rule names a check that does not exist
 */
export const getQuarterEvidence = memoize(async (quarter: string): Promise<QuarterEvidence> => {
  const library = await getLibrary();
  const { rules, metrics: definitions } = await getHandbook();
  const shelf = library.quarters.find(({ id }) => id === quarter);
  const scorecards = shelf === undefined ? [] : cardsOf(shelf);
  const [organisation, reviews, evidence, seals] = await Promise.all([
    getDatedOrganisation(),
    getReviews(),
    readEvidence(quarter, scorecards),
    getCollection('seals'),
  ]);
  const sealed = seals.map(({ data }) => data).filter((seal) => seal.quarter === quarter);
  return {
    ...(shelf === undefined ? NOTHING : quarterEvidenceOf(library, shelf, evidence)),
    rules: policyOf({ organisation, definitions, rules, checks, scorecards, evidence, reviews }, quarter),
    errata: errataOf(sealed, scorecards, evidence, organisation),
  };
});

async function readEvidence(quarter: string, scorecards: readonly Scorecard[]): Promise<Evidence[]> {
  const reader = await evidenceReader();
  try {
    const read: Evidence[] = [];
    for (const { scope } of scorecards)
      read.push(await reader.read(join(folder, quarter, `${scope.id}.evidence.parquet`)));
    return read;
  } finally {
    reader.close();
  }
}

/** What the checks of the handbook's rules find in every team's quarter. */
export async function getPolicy(quarter: string): Promise<readonly RuleResult[]> {
  return (await getQuarterEvidence(quarter)).rules;
}

const getPageKeys = memoize(async () =>
  pageKeysOf({
    root: process.cwd(),
    folders,
    env: process.env,
    library: await getLibrary(),
    changes: await getChanges(),
  }),
);

/**
 * For the paths of pages of a quarter.
 * @returns Astro's `cacheKey` for a past quarter, whose pages are taken from the last build while the key is the same;
 * nothing for a present one
 */
export async function getPageKey(quarter: string): Promise<{ cacheKey?: string }> {
  const cacheKey = import.meta.env.PROD ? (await getPageKeys()).quarters.get(quarter) : undefined;
  return cacheKey === undefined ? {} : { cacheKey };
}

/**
 * For the path of a page of the handbook whose figures are only those in its text.
 * @returns Astro's `cacheKey`; nothing where there are such figures, since each week changes them
 */
export async function getTextKey(kind: PageKind, id: string): Promise<{ cacheKey?: string }> {
  const { entry } = await getText(kind, id);
  if (!import.meta.env.PROD || entry?.body === undefined || showsFigures(entry.body)) return {};
  return { cacheKey: (await getPageKeys()).text };
}

/** Which files of evidence a quarter has, and what in it was restated. */
export const getOutline = memoize(async (quarter: string): Promise<Outline> => {
  const make = async () => outlineOf(await getQuarterEvidence(quarter));
  const { cacheKey } = await getPageKey(quarter);
  return cacheKey === undefined ? make() : keptOutline(KEPT, quarter, cacheKey, make);
});

/** Where sealed quarters were computed differently since, and whether that was accepted. */
export const getErrata = memoize(async (): Promise<readonly Erratum[]> => {
  const sealed = new Set((await getCollection('seals')).map(({ data }) => data.quarter));
  const errata: Erratum[] = [];
  for (const quarter of sealed) errata.push(...(await getOutline(quarter)).errata);
  return errata.toSorted((a, b) => byQuarter(b.quarter, a.quarter));
});

/** The digest of a scorecard. `addressOf` gives a page's whole address where the site's is known. */
export async function getDigest(scorecard: Scorecard, addressOf: (path: string) => string): Promise<Digest> {
  const { quarter, scope } = scorecard;
  const library = await getLibrary();
  const teams = library.quarters.find(({ id }) => id === quarter.id)?.teams ?? [];
  return digestOf(scorecard, {
    library,
    handbook: await getHandbook(),
    reviews: await getReviews(),
    organisation: await getDatedOrganisation(),
    events: await getEvents(),
    teams: scope.kind === 'organisation' ? teams : [],
    address: addressOf(paths.scorecard(quarter.id, scope.id)),
  });
}
