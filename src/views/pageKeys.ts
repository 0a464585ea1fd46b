import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { addContents } from '../facts/folderDigest.ts';
import { sha256 } from '../facts/sha256.ts';
import type { Folders } from '../handbook/organisationFolder.ts';
import { scorecardFolder } from '../scorecard/folder.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { cardsOf, isPresent, type Library } from './library.ts';

/** The project’s own files that decide how a page looks. */
const CODE = ['src', 'astro.config.mjs', 'package-lock.json'];

/** The variables that pages depend on: the site's address, and those from which links to the host are made. */
const VARIABLES = [
  'PLUMBLINE_SITE',
  'PLUMBLINE_BASE',
  'GITHUB_SERVER_URL',
  'GITHUB_REPOSITORY',
  'GITHUB_REF_NAME',
  'TZ',
] as const;

/** What pages are made from. */
export interface PageInputs {
  /** The project’s folder. */
  root: string;
  folders: Folders;
  env: Readonly<Record<string, string | undefined>>;
  library: Library;
  /** When files of `content/` were last changed. */
  changes: ReadonlyMap<string, string>;
}

/**
 * Digests of everything that the pages of a past quarter can show: while a quarter's is the same, its pages are. Each
 * contains the code, everything that people write, the seals, the scorecards and the evidence of the quarter and of all
 * before it, and of later quarters who has a scorecard in them.
 * @returns the digest of each past quarter by its id; a present one has none, since each week changes it
 */
export async function pageKeysOf(inputs: PageInputs): Promise<ReadonlyMap<string, string>> {
  const { folders, library } = inputs;
  const shared = await sharedDigest(inputs);
  const keys = new Map<string, string>();
  let earlier = '';
  for (const shelf of library.quarters.toReversed()) {
    if (isPresent(library, shelf)) break;
    const evidence = createHash('sha256');
    await addContents(evidence, scorecardFolder(folders.data), shelf.id, (file) => file.endsWith('.parquet'));
    earlier = sha256(JSON.stringify([earlier, cardsOf(shelf), evidence.digest('hex')]));
    keys.set(shelf.id, sha256(shared + earlier));
  }
  return keys;
}

async function sharedDigest({ root, folders, env, library, changes }: PageInputs): Promise<string> {
  const { content, organisation, data } = folders;
  const variables = VARIABLES.map((name) => env[name] ?? '');
  const outlines = library.quarters.map(({ id, closed, start, end, ...shelf }) => [
    [id, closed, start, end],
    cardsOf({ id, closed, start, end, ...shelf }).map(outlineOf),
  ]);
  const hash = createHash('sha256').update(
    JSON.stringify([
      process.versions,
      variables,
      relative(content, organisation),
      outlines,
      [...changes].sort(),
    ]),
  );
  for (const path of CODE) await addContents(hash, root, path);
  const isData = (base: string) => {
    const below = relative(base, data);
    return (file: string) => below.startsWith('..') || !`${file}/`.startsWith(`${below}/`);
  };
  for (const folder of [content, organisation]) await addContents(hash, folder, '.', isData(folder));
  await addContents(hash, data, 'seals');
  return hash.digest('hex');
}

/** What pages of other quarters show of a scorecard. */
function outlineOf({ organisation, sample, visibility, scope, metrics }: Scorecard) {
  const imported = metrics.filter(({ importedFrom }) => importedFrom.length > 0).map(({ id }) => id);
  return [organisation, sample, visibility, scope, imported];
}
