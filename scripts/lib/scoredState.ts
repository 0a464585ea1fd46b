import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addContents, filesIn, named } from '../../src/facts/folderDigest.ts';
import { type Folders, ORGANISATION_FILE, ownFolder } from '../../src/handbook/organisationFolder.ts';

const root = join(import.meta.dirname, '../..');

/** Code on which a scorecard depends, and the versions of the libraries that it uses. */
const CODE = [
  ...['facts', 'stats', 'handbook', 'metrics', 'scorecard', 'scoring'].map((folder) => join('src', folder)),
  join('scripts', 'score.ts'),
  join('scripts', 'lib'),
  'package-lock.json',
];

/** Code on which the observations of a repository depend. */
const MEASURING = [
  ...['facts', 'stats', 'handbook', 'metrics', 'scoring'].map((folder) => join('src', folder)),
  'package-lock.json',
];

/** Code on which it depends what exports of other tools become. */
const READING = [join('src', 'sources', 'imports'), join('src', 'facts', 'imported.ts'), 'package-lock.json'];

/** Not `.json`: everything of that name in the folder is a scorecard or its evidence. */
const STATE = '.scored-from';

/** What the scorecards were computed from, and the files that came of it; two digests, equal when nothing changed. */
export interface ScoredState {
  inputs: string;
  pages: string;
}

/**
 * @param asOf as the command line gives it
 * @returns a digest of everything that scoring reads. Facts count by their manifest, which holds their digests, and
 * by the size and the time of change of each file, which no tool can set: to read them all would take as long as a
 * tenth of the scoring
 */
export async function inputsOf(
  { content, organisation, data }: Folders,
  asOf: string | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.versions, asOf ?? null]));
  for (const path of CODE) await addContents(hash, root, path);
  await addContents(hash, content, '.', (path) => /^(?:[^/]+\.yaml|metrics\/.+)$/.test(path));
  await addContents(hash, organisation, ORGANISATION_FILE);
  await addContents(hash, organisation, 'imports');
  await addContents(hash, data, 'seals');
  await addContents(hash, ownFolder(organisation, 'metrics'), '.');
  await addContents(hash, data, 'snapshots', (path) => path.endsWith('/manifest.json'));
  await addMarks(hash, join(data, 'snapshots'));
  await addContents(hash, data, 'imported', (path) => path.endsWith('/manifest.json'));
  return hash.digest('hex');
}

/**
 * @param organisation the organisation folder, whose own metrics measure, too
 * @returns a digest of the code that measures and of the versions of what it uses
 */
export async function codeDigest(organisation: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(process.versions));
  for (const path of MEASURING) await addContents(hash, root, path);
  await addContents(hash, ownFolder(organisation, 'metrics'), '.', (path) => path.endsWith('.ts'));
  return hash.digest('hex');
}

/** @returns a digest of the code that reads exports of other tools */
export async function readingCode(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of READING) await addContents(hash, root, path);
  return hash.digest('hex');
}

/** @returns a digest of which scorecards there are, how large they are and when they last changed */
async function pagesOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  await addMarks(hash, folder);
  return hash.digest('hex');
}

/** Writes beside finished scorecards what they were computed from. */
export async function writeState(folder: string, inputs: string): Promise<void> {
  const state: ScoredState = { inputs, pages: await pagesOf(folder) };
  await writeFile(join(folder, STATE), `${JSON.stringify(state)}\n`);
}

/** @returns whether the scorecards are those of these inputs, all there and as they were written */
export async function isUpToDate(folder: string, inputs: string): Promise<boolean> {
  const text = await readFile(join(folder, STATE), 'utf8').catch(() => null);
  if (text === null) return false;
  const state: ScoredState = { inputs, pages: await pagesOf(folder) };
  return text === `${JSON.stringify(state)}\n`;
}

type Hash = ReturnType<typeof createHash>;

/** The time of change moves with every write, and with a copy: then scoring again costs time, no more. */
async function addMarks(hash: Hash, folder: string): Promise<void> {
  for (const file of await filesIn(folder)) {
    const name = named(folder, file);
    if (name === STATE) continue;
    const { size, ctimeNs } = await stat(file, { bigint: true });
    hash.update(JSON.stringify([name, String(size), String(ctimeNs)]));
  }
}
