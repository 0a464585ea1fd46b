import memoize from 'memoize';
import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import type { Figures, TeamMeasurement } from '../metrics/populations/metric.ts';
import { firstAt } from '../metrics/populations/moments.ts';
import { byWindow } from '../metrics/populations/personWeeks.ts';
import type { TeamRemark, TeamWork } from '../metrics/populations/teamWork.ts';
import { type Kind, kinds } from '../stats/kinds.ts';
import { ByWindow } from './byWindow.ts';
import { indexesAt, numbersAt } from './columns.ts';
import { noRows, type OpenSpans, type Remarks, type Rows } from './observationRows.ts';
import { type Applicability, newMemo, type Occupancy, type Series, type Wait, type Waits } from './series.ts';
import type { PooledMetric, ScopeTables } from './tables/scopeTables.ts';
import type { TeamPart } from './teamData.ts';

/**
 * @param metric its number in the tables
 * @param pooled its rows in the scope; nothing where nobody has any
 * @param timeOf how time is counted for an item, by its number
 * @returns the series of a metric of repositories
 */
export function seriesOfRepositories(
  kind: Kind,
  metric: number,
  pooled: PooledMetric | undefined,
  parts: readonly TeamPart[],
  tables: Pick<ScopeTables, 'texts' | 'ranks'>,
  timeOf: (item: number) => TimeBetween = () => elapsed,
): Series {
  const isApplicable = ({ notApplicable }: TeamPart): boolean => notApplicable[metric] === null;
  const applicabilityIn = ({ start, end }: Window): Applicability => {
    const present = parts.filter(
      ({ ownedFrom, ownedUntil }) =>
        (ownedFrom ?? Number.NEGATIVE_INFINITY) < end && (ownedUntil ?? Number.POSITIVE_INFINITY) > start,
    );
    const own = present.length === 0 ? parts : present;
    const applicable = own.filter(isApplicable);
    const counted = new Set(applicable.map(({ repository }) => repository));
    // Of a repository that counts, readers need not know that one team's part, or the part without a team, has nothing to count.
    const others = own.filter(({ repository }) => !counted.has(repository));
    return { applies: applicable.length > 0, notApplicable: reasonsOf(others, metric) };
  };
  const applicabilities = new ByWindow<Applicability>();
  return {
    ...empty(kind, tables),
    ...(pooled === undefined
      ? {}
      : {
          rows: pooled.rows,
          excluded: pooled.excluded,
          unknown: pooled.unknown,
          remarks: pooled.remarks,
          open: pooled.open,
          waits: waitsOf(pooled.open, tables.ranks, timeOf),
        }),
    phases: (parts.find(isApplicable)?.phases[metric] ?? []).map(({ id, label }, index) => ({
      id,
      label,
      rows: pooled?.phases.get(index + 1) ?? noRows,
    })),
    applicability: (window) => applicabilities.of(window, () => applicabilityIn(window)),
    spans: kinds[kind].lasts,
    occupancy: kinds[kind].lasts ? occupancyOf(pooled?.rows ?? noRows) : null,
    madeOfWeeks: kinds[kind].madeOfWeeks,
  };
}

/** So many repositories are named beside the first one. */
const NAMED = 2;

const list = new Intl.ListFormat('en-GB');

/** @returns why a metric does not apply to some repositories, each reason once whatever repository it names */
function reasonsOf(parts: readonly TeamPart[], metric: number): string[] {
  const reasons = parts.flatMap(({ repository, notApplicable }) => {
    const reason = notApplicable[metric] ?? null;
    return reason === null ? [] : [{ repository, reason, alike: reason.replaceAll(repository, '') }];
  });
  return Array.from(Map.groupBy(reasons, ({ alike }) => alike).values(), (same) => {
    const reason = same[0]?.reason ?? '';
    const [first = '', ...others] = new Set(same.map(({ repository }) => repository));
    const isNamed = reason.includes(first);
    return others.length === 0 || !isNamed ? reason : `${reason}. So it is with ${namesOf(others)}`;
  });
}

function namesOf(repositories: readonly string[]): string {
  const rest = repositories.length - NAMED;
  return list.format(rest <= 1 ? repositories : [...repositories.slice(0, NAMED), `${rest} others`]);
}

/** @returns the series of a metric that was measured of a whole scope */
export function seriesOfTeam(
  kind: Kind,
  { notApplicable, observations, excluded, unknown, remarks, figures }: TeamMeasurement,
  work: Pick<TeamWork, 'item'>,
  tables: Pick<ScopeTables, 'texts' | 'ranks'>,
): Series {
  const { pull, at, until, value, note } = observations;
  const item = indexesAt(work.item, pull);
  const rankOf = (row: number): number => numberAt(tables.ranks, numberAt(item, row));
  const order = new Uint32Array(pull.length)
    .map((_, row) => row)
    .sort((a, b) => numberAt(at, a) - numberAt(at, b) || rankOf(a) - rankOf(b));
  const notes = note?.map((text) => (text === null ? 0 : tables.texts.numberOf(text)));
  const rows: Rows = {
    item: indexesAt(item, order),
    at: numbersAt(at, order),
    until: until && numbersAt(until, order),
    value: numbersAt(value, order),
    of: null,
    settledAt: null,
    cluster: null,
    note: notes?.some((number) => number !== 0) ? indexesAt(Uint32Array.from(notes), order) : null,
  };
  return {
    ...empty(kind, tables),
    rows,
    excluded: remarksOf(excluded, tables),
    unknown: remarksOf(unknown, tables),
    countsUnknown: true,
    remarks: remarksOf(remarks, tables),
    applicability: () => ({
      applies: notApplicable === null,
      notApplicable: notApplicable === null ? [] : [notApplicable],
    }),
    spans: figures?.spans ?? kinds[kind].lasts,
    occupancy: kinds[kind].lasts && figures === null ? occupancyOf(rows) : null,
    madeOfWeeks: kinds[kind].madeOfWeeks && (figures?.madeOfWeeks ?? true),
    figureOf: figures === null ? null : memoize(figures.of, { cacheKey: byWindows }),
  };
}

function empty(
  kind: Kind,
  { texts, ranks }: Pick<ScopeTables, 'texts' | 'ranks'>,
): Omit<Series, 'applicability' | 'spans' | 'occupancy' | 'madeOfWeeks'> {
  const none: Remarks = { at: new Float64Array(), text: new Uint32Array() };
  const open: OpenSpans = { from: new Float64Array(), to: new Float64Array(), item: new Uint32Array() };
  return {
    kind,
    texts,
    ranks,
    rows: noRows,
    excluded: none,
    unknown: none,
    countsUnknown: false,
    remarks: none,
    open,
    waits: null,
    phases: [],
    figureOf: null,
    calendar: null,
    memo: newMemo(),
  };
}

function remarksOf(remarks: readonly TeamRemark[], { texts }: Pick<ScopeTables, 'texts'>): Remarks {
  const sorted = remarks.toSorted((a, b) => a.at - b.at);
  return {
    at: Float64Array.from(sorted, ({ at }) => at),
    text: Uint32Array.from(sorted, ({ text }) => texts.numberOf(text)),
  };
}

/** Baselines, weeks and floors ask for the figure of the same windows again. */
function byWindows([windows]: Parameters<Figures['of']>): string {
  return windows.map((window) => byWindow([window])).join();
}

/**
 * @param timeOf how time is counted for an item, by its number
 * @returns null when no span belongs to an item
 */
function waitsOf(
  { from, to, item }: OpenSpans,
  ranks: Uint32Array,
  timeOf: (item: number) => TimeBetween,
): Waits | null {
  const waits = new Map<number, Wait[]>();
  for (const [index, number] of item.entries()) {
    if (number === 0) continue;
    const rank = numberAt(ranks, number - 1);
    const end = numberAt(to, index);
    const wait = {
      from: numberAt(from, index),
      to: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end,
      time: timeOf(number - 1),
    };
    const known = waits.get(rank);
    if (known === undefined) waits.set(rank, [wait]);
    else known.push(wait);
  }
  return waits.size === 0 ? null : waits;
}

/** The area is Σ (t − begin) − Σ (t − end), each over what lies before t. */
export function occupancyOf({ at, until }: Rows): Occupancy {
  const ends = (until ?? new Float64Array()).filter((end) => !Number.isNaN(end)).sort();
  const begun = elapsedSum(at);
  const over = elapsedSum(ends);
  return {
    area: (until) => begun(until) - over(until),
    count: ({ start, end }) => firstAt(at, end) - firstAt(ends, start + 1),
  };
}

/** @returns Σ (t − moment) over all sorted moments before t */
function elapsedSum(moments: Float64Array): (at: number) => number {
  const origin = moments[0] ?? 0;
  const sums = new Float64Array(moments.length + 1);
  for (const [index, moment] of moments.entries())
    sums[index + 1] = numberAt(sums, index) + (moment - origin);
  return (at) => {
    const count = firstAt(moments, at);
    return count * (at - origin) - numberAt(sums, count);
  };
}
