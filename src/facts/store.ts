import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import plumbline from '../../package.json' with { type: 'json' };
import type { Codeowners } from './codeowners.ts';
import {
  type CollectionName,
  collectionNames,
  collections,
  type Facts,
  mergeFacts,
  noFacts,
} from './collection.ts';
import { flushFolder, ifThere, linked, readStored, refuseLink, writeDurably, writing } from './disk.ts';
import { type Manifest, manifestSchema, type Provenance } from './manifest.ts';
import { Problem } from './problem.ts';
import { type Repository, repositorySchema, SCHEMA_VERSION } from './schema.ts';
import { sha256 } from './sha256.ts';

/** Everything stored of one repository. */
export interface Snapshot {
  repository: Repository;
  manifest: Manifest;
  facts: Facts;
}

const MANIFEST = 'manifest.json';
const REPOSITORY = 'repository.json';
const FOREIGN_REMEDY =
  'Restore the folder from version control, or delete it and run `npm run snapshot` to read the repository again.';

/** Suffixes of the folder that is being written and of the one that it replaces. No repository's name contains `~`. */
const STAGING = '~writing';
const PREVIOUS = '~previous';

/**
 * @returns the folder of a repository's snapshot: `<data>/snapshots/<owner>/<name>`
 * @throws Problem for a name that would lead elsewhere
 */
export function snapshotFolder(data: string, repository: string): string {
  const parts = repository.split('/');
  if (parts.length !== 2 || !parts.every((part) => /^(?!\.{1,2}$)[\w.-]+$/.test(part))) {
    throw new Problem({
      place: 'org.yaml',
      found: `the repository ${JSON.stringify(repository)}`,
      expected: '`owner/name`, of letters, digits, `.`, `_` and `-`',
      remedy: 'Write the repository as in its URL.',
      exitCode: 2,
    });
  }
  return join(data, 'snapshots', ...parts);
}

/** @returns the names (`owner/name`) of all stored repositories, sorted */
export async function listSnapshots(data: string): Promise<string[]> {
  const root = join(data, 'snapshots');
  const names: string[] = [];
  for (const owner of await folders(root)) {
    for (const name of await folders(join(root, owner))) {
      if (!name.endsWith(STAGING)) names.push(`${owner}/${name.replace(PREVIOUS, '')}`);
    }
  }
  return [...new Set(names)].sort();
}

/** @returns all stored repositories, sorted by name, with what CODEOWNERS says of teams where that was read */
export async function storedRepositories(
  data: string,
): Promise<{ name: string; codeowners: Codeowners | undefined }[]> {
  const names = await listSnapshots(data);
  return Promise.all(names.map(async (name) => ({ name, codeowners: await storedCodeowners(data, name) })));
}

/** @returns what CODEOWNERS of a repository says of teams; undefined where that was not read */
export async function storedCodeowners(data: string, name: string): Promise<Codeowners | undefined> {
  try {
    const path = join(await currentFolder(data, name), REPOSITORY);
    const text = await readText(path);
    return text === null ? undefined : parseJson(path, 1, text, repositorySchema).codeowners;
  } catch (error) {
    // What is damaged is reported when its facts are read.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/**
 * Reads a repository's snapshot and checks every file against the manifest.
 * @returns null when the repository was never stored
 * @throws Problem that names the file and the line of what is damaged, unlisted or of a newer schema
 */
export async function readSnapshot(data: string, repository: string): Promise<Snapshot | null> {
  const folder = await currentFolder(data, repository);
  const manifestPath = join(folder, MANIFEST);
  const manifestText = await readText(manifestPath);
  if (manifestText === null) {
    const left = await listFiles(folder);
    if (left.length === 0) return null;
    throw new Problem({
      place: manifestPath,
      found: `no manifest, although the folder contains ${left.length} files`,
      expected: 'a manifest that lists every file of the snapshot',
      remedy: FOREIGN_REMEDY,
    });
  }
  const manifest = parseManifest(manifestPath, manifestText);
  const repositoryPath = join(folder, REPOSITORY);
  const rowText = await readText(repositoryPath);
  if (rowText === null) throw missingFile(repositoryPath);
  const facts = noFacts();
  await checkNoForeignFile(folder, manifest);
  for (const path of Object.keys(manifest.files).sort()) {
    const file = join(folder, path);
    const name = collectionNames.find((candidate) => path.startsWith(`${candidate}/`));
    if (name === undefined) throw foreignFile(file);
    const bytes = await readStored(file);
    if (bytes === null) throw missingFile(file);
    const text = bytes.toString('utf8');
    readRows(file, text, name, facts);
    const stated = manifest.files[path];
    if (stated !== undefined && sha256(bytes) !== stated.sha256) {
      throw new Problem({
        place: `${file}:${Math.max(1, text.split('\n').length - 1)}`,
        found: `content that differs from the manifest's digest (${stated.rows} rows were written)`,
        expected: 'exactly the bytes that were written',
        remedy: FOREIGN_REMEDY,
      });
    }
  }
  return { manifest, repository: parseJson(repositoryPath, 1, rowText, repositorySchema), facts };
}

/** What a snapshot says about itself, and the digest of its facts: equal digests are equal facts. */
export interface SnapshotHead extends Pick<Snapshot, 'repository' | 'manifest'> {
  digest: string;
}

/**
 * Reads what a repository's snapshot says about itself, once every file is as the manifest lists it.
 * @returns null when it was never stored or is not what was written: `readSnapshot` tells how
 */
export async function readHead(data: string, repository: string): Promise<SnapshotHead | null> {
  const folder = await currentFolder(data, repository);
  const [manifestBytes, row] = [
    await readText(join(folder, MANIFEST)),
    await readText(join(folder, REPOSITORY)),
  ];
  if (manifestBytes === null || row === null) return null;
  const manifest = parseManifest(join(folder, MANIFEST), manifestBytes);
  const paths = Object.keys(manifest.files).sort();
  if ((await listFiles(folder)).length !== paths.length + 2) return null;
  for (const path of paths) {
    const bytes = await readStored(join(folder, path));
    if (bytes === null || sha256(bytes) !== manifest.files[path]?.sha256) return null;
  }
  return {
    manifest,
    repository: parseJson(join(folder, REPOSITORY), 1, row, repositorySchema),
    digest: sha256(JSON.stringify([row, paths.map((path) => [path, manifest.files[path]?.sha256])])),
  };
}

/**
 * Reads what a repository's snapshot says about itself, without its facts.
 * @returns null when the repository was never stored
 * @throws Problem when the manifest is damaged or of a newer schema
 */
export async function readManifest(data: string, repository: string): Promise<Manifest | null> {
  const path = join(await currentFolder(data, repository), MANIFEST);
  const text = await readText(path);
  return text === null ? null : parseManifest(path, text);
}

/**
 * Finds the snapshot of a repository whose name is no longer the one that it was stored under.
 * @param repository with the source's own identifier, which survives a rename
 * @param taken names under which it is not looked for
 * @returns the name under which it is stored; null when it is not
 */
export async function findSnapshot(
  data: string,
  { id, url }: Pick<Repository, 'id' | 'url'>,
  taken: ReadonlySet<string>,
): Promise<string | null> {
  const hostOf = (address: string | null) => (address === null ? null : URL.parse(address)?.host);
  for (const name of await listSnapshots(data)) {
    if (taken.has(name)) continue;
    const path = join(await currentFolder(data, name), REPOSITORY);
    const text = await readText(path);
    if (text === null) continue;
    const stored = parseJson(path, 1, text, repositorySchema);
    // Identifiers are unique on one server alone.
    if (stored.id === id && hostOf(stored.url) === hostOf(url)) return name;
  }
  return null;
}

/**
 * Stores a repository's snapshot under another name. A run that is interrupted may leave both.
 * @throws Problem when the snapshot is damaged or the disk refuses
 */
export async function renameSnapshot(data: string, from: string, to: string): Promise<void> {
  const stored = await readSnapshot(data, from);
  if (stored === null) throw missingFile(join(snapshotFolder(data, from), MANIFEST));
  await writeSnapshot(data, { ...stored.repository, name: to }, stored.facts, stored.manifest);
  await remove(snapshotFolder(data, from));
}

/**
 * Replaces a repository's snapshot as a whole. Rows are sorted, and the bytes depend on the facts only; the folder
 * appears complete or not at all, and what was stored remains until then.
 * @throws Problem when the disk refuses, or when the repository is stored under another spelling of its name
 */
export async function writeSnapshot(
  data: string,
  repository: Repository,
  facts: Facts,
  provenance: Provenance,
): Promise<void> {
  const folder = snapshotFolder(data, repository.name);
  await staged(folder, async (staging) => {
    await checkSpelling(data, repository.name);
    const files: Manifest['files'] = {};
    for (const [path, lines] of partitions(facts)) {
      const text = lines.map((line) => `${line()}\n`).join('');
      await writeDurably(join(staging, path), text);
      files[path] = { rows: lines.length, sha256: sha256(text) };
    }
    const repositoryText = `${JSON.stringify(repositorySchema.parse(repository))}\n`;
    await writeDurably(join(staging, REPOSITORY), repositoryText);
    const manifest = manifestSchema.parse({
      ...provenance,
      schemaVersion: SCHEMA_VERSION,
      tool: plumbline.version,
      files,
      digest: sha256(JSON.stringify([sha256(repositoryText), files])),
    });
    await writeDurably(join(staging, MANIFEST), manifestText(manifest));
    await flushFolder(staging);
    await swap(staging, folder);
  });
}

/**
 * Changes the manifest of a snapshot and not its facts, for a repository in which nothing is new.
 * @throws Problem when the repository was never stored or the disk refuses
 */
export async function renewSnapshot(
  data: string,
  repository: string,
  change: Pick<Provenance, 'readThrough'> & Partial<Provenance>,
): Promise<void> {
  const folder = snapshotFolder(data, repository);
  await staged(folder, async (staging) => {
    const manifest = await readManifest(data, repository);
    if (manifest === null) throw missingFile(join(folder, MANIFEST));
    await writeDurably(
      join(staging, MANIFEST),
      manifestText(manifestSchema.parse({ ...manifest, ...change })),
    );
    await rename(join(staging, MANIFEST), join(folder, MANIFEST));
    await flushFolder(folder);
  });
}

/** Removes what interrupted runs have left, and completes or undoes their swaps. */
export async function tidySnapshots(data: string): Promise<void> {
  const root = join(data, 'snapshots');
  for (const owner of await folders(root)) {
    for (const name of await folders(join(root, owner))) {
      const left = join(root, owner, name);
      await writing(left, async () => {
        if (name.endsWith(STAGING)) await remove(left);
        if (name.endsWith(PREVIOUS)) await recover(left.slice(0, -PREVIOUS.length));
      });
    }
  }
}

/** Lets `work` write in a folder beside the snapshot's, which is always removed afterwards. */
async function staged(folder: string, work: (staging: string) => Promise<void>): Promise<void> {
  const staging = `${folder}${STAGING}`;
  for (const path of [dirname(folder), folder, `${folder}${PREVIOUS}`]) await refuseLink(path);
  await writing(folder, async () => {
    await remove(staging);
    await recover(folder);
    try {
      await work(staging);
    } finally {
      await remove(staging);
    }
  });
}

async function swap(staging: string, folder: string): Promise<void> {
  const previous = `${folder}${PREVIOUS}`;
  await ifThere(rename(folder, previous));
  try {
    await rename(staging, folder);
  } catch (error) {
    await ifThere(rename(previous, folder));
    throw error;
  }
  await flushFolder(dirname(folder));
  await remove(previous);
}

/** Restores the former folder when a run was interrupted between the two renames of a swap. */
async function recover(folder: string): Promise<void> {
  const previous = `${folder}${PREVIOUS}`;
  if (!(await exists(previous))) return;
  if (await exists(folder)) await remove(previous);
  else await rename(previous, folder);
}

/**
 * Changes nothing, because another process may be in the middle of a swap.
 * @returns the folder in which a repository's snapshot is now
 * @throws Problem when that folder or the one around it is a symbolic link
 */
async function currentFolder(data: string, repository: string): Promise<string> {
  const folder = snapshotFolder(data, repository);
  for (const path of [dirname(folder), folder, `${folder}${PREVIOUS}`]) await refuseLink(path);
  if (await exists(folder)) return folder;
  const previous = `${folder}${PREVIOUS}`;
  if (await exists(previous)) return previous;
  await checkSpelling(data, repository);
  return folder;
}

/**
 * GitHub's names do not differ by case. Two folders whose names do would be one folder on some systems, and two
 * histories on others.
 */
async function checkSpelling(data: string, repository: string): Promise<void> {
  const [owner = '', name = ''] = repository.split('/');
  const root = join(data, 'snapshots');
  const isOther = (wanted: string) => (found: string) =>
    found !== wanted && found.toLowerCase() === wanted.toLowerCase();
  const otherOwner = (await folders(root)).find(isOther(owner));
  const otherName = (await folders(join(root, otherOwner ?? owner))).find(isOther(name));
  if (otherName === undefined && (otherOwner === undefined || !(await exists(join(root, otherOwner, name)))))
    return;
  const stored = `${otherOwner ?? owner}/${otherName ?? name}`;
  throw new Problem({
    place: 'org.yaml',
    found: `${repository}, which is stored as ${stored}`,
    expected: 'one spelling: GitHub ignores the case of names',
    remedy: `Write ${stored} in org.yaml, or rename the folder ${join(root, stored)}.`,
    exitCode: 2,
  });
}

/**
 * Lines by file path; a fact is in the file of the UTC quarter in which it began, so files of past quarters rarely
 * change. Lines are made one file at a time: all at once they would take as much memory again as the facts.
 */
function partitions(facts: Facts): Map<string, (() => string)[]> {
  const files = new Map<string, (() => string)[]>();
  const sorted = mergeFacts(noFacts(), facts);
  const place = <Name extends CollectionName>(name: Name) => {
    const { schema, began } = collections[name];
    const rows: readonly Parameters<typeof began>[0][] = sorted[name];
    for (const row of rows) {
      const at = new Date(began(row));
      const path = `${name}/${at.getUTCFullYear()}-Q${Math.floor(at.getUTCMonth() / 3) + 1}.ndjson`;
      const lines = files.get(path) ?? [];
      lines.push(() => JSON.stringify(schema.parse(row)));
      files.set(path, lines);
    }
  };
  for (const name of collectionNames) place(name);
  return files;
}

function readRows<Name extends CollectionName>(file: string, text: string, name: Name, facts: Facts): void {
  const { schema } = collections[name];
  const rows: z.infer<typeof schema>[] = facts[name];
  const lines = text.split('\n');
  const last = lines.pop();
  lines.forEach((line, index) => {
    rows.push(parseJson(file, index + 1, line, schema));
  });
  if (last !== '') {
    throw new Problem({
      place: `${file}:${lines.length + 1}`,
      found: 'a last line without a line end: the file is truncated',
      expected: 'one fact a line, each ended',
      remedy: FOREIGN_REMEDY,
    });
  }
}

const versionSchema = z.looseObject({ schemaVersion: z.int() });

function parseManifest(path: string, text: string): Manifest {
  const version = parseJson(path, 1, text, versionSchema).schemaVersion;
  if (version > SCHEMA_VERSION) {
    throw new Problem({
      place: path,
      found: `schema version ${version}`,
      expected: `schema version ${SCHEMA_VERSION} or lower`,
      remedy: 'Update Plumbline: this snapshot was written by a newer version.',
    });
  }
  return parseJson(path, 1, text, manifestSchema);
}

function parseJson<T>(file: string, line: number, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem({
      place: `${file}:${line}`,
      found: `text that is not JSON (${text.length} characters)`,
      expected: 'one complete JSON object',
      remedy: FOREIGN_REMEDY,
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem({
    place: `${file}:${line}`,
    found: `a row that does not match its schema: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
    expected: `a fact as schema version ${SCHEMA_VERSION} describes it`,
    remedy: FOREIGN_REMEDY,
  });
}

async function checkNoForeignFile(folder: string, manifest: Manifest): Promise<void> {
  for (const file of await listFiles(folder)) {
    const path = relative(folder, file).split(sep).join('/');
    if (path === MANIFEST || path === REPOSITORY || path in manifest.files) continue;
    throw foreignFile(file);
  }
}

const foreignFile = (file: string) =>
  new Problem({
    place: file,
    found: 'a file that the manifest does not list',
    expected: 'only files that `npm run snapshot` wrote',
    remedy: `Remove the file if it does not belong there. ${FOREIGN_REMEDY}`,
  });

const missingFile = (file: string) =>
  new Problem({
    place: file,
    found: 'no such file',
    expected: 'the file that the manifest lists',
    remedy: FOREIGN_REMEDY,
  });

const manifestText = (manifest: Manifest) => `${JSON.stringify(manifest, null, 2)}\n`;

const remove = (path: string) => rm(path, { recursive: true, force: true });

const exists = async (path: string) => (await ifThere(stat(path))) !== null;

async function listFiles(folder: string): Promise<string[]> {
  const entries = await ifThere(readdir(folder, { recursive: true, withFileTypes: true }));
  const link = entries?.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw linked(join(link.parentPath, link.name));
  return (entries ?? []).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function folders(folder: string): Promise<string[]> {
  const entries = await ifThere(readdir(folder, { withFileTypes: true }));
  return (entries ?? [])
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readText(file: string): Promise<string | null> {
  return (await readStored(file))?.toString('utf8') ?? null;
}
