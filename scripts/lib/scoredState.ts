import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
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

/** Digests of what pages were computed from and of the files that came of it: equal when nothing changed. */
const digestsSchema = z.strictObject({ inputs: z.string(), pages: z.string() });

/** Of all scorecards, and of the metrics and the evidence of each, by its path without an ending. */
const stateSchema = digestsSchema.extend({ each: z.record(z.string(), digestsSchema) });

type ScoredState = z.infer<typeof stateSchema>;

/** Digests of what scoring reads. */
export interface Inputs {
  all: string;
  /** Code, the handbook, the organisation’s settings and seals: all but facts. */
  settings: string;
}

/**
 * @param asOf as the command line gives it
 * @returns digests of everything that scoring reads. Facts count by their manifest, which holds their digests, and
 * by the size and the time of change of each file, which no tool can set: to read them all would take as long as a
 * tenth of the scoring
 */
export async function inputsOf(folders: Folders, asOf: string | undefined): Promise<Inputs> {
  const { data } = folders;
  const settings = await settingsOf(folders);
  const hash = createHash('sha256').update(JSON.stringify([settings, asOf ?? null]));
  await addContents(hash, data, 'snapshots', (path) => path.endsWith('/manifest.json'));
  await addMarks(hash, join(data, 'snapshots'));
  await addContents(hash, data, 'imported', (path) => path.endsWith('/manifest.json'));
  return { all: hash.digest('hex'), settings };
}

async function settingsOf({ content, organisation, data }: Folders): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(process.versions));
  for (const path of CODE) await addContents(hash, root, path);
  await addContents(hash, content, '.', (path) => /^(?:[^/]+\.yaml|metrics\/.+)$/.test(path));
  await addContents(hash, organisation, ORGANISATION_FILE);
  await addContents(hash, organisation, 'imports');
  await addContents(hash, data, 'seals');
  await addContents(hash, ownFolder(organisation, 'metrics'), '.');
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

/**
 * Writes beside finished scorecards what they were computed from.
 * @param each by path of each scorecard that another run may keep, the digest of its inputs
 */
export async function writeState(
  folder: string,
  inputs: string,
  each: ReadonlyMap<string, string>,
): Promise<void> {
  const state: ScoredState = { inputs, pages: await pagesOf(folder), each: {} };
  for (const [page, own] of each) state.each[page] = { inputs: own, pages: await contentsOf(folder, page) };
  await writeFile(join(folder, STATE), `${JSON.stringify(state)}\n`);
}

/** @returns what an earlier run wrote beside its scorecards; null without it, or when it is damaged */
async function readState(folder: string): Promise<ScoredState | null> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(join(folder, STATE), 'utf8')));
  } catch {
    return null;
  }
}

/** @returns whether the scorecards are those of these inputs, all there and as they were written */
export async function isUpToDate(folder: string, inputs: string): Promise<boolean> {
  const state = await readState(folder);
  return state !== null && state.inputs === inputs && state.pages === (await pagesOf(folder));
}

/**
 * Copies the evidence of a page into a folder, if an earlier run computed the page from these inputs and both are as they
 * were written.
 * @returns what the page says of each metric; null when that has to be measured
 */
export type Keep = (page: string, inputs: string, folder: string) => Promise<readonly unknown[] | null>;

/** What is kept of a scorecard. Its digest shows that it is what this version writes. */
const keptSchema = z.looseObject({ metrics: z.array(z.unknown()) });

/**
 * @param former the folder of the scorecards that an earlier run wrote
 * @returns what keeps pages of that run
 */
export async function keepFrom(former: string): Promise<Keep> {
  const state = await readState(former);
  return async (page, inputs, folder) => {
    const before = state?.each[page];
    if (before?.inputs !== inputs || before.pages !== (await contentsOf(former, page))) return null;
    const { metrics } = keptSchema.parse(JSON.parse(await readFile(join(former, `${page}.json`), 'utf8')));
    const evidence = `${page}.evidence.parquet`;
    await mkdir(dirname(join(folder, evidence)), { recursive: true });
    await copyFile(join(former, evidence), join(folder, evidence));
    return metrics;
  };
}

/** @returns a digest of a scorecard and its evidence */
async function contentsOf(folder: string, page: string): Promise<string> {
  const hash = createHash('sha256');
  for (const ending of ['.json', '.evidence.parquet']) await addContents(hash, folder, `${page}${ending}`);
  return hash.digest('hex');
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
