import { resolve } from 'node:path';
import { type Identity, identity } from '../src/facts/identity.ts';
import { Problem } from '../src/facts/problem.ts';
import type { Progress, Reading } from '../src/facts/reading.ts';
import { readSnapshot, writeSnapshot } from '../src/facts/store.ts';
import { loadDefinitions } from '../src/handbook/handbook.ts';
import { loadOrganisation } from '../src/handbook/loadOrganisation.ts';
import type { Organisation, RepositorySettings } from '../src/handbook/organisation.ts';
import { readGit } from '../src/sources/git/readGit.ts';
import { createClient } from '../src/sources/github/client.ts';
import { readGitHub } from '../src/sources/github/read.ts';
import { command, type Folders, run } from './lib/command.ts';
import { spinner } from './lib/spinner.ts';

interface Options extends Folders {
  full?: boolean;
}

await run(async () => {
  const program = command('snapshot', 'Fetches what is new into the snapshots.').option(
    '--full',
    'read everything again instead of what changed',
  );
  program.parse();
  await snapshot(program.opts<Options>());
});

async function snapshot(options: Options): Promise<void> {
  const definitions = await loadDefinitions(options.content);
  const organisation = await loadOrganisation(options.content, [...definitions.keys()]);
  const who = identity(process.env['PLUMBLINE_PSEUDONYM_KEY'], organisation.bots);
  const client = once(() =>
    createClient({
      token: process.env['GITHUB_TOKEN'],
      url: process.env['GITHUB_GRAPHQL_URL'],
    }),
  );
  let requests = 0;
  let points = 0;
  for (const settings of organisation.repositories) {
    const line = spinner(settings.name);
    try {
      if (settings.source === 'sample') {
        line.succeed(await verifySample(options.data, settings.name));
        continue;
      }
      const reading = await read(organisation, settings, options, who, client, (progress) => {
        line.text = `${settings.name}: ${progress.what} ${progress.read}${progress.expected === null ? '' : ` of ${progress.expected}`}`;
      });
      await writeSnapshot(options.data, reading.repository, reading.facts, {
        source: settings.source,
        readThrough: reading.readThrough,
        keyFingerprint: who.keyFingerprint,
        botsFingerprint: who.botsFingerprint,
        coverage: reading.coverage,
        unreadable: reading.unreadable,
      });
      requests += reading.cost.requests;
      points += reading.cost.points;
      line.succeed(summary(settings.name, reading));
      for (const { what } of reading.unreadable) console.warn(`  not readable: ${what}`);
    } catch (error) {
      line.fail(`${settings.name}: not read; what was stored is unchanged`);
      throw error;
    }
  }
  console.log(
    `Snapshot complete: ${organisation.repositories.length} repositories, ${requests} requests, ${points} points of GitHub's rate limit.`,
  );
}

async function read(
  organisation: Organisation,
  settings: RepositorySettings,
  { content, data, full }: Options,
  who: Identity,
  client: () => ReturnType<typeof createClient>,
  onProgress: (progress: Progress) => void,
): Promise<Reading> {
  const now = new Date().toISOString();
  if (settings.source === 'git') {
    return readGit({
      path: resolve(content, settings.path ?? '.'),
      name: settings.name,
      identity: who,
      now,
      onProgress,
    });
  }
  return readGitHub({
    name: settings.name,
    client: client(),
    identity: who,
    stored: await readSnapshot(data, settings.name),
    withPaths: organisation.teams.some(({ owns }) =>
      owns.some(({ repository, paths }) => repository === settings.name && paths !== undefined),
    ),
    full: full ?? false,
    now,
    onProgress,
  });
}

/** The sample organisation is part of the repository: there is nothing to fetch, only to check. */
async function verifySample(data: string, name: string): Promise<string> {
  const stored = await readSnapshot(data, name);
  if (stored === null) {
    throw new Problem({
      place: `${data}/snapshots/${name}`,
      found: 'no snapshot of this sample repository',
      expected: 'the sample data that belongs to Plumbline',
      remedy: 'Run `npm run sample` to generate it, or list your own repositories in org.yaml.',
    });
  }
  return `${name}: sample data, ${stored.facts['pull-requests'].length} pull requests, complete to ${stored.manifest.readThrough}`;
}

function summary(name: string, { facts, readThrough, cost }: Reading): string {
  const counts = Object.entries(facts)
    .filter(([, rows]) => rows.length > 0)
    .map(([collection, rows]) => `${rows.length} ${collection.replace('-', ' ')}`);
  return `${name}: ${counts.join(', ') || 'no facts'}; complete to ${readThrough} (${cost.requests} requests, ${cost.points} points)`;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
