import { getCollection, getEntry } from 'astro:content';
import { join } from 'node:path';
import memoize from 'memoize';
import { extensionsIn } from '../facts/extensionPoint.ts';
import type { Handbook } from '../handbook/handbook.ts';
import type { Organisation } from '../handbook/organisation.ts';
import { foldersGivenBy, organisationFolders } from '../handbook/organisationFolder.ts';
import type { Review } from '../handbook/reviews.ts';
import { checkFiles } from '../policy/core/check.ts';
import { policyOf, type RuleResult } from '../policy/core/policy.ts';
import { evidenceReader } from '../scorecard/evidenceFile.ts';
import { scorecardFolder } from '../scorecard/folder.ts';
import { checkVisibility } from '../scorecard/published.ts';
import type { Evidence } from '../scorecard/schema.ts';
import { type Erratum, errataOf } from './errata.ts';
import { type Library, libraryOf } from './library.ts';

const folder = scorecardFolder(organisationFolders(foldersGivenBy(process.env)).data);

// Astro evaluates this module again whenever its store of content changes: each value is computed once until then.

const checks = extensionsIn(checkFiles, import.meta.glob('../policy/*.ts', { eager: true }));

const readContent = memoize(async () => {
  const entry = await getEntry('content', 'content');
  if (entry === undefined) throw new Error('the loader in `src/views/contentLoader.ts` stored no content');
  if ('fault' in entry.data) throw new Error(entry.data.fault);
  return entry.data;
});

/** Everything that maintainers write. */
export async function getHandbook(): Promise<Handbook> {
  return (await readContent()).handbook;
}

/** The organisation's description. */
export async function getOrganisation(): Promise<Organisation> {
  return (await readContent()).organisation;
}

/** What teams wrote about their quarters. */
export async function getReviews(): Promise<readonly Review[]> {
  return (await readContent()).reviews;
}

/** When each file of `content/` was last changed, by its path; only what git knows. */
export async function getChanges(): Promise<ReadonlyMap<string, string>> {
  return (await readContent()).changes;
}

/**
 * Everything in `content/` and `data/` that the site shows.
 * @throws Problem when it contains what a public site may not show
 */
export const getLibrary = memoize(async (): Promise<Library> => {
  const [entries, { handbook, organisation }] = await Promise.all([
    getCollection('scorecards'),
    readContent(),
  ]);
  const scorecards = entries.map(({ data }) => data);
  checkVisibility(organisation, scorecards);
  return libraryOf(
    scorecards,
    [...handbook.metrics].map(([id, definition]) => ({ id, definition })),
  );
});

/**
 * What the checks of the handbook's rules find in every team's quarter.
 * @throws Problem when a rule names a check that does not exist
 */
export const getPolicy = memoize(async (quarter: string): Promise<readonly RuleResult[]> => {
  const [{ handbook, organisation, reviews }, scorecards, evidence] = await Promise.all([
    readContent(),
    getCollection('scorecards'),
    getEvidence(),
  ]);
  return policyOf(
    {
      organisation,
      definitions: handbook.metrics,
      rules: handbook.rules,
      checks,
      scorecards: scorecards.map(({ data }) => data),
      evidence,
      reviews,
    },
    quarter,
  );
});

/** Every item behind every scorecard's numbers. */
export const getEvidence = memoize(async (): Promise<readonly Evidence[]> => {
  const scorecards = await getCollection('scorecards');
  const reader = await evidenceReader();
  try {
    const read: Evidence[] = [];
    for (const { data } of scorecards)
      read.push(await reader.read(join(folder, data.quarter.id, `${data.scope.id}.evidence.parquet`)));
    return read;
  } finally {
    reader.close();
  }
});

/** Where sealed quarters were computed differently since, and whether that was accepted. */
export const getErrata = memoize(async (): Promise<readonly Erratum[]> => {
  const seals = await getCollection('seals');
  if (seals.length === 0) return [];
  const [scorecards, evidence] = await Promise.all([getCollection('scorecards'), getEvidence()]);
  return errataOf(
    seals.map(({ data }) => data),
    scorecards.map(({ data }) => data),
    evidence,
  );
});
