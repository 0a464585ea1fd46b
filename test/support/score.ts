import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fedMetrics, importedTables } from '../../scripts/lib/importedTables.ts';
import { withImportedMetrics } from '../../scripts/lib/metrics.ts';
import type { ImportedManifest } from '../../src/facts/imported.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { type EvidenceReader, evidenceReader } from '../../src/scorecard/evidenceFile.ts';
import { type Evidence, type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { measureRepository } from '../../src/scoring/measureRepository.ts';
import { ORGANISATION_PAGE } from '../../src/scoring/pageContext.ts';
import { numberedMetrics, repositoryMetrics, type ScoringInput } from '../../src/scoring/scope.ts';
import { scorer } from '../../src/scoring/scorer.ts';
import type { StoredRepository } from '../../src/scoring/storedRepository.ts';
import { writeTables } from '../../src/scoring/tables/repositoryTables.ts';
import { visibleIn } from '../../src/scoring/tables/visible.ts';
import { teamsData, type Unreadable } from '../../src/scoring/teamData.ts';
import { database } from './database.ts';
import { ownFolder } from './runFolder.ts';

/** One page as it was written. */
export interface WrittenPage {
  scorecard: Scorecard;
  evidence: Evidence;
}

let reader: Promise<EvidenceReader> | undefined;

/**
 * @param imports what the folder `data` holds of them
 * @returns every page that some snapshots give, by quarter and scope, and how many of their facts were set aside
 */
export async function score(
  {
    organisation,
    definitions,
    metrics: computed,
    asOf,
  }: Omit<ScoringInput, 'teams' | 'database' | 'metrics'> & {
    metrics: Parameters<typeof withImportedMetrics>[0];
  },
  snapshots: readonly Snapshot[],
  unreadable: readonly Unreadable[] = [],
  { imports, data }: { imports: readonly ImportedManifest[]; data: string } = { imports: [], data: '' },
): Promise<{ pages: WrittenPage[]; setAside: number }> {
  const root = await ownFolder();
  const metrics = withImportedMetrics(computed, fedMetrics(imports));
  const numbers = numberedMetrics(metrics);
  const [cache, spare] = [join(root, 'imported'), join(root, 'spare')];
  const imported = await importedTables(imports, numbers, { data, cache, spare, code: '' });
  const stored = await storedIn(root, { organisation, metrics, asOf }, snapshots);
  const folder = join(root, 'scorecards');
  const parts = scorer({
    organisation,
    definitions,
    metrics,
    asOf,
    teams: teamsData(organisation, stored, unreadable, asOf, imported, numbers),
    imports: imported,
    database: await database(),
  });
  const quartersOf = Map.groupBy(await parts.pages(), ({ scope }) => scope);
  for (const [scope, own] of quartersOf) {
    const quarters = own.map(({ quarter }) => quarter);
    if (scope !== ORGANISATION_PAGE) await parts.team(scope, quarters, folder);
    else await parts.organisation(await parts.organisationMetrics(parts.metrics, quarters), quarters, folder);
  }
  const setAside = stored.flatMap(({ measured }) => measured.quarantined.map(({ count }) => count));
  return { pages: await pagesIn(folder), setAside: setAside.reduce((sum, count) => sum + count, 0) };
}

/** @returns what is measured of some snapshots, with its tables in folders of their own below one */
export async function storedIn(
  root: string,
  { organisation, metrics, asOf }: Pick<ScoringInput, 'organisation' | 'metrics' | 'asOf'>,
  snapshots: readonly Snapshot[],
): Promise<StoredRepository[]> {
  const opened = await database();
  const stored: StoredRepository[] = [];
  for (const [index, snapshot] of snapshots.entries()) {
    const { name } = snapshot.repository;
    const settings = organisation.repositories.find((each) => each.name === name);
    if (settings === undefined) throw new Error(`no ${name} in the organisation`);
    const through = Math.max(Date.parse(snapshot.manifest.readThrough), asOf);
    const list = [...repositoryMetrics(metrics).values()];
    const { shares, ...known } = measureRepository(organisation, list, settings, snapshot, through);
    const folder = join(root, `observations-${index}`);
    await mkdir(join(folder, 'people'), { recursive: true });
    await writeTables(opened, folder, shares);
    const visible = await visibleIn(opened, shares, known.measured, organisation);
    const { repository, manifest } = snapshot;
    stored.push({ name, folder, repository, manifest, ...known, visible });
  }
  return stored;
}

async function pagesIn(folder: string): Promise<WrittenPage[]> {
  reader ??= evidenceReader();
  const { read } = await reader;
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const pages: WrittenPage[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const file = join(folder, name);
    pages.push({
      scorecard: scorecardSchema.parse(JSON.parse(await readFile(file, 'utf8'))),
      evidence: await read(file.replace('.json', '.evidence.parquet')),
    });
  }
  return pages;
}
