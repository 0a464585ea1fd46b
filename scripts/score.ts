import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../src/facts/problem.ts';
import { readManifest, readSnapshot } from '../src/facts/store.ts';
import { loadDefinitions, loadOrganisation } from '../src/handbook/load.ts';
import type { Organisation } from '../src/handbook/organisation.ts';
import { assemble } from '../src/scorecard/assemble.ts';
import { collect } from '../src/scorecard/collect.ts';
import { command, type Folders, run } from './lib/command.ts';
import { loadMetrics } from './lib/metrics.ts';
import { spinner } from './lib/spinner.ts';

await run(async () => {
  const program = command('score', 'Computes the scorecards from the snapshots.').option(
    '--as-of <time>',
    'count facts up to this moment (ISO 8601); default: as far as every repository was read',
  );
  program.parse();
  const { content, data, asOf } = program.opts<Folders & { asOf?: string }>();
  await score(content, data, asOf);
});

async function score(content: string, data: string, asOfOption: string | undefined): Promise<void> {
  const started = performance.now();
  const definitions = await loadDefinitions(content);
  const organisation = await loadOrganisation(content, [...definitions.keys()]);
  const metrics = await loadMetrics();
  const asOf = asOfOption === undefined ? await readThrough(organisation, data) : parseTime(asOfOption);
  const progress = spinner('Scoring');
  try {
    const { holdings, add } = collect(organisation, metrics, asOf);
    let pullRequests = 0;
    for (const [index, settings] of organisation.repositories.entries()) {
      progress.text = `Scoring ${settings.name} (${index + 1} of ${organisation.repositories.length})`;
      const snapshot = await readSnapshot(data, settings.name);
      if (snapshot === null) throw notStored(data, settings.name);
      pullRequests += snapshot.facts['pull-requests'].length;
      add(settings, snapshot);
    }
    progress.text = 'Writing scorecards';
    const pages = await writePages(data, assemble({ organisation, definitions, metrics, holdings, asOf }));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    progress.succeed(
      `${pages} scorecards from ${pullRequests} pull requests, as of ${new Date(asOf).toISOString()}, in ${join(data, 'scorecards')} (${seconds} s)`,
    );
  } catch (error) {
    progress.fail('Nothing was changed in the scorecards.');
    throw error;
  }
}

/** The scorecards replace the former ones together: a reader never sees half of each. */
async function writePages(data: string, pages: ReturnType<typeof assemble>): Promise<number> {
  const folder = join(data, 'scorecards');
  const staging = `${folder}.writing-${process.pid}`;
  const previous = `${folder}.previous`;
  await rm(staging, { recursive: true, force: true });
  let written: Promise<unknown> = Promise.resolve();
  try {
    let count = 0;
    for (const { scorecard, evidence } of pages) {
      const quarter = join(staging, scorecard.quarter.id);
      await mkdir(quarter, { recursive: true });
      const file = join(quarter, scorecard.scope.id);
      // Written while the next page is computed.
      await written;
      written = Promise.all([
        writeFile(`${file}.json`, `${JSON.stringify(scorecard, null, 1)}\n`),
        writeFile(`${file}.evidence.json`, `${JSON.stringify(evidence)}\n`),
      ]);
      count += 1;
    }
    await written;
    await mkdir(staging, { recursive: true });
    await rm(previous, { recursive: true, force: true });
    if ((await readdir(data)).includes('scorecards')) await rename(folder, previous);
    await rename(staging, folder);
    await rm(previous, { recursive: true, force: true });
    return count;
  } finally {
    await Promise.allSettled([written]);
    await rm(staging, { recursive: true, force: true });
  }
}

async function readThrough({ repositories }: Organisation, data: string): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { name } of repositories) {
    const manifest = await readManifest(data, name);
    if (manifest === null) throw notStored(data, name);
    earliest = Math.min(earliest, Date.parse(manifest.readThrough));
  }
  return earliest;
}

function parseTime(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new Problem({
    place: '--as-of',
    found: text,
    expected: 'a date or time such as 2026-10-01 or 2026-10-01T00:00:00Z',
    remedy: 'Give the moment up to which facts count.',
    exitCode: 2,
  });
}

function notStored(data: string, repository: string): Problem {
  return new Problem({
    place: join(data, 'snapshots', repository),
    found: 'no snapshot',
    expected: `the facts of ${repository}, which org.yaml lists`,
    remedy: 'Run `npm run snapshot` first.',
  });
}
