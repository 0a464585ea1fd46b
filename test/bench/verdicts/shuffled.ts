import { loadMetrics } from '../../../scripts/lib/metrics.ts';
import { withLanded } from '../../../src/facts/landed.ts';
import { quarantine } from '../../../src/facts/quarantine.ts';
import { listSnapshots, readSnapshot } from '../../../src/facts/store.ts';
import { DAY, WEEK } from '../../../src/facts/time.ts';
import type { Definition } from '../../../src/handbook/definition.ts';
import { loadDefinitions } from '../../../src/handbook/handbook.ts';
import { units } from '../../../src/handbook/units.ts';
import {
  everything,
  type RepositoryView,
  repositoryView,
} from '../../../src/metrics/populations/repositoryView.ts';
import { verdictOf } from '../../../src/scorecard/verdict.ts';
import { measureQuarter } from '../../../src/scoring/measureQuarter.ts';
import { rowsAt } from '../../../src/scoring/observationRows.ts';
import { occupancyOf } from '../../../src/scoring/pooling.ts';
import { newMemo, type Series } from '../../../src/scoring/series.ts';
import { pool } from '../../support/pool.ts';
import { type Random, seeded, weeksIn } from '../../support/simulation.ts';
import { defaultRules } from '../../support/view.ts';

const QUARTER = 13 * WEEK;
const QUARTERS = 5;
const MATERIALITY = 0.1;

/**
 * Takes real facts and shuffles what stands alone (pull requests, releases with all that they brought, commits with all
 * their lines, weeks of events) over five quarters, so that nothing changes but by chance. Items of a level keep
 * how long they lasted and begin at random moments. Metrics that need the people of a whole team are left out.
 * @param folder with `snapshots/`
 * @param only the metric that is drawn; all of them when left out
 * @returns how often the last quarter is called improved or worsened
 */
export async function shuffled(folder: string, draws: number, only?: string) {
  const definitions = await loadDefinitions('content');
  const views = await viewsIn(folder);
  const rows = [];
  for (const [id, metric] of [...(await loadMetrics())].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const definition = definitions.get(id);
    if (!('measure' in metric) || definition === undefined || id !== (only ?? id)) continue;
    const series = pool(
      definition.kind,
      views.map((view) => ({ shared: false, measurement: metric.measure(view) })),
    );
    const row = ofMetric(id, definition, series, draws);
    if (row !== null) rows.push(row);
  }
  return { facts: (await listSnapshots(folder)).join(', '), draws, rows };
}

async function viewsIn(folder: string): Promise<RepositoryView[]> {
  const views: RepositoryView[] = [];
  for (const name of await listSnapshots(folder)) {
    const snapshot = await readSnapshot(folder, name);
    if (snapshot === null) continue;
    const { facts } = quarantine(snapshot.facts, Date.parse(snapshot.manifest.readThrough));
    const landed = withLanded(facts);
    const rules = { ...defaultRules, branches: [snapshot.repository.defaultBranch] };
    views.push(repositoryView(snapshot.repository, rules, landed, landed, everything));
  }
  return views;
}

function ofMetric(metric: string, definition: Definition, series: Series, draws: number) {
  const { at } = series.rows;
  const [first = 0, last = 0] = [at[0], at[at.length - 1]];
  if (at.length < 40 || last - first < QUARTERS * QUARTER) return null;
  const random = seeded(1);
  let [verdicts, falseAlarms, atMateriality] = [0, 0, 0];
  for (let draw = 0; draw < draws; draw += 1) {
    // The last stretches, where most of a young project's facts are.
    const slack = Math.min(last - first - QUARTERS * QUARTER, QUARTERS * QUARTER);
    const start = WEEK * Math.floor((last - QUARTERS * QUARTER - random() * slack) / WEEK);
    const drawn = shuffle(series, start, random);
    const windows = Array.from({ length: QUARTERS }, (_, index) => ({
      start: start + index * QUARTER,
      end: start + (index + 1) * QUARTER,
    }));
    const [window, ...before] = windows.toReversed();
    if (window === undefined) throw new RangeError('no quarter');
    const result = measureQuarter(metric, definition, drawn, {
      window,
      weeksWithin: weeksIn(window),
      withheld: null,
      exposure: { from: start, unit: units[definition.unit].exposure?.length ?? DAY },
      startsWithExposure: false,
      baseline: before.map((each, index) => ({ id: String(index), window: each, weeks: weeksIn(each) })),
      previous: [],
      weeks: [],
      missing: [],
      materiality: 0,
      segments: null,
    });
    const { baseline, state, summary, verdict } = result;
    if (verdict === null && state === 'ok') return null;
    if (verdict !== null && verdict !== 'too-little-data' && verdict !== 'no-baseline') verdicts += 1;
    if (isChange(verdict)) falseAlarms += 1;
    const material = verdictOf({
      state,
      better: definition.better,
      band: definition.band,
      value: summary.value,
      baselineValue: baseline?.summary.value ?? null,
      change: baseline?.change ?? null,
      obstacle: baseline?.obstacle ?? null,
      materiality: MATERIALITY,
    });
    if (isChange(material)) atMateriality += 1;
  }
  return { metric, verdicts, falseAlarms: falseAlarms / draws, atMateriality: atMateriality / draws };
}

function isChange(verdict: string | null): boolean {
  return verdict === 'improved' || verdict === 'worsened';
}

/** @returns a series in which what stands alone has changed places within five quarters */
function shuffle(series: Series, start: number, random: Random): Series {
  const { rows } = series;
  const end = start + QUARTERS * QUARTER;
  const shift = series.spans
    ? movedAnywhere(series, random)
    : series.kind === 'rate'
      ? movedByWeek(series, start, end, random)
      : movedByUnit(series, start, end, random);
  // What still lasted has lasted for as long as is known.
  const last = rows.at[rows.at.length - 1] ?? 0;
  const moved = (column: Float64Array) => column.map((time, row) => time + (shift[row] ?? 0));
  const order = Uint32Array.from(moved(rows.at).keys()).sort(
    (a, b) => (rows.at[a] ?? 0) + (shift[a] ?? 0) - (rows.at[b] ?? 0) - (shift[b] ?? 0),
  );
  const shuffledRows = rowsAt(
    {
      ...rows,
      at: moved(rows.at),
      until:
        rows.until && moved(rows.until.map((time) => (series.spans && Number.isNaN(time) ? last : time))),
      settledAt: rows.settledAt && moved(rows.settledAt),
    },
    order,
  );
  return {
    ...series,
    rows: shuffledRows,
    unknown: { at: new Float64Array(), text: new Uint32Array() },
    occupancy: series.occupancy && occupancyOf(shuffledRows),
    waits:
      series.waits &&
      new Map(
        Array.from(rows.item, (item, row) => {
          const rank = series.ranks[item] ?? 0;
          const by = shift[row] ?? 0;
          const times = series.waits?.get(rank) ?? [];
          return [rank, times.map(({ from, to, time }) => ({ from: from + by, to: to + by, time }))] as const;
        }).filter(([, times]) => times.length > 0),
      ),
    memo: newMemo(),
  };
}

/** What depends on each other moves together to the place of another such group. */
function movedByUnit({ rows }: Series, start: number, end: number, random: Random): Float64Array {
  const unitOf = (row: number) => {
    const cluster = rows.cluster?.[row] ?? 0;
    return cluster === 0 ? -1 - row : cluster;
  };
  const inside = Array.from(rows.at.keys()).filter((row) => isWithin(rows.at[row], start, end));
  const units = [...Map.groupBy(inside, unitOf).values()];
  const times = units.map(([first = 0]) => rows.at[first] ?? 0);
  const shift = new Float64Array(rows.at.length);
  for (const [index, from] of permutation(units.length, random).entries())
    for (const row of units[index] ?? []) shift[row] = (times[from] ?? 0) - (times[index] ?? 0);
  return shift;
}

function movedByWeek({ rows }: Series, start: number, end: number, random: Random): Float64Array {
  const weeks = permutation(QUARTERS * 13, random);
  return rows.at.map((at) => {
    if (!isWithin(at, start, end)) return 0;
    const week = Math.floor((at - start) / WEEK);
    return ((weeks[week] ?? 0) - week) * WEEK;
  });
}

/**
 * Items of a level last as long as they did, from any moment on, also from one so early that they only just reach the first:
 * each is then as likely to be open at any moment as at any other.
 */
function movedAnywhere({ rows }: Series, random: Random): Float64Array {
  const [first = 0, last = 0] = [rows.at[0], rows.at[rows.at.length - 1]];
  return rows.at.map((at, row) => {
    const until = rows.until?.[row] ?? Number.NaN;
    const lasts = (Number.isNaN(until) ? last : until) - at;
    return first - lasts + random() * (last - first + lasts) - at;
  });
}

function isWithin(at: number | undefined, start: number, end: number): boolean {
  return at !== undefined && at >= start && at < end;
}

/** Fisher & Yates, by Durstenfeld 1964. */
function permutation(length: number, random: Random): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let index = length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [a = 0, b = 0] = [order[index], order[other]];
    order[index] = b;
    order[other] = a;
  }
  return order;
}
