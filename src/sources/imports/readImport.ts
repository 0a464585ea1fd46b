import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writing } from '../../facts/disk.ts';
import { quoted } from '../../facts/duckdb.ts';
import {
  type ImportedFact,
  type ImportedManifest,
  importedFactNames,
  importedManifestSchema,
} from '../../facts/imported.ts';
import {
  FACTS_FILE,
  importedFolder,
  MANIFEST_FILE,
  OBSERVATIONS_FILE,
  readImportedManifest,
} from '../../facts/importedStore.ts';
import { numberAt } from '../../facts/numberAt.ts';
import { Problem } from '../../facts/problem.ts';
import { replaceFolder, settleFolder } from '../../facts/replacedFolder.ts';
import { sha256 } from '../../facts/sha256.ts';
import type { Declaration } from './declaration.ts';
import { type ExportFile, exportFiles, matching } from './exportFiles.ts';
import { readFacts } from './facts.ts';
import {
  joinObservations,
  nameObservations,
  OBSERVATIONS,
  readObservations,
} from './importedObservations.ts';
import type { Places, Targets } from './metricTarget.ts';
import { LIMITS, type Limits, openSandbox, type Sandbox } from './sandbox.ts';
import { type LoadedTable, loadTable, type SetAside } from './table.ts';

/** One declared import, and where its files are. */
export interface ImportRequest {
  id: string;
  declaration: Declaration;
  /** Of all that decides how files are read, beside the files. */
  digest: string;
  places: Places;
  /** Where `imports/<id>` and `imported/<id>` are. */
  data: string;
  targets: Targets;
  /** What its SQL may use; default: `LIMITS`. */
  limits?: Limits;
}

export interface ImportOutcome {
  /** Null when there are no files, and never were. */
  manifest: ImportedManifest | null;
  /** `unchanged`: the files are those that were read before; `absent`: there are none now. */
  state: 'read' | 'unchanged' | 'absent';
  /** Rows whose value is not known yet. */
  open: number;
}

/**
 * Reads an import's files, unless they are those that were read before, and replaces what is stored of it.
 * @throws Problem with place and remedy; then what was stored stays
 */
export async function readImport(request: ImportRequest): Promise<ImportOutcome> {
  const { id, data, digest } = request;
  const folder = importedFolder(data, id);
  await writing(folder, () => settleFolder(folder));
  const stored = await readImportedManifest(data, id);
  const files = await filesOf(request);
  if (files.length === 0) return { manifest: stored, state: 'absent', open: 0 };
  if (stored !== null && stored.declaration === digest && isSame(stored.files, files))
    return { manifest: stored, state: 'unchanged', open: 0 };
  return withSandbox(request, async (sandbox, temporary) => {
    const read = await readAll(request, sandbox, temporary, files);
    const manifest = await replaceFolder(folder, (place) => write(request, sandbox, read, place, temporary));
    return { manifest, state: 'read' as const, open: read.open };
  });
}

/** What the first rows of an import would become. */
export interface Preview {
  /** By table of the export, rows as SQL sees them. */
  tables: { name: string; rows: unknown[] }[];
  facts: ImportedFact[];
  observations: unknown[];
  setAside: readonly SetAside[];
}

const SHOWN = 5;

/** @returns the first rows as they would become facts and observations; nothing is stored */
export async function previewImport(request: ImportRequest): Promise<Preview> {
  const files = await filesOf(request);
  return withSandbox(request, async (sandbox, temporary) => {
    const { facts, metrics, setAside, tables } = await readAll(request, sandbox, temporary, files);
    return {
      tables: await Promise.all(
        tables.map(async ({ name }) => ({
          name,
          rows: await sandbox.rows(
            `SELECT * EXCLUDE (file, "row", dated, file_name) FROM "${name}" LIMIT ${SHOWN}`,
          ),
        })),
      ),
      facts: facts.slice(0, SHOWN),
      observations:
        metrics.length === 0
          ? []
          : await sandbox.rows(
              `SELECT * REPLACE (make_timestamp_ms("at"::BIGINT) AS "at") FROM ${OBSERVATIONS}
        QUALIFY row_number() OVER (PARTITION BY metric) <= ${SHOWN}`,
            ),
      setAside,
    };
  });
}

async function filesOf({ id, data, declaration }: ImportRequest): Promise<ExportFile[]> {
  const all = await exportFiles(join(data, 'imports', id), declaration.timeZone ?? 'UTC');
  const wanted = new Set(Object.values(declaration.tables).flatMap(({ files }) => matching(all, files)));
  return all.filter((file) => wanted.has(file));
}

function isSame(known: ImportedManifest['files'], files: readonly ExportFile[]): boolean {
  const text = (list: readonly Pick<ExportFile, 'name' | 'size' | 'modified'>[]): string =>
    JSON.stringify(list.map(({ name, size, modified }) => [name, size, modified]).sort());
  return text(known) === text(files);
}

interface Read {
  files: readonly { file: ExportFile; rows: number }[];
  tables: readonly LoadedTable[];
  facts: ImportedFact[];
  metrics: Omit<ImportedManifest['metrics'][number], 'through'>[];
  open: number;
  setAside: SetAside[];
}

async function withSandbox<Result>(
  { id, data, declaration, limits = LIMITS }: ImportRequest,
  work: (sandbox: Sandbox, temporary: string) => Promise<Result>,
): Promise<Result> {
  const temporary = await mkdtemp(join(tmpdir(), 'plumbline-import-'));
  try {
    await mkdir(join(temporary, 'spill'));
    const folder = join(data, 'imports', id);
    const sandbox = await openSandbox(
      [folder, temporary],
      join(temporary, 'spill'),
      declaration.timeZone ?? 'UTC',
      limits,
    );
    try {
      return await work(sandbox, temporary);
    } finally {
      sandbox.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function readAll(
  { id, declaration, places, targets }: ImportRequest,
  sandbox: Sandbox,
  temporary: string,
  files: readonly ExportFile[],
): Promise<Read> {
  const tables: LoadedTable[] = [];
  for (const [name, table] of Object.entries(declaration.tables)) {
    const own = matching(files, table.files);
    if (own.length === 0) throw noFiles(places.of(['tables', name, 'files']), [table.files].flat(), id);
    for (const updated of [table.updated ?? [], table.key ?? []].flat())
      if (!Object.hasOwn(table.columns, updated)) throw unknownKey(places.of(['tables', name]), updated);
    tables.push(await loadTable(sandbox, name, table, own, declaration, temporary));
  }
  const setAside = tables.flatMap((table) => table.setAside);
  const facts: ImportedFact[] = [];
  for (const index of declaration.facts.keys()) {
    const read = await readFacts(sandbox, id, declaration, index, tables, targets, places);
    facts.push(...read.facts);
    setAside.push(...read.setAside);
  }
  await nameObservations(sandbox, declaration, targets);
  const metrics: Read['metrics'] = [];
  let open = 0;
  for (const index of declaration.observations.keys()) {
    const read = await readObservations(sandbox, declaration, index, tables, targets, places);
    metrics.push(read.metric);
    open += read.open;
    setAside.push(...read.setAside);
  }
  await joinObservations(sandbox, declaration);
  await expectUnchanged(files);
  return {
    files: files.map((file) => ({
      file,
      rows: tables.reduce((sum, table) => {
        const number = table.files.indexOf(file);
        return sum + (number < 0 ? 0 : numberAt(table.rows, number));
      }, 0),
    })),
    tables,
    facts,
    metrics,
    open,
    setAside,
  };
}

/** A file that changes while it is read is still being copied. */
async function expectUnchanged(files: readonly ExportFile[]): Promise<void> {
  for (const { path, size } of files) {
    const now = await stat(path).catch(() => null);
    if (now?.size === size) continue;
    throw new Problem({
      place: path,
      found: `${now === null ? 'no file any more' : `${now.size} bytes`}, after ${size} bytes when the reading began`,
      expected: 'a file that does not change while it is read',
      remedy: 'Wait until it is copied, then run `npm run import` again. What was stored stays.',
    });
  }
}

async function write(
  { id, declaration, digest }: ImportRequest,
  sandbox: Sandbox,
  { files, facts, metrics, setAside }: Read,
  folder: string,
  temporary: string,
): Promise<ImportedManifest> {
  const digests: Record<string, string> = {};
  const add = async (name: string, bytes: string | Buffer): Promise<void> => {
    await writeFile(join(folder, name), bytes);
    digests[name] = sha256(bytes);
  };
  const through = new Date(Math.max(...files.map(({ file }) => file.dated))).toISOString();
  if (metrics.length > 0) {
    const copy = join(temporary, OBSERVATIONS_FILE);
    const columns = await sandbox.columnsOf(`FROM ${OBSERVATIONS}`);
    const names = columns.map(({ name }) => name);
    const order = [
      'metric',
      'team',
      'at',
      'item',
      'value',
      'cluster',
      'of',
      'until',
      'note',
      'url',
      'people',
    ];
    await sandbox.run(
      `COPY (FROM ${OBSERVATIONS} ORDER BY ${order
        .filter((name) => names.includes(name))
        .map((name) => `"${name}"`)
        .join(
          ', ',
        )}) TO ${quoted(copy)} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`,
    );
    await add(OBSERVATIONS_FILE, await readFile(copy));
  }
  if (facts.length > 0) await add(FACTS_FILE, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  const manifest = importedManifestSchema.parse({
    schemaVersion: 1,
    id,
    title: declaration.title,
    tool: declaration.tool,
    delivered: declaration.delivered,
    declaration: digest,
    files: files.map(({ file: { name, size, modified, dated }, rows }) => ({
      name,
      size,
      modified,
      dated: new Date(dated).toISOString(),
      rows,
    })),
    setAside: setAside.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    metrics: metrics.map((metric) => ({ ...metric, through })),
    facts: importedFactNames.flatMap((fact) => {
      const rows = facts.filter((each) => each.fact === fact).length;
      return rows === 0 ? [] : [{ fact, rows }];
    }),
    digests,
  });
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
  return manifest;
}

function noFiles(place: string, globs: readonly string[], id: string): Problem {
  return new Problem({
    place,
    found: `no file that matches ${globs.map((glob) => `\`${glob}\``).join(', ')}`,
    expected: `at least one below data/imports/${id}`,
    remedy: 'Put the export there, or correct the glob.',
    exitCode: 2,
  });
}

function unknownKey(place: string, column: string): Problem {
  return new Problem({
    place,
    found: `\`${column}\` in \`key\` or \`updated\``,
    expected: 'the name of a column under `columns`',
    remedy: 'Declare the column, or correct the name.',
    exitCode: 2,
  });
}
