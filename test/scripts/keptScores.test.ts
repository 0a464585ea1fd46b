import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fedMetrics, importedTables } from '../../scripts/lib/importedTables.ts';
import { loadMetrics, withImportedMetrics } from '../../scripts/lib/metrics.ts';
import { keepFrom, writeState } from '../../scripts/lib/scoredState.ts';
import { scoringWork } from '../../scripts/lib/scoringWork.ts';
import { inline } from '../../scripts/lib/scoringWorkers.ts';
import { writePages } from '../../scripts/lib/writePages.ts';
import type { Facts } from '../../src/facts/collection.ts';
import type { ImportedManifest } from '../../src/facts/imported.ts';
import { DAY, HOUR } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { numberedMetrics } from '../../src/scoring/scope.ts';
import { readImport } from '../../src/sources/imports/readImport.ts';
import { importOf } from '../sources/imports/folder.ts';
import { isDeep } from '../support/deep.ts';
import { check, deployment, incidentIssue, issue, pullRequest, review, sha } from '../support/facts.ts';
import { ownFolder } from '../support/runFolder.ts';
import { storedIn } from '../support/score.ts';
import { snapshotOf } from '../support/snapshot.ts';

/*
 * A run that keeps pages of an earlier one writes what a run writes that computes them all, whatever has changed in
 * between.
 */

const definitions = await loadDefinitions('content');
const computed = await loadMetrics();
const START = Date.parse('2025-01-06T00:00:00Z');
const AS_OF = Date.parse('2026-02-12T00:00:00Z');

type World = {
  asOf: number;
  facts: Map<string, Pick<Facts, 'pull-requests' | 'deployments' | 'issues' | 'checks'>>;
  teams: { id: string; owns: object[] }[];
  /** Scores that customers gave team t0, one a week. */
  scores: number[];
};

const iso = (at: number) => new Date(at).toISOString();
const person = (number: number) => ({ person: `p-${String(number).padStart(16, '0')}` });
const named = (labels: readonly string[], repository: string) => ({ labels, repository });

/** A linear congruential sequence in [0, 1). */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function pullRequestOf(
  number: number,
  created: number,
  repository: number,
  asOf: number,
  random: () => number,
) {
  const closed = created + random() ** 2 * 30 * DAY + HOUR;
  const isOpen = random() < 0.06 || closed >= asOf;
  const isMerged = !isOpen && random() < 0.9;
  // Some work in another repository than most of their work.
  const anybody = () =>
    person(Math.floor(random() * 7) + 10 * (random() < 0.1 ? 1 - repository : repository));
  return pullRequest({
    number,
    title: random() < 0.1 ? `Fix number ${number}` : `Change number ${number}`,
    author: anybody(),
    createdAt: iso(created),
    updatedAt: iso(isOpen ? created : closed),
    closedAt: isOpen ? null : iso(closed),
    mergedAt: isMerged ? iso(closed) : null,
    state: isOpen ? 'open' : isMerged ? 'merged' : 'closed',
    additions: Math.floor(random() ** 3 * 900),
    labels: [['x'], ['y'], ['x', 'y'], []][Math.floor(random() * 4)] ?? [],
    mergeCommit: isMerged ? sha(number) : null,
    reviews: [1, 2].flatMap((part) => {
      const at = created + (closed - created) * (random() + (random() < 0.1 ? part : 0));
      return random() < 0.3 || at >= asOf ? [] : [review(iso(at), { author: anybody(), state: 'approved' })];
    }),
  });
}

function factsOf(repository: number, asOf: number, random: () => number) {
  const pulls = [];
  for (let at = START, number = 1; at < asOf; at += random() * 3 * DAY, number += 1)
    pulls.push(pullRequestOf(number, at, repository, asOf, random));
  const merged = pulls.filter(({ mergedAt, number }) => mergedAt !== null && number % 4 === 0);
  const days = Array.from(
    { length: Math.floor((asOf - START) / (9 * DAY)) },
    (_, index) => START + index * 9 * DAY,
  );
  return {
    'pull-requests': pulls,
    deployments: merged.map(({ number, mergedAt }) =>
      deployment(`d${repository}-${number}`, mergedAt ?? '', number, {
        statuses: [{ state: random() < 0.8 ? 'success' : 'failure', at: mergedAt ?? '' }],
      }),
    ),
    issues: days.map((at, index) => {
      const closed = at + random() * 60 * DAY;
      return (index % 3 === 0 ? incidentIssue : issue)(5000 + index, {
        createdAt: iso(at),
        ...(closed < asOf ? { closedAt: iso(closed), state: 'closed', stateReason: 'completed' } : {}),
      });
    }),
    checks: merged.map(({ number, mergedAt }) =>
      check(`c${repository}-${number}`, mergedAt ?? '', {
        sha: sha(number),
        conclusion: random() < 0.8 ? 'success' : 'failure',
      }),
    ),
  };
}

function worldOf(seed: number): World {
  const random = sequence(seed);
  const part = [{}, { from: '2025-09-10' }, { until: '2025-11-20' }][seed % 3];
  return {
    asOf: AS_OF,
    facts: new Map(['r0', 'r1'].map((name, index) => [name, factsOf(index, AS_OF, random)])),
    teams: [
      { id: 't0', owns: [{ repository: 'acme/r0' }] },
      { id: 't1', owns: [{ ...named(['x'], 'acme/r1'), ...part }] },
      { id: 't2', owns: [named(['y'], 'acme/r1')] },
    ],
    scores: Array.from({ length: 50 }, () => Math.floor(random() * 10)),
  };
}

/** What may happen between two runs, by what it is. */
const changes: Record<string, (world: World, random: () => number) => void> = {
  nothing: () => {},
  'time goes on': (world, random) => {
    world.asOf += Math.ceil(random() * 60) * DAY;
  },
  'another pull request': (world, random) => {
    const rows = pullsOf(world, random);
    const created = world.asOf - (1 + random() * 20) * DAY;
    rows.push(pullRequestOf(2000 + rows.length, created, 0, world.asOf, random));
  },
  'another title': (world, random) => edit(world, random, () => ({ title: 'Another title' })),
  'other labels': (world, random) =>
    edit(world, random, ({ labels }) => ({ labels: labels.length > 0 ? [] : ['x'] })),
  'another author': (world, random) =>
    edit(world, random, () => ({ author: person(Math.floor(random() * 17)) })),
  'a merge now': (world, random) =>
    edit(world, random, () => ({
      state: 'merged',
      mergedAt: iso(world.asOf - DAY),
      closedAt: iso(world.asOf - DAY),
      mergeCommit: sha(9999),
    })),
  'another date of a merge': (world, random) =>
    edit(world, random, ({ mergedAt }) => {
      const at =
        mergedAt === null
          ? null
          : iso(Math.min(world.asOf - HOUR, Date.parse(mergedAt) + random() * 50 * DAY));
      return { mergedAt: at, closedAt: at };
    }),
  'one pull request less': (world, random) => {
    const rows = pullsOf(world, random);
    rows.splice(Math.floor(random() * rows.length), 1);
  },
  'a late review': (world, random) =>
    edit(world, random, ({ reviews }) => ({
      reviews: [...reviews, review(iso(world.asOf - HOUR), { author: person(Math.floor(random() * 17)) })],
    })),
  'an early review': (world, random) =>
    edit(world, random, ({ reviews, createdAt }) => ({
      reviews: [review(iso(Date.parse(createdAt) + 60_000), { author: person(3) }), ...reviews],
    })),
  'a deployment that fails in the end': (world, random) => {
    const rows = factsIn(world, random).deployments;
    const index = Math.floor(random() * rows.length);
    const before = rows[index];
    if (before === undefined) return;
    const statuses = [...before.statuses, { state: 'failure' as const, at: iso(world.asOf - HOUR) }];
    rows[index] = { ...before, statuses };
  },
  'the first deployment of all is gone': (world, random) => {
    factsIn(world, random).deployments.shift();
  },
  'an issue is closed': (world, random) => {
    const rows = factsIn(world, random).issues;
    const index = Math.floor(random() * rows.length);
    const before = rows[index];
    if (before === undefined) return;
    rows[index] = { ...before, closedAt: iso(world.asOf - HOUR), state: 'closed', stateReason: 'completed' };
  },
  'a repository more': (world, random) => {
    world.facts.set('r2', factsOf(1, world.asOf, random));
    world.teams[0]?.owns.push({ repository: 'acme/r2' });
  },
  'other owners from a day on': (world) => {
    world.teams = world.teams.map((team) =>
      team.id === 't2' ? { ...team, owns: [{ ...named(['x', 'y'], 'acme/r1'), from: '2025-12-01' }] } : team,
    );
  },
  'another export': (world, random) => {
    world.scores = world.scores.concat(Math.floor(random() * 10));
  },
};

function factsIn({ facts }: World, random: () => number) {
  const found = [...facts.values()][Math.floor(random() * facts.size)];
  if (found === undefined) throw new Error('a world without repositories');
  return found;
}

const pullsOf = (world: World, random: () => number) => factsIn(world, random)['pull-requests'];

type PullRequests =
  World['facts'] extends Map<string, infer F extends { 'pull-requests': unknown[] }>
    ? F['pull-requests']
    : never;

function edit(
  world: World,
  random: () => number,
  change: (row: PullRequests[number]) => Partial<PullRequests[number]>,
): void {
  const rows = pullsOf(world, random);
  // Half of the changes are of the last quarter.
  const index = Math.floor((random() < 0.5 ? 0.8 + random() / 5 : random()) * rows.length);
  const before = rows[index];
  if (before !== undefined) rows[index] = { ...before, ...change(before) };
}

async function importIn({ scores, asOf }: World): Promise<{ manifest: ImportedManifest; data: string }> {
  const definition = definitions.get('customer-satisfaction');
  if (definition === undefined) throw new Error('no such metric');
  const lines = scores.map(
    (value, index) => `${iso(START + index * 7 * DAY).slice(0, 10)},t0,${value / 10},12`,
  );
  const request = await importOf(
    `title: Survey
tool: Sheet
delivered: weekly
timeZone: UTC
tables:
  rows:
    files: "*.csv"
    columns:
      day: {from: day, as: time, format: "%Y-%m-%d", required: true}
      team: {from: team}
      value: {from: value, as: number}
      people: {from: people, as: number}
observations:
  - metric: customer-satisfaction
    select: SELECT day AS at, team, value, people, file, row FROM rows
`,
    { [`survey-${iso(asOf).slice(0, 10)}.csv`]: ['day,team,value,people', ...lines, ''].join('\n') },
  );
  const targets = {
    ...request.targets,
    metrics: new Map([['customer-satisfaction', definition]]),
    teams: ['t0', 't1', 't2'],
  };
  const { manifest } = await readImport({ ...request, targets });
  if (manifest === null) throw new Error('nothing was imported');
  return { manifest, data: request.data };
}

/** Scores a world, keeping pages of a former run. @returns where the pages are, and how many were kept */
async function scored(world: World, ids: readonly string[], former: string | null) {
  const { asOf, facts, teams } = world;
  const root = await ownFolder();
  const folder = join(root, 'scorecards');
  const organisation = organisationSchema.parse({
    name: 'Acme',
    repositories: [...facts.keys()].map((name) => ({
      name: `acme/${name}`,
      deployments: { from: 'deployments' },
    })),
    teams: teams.map((team) => ({
      ...team,
      name: team.id,
      kpis: ['cycle-time', 'merge-frequency', 'review-coverage'].map((metric) => ({ metric })),
    })),
    groups: [{ id: 'g', name: 'g', teams: teams.map(({ id }) => id) }],
  });
  const { manifest, data } = await importIn(world);
  const own = new Map([...computed].filter(([id]) => ids.includes(id)));
  const metrics = withImportedMetrics(own, fedMetrics([manifest]));
  const kept = { data, cache: join(root, 'cache'), spare: join(root, 'spare'), code: '' };
  const imported = await importedTables([manifest], numberedMetrics(metrics), {
    ...kept,
    // Where the tables of imports are is a part of what pages depend on.
    cache: join(await everywhere, 'imported'),
  });
  const options = { ...kept, organisation, organisationFolder: '', definitions, asOf, folder };
  const work = scoringWork(
    { ...options, metrics: [...metrics.keys()], imports: [manifest], imported },
    metrics,
  );
  const snapshots = Array.from(facts, ([name, own]) => snapshotOf(`acme/${name}`, own, iso(asOf)));
  const stored = await storedIn(root, { organisation, metrics, asOf }, snapshots);
  const written = await writePages(() => inline(work), work, stored, [], {
    folder,
    settings: '',
    keep: former === null ? async () => null : await keepFrom(former),
  });
  await work.close();
  await writeState(folder, '', written.inputs);
  return { folder, ...written };
}

const everywhere = ownFolder();

async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(json|parquet)$/.test(name));
  const texts = names.sort().map(async (name) => [name, await readFile(join(folder, name), 'latin1')]);
  return Object.fromEntries(await Promise.all(texts));
}

test('whatever changes between two runs, the second writes what a run from scratch writes', async () => {
  const seen = { kept: 0, computed: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(fc.constantFrom(...Object.keys(changes)), { minLength: 1, maxLength: 3 }),
      fc.shuffledSubarray([...computed.keys()], { minLength: 8, maxLength: 8 }),
      async (seed, names, ids) => {
        const world = worldOf(seed);
        const before = await scored(world, ids, null);
        const random = sequence(seed + 1);
        for (const name of names) changes[name]?.(world, random);
        const again = await scored(world, ids, before.folder);
        const fresh = await scored(world, ids, null);
        seen.kept += again.kept;
        seen.computed += again.pages - again.kept;
        expect(await filesIn(again.folder)).toEqual(await filesIn(fresh.folder));
        expect(again.inputs).toEqual(fresh.inputs);
      },
    ),
    // The worlds of a plain run are the same each time.
    { ...(isDeep ? { numRuns: 100 } : { numRuns: 3, seed: 11 }), endOnFailure: true },
  );
  expect(Math.min(seen.kept, seen.computed)).toBeGreaterThan(10);
}, 3_600_000);
