import { hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../../src/facts/duckdb.ts';
import type { ImportedFact } from '../../src/facts/imported.ts';
import type { Calendar, Window } from '../../src/facts/quarter.ts';
import { readHead, readSnapshot, type SnapshotHead } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { withImported } from '../../src/facts/withImported.ts';
import { clocksOf, countsWorkingTime } from '../../src/handbook/clock.ts';
import { conventionsOverTime } from '../../src/handbook/conventionsOverTime.ts';
import type { RepositorySettings } from '../../src/handbook/organisation.ts';
import {
  type DatedOrganisation,
  knownTeams,
  ownershipOverTime,
} from '../../src/handbook/ownershipOverTime.ts';
import type { Metric } from '../../src/metrics/populations/metric.ts';
import { importedFactsOf } from '../../src/scoring/importedFacts.ts';
import { measureRepository } from '../../src/scoring/measureRepository.ts';
import { repositoryMetrics } from '../../src/scoring/scope.ts';
import {
  type ActivePeople,
  type MeasuredRepository,
  measuredSchema,
  peopleSchema,
  type StoredRepository,
  type Visible,
  visibleSchema,
} from '../../src/scoring/storedRepository.ts';
import {
  type MeasuredShare,
  tableFile,
  tableNames,
  writeTables,
} from '../../src/scoring/tables/repositoryTables.ts';
import { visibleIn } from '../../src/scoring/tables/visible.ts';
import { notStored } from './notStored.ts';

/*
 * What was measured of each repository, kept in Parquet files: one folder for each, named after the digest of all
 * that decides what is in it. People stand only in its sub-folder `people`, which nothing publishes or exports.
 */

export interface ObservationOptions {
  organisation: DatedOrganisation;
  data: string;
  /** Facts count up to here; milliseconds since the epoch. */
  asOf: number;
  /** Digest of the code that measures and of the versions of what it uses. */
  code: string;
  /** Where observations are kept from one run to the next. */
  cache: string;
  /** Where they are put when nothing can be written there: a folder that is removed after the run. */
  spare: string;
}

const INDEX = 'index.json';
const PEOPLE = join('people', 'active.json');

const indexSchema = z.strictObject({
  /** SHA-256 of each file, by its path in the folder. */
  files: z.record(z.string(), z.string()),
  measured: measuredSchema,
  visible: visibleSchema,
});

export interface Observed {
  stored: StoredRepository;
  /** Why the cache could not keep it; null when it could. */
  unkept: string | null;
}

/** What decides what is in a repository's folder. */
interface Identity {
  settings: RepositorySettings;
  added: readonly ImportedFact[];
  head: SnapshotHead | null;
  /** The name of its folder; null without a snapshot. */
  key: string | null;
}

async function identityOf(
  options: ObservationOptions,
  metrics: ReadonlyMap<string, Metric>,
  name: string,
  imported: readonly ImportedFact[],
): Promise<Identity> {
  const { organisation, data } = options;
  const settings = organisation.repositories.find((each) => each.name === name);
  if (settings === undefined) throw notStored(data, name);
  const head = await readHead(data, name);
  const added = importedFactsOf(organisation, imported, name);
  const key = head === null ? null : keyOf(options, settings, metrics, head, added);
  return { settings, added, head, key };
}

/** @returns what an earlier run measured of a repository from the same; null where it has to be measured */
export async function observedBefore(
  options: ObservationOptions,
  metrics: ReadonlyMap<string, Metric>,
  name: string,
  imported: readonly ImportedFact[] = [],
): Promise<Observed | null> {
  const { head, key } = await identityOf(options, metrics, name, imported);
  if (head === null || key === null) return null;
  const folder = join(options.cache, key);
  const known = await readFolder(folder);
  const through = Math.max(options.asOf, Date.parse(head.manifest.readThrough));
  if (known === null || !isValid(known.measured, through)) return null;
  await utimes(folder, new Date(), new Date()).catch(() => {});
  return { stored: { name, folder, ...known, ...partsOf(head) }, unkept: null };
}

/**
 * Measures a repository.
 * @throws Problem when the snapshot is missing or damaged
 */
export async function observe(
  options: ObservationOptions,
  metrics: ReadonlyMap<string, Metric>,
  database: Database,
  name: string,
  imported: readonly ImportedFact[] = [],
): Promise<Observed> {
  const { organisation, data, asOf } = options;
  const { settings, added, key } = await identityOf(options, metrics, name, imported);
  // A damaged snapshot is reported here, with its place.
  const snapshot = await readSnapshot(data, name);
  if (snapshot === null) throw notStored(data, name);
  // A clone may hold more than it is known to be complete to; a caller that scores up to a later moment says so.
  const read = Math.max(Date.parse(snapshot.manifest.readThrough), asOf);
  const repositoryMetricList = [...repositoryMetrics(metrics).values()];
  const { shares, ...known } = measureRepository(
    organisation,
    repositoryMetricList,
    settings,
    { ...snapshot, facts: withImported(snapshot.facts, added) },
    read,
  );
  const write = async (parent: string) => {
    const folder = join(parent, key ?? hash('sha256', name));
    const visible = await writeFolder(folder, database, organisation, shares, known);
    return { name, folder, ...known, visible, ...partsOf(snapshot) };
  };
  try {
    return { stored: await write(options.cache), unkept: null };
  } catch (error) {
    const unkept = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { stored: await write(options.spare), unkept };
  }
}

function partsOf({ repository, manifest }: Pick<SnapshotHead, 'repository' | 'manifest'>) {
  return { repository, manifest };
}

/** Whether the same facts would be set aside had they been read through another moment. */
function isValid({ through, isAhead }: MeasuredRepository, now: number): boolean {
  return through === now || (!isAhead && through < now);
}

/** @returns the digest of the facts, of the settings that affect measuring, and of the code */
function keyOf(
  { organisation, code }: ObservationOptions,
  settings: RepositorySettings,
  metrics: ReadonlyMap<string, Metric>,
  head: SnapshotHead,
  added: readonly ImportedFact[],
): string {
  const { kpis, since, materiality, sample, repositories, teams, groups, sealed, ...rules } = organisation;
  const clocks = countsWorkingTime(organisation)
    ? [null, ...knownTeams(organisation).map(({ id }) => id)].map((id) => [
        id,
        edged(clocksOf(organisation, id)),
      ])
    : [];
  const owners = edged(ownershipOverTime(organisation).get(settings.name) ?? []);
  const counting = edged(conventionsOverTime(organisation).get(settings.name) ?? []);
  const measured = [...repositoryMetrics(metrics).keys()];
  return hash(
    'sha256',
    JSON.stringify([code, head.digest, settings, rules, clocks, owners, counting, measured, added]),
  ).slice(0, 40);
}

/** JSON has no infinity. */
function edged<Span extends Window>(spans: readonly Span[]): object[] {
  return spans.map((span) => ({ ...span, start: String(span.start), end: String(span.end) }));
}

type Known = { measured: MeasuredRepository; visible: Visible[]; people: ActivePeople[] };

/** @returns null for a folder that is missing or is not as it was written */
async function readFolder(folder: string): Promise<Known | null> {
  try {
    const index = indexSchema.parse(JSON.parse(await readFile(join(folder, INDEX), 'utf8')));
    for (const [path, digest] of Object.entries(index.files))
      if (hash('sha256', await readFile(join(folder, path))) !== digest) return null;
    const people = peopleSchema.parse(JSON.parse(await readFile(join(folder, PEOPLE), 'utf8')));
    return { measured: index.measured, visible: index.visible, people };
  } catch {
    return null;
  }
}

/** Writes a folder, whole or not at all. @returns by share, what can be seen of it when */
async function writeFolder(
  folder: string,
  database: Database,
  calendar: Calendar,
  shares: readonly MeasuredShare[],
  { measured, people }: Omit<Known, 'visible'>,
): Promise<Visible[]> {
  const staging = `${folder}.writing-${process.pid}`;
  try {
    await mkdir(join(staging, 'people'), { recursive: true });
    await writeTables(database, staging, shares);
    const visible = await visibleIn(database, shares, measured, calendar);
    await writeFile(join(staging, PEOPLE), JSON.stringify(people));
    const files: Record<string, string> = {};
    for (const path of [...tableNames.map((table) => tableFile('', table)), PEOPLE])
      files[path] = hash('sha256', await readFile(join(staging, path)));
    await writeFile(join(staging, INDEX), JSON.stringify({ files, measured, visible }));
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
    return visible;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Observations that no run has used for so long are removed; so are the oldest of more than so many bytes. */
const OLDEST = 30 * DAY;
const LARGEST = 4 * 2 ** 30;

/** Removes what is too old, and the oldest of what is too much. What cannot be removed stays. */
export async function evict(cache: string, now: number, largest = LARGEST): Promise<void> {
  const names = await readdir(cache).catch(() => []);
  const folders = await Promise.all(
    names.map(async (name) => {
      const folder = join(cache, name);
      const found = await statOf(folder);
      if (found === null) return [];
      const bytes = found.isDirectory() ? await sizeOf(folder) : found.size;
      return [{ folder, usedAt: found.mtimeMs, bytes }];
    }),
  );
  let total = 0;
  for (const { folder, usedAt, bytes } of folders.flat().sort((a, b) => b.usedAt - a.usedAt)) {
    total += bytes;
    if (now - usedAt > OLDEST || total > largest)
      await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** @returns null for what is gone: another run renames and removes folders of its own at any time */
async function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await statOf(join(entry.parentPath, entry.name)))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
