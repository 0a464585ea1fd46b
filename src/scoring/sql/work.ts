import type { Database } from '../../facts/duckdb.ts';
import type { Quarter, Window } from '../../facts/quarter.ts';
import { type Homes, type TeamRemark, type TeamWork, teamWork } from '../../metrics/populations/teamWork.ts';
import type { TeamPart } from '../collect.ts';
import { partsTable } from './parts.ts';
import { remarkKinds } from './repositoryTables.ts';

/*
 * Who worked on what, in SQL. People stand as numbers that hold within one database and mean nothing outside it: 0 is
 * every deleted account. Nothing of this is ever written to a file.
 */

/** What all scopes have in common. */
export interface People {
  /** The calendar's weeks, in order, from the first fact on. */
  weeks: readonly Window[];
  homes: Homes;
}

/**
 * Numbers everybody, and finds where they are at home: in each quarter in the team into whose code most of their own
 * merged pull requests of that quarter went. A tie gives no home, nor does a quarter without a merge of one's own.
 * @param parts of all teams, and of nobody
 * @param quarters in order and without gaps; what was merged outside of them gives no home
 * @param teams how many the organisation has
 */
export async function numberPeople(
  database: Database,
  parts: readonly TeamPart[],
  quarters: readonly Pick<Quarter, 'start' | 'end'>[],
  teams: number,
): Promise<Homes> {
  await database.run('CREATE OR REPLACE TEMP TABLE people (name VARCHAR, number UINTEGER)');
  const homes = quarters.map((): string[] => []);
  const { folders, rowsOf } = await partsTable(database, 'all_parts', parts);
  if (folders.length > 0) {
    await database.run(`INSERT INTO people
      SELECT name, row_number() OVER (ORDER BY name) FROM (
        SELECT author AS name FROM ${rowsOf('pulls')} WHERE author IS NOT NULL
        UNION SELECT reviewer FROM ${rowsOf('reviews')} WHERE reviewer IS NOT NULL)`);
    const owners = [...new Set(parts.map(({ team }) => team))];
    await database.run(`CREATE OR REPLACE TEMP TABLE owners (position UINTEGER, team UINTEGER)`);
    const owned = parts.map(({ team }, position) => ({ team, position })).filter(({ team }) => team !== null);
    await database.append('owners', [
      Uint32Array.from(owned, ({ position }) => position),
      Uint32Array.from(owned, ({ team }) => owners.indexOf(team)),
    ]);
    await database.run(
      `CREATE OR REPLACE TEMP TABLE quarters (number UINTEGER, "start" DOUBLE, "end" DOUBLE)`,
    );
    await database.append('quarters', [
      Uint32Array.from(quarters.keys()),
      Float64Array.from(quarters, ({ start }) => start),
      Float64Array.from(quarters, ({ end }) => end),
    ]);
    const rows = await database.select(`
      SELECT quarter, person, team FROM (
        SELECT q.number AS quarter, p.number AS person, o.team,
          rank() OVER (PARTITION BY q.number, p.number ORDER BY count(*) DESC) AS place
        FROM ${rowsOf('pulls')} JOIN owners o ON o.position = s.position JOIN people p ON p.name = r.author
        JOIN quarters q ON r.merged_at >= q."start" AND r.merged_at < q."end"
        GROUP BY q.number, p.number, o.team)
      WHERE place = 1
      QUALIFY count(*) OVER (PARTITION BY quarter, person) = 1
      ORDER BY quarter, person`);
    const [quarter, person, team] = [rows.indexes('quarter'), rows.indexes('person'), rows.indexes('team')];
    for (let row = 0; row < rows.length; row += 1) {
      const home = owners[team[row] ?? owners.length];
      const known = homes[quarter[row] ?? homes.length];
      const number = person[row];
      if (home != null && known !== undefined && number !== undefined) known[number] = home;
    }
  }
  return {
    teams,
    at: (moment) => homes[quarters.findIndex(({ start, end }) => moment >= start && moment < end)] ?? [],
  };
}

/**
 * The work of a scope whose items have their numbers and whose people have theirs.
 * @param name of the scope among those of the database
 * @param parts as the scope was opened with
 */
export async function workOf(
  database: Database,
  name: string,
  parts: readonly TeamPart[],
  { weeks, homes }: People,
): Promise<TeamWork> {
  const repositories = [...new Set(parts.map(({ repository }) => repository))];
  const none = new Uint32Array();
  if (parts.length === 0)
    return teamWork({
      repositories,
      weeks,
      homes,
      author: none,
      openedAt: new Float64Array(),
      endedAt: new Float64Array(),
      mergedAt: new Float64Array(),
      reviewsFrom: new Uint32Array(1),
      reviewer: none,
      reviewedAt: new Float64Array(),
      repository: none,
      item: none,
      ownersOf: () => [],
      excludedMerges: [],
      openedByBots: [],
    });
  const { rowsOf, each } = await partsTable(database, `${name}_parts`, parts);
  const items = `${name}_items`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${name}_authors AS
    SELECT s.position, r.item, coalesce(p.number, 0)::UINTEGER AS person
    FROM ${rowsOf('pulls')} LEFT JOIN people p ON p.name = r.author`);
  await database.run(`CREATE OR REPLACE TEMP TABLE ${name}_pulls AS
    SELECT *, (row_number() OVER (ORDER BY isnan(merged_at), merged_at, rank, shared, position, row) - 1)::UINTEGER AS pull
    FROM (
      SELECT s.position, s.shared, r.file_row_number AS row, r.item, i.number, i.rank, r.opened_at, r.ended_at, r.merged_at
      FROM ${rowsOf('pulls')} JOIN ${items} i ON i.position = s.position AND i.item = r.item
      ${each('i.rank')})`);
  const pulls = await database.select(`
    SELECT l.position, l.number, l.rank, a.person, l.opened_at, l.ended_at, l.merged_at
    FROM ${name}_pulls l JOIN ${name}_authors a ON a.position = l.position AND a.item = l.item
    ORDER BY l.pull`);
  const reviews = await database.select(`
    SELECT l.pull, coalesce(p.number, 0)::UINTEGER AS person, r."at"
    FROM ${rowsOf('reviews')} JOIN ${name}_pulls l ON l.position = s.position AND l.item = r.item
    LEFT JOIN people p ON p.name = r.reviewer
    ORDER BY l.pull, r.file_row_number`);
  const shared = await database.select(`
    SELECT i.rank, s.position
    FROM ${rowsOf('pulls')} JOIN ${items} i ON i.position = s.position AND i.item = r.item
    WHERE s.shared = 1 ORDER BY i.rank, s.position`);
  const remarks = await database.select(`
    SELECT r.kind, r."at", r.text FROM ${rowsOf('remarks')} WHERE r.kind >= 3
    ${each('r.kind, r.id, r.text')}
    ORDER BY r.kind, r."at", r.text`);
  const position = pulls.indexes('position');
  const ranks = pulls.indexes('rank');
  const sharers = new Map<number, string[]>();
  const sharedBy = shared.indexes('position');
  for (const [row, rank] of shared.indexes('rank').entries()) {
    const team = parts[sharedBy[row] ?? parts.length]?.team ?? null;
    if (team !== null) sharers.set(rank, [...(sharers.get(rank) ?? []), team]);
  }
  const remarked = (kind: 'excludedMerges' | 'openedByBots'): TeamRemark[] => {
    const number = remarkKinds.indexOf(kind);
    const [kinds, moments, texts] = [remarks.indexes('kind'), remarks.numbers('at'), remarks.texts('text')];
    return Array.from(moments, (at, row) => ({ at, text: texts[row] ?? '' })).filter(
      (_, row) => kinds[row] === number,
    );
  };
  const reviewsFrom = new Uint32Array(pulls.length + 1);
  for (const pull of reviews.indexes('pull')) reviewsFrom[pull + 1] = (reviewsFrom[pull + 1] ?? 0) + 1;
  for (let pull = 0; pull < pulls.length; pull += 1)
    reviewsFrom[pull + 1] = (reviewsFrom[pull + 1] ?? 0) + (reviewsFrom[pull] ?? 0);
  return teamWork({
    repositories,
    weeks,
    homes,
    author: pulls.indexes('person'),
    openedAt: pulls.numbers('opened_at'),
    endedAt: pulls.numbers('ended_at'),
    mergedAt: pulls.numbers('merged_at'),
    reviewsFrom,
    reviewer: reviews.indexes('person'),
    reviewedAt: reviews.numbers('at'),
    repository: position.map((part) => repositories.indexOf(parts[part]?.repository ?? '')),
    item: pulls.indexes('number'),
    ownersOf: (pull) => {
      const part = parts[position[pull] ?? parts.length];
      if (part?.shared === true) return sharers.get(ranks[pull] ?? -1) ?? [];
      return part?.team == null ? [] : [part.team];
    },
    excludedMerges: remarked('excludedMerges'),
    openedByBots: remarked('openedByBots'),
  });
}
