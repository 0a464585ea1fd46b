import { getCollection } from 'astro:content';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionsIn } from '../facts/extensionPoint.ts';
import { type Handbook, loadHandbook } from '../handbook/handbook.ts';
import { loadOrganisation } from '../handbook/loadOrganisation.ts';
import { loadReviews, type Review } from '../handbook/reviews.ts';
import { checkFiles } from '../policy/core/check.ts';
import { policyOf, type RuleResult } from '../policy/core/policy.ts';
import { checkVisibility } from '../scorecard/published.ts';
import { type Erratum, errataOf } from './errata.ts';
import { type Library, libraryOf } from './library.ts';
import { pictureIds } from './pictures.ts';

const content = process.env['PLUMBLINE_CONTENT'] ?? 'content';

let handbook: { stamp: string; read: Promise<Handbook> } | undefined;
let library: Promise<Library> | undefined;
let errata: Promise<readonly Erratum[]> | undefined;
let reviews: { of: Handbook; read: Promise<Review[]> } | undefined;
const policies = new Map<string, Promise<RuleResult[]>>();

const checks = extensionsIn(checkFiles, import.meta.glob('../policy/*.ts', { eager: true }));

/**
 * Everything that maintainers write, checked: once a build, and in development whenever a file changed.
 * @throws Problem that tells what is wrong in `content/`
 */
export async function getHandbook(): Promise<Handbook> {
  const stamp = import.meta.env.DEV ? await stampOf(content) : '';
  if (handbook?.stamp !== stamp) handbook = { stamp, read: loadHandbook(content, pictureIds) };
  return handbook.read;
}

/**
 * Everything in `content/` and `data/` that the site shows, read once a build.
 * @throws Problem when it holds what a public site may not show
 */
export function getLibrary(): Promise<Library> {
  if (library === undefined || import.meta.env.DEV) library = read();
  return library;
}

/**
 * What teams wrote about their quarters, checked.
 * @throws Problem that tells every fault
 */
export async function getReviews(): Promise<readonly Review[]> {
  const of = await getHandbook();
  if (reviews?.of !== of)
    reviews = {
      of,
      read: getOrganisation().then((organisation) => loadReviews(content, organisation, of.known)),
    };
  return reviews.read;
}

/**
 * The handbook's rules held against every team in a quarter: once a build.
 * @throws Problem when a rule names a check that does not exist
 */
export function getPolicy(quarter: string): Promise<readonly RuleResult[]> {
  const known = policies.get(quarter);
  if (known !== undefined && !import.meta.env.DEV) return known;
  const judged = judge(quarter);
  policies.set(quarter, judged);
  return judged;
}

async function judge(quarter: string): Promise<RuleResult[]> {
  const [handbook, organisation, written, scorecards, evidence] = await Promise.all([
    getHandbook(),
    getOrganisation(),
    getReviews(),
    getCollection('scorecards'),
    getCollection('evidence'),
  ]);
  return policyOf(
    {
      organisation,
      definitions: handbook.metrics,
      rules: handbook.rules,
      checks,
      scorecards: scorecards.map(({ data }) => data),
      evidence: evidence.map(({ data }) => data),
      reviews: written,
    },
    quarter,
  );
}

/** What sealed quarters say otherwise than they did, and that it was accepted or not: once a build. */
export function getErrata(): Promise<readonly Erratum[]> {
  if (errata === undefined || import.meta.env.DEV) errata = readErrata();
  return errata;
}

async function readErrata(): Promise<readonly Erratum[]> {
  const seals = await getCollection('seals');
  if (seals.length === 0) return [];
  const [scorecards, evidence] = await Promise.all([getCollection('scorecards'), getCollection('evidence')]);
  return errataOf(
    seals.map(({ data }) => data),
    scorecards.map(({ data }) => data),
    evidence.map(({ data }) => data),
  );
}

/** The organisation's description, checked. */
export async function getOrganisation() {
  const { metrics } = await getHandbook();
  return loadOrganisation(content, [...metrics.keys()]);
}

async function read(): Promise<Library> {
  const [entries, { metrics }, organisation] = await Promise.all([
    getCollection('scorecards'),
    getHandbook(),
    getOrganisation(),
  ]);
  const scorecards = entries.map(({ data }) => data);
  checkVisibility(organisation, scorecards);
  return libraryOf(
    scorecards,
    [...metrics].map(([id, definition]) => ({ id, definition })),
  );
}

/** Changes whenever a file below the folder is written, added or removed. */
async function stampOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
  return `${names.length} ${Math.max(...times)}`;
}
