import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { observe, observedBefore } from '../../scripts/lib/observations.ts';
import { openDatabase } from '../../src/facts/duckdb.ts';
import { quartersBetween } from '../../src/facts/quarter.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { type Organisation, organisationSchema } from '../../src/handbook/organisation.ts';
import { peopleOf, scopeOf } from '../../src/scoring/scope.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import type { StoredRepository } from '../../src/scoring/storedRepository.ts';
import { teamsData } from '../../src/scoring/teamData.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { END, writeSynthetic } from './synthetic.ts';
import { median, table } from './table.ts';

/**
 * The same numbers by this project and by DuckDB's JSON reader in SQL, from the same snapshot: by team and quarter,
 * the pull requests merged, their median cycle time, their median wait for a first review and the share reviewed.
 * Fails when they differ; prints how long each took. The SQL knows what this project has to find out: that there are
 * no bots, no drafts and no contradictions, and that the bytes are those that were written.
 */
const SIZE = Number(process.argv[2] ?? 100_000);
const TEAMS = 10;
const RUNS = 3;
const KINDS = {
  'cycle-time': 'distribution',
  'first-review-time': 'distribution',
  'review-coverage': 'proportion',
} as const;

const figuresSchema = z.object({
  merged: z.number(),
  cycleTime: z.number().nullable(),
  firstReview: z.number().nullable(),
  reviewed: z.number().nullable(),
});
type Figures = z.infer<typeof figuresSchema>;

/** By team and quarter. */
type Result = Map<string, Figures>;

/** What Plumbline may take for the same figures, in units of DuckDB's time. */
const MOST = { cold: 4, warm: 1.5 };

const definitions = await loadDefinitions('content');
const folder = await mkdtemp(join(tmpdir(), 'plumbline-duckdb-'));
try {
  const organisation = organisationSchema.parse(
    parse(await writeSynthetic(folder, SIZE, Math.max(10, Math.ceil(SIZE / 2500)), TEAMS)),
  );
  const cache = join(folder, 'observations');
  const contestants = {
    'DuckDB, 1 thread': () => byDuckDb(1),
    'DuckDB, 2 threads': () => byDuckDb(2),
    'Plumbline, cold': async () => {
      await rm(cache, { recursive: true, force: true });
      return byPlumbline(organisation, 1, cache);
    },
    'Plumbline, warm': () => byPlumbline(organisation, 1, cache),
  };
  const seconds = new Map<string, number[]>();
  let expected: Result | undefined;
  for (let run = 0; run < RUNS; run += 1) {
    for (const [name, compute] of Object.entries(contestants)) {
      const started = performance.now();
      const result = await compute();
      seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - started) / 1000]);
      expected ??= result;
      requireSame(expected, result, name);
    }
  }
  const duck = median(seconds.get('DuckDB, 1 thread') ?? []);
  table(
    `${SIZE.toLocaleString('en')} pull requests: ${expected?.size} quarters of teams, all figures equal; median of ${RUNS} runs`,
    ['', 'seconds', '÷ DuckDB, 1 thread'],
    Object.keys(contestants).map((name) => {
      const taken = median(seconds.get(name) ?? []);
      return [name, taken.toFixed(2), (taken / duck).toFixed(1)];
    }),
  );
  for (const [state, most] of Object.entries(MOST)) {
    const ratio = median(seconds.get(`Plumbline, ${state}`) ?? []) / duck;
    if (ratio > most) {
      console.error(`\n${state}: ${ratio.toFixed(1)} times DuckDB, and at most ${most} is allowed`);
      process.exitCode = 1;
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function byDuckDb(threads: number): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  try {
    const files = join(folder, 'snapshots/bench/*/pull-requests/*.ndjson').replaceAll("'", "''");
    const answer = await connection.runAndReadAll(`
      WITH pulls AS (
        SELECT
          CAST(regexp_extract(filename, 'repository-(\\d+)', 1) AS INTEGER) % ${TEAMS} AS team,
          date_trunc('quarter', mergedAt) AS quarter,
          epoch_ms(mergedAt) - epoch_ms(least(createdAt, list_min([each.authoredAt FOR each IN commits]))) AS cycle,
          epoch_ms(list_min([
            each.submittedAt FOR each IN reviews
            IF each.author.person <> pull.author.person AND each.submittedAt <= mergedAt
          ])) - epoch_ms(createdAt) AS waited
        FROM read_json(
          '${files}', format = 'newline_delimited', filename = true, timestampformat = '%Y-%m-%dT%H:%M:%SZ',
          columns = {
            author: 'STRUCT(person VARCHAR)', createdAt: 'TIMESTAMP', mergedAt: 'TIMESTAMP', base: 'VARCHAR',
            commits: 'STRUCT(authoredAt TIMESTAMP)[]',
            reviews: 'STRUCT(author STRUCT(person VARCHAR), submittedAt TIMESTAMP)[]'
          }
        ) AS pull
        WHERE base = 'main' AND mergedAt IS NOT NULL
      )
      SELECT
        'team-' || team || ' ' || year(quarter) || '-Q' || quarter(quarter) AS id,
        CAST(count(*) AS INTEGER) AS merged,
        quantile_cont(cycle / 3600000, 0.5) AS cycleTime,
        quantile_cont(waited / 3600000, 0.5) AS firstReview,
        count(waited) / count(*) AS reviewed
      FROM pulls GROUP BY team, quarter
    `);
    const rows = z.array(figuresSchema.extend({ id: z.string() })).parse(answer.getRowObjectsJson());
    return new Map(rows.map(({ id, ...figures }) => [id, figures]));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** @param cache where observations are kept: cold when nothing is there yet */
async function byPlumbline(organisation: Organisation, threads: number, cache: string): Promise<Result> {
  const metrics = new Map([...(await loadMetrics())].filter(([id]) => id in KINDS));
  const options = { organisation, data: folder, asOf: END, code: 'bench', cache, spare: cache };
  const databases = await Promise.all(Array.from({ length: threads }, () => openDatabase(1)));
  const stored: StoredRepository[] = [];
  try {
    // In one process two databases work at the same time; what JavaScript measures comes one after the other.
    const names = organisation.repositories.map(({ name }) => name).values();
    await Promise.all(
      databases.map(async (database) => {
        for (const name of names) {
          const before = await observedBefore(options, metrics, name);
          stored.push((before ?? (await observe(options, metrics, database, name))).stored);
        }
      }),
    );
    stored.sort((a, b) => (a.name < b.name ? -1 : 1));
    const result: Result = new Map();
    const teams = teamsData(organisation, stored, [], END);
    const queue = organisation.teams.values();
    await Promise.all(
      databases.map(async (database) => {
        for (const { id } of queue) {
          const input = { organisation, definitions, metrics, teams, asOf: END, database };
          const scope = scopeOf(input, { name: 'team', members: [id] }, () => peopleOf(input));
          const series = await scope.seriesOf(Object.keys(KINDS), 'calendar');
          for (const quarter of quartersBetween(scope.observedFrom, END, organisation)) {
            const of = (metric: keyof typeof KINDS) => {
              const found = series.get(metric);
              if (found === undefined) throw new RangeError(`no ${metric}`);
              return summarise(sampleOf(found, [quarter], { from: scope.observedFrom, unit: 1 }));
            };
            const { n: merged, value } = of('cycle-time');
            if (merged > 0)
              result.set(`${id} ${quarter.id}`, {
                merged,
                cycleTime: value,
                firstReview: of('first-review-time').value,
                reviewed: of('review-coverage').value,
              });
          }
        }
      }),
    );
    return result;
  } finally {
    for (const database of databases) database.close();
  }
}

/** The two add up in different orders: their last digits may differ. */
function requireSame(expected: Result, actual: Result, name: string): void {
  if (expected.size !== actual.size)
    throw new Error(`${name}: ${actual.size} groups instead of ${expected.size}`);
  for (const [id, figures] of expected) {
    const found = actual.get(id);
    for (const key of ['merged', 'cycleTime', 'firstReview', 'reviewed'] as const) {
      const [want, have] = [figures[key], found?.[key]];
      if (
        want === null ? have !== null : !(Math.abs((have ?? Number.NaN) - want) <= 1e-9 * Math.max(1, want))
      )
        throw new Error(`${name}, ${id}, ${key}: ${have} instead of ${want}`);
    }
  }
}
