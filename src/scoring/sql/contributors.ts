import type { Database, Selection } from '../../facts/duckdb.ts';
import type { Window } from '../../facts/quarter.ts';
import { at as numberAt } from '../../metrics/populations/columns.ts';
import type { Workers } from '../../metrics/populations/metric.ts';
import type { TeamPart } from '../collect.ts';
import type { Cell } from '../suppression.ts';
import { partsTable } from './parts.ts';

/*
 * Who is behind the items that metrics count, in SQL. People stand as numbers that hold within one database: 0 is every
 * deleted account. Nothing of this is ever written to a file.
 */

/** A metric as far as the people behind it are concerned. */
export interface CountedMetric {
  /** Its number in the tables; null for one of a whole scope, whose items are merged pull requests. */
  number: number | null;
  /** Whether an item counts in every window in which it was under way. */
  lasts: boolean;
  workers: Workers;
}

/** By place of the metric, and by that of the window. */
export type CellsByWindow = Map<number, Map<number, Cell[]>>;

/**
 * Finds the people behind all items.
 * @param parts of all teams, and of nobody
 * @returns the cells of each metric in each window
 */
export async function cellsOf(
  database: Database,
  parts: readonly TeamPart[],
  metrics: readonly CountedMetric[],
  windows: readonly Window[],
): Promise<CellsByWindow> {
  const cells: CellsByWindow = new Map();
  const { folders, rowsOf } = await partsTable(database, 'behind_parts', parts);
  if (folders.length === 0 || windows.length === 0) return cells;
  const teams = [...new Set(parts.map(({ team }) => team))];
  const repositories = [...new Set(parts.map(({ repository }) => repository))];
  await database.run(
    'CREATE OR REPLACE TEMP TABLE behind_places (position UINTEGER, team UINTEGER, repository UINTEGER)',
  );
  await database.append('behind_places', [
    Uint32Array.from(parts.keys()),
    Uint32Array.from(parts, ({ team }) => teams.indexOf(team)),
    Uint32Array.from(parts, ({ repository }) => repositories.indexOf(repository)),
  ]);
  await database.run(
    'CREATE OR REPLACE TEMP TABLE behind_windows (number UINTEGER, "start" DOUBLE, "end" DOUBLE)',
  );
  await database.append('behind_windows', [
    Uint32Array.from(windows.keys()),
    Float64Array.from(windows, ({ start }) => start),
    Float64Array.from(windows, ({ end }) => end),
  ]);
  await database.run(
    'CREATE OR REPLACE TEMP TABLE behind_asked (question UINTEGER, number UINTEGER, lasts UINTEGER, authors UINTEGER, reviewers UINTEGER)',
  );
  await database.append('behind_asked', [
    Uint32Array.from(metrics.keys()),
    Uint32Array.from(metrics, ({ number }) => number ?? OF_SCOPE),
    Uint32Array.from(metrics, ({ lasts }) => (lasts ? 1 : 0)),
    Uint32Array.from(metrics, ({ workers }) => (workers === 'team' ? 0 : 1)),
    Uint32Array.from(metrics, ({ workers }) => (workers === 'reviewers' ? 1 : 0)),
  ]);
  await database.run(`CREATE OR REPLACE TEMP TABLE behind_people AS
    SELECT name, row_number() OVER (ORDER BY name)::UINTEGER AS number FROM (
      SELECT author AS name FROM ${rowsOf('pulls')} UNION SELECT author FROM ${rowsOf('changes')}
      UNION SELECT reviewer FROM ${rowsOf('reviews')})
    WHERE name IS NOT NULL`);
  // An item that several teams may see is one by its identifier, any other by its place.
  await database.run(`CREATE OR REPLACE TEMP TABLE behind_items AS
    WITH written AS (
      SELECT s.position, r.item, r.author FROM ${rowsOf('pulls')}
      UNION ALL
      SELECT s.position, i.item, r.author FROM ${rowsOf('changes')}
      JOIN (SELECT s.position, r.item, r.id FROM ${rowsOf('items')} WHERE r.kind IN ('commit', 'record')) i
        ON i.position = s.position AND i.id = r."commit")
    SELECT s.position, s.shared, r.item, r.whole,
      CASE WHEN s.shared = 1 THEN hash(r.id) ELSE hash(s.position, r.item) END AS key,
      CASE WHEN w.item IS NULL THEN ${NO_AUTHOR} ELSE coalesce(p.number, 0) END::UINTEGER AS author
    FROM ${rowsOf('items')}
    LEFT JOIN written w ON w.position = s.position AND w.item = r.whole
    LEFT JOIN behind_people p ON p.name = w.author`);
  const worked = await database.select(`
    SELECT w.number AS "window", o.team, o.repository, coalesce(p.number, 0)::UINTEGER AS person, count(*)::UINTEGER AS changes
    FROM ${rowsOf('changes')} JOIN behind_places o ON o.position = s.position
    JOIN behind_windows w ON r."at" >= w."start" AND r."at" < w."end"
    LEFT JOIN behind_people p ON p.name = r.author
    GROUP BY ALL ORDER BY ALL`);
  const workOf = workIn(worked, teams.indexOf(null));
  for (const batch of batchesOf(metrics, parts)) {
    // The last moment of what lasts is the one before its end; NaN is after every moment.
    const only = `a.question IN (${batch.join(', ')})`;
    await database.run(`CREATE OR REPLACE TEMP TABLE behind_seen AS
      WITH seen AS (
        SELECT a.question, i.position, i.shared, i.key, i.whole, i.author, r."at" AS "from",
          CASE WHEN a.lasts = 1 THEN r.until - 1 ELSE r."at" END AS "to", false AS waits
        FROM ${rowsOf('observations')} JOIN behind_asked a ON a.number = r.metric
        JOIN behind_items i ON i.position = s.position AND i.item = r.item
        WHERE r.phase = 0 AND ${only}
        UNION ALL
        SELECT a.question, i.position, i.shared, i.key, i.whole, i.author, r.merged_at, r.merged_at, false
        FROM ${rowsOf('pulls')} JOIN behind_asked a ON a.number = ${OF_SCOPE}
        JOIN behind_items i ON i.position = s.position AND i.item = r.item
        WHERE NOT isnan(r.merged_at) AND ${only}
        UNION ALL
        SELECT a.question, i.position, i.shared, i.key, i.whole, i.author, r."from", r."to", true
        FROM ${rowsOf('spans')} JOIN behind_asked a ON a.number = r.metric
        JOIN behind_items i ON i.position = s.position AND i.item + 1 = r.item
        WHERE ${only}),
      dated AS (
        SELECT n.question, w.number AS "window", n.position, n.shared, n.key, n.whole, n.author
        FROM seen n JOIN behind_windows w
          ON n."from" < w."end" AND n."to" >= CASE WHEN n.waits THEN w."end" ELSE w."start" END),
      owners AS (
        SELECT d.question, d."window", d.key, string_agg(DISTINCT o.team::VARCHAR, ' ' ORDER BY o.team::VARCHAR) AS owners
        FROM dated d JOIN behind_places o USING (position) WHERE d.shared = 1 GROUP BY ALL)
      SELECT d.question, d."window", d.position, d.key, d.whole, d.author, o.repository,
        coalesce(s.owners, o.team::VARCHAR) AS owners
      FROM dated d JOIN behind_places o USING (position)
      LEFT JOIN owners s ON s.question = d.question AND s."window" = d."window" AND s.key = d.key`);
    const counted = await database.select(`
      SELECT question, "window", owners, repository,
        CASE WHEN a.authors = 1 THEN author ELSE ${NO_AUTHOR} END::UINTEGER AS person, 0::UINTEGER AS way,
        count(DISTINCT key)::UINTEGER AS items
      FROM behind_seen JOIN behind_asked a USING (question) GROUP BY ALL
      UNION ALL
      SELECT n.question, n."window", n.owners, n.repository, coalesce(p.number, 0)::UINTEGER, 1::UINTEGER,
        count(DISTINCT n.key)::UINTEGER
      FROM behind_seen n JOIN behind_asked a USING (question)
      JOIN (SELECT s.position, r.item, r.reviewer FROM ${rowsOf('reviews')}) v
        ON v.position = n.position AND v.item = n.whole
      LEFT JOIN behind_people p ON p.name = v.reviewer
      WHERE a.reviewers = 1 GROUP BY ALL
      ORDER BY ALL`);
    addCells(cells, counted, { metrics, teams, repositories, workOf });
  }
  await database.run('DROP TABLE behind_seen; DROP TABLE behind_items; DROP TABLE behind_people');
  return cells;
}

const MOST_ROWS = 500_000;

/** Memory has a price: metrics go together up to so many rows. */
function batchesOf(metrics: readonly CountedMetric[], parts: readonly TeamPart[]): number[][] {
  const batches: number[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const [question, { number }] of metrics.entries()) {
    const own = parts.reduce((sum, { observations }) => sum + (observations[number ?? 0] ?? 0), 0);
    rows += own;
    if (rows > MOST_ROWS) {
      batches.push([]);
      rows = own;
    }
    batches.at(-1)?.push(question);
  }
  return batches;
}

interface Known {
  metrics: readonly CountedMetric[];
  teams: readonly (string | null)[];
  repositories: readonly string[];
  workOf: WorkOf;
}

/** Adds what was counted, in order: the rows of one cell follow one another. */
function addCells(
  cells: CellsByWindow,
  counted: Selection,
  { metrics, teams, repositories, workOf }: Known,
): void {
  const [question, window, repository, person, way, items] = [
    counted.indexes('question'),
    counted.indexes('window'),
    counted.indexes('repository'),
    counted.indexes('person'),
    counted.indexes('way'),
    counted.indexes('items'),
  ];
  const owners = counted.texts('owners');
  let last = { key: '', people: [new Map<number, number>()], owners: [0] };
  for (let row = 0; row < counted.length; row += 1) {
    const [asked, at, place] = [numberAt(question, row), numberAt(window, row), numberAt(repository, row)];
    const list = owners[row] ?? '';
    const key = `${asked} ${at} ${place} ${list}`;
    if (last.key !== key) {
      const people = [new Map<number, number>()];
      if (metrics[asked]?.workers === 'reviewers') people.push(new Map());
      last = { key, people, owners: list.split(' ').map(Number) };
      const byWindow = cells.get(asked) ?? new Map<number, Cell[]>();
      cells.set(asked, byWindow);
      const own = byWindow.get(at) ?? [];
      byWindow.set(at, own);
      own.push({
        owners: last.owners.map((team) => teams[team] ?? null),
        repository: repositories[place] ?? '',
        people,
      });
    }
    const weights = last.people[numberAt(way, row)];
    const count = numberAt(items, row);
    const by = numberAt(person, row);
    const shares = by === NO_AUTHOR ? workOf(at, place, last.owners) : new Map([[by, 1]]);
    for (const [one, share] of shares) weights?.set(one, (weights.get(one) ?? 0) + count * share);
  }
}

/** @returns by person, the share of the work of some teams in a repository in a window; of nobody's, everybody's there */
type WorkOf = (window: number, repository: number, owners: readonly number[]) => ReadonlyMap<number, number>;

function workIn(worked: Selection, nobody: number): WorkOf {
  const [window, team, repository, person, changes] = [
    worked.indexes('window'),
    worked.indexes('team'),
    worked.indexes('repository'),
    worked.indexes('person'),
    worked.indexes('changes'),
  ];
  const rows = Map.groupBy(window.keys(), (row) => `${window[row]} ${repository[row]}`);
  const known = new Map<string, Map<number, number>>();
  return (at, place, owners) => {
    const key = `${at} ${place} ${owners.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const counts = new Map<number, number>();
    let total = 0;
    for (const row of rows.get(`${at} ${place}`) ?? []) {
      if (!owners.includes(nobody) && !owners.includes(numberAt(team, row))) continue;
      const count = numberAt(changes, row);
      const by = numberAt(person, row);
      counts.set(by, (counts.get(by) ?? 0) + count);
      total += count;
    }
    const shares = new Map(Array.from(counts, ([by, count]) => [by, count / total]));
    known.set(key, shares);
    return shares;
  };
}

/** The number of a metric that is measured of a whole scope. */
const OF_SCOPE = 0xff_ff_ff_fe;

const NO_AUTHOR = 0xff_ff_ff_ff;
