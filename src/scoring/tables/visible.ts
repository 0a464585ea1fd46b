import { type Database, listOf, quoted } from '../../facts/duckdb.ts';
import { type Calendar, quartersBetween, weeksBeginningIn } from '../../facts/quarter.ts';
import { WEEK } from '../../facts/time.ts';
import type { MeasuredRepository, Visible } from '../storedRepository.ts';
import type { MeasuredShare } from './repositoryTables.ts';

/*
 * Digests of what can be seen of a repository at a moment, so that a page is computed again only if something has
 * changed that lies before its end. A row counts from its beginning, and what closes it, such as its end, from then on.
 * Where rows compete for the same item, as those of several teams do, each counts from the first of them on.
 */

/**
 * @param shares of one repository, as `writeTables` has left their tables in the database
 * @param measured what is dated after it was read is seen together with the last before
 * @returns what can be seen of each share
 */
export async function visibleIn(
  database: Database,
  shares: readonly Pick<MeasuredShare, 'repository'>[],
  measured: Pick<MeasuredRepository, 'shares' | 'through'>,
  calendar: Calendar,
): Promise<Visible[]> {
  const [{ repository } = { repository: '' }] = shares;
  const shared = measured.shares.map((share) => share.shared);
  await database.run(eventsOf(repository, shared));
  const found = await database.select(
    'SELECT min("at") AS first FROM visible_events WHERE "at" IS NOT NULL HAVING first IS NOT NULL',
  );
  const [first] = found.numbers('first');
  const edges = first === undefined ? [] : edgesBetween(first, measured.through, calendar);
  await database.run('CREATE OR REPLACE TEMP TABLE visible_edges ("from" DOUBLE)');
  await database.append('visible_edges', [Float64Array.from(edges)]);
  const rows = await database.select(`
    SELECT share, coalesce(d."from", 'NaN') AS "from", sum(digest)::VARCHAR AS digest
    FROM visible_events e ASOF LEFT JOIN visible_edges d ON e."at" >= d."from"
    GROUP BY ALL ORDER BY ALL`);
  await database.run('DROP TABLE visible_events; DROP TABLE visible_edges');
  const [share, from, digest] = [rows.indexes('share'), rows.numbers('from'), rows.texts('digest')];
  const visible = shared.map((): Visible => []);
  for (const [row, number] of share.entries()) {
    const moment = from[row] ?? Number.NaN;
    visible[number]?.push([Number.isNaN(moment) ? null : moment, digest[row] ?? '']);
  }
  return visible;
}

/** Where what a page can see may end: with a quarter, or with the last week that began in one. */
function edgesBetween(first: number, through: number, calendar: Calendar): number[] {
  return quartersBetween(first, Math.max(through, first + 1), calendar).flatMap(({ start }) => [
    start,
    ...weeksBeginningIn({ start, end: start + WEEK }, calendar)
      .slice(0, 1)
      .map((week) => week.start)
      .filter((monday) => monday > start),
  ]);
}

/**
 * What becomes visible when, with a digest. Numbers of items, texts and people differ from one measuring to the next:
 * what they stand for counts. The outer `hash` makes sums of digests differ where rows swap a field.
 */
function eventsOf(repository: string, shared: readonly boolean[]): string {
  // Where no share or every share is, nothing is planned for the others.
  const isShared =
    new Set(shared).size === 1
      ? String(shared[0])
      : `list_contains([${shared.flatMap((each, share) => (each ? [share] : [])).join(', ')}]::UINTEGER[], share)`;
  const own = listOf([' ', '#', '@'].map((mark) => repository + mark));
  const key = `hash(id) AS key, list_contains(${own}, left(id, ${repository.length + 1})) AS own`;
  const event = (what: string, at: string, ...fields: string[]) =>
    `SELECT share, ${at} AS "at", hash(hash(${[quoted(what), ...fields].join(', ')})) AS digest`;
  /** The first moment of what competes; none for an item that another repository may have, too. */
  const first = (at: string, ...by: string[]) =>
    `CASE WHEN own OR NOT ${isShared} THEN min(${at}) OVER (PARTITION BY ${[...by, 'key'].join(', ')}) END`;
  const observation = ['metric', 'clock', 'phase', 'described', '"at"', 'value', '"of"', 'cluster', 'note'];
  const span = ['metric', 'key', '"from"'];
  const remark = ['metric', 'kind', 'key', '"at"', 'said'];
  const pull = ['told', 'author', 'opened_at'];
  const alone = `phase = 0 AND NOT ${isShared}`;
  return `CREATE OR REPLACE TEMP TABLE visible_events AS
WITH
  words AS (SELECT rowid + 1 AS number, hash(text) AS word FROM texts),
  people AS (SELECT rowid + 1 AS number, hash(name) AS person FROM names),
  keyed AS (SELECT *, ${key} FROM items),
  told AS (
    SELECT i.share, i.item, i.key, i.own, i.whole, hash(i.key, i.kind, i.title, i.url, r.word, s.word, w.word) AS told
    FROM keyed i LEFT JOIN words r ON r.number = i.repository
    LEFT JOIN words s ON s.number = i.size LEFT JOIN words w ON w.number = i.work),
  pulled AS (
    SELECT share, item, key, own, told, person AS author, opened_at, ended_at, merged_at
    FROM pulls JOIN told USING (share, item) LEFT JOIN people ON number = author),
  reviewed AS (
    SELECT share, key, person AS reviewer, "at"
    FROM reviews JOIN keyed USING (share, item) LEFT JOIN people ON number = reviewer),
  -- Who is behind an item counts with it.
  reviewers AS (SELECT key, sum(hash(reviewer)) AS reviewers FROM reviewed GROUP BY key),
  described AS (
    SELECT i.share, i.item, i.key, i.own, hash(i.told, o.key, author, reviewers) AS described
    FROM told i JOIN keyed o ON o.share = i.share AND o.item = i.whole
    LEFT JOIN pulled p ON p.share = o.share AND p.item = o.item LEFT JOIN reviewers v ON v.key = o.key),
  observed AS MATERIALIZED (
    SELECT o.share, metric, clock, phase, key, own, described, "at", until, value, "of", settled_at,
      c.word AS cluster, n.word AS note
    FROM observations o JOIN described USING (share, item)
    LEFT JOIN words c ON c.number = o.cluster LEFT JOIN words n ON n.number = o.note),
  spanned AS (
    SELECT s.share, metric, "from", "to", described, hash(s.id) AS key,
      list_contains(${own}, left(s.id, ${repository.length + 1})) AS own
    FROM spans s LEFT JOIN described d ON d.share = s.share AND d.item + 1 = s.item),
  remarked AS (SELECT share, metric, kind, "at", word AS said, ${key} FROM remarks LEFT JOIN words ON number = remarks.text)
${event('observation', '"at"', ...observation)} FROM observed WHERE ${alone}
UNION ALL ${event('until', 'until', ...observation, 'until')} FROM observed WHERE ${alone} AND NOT isnan(until)
UNION ALL ${event('settled', 'settled_at', ...observation, 'settled_at')} FROM observed WHERE ${alone} AND NOT isnan(settled_at)
UNION ALL SELECT * EXCLUDE competes FROM (
  ${event('competing', first('"at"', 'metric', 'clock'), ...observation, 'until', 'settled_at')}, NOT (${alone}) AS competes
  FROM observed WHERE ${isShared} OR metric IN (SELECT metric FROM observations WHERE phase > 0)) WHERE competes
UNION ALL ${event('span', '"from"', ...span, 'described')} FROM spanned WHERE NOT ${isShared}
UNION ALL ${event('end', '"to"', ...span, '"to"')} FROM spanned WHERE NOT ${isShared} AND NOT isnan("to")
UNION ALL ${event('shared span', first('"from"', 'metric'), ...span, '"to"', 'described')} FROM spanned WHERE ${isShared}
UNION ALL ${event('remark', '"at"', ...remark)} FROM remarked WHERE NOT ${isShared}
UNION ALL ${event('shared remark', first('"at"', 'metric', 'kind'), ...remark)} FROM remarked WHERE ${isShared}
UNION ALL ${event('pull', 'opened_at', ...pull)} FROM pulled WHERE NOT ${isShared}
UNION ALL ${event('ended', 'ended_at', ...pull, 'ended_at')} FROM pulled WHERE NOT ${isShared} AND NOT isnan(ended_at)
UNION ALL ${event('merged', 'merged_at', ...pull, 'merged_at')} FROM pulled WHERE NOT ${isShared} AND NOT isnan(merged_at)
UNION ALL ${event('shared pull', first('opened_at'), ...pull, 'ended_at', 'merged_at')} FROM pulled WHERE ${isShared}
UNION ALL ${event('review', '"at"', 'key', 'reviewer', '"at"')} FROM reviewed
-- What a metric has at any time decides how the rest of it is read.
UNION ALL ${event('rows', 'NULL', 'metric', 'clock', 'phase', 'clusters')} FROM (
  SELECT share, metric, clock, phase, bool_or(cluster > 0) AS clusters FROM observations GROUP BY ALL)
UNION ALL ${event('spans', 'NULL', 'metric', 'items')} FROM (
  SELECT share, metric, bool_or(item > 0) AS items FROM spans GROUP BY ALL)`;
}
