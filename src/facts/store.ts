import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import {
  type CollectionName,
  collectionNames,
  collections,
  type Facts,
  mergeFacts,
  noFacts,
} from './collection.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { Problem } from './problem.ts';
import { type Repository, repositorySchema, SCHEMA_VERSION } from './schema.ts';

/** Everything stored of one repository. */
export interface Snapshot {
  repository: Repository;
  manifest: Manifest;
  facts: Facts;
}

/** What a manifest says apart from what the store works out itself. */
export type Provenance = Omit<Manifest, 'schemaVersion' | 'files'>;

const MANIFEST = 'manifest.json';
const REPOSITORY = 'repository.json';
const FOREIGN_REMEDY =
  'Restore the folder from version control, or delete it and run `npm run snapshot` to read the repository again.';

/** @returns the folder of a repository's snapshot: `<data>/snapshots/<owner>/<name>` */
export function snapshotFolder(data: string, repository: string): string {
  return join(data, 'snapshots', ...repository.split('/'));
}

/** @returns the names (`owner/name`) of all stored repositories, sorted */
export async function listSnapshots(data: string): Promise<string[]> {
  const root = join(data, 'snapshots');
  const names: string[] = [];
  for (const owner of await folders(root)) {
    for (const name of await folders(join(root, owner))) {
      names.push(`${owner}/${name.endsWith(PREVIOUS) ? name.slice(0, -PREVIOUS.length) : name}`);
    }
  }
  return [...new Set(names)].sort();
}

/**
 * Reads a repository's snapshot and checks every file against the manifest.
 * @returns null when the repository was never stored
 * @throws Problem that names the file and the line for anything damaged, foreign or of a newer schema
 */
export async function readSnapshot(data: string, repository: string): Promise<Snapshot | null> {
  const folder = snapshotFolder(data, repository);
  await recover(folder);
  const manifestPath = join(folder, MANIFEST);
  const manifestText = await readText(manifestPath);
  if (manifestText === null) {
    const left = await listFiles(folder);
    if (left.length === 0) return null;
    throw new Problem({
      place: manifestPath,
      found: `no manifest, although the folder holds ${left.length} files`,
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
    const bytes = await readBytes(file);
    if (bytes === null) throw missingFile(file);
    const text = bytes.toString('utf8');
    readRows(file, text, name, facts);
    const stated = manifest.files[path];
    if (stated !== undefined && digest(bytes) !== stated.sha256) {
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

/**
 * Reads what a repository's snapshot says about itself, without its facts.
 * @returns null when the repository was never stored
 * @throws Problem when the manifest is damaged or of a newer schema
 */
export async function readManifest(data: string, repository: string): Promise<Manifest | null> {
  const folder = snapshotFolder(data, repository);
  await recover(folder);
  const path = join(folder, MANIFEST);
  const text = await readText(path);
  return text === null ? null : parseManifest(path, text);
}

/**
 * Replaces a repository's snapshot as a whole. Rows are sorted, bytes depend on the facts alone; the folder
 * appears complete or not at all, and what was stored stays until then.
 */
export async function writeSnapshot(
  data: string,
  repository: Repository,
  facts: Facts,
  provenance: Provenance,
): Promise<void> {
  const folder = snapshotFolder(data, repository.name);
  const staging = `${folder}.writing-${process.pid}`;
  await rm(staging, { recursive: true, force: true });
  try {
    const files: Manifest['files'] = {};
    for (const [path, lines] of partitions(facts)) {
      const text = `${lines.join('\n')}\n`;
      await write(join(staging, path), text);
      files[path] = { rows: lines.length, sha256: digest(text) };
    }
    const manifest: Manifest = { schemaVersion: SCHEMA_VERSION, ...provenance, files };
    await write(join(staging, REPOSITORY), `${JSON.stringify(repositorySchema.parse(repository))}\n`);
    await write(join(staging, MANIFEST), `${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
    await swap(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const PREVIOUS = '.previous';

async function swap(staging: string, folder: string): Promise<void> {
  const previous = `${folder}${PREVIOUS}`;
  await recover(folder);
  await rename(folder, previous).catch(ignoreMissing);
  await rename(staging, folder);
  await rm(previous, { recursive: true, force: true });
}

/** Puts the former folder back when a run was cut off between the two renames of a swap. */
async function recover(folder: string): Promise<void> {
  const previous = `${folder}${PREVIOUS}`;
  const parent = await readdir(dirname(folder)).catch(() => []);
  const names = new Set(parent.map((name) => join(dirname(folder), name)));
  if (!names.has(previous)) return;
  if (names.has(folder)) await rm(previous, { recursive: true, force: true });
  else await rename(previous, folder);
}

/** Lines by file path; a fact lies in the file of the UTC quarter in which it began, so old files rest. */
function partitions(facts: Facts): Map<string, string[]> {
  const files = new Map<string, string[]>();
  const sorted = mergeFacts(noFacts(), facts);
  const place = <Name extends CollectionName>(name: Name) => {
    const { schema, began } = collections[name];
    const rows: readonly Parameters<typeof began>[0][] = sorted[name];
    for (const row of rows) {
      const at = new Date(began(row));
      const path = `${name}/${at.getUTCFullYear()}-Q${Math.floor(at.getUTCMonth() / 3) + 1}.ndjson`;
      const lines = files.get(path) ?? [];
      lines.push(JSON.stringify(schema.parse(row)));
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
      found: 'a last line without a line end: the file was cut off',
      expected: 'one fact a line, each ended',
      remedy: FOREIGN_REMEDY,
    });
  }
}

function parseManifest(path: string, text: string): Manifest {
  const version = parseJson(path, 1, text, z.looseObject({ schemaVersion: z.int() })).schemaVersion;
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
      found: `text that is not JSON: ${text.slice(0, 60)}${text.length > 60 ? '…' : ''}`,
      expected: 'one complete JSON object',
      remedy: FOREIGN_REMEDY,
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem({
    place: `${file}:${line}`,
    found: `a row that is not of this kind: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
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

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, text);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreMissing);
  return (entries ?? []).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
  return (entries ?? [])
    .filter((entry) => entry.isDirectory() && !entry.name.includes('.writing-'))
    .map((entry) => entry.name)
    .sort();
}

async function readText(file: string): Promise<string | null> {
  return (await readBytes(file))?.toString('utf8') ?? null;
}

async function readBytes(file: string): Promise<Buffer | null> {
  return (await readFile(file).catch(ignoreMissing)) ?? null;
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return;
  throw error;
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
