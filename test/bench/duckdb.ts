import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';
import { z } from 'zod';
import { hands } from '../../scripts/lib/hands.ts';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { share } from '../../scripts/lib/scoring.ts';
import { quartersBetween } from '../../src/facts/quarter.ts';
import { type Organisation, organisationSchema } from '../../src/handbook/organisation.ts';
import { holder } from '../../src/scoring/collect.ts';
import { catalogueOf } from '../../src/scoring/itemTable.ts';
import { poolerOf } from '../../src/scoring/pooling.ts';
import { type Series, sampleOf } from '../../src/scoring/series.ts';
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

const folder = await mkdtemp(join(tmpdir(), 'plumbline-duckdb-'));
try {
  const organisation = organisationSchema.parse(
    parse(await writeSynthetic(folder, SIZE, Math.max(10, Math.ceil(SIZE / 2500)), TEAMS)),
  );
  const contestants = {
    'DuckDB, 1 thread': () => byDuckDb(1),
    'DuckDB, 2 threads': () => byDuckDb(2),
    'Plumbline, 1 thread': () => byPlumbline(organisation, 1),
    'Plumbline, 2 threads': () => byPlumbline(organisation, 2),
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
  const of = (name: keyof typeof contestants) => median(seconds.get(name) ?? []);
  table(
    `${SIZE.toLocaleString('en')} pull requests: ${expected?.size} quarters of teams, all figures equal; median of ${RUNS} runs`,
    ['', 'seconds', '÷ DuckDB with as many threads'],
    ([1, 2] as const).flatMap((threads) => {
      const duck = of(threads === 1 ? 'DuckDB, 1 thread' : 'DuckDB, 2 threads');
      const own = of(threads === 1 ? 'Plumbline, 1 thread' : 'Plumbline, 2 threads');
      const named = threads === 1 ? '1 thread' : '2 threads';
      return [
        [`DuckDB, ${named}`, duck.toFixed(2), '1.0'],
        [`Plumbline, ${named}`, own.toFixed(2), (own / duck).toFixed(1)],
      ];
    }),
  );
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

async function byPlumbline(organisation: Organisation, threads: number): Promise<Result> {
  const metrics = new Map([...(await loadMetrics())].filter(([id]) => id in KINDS));
  const orders = { organisation, definitions: new Map(), data: folder, asOf: END, folder };
  const workers = hands(threads, orders, metrics);
  try {
    const measured = await share(workers, organisation.repositories, ({ tasks }, { name }) =>
      tasks.measure(name),
    );
    const { holdings, hold } = holder(organisation, END);
    for (const one of measured) hold(one);
    const result: Result = new Map();
    for (const [team, { shares, observedFrom }] of holdings) {
      const pool = poolerOf(shares, catalogueOf(shares));
      const seriesOf = (id: keyof typeof KINDS): Series => pool(KINDS[id], id);
      const [cycleTime, firstReview, coverage] = [
        seriesOf('cycle-time'),
        seriesOf('first-review-time'),
        seriesOf('review-coverage'),
      ];
      for (const quarter of quartersBetween(observedFrom, END, organisation)) {
        const of = (series: Series) =>
          summarise(sampleOf(series, [quarter], { from: observedFrom, unit: 1 }));
        const { n: merged, value } = of(cycleTime);
        if (merged > 0)
          result.set(`${team} ${quarter.id}`, {
            merged,
            cycleTime: value,
            firstReview: of(firstReview).value,
            reviewed: of(coverage).value,
          });
      }
    }
    return result;
  } finally {
    await Promise.all(workers.map((hand) => hand.dismiss()));
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
