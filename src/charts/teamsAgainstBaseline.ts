import { formatValue, type Scale, scaleFor, unitLabel } from '../scorecard/format.ts';
import type { Verdict } from '../scorecard/schema.ts';
import { centred, layRows, nameLayer, nameRows, rowChannel } from './rows.ts';
import { wrap } from './textWidth.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  isNarrow,
  type Layer,
  LINE_HEIGHT,
  type Look,
  lookedUp,
  valueChannel,
  WIDE,
} from './theme.ts';
import { chartOn, cutMark, cutToAxis, highestOf, valueAxis } from './valueAxis.ts';
import { VERDICT_LOOKS, verdictLook, verdictWords } from './verdictLook.ts';

/** A team's value in the quarter beside its own baseline. */
export interface TeamRow {
  team: string;
  now: number | null;
  /** The value in words, as elsewhere on the site. */
  valueText?: string | null;
  /** Ends of the 95 % interval; null where there is none. */
  low: number | null;
  high: number | null;
  baseline: number | null;
  verdict: Verdict | null;
  /** Why there is no value: `withheld: fewer than four people`. */
  reason?: string | null;
}

export interface TeamsOptions extends ChartOptions {
  unit: string;
  /** Default: that of the values. */
  scale?: Scale;
}

const LOOKS = {
  'own baseline': { colour: colour.baseline, shape: 'M0,-1V1', size: 320 },
  ...VERDICT_LOOKS,
} satisfies Record<string, Look>;

/** The share of the width in which a reason is written: the plot, or the freer side of the baseline. */
const PLOT_SHARE = 0.54;
const SIDE_SHARE = 0.27;
/** Said of a team without a value whose reason is not known. */
const MISSING = 'no value';

/** The rows by the teams' names: an order that ranks nobody. */
export function byName(rows: readonly TeamRow[]): TeamRow[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => compare(a.team, b.team));
}

/** All values that are compared, which choose the scale of the axis. */
export function valuesOf(rows: readonly TeamRow[]): (number | null)[] {
  return rows.flatMap(({ now, baseline }) => [now, baseline]);
}

/**
 * Each team beside its own baseline, by name: the baseline as an upright stroke, the quarter as a point with its
 * 95 % interval, value and verdict in words at the edge. A team without a value has a row that says why.
 * @returns null when there is no row or no number in any
 */
export function teamsAgainstBaseline(
  rows: readonly TeamRow[],
  { title, description, width = WIDE, unit, scale = scaleFor(unit, valuesOf(rows)) }: TeamsOptions,
): ChartSpec | null {
  const values = valuesOf(rows).filter((value) => value !== null);
  if (values.length === 0) return null;

  const ends = rows.flatMap(({ now, low, high }) => (now === null ? [] : [low, high]));
  const axis = valueAxis(values, scale, highestOf(unit), ends);
  const intervals = byName(rows).flatMap(({ now, low, high }, row) =>
    now === null || low === null || high === null ? [] : [{ row, ...cutToAxis({ low, high }, axis) }],
  );
  const cuts = intervals.flatMap(({ row, cuts }) => cuts.map((cut) => ({ row, ...cut })));
  const narrow = isNarrow(width);
  const teams = byName(rows).map((team, row) => ({ ...team, row }));
  const outcomes = teams.flatMap(({ row, now, valueText, verdict }) => {
    if (now === null) return [];
    const texts = [valueText ?? formatValue(now, unit), verdictWords(verdict)].filter((text) => text !== '');
    return [{ row, text: texts.join(narrow ? ' ' : '\n'), count: narrow ? 1 : texts.length }];
  });
  const reasons = teams.flatMap(({ row, now, baseline, reason }) =>
    now === null
      ? [
          {
            row,
            baseline,
            texts: wrap(
              reason ?? MISSING,
              width * (baseline === null ? PLOT_SHARE : SIDE_SHARE) * (narrow ? 1.6 : 1),
            ),
          },
        ]
      : [],
  );
  const laid = layRows(
    teams.map(({ team }) => team),
    {
      width,
      beside: outcomes.map(({ text }) => text),
      tallest: Math.max(0, ...reasons.map(({ texts }) => texts.length)),
    },
  );
  const points = teams.flatMap(({ row, now, baseline, verdict }) => [
    ...(baseline === null ? [] : [{ row, value: axis.shown(baseline), look: 'own baseline' }]),
    ...(now === null ? [] : [{ row, value: axis.shown(now), look: verdictLook(verdict) }]),
  ]);

  return chartOn(axis, unitLabel(unit, scale), {
    title,
    description,
    width,
    height: { step: laid.step },
    layer: layersOf(narrow, width, laid.middle),
    data: {
      names: nameRows(laid),
      changes: teams.flatMap(({ row, now, baseline }) =>
        now === null || baseline === null ? [] : [{ row, value: axis.shown(baseline), to: axis.shown(now) }],
      ),
      intervals: intervals.map(({ row, low, high }) => ({
        row,
        value: low,
        to: high,
      })),
      cuts,
      points,
      outcomes,
      reasons: reasons.map(({ row, baseline, texts }) => ({
        row,
        value: baseline === null ? axis.low : axis.shown(baseline),
        text: texts.join('\n'),
        count: texts.length,
      })),
    },
    params: {
      looks: Object.keys(LOOKS).filter((look) => points.some((point) => point.look === look)),
    },
  });
}

function layersOf(narrow: boolean, width: number, middle: number): Layer[] {
  const x = valueChannel('value');
  const y = rowChannel(middle);
  const grid = { ...x, axis: { ...x.axis, grid: true } };
  return [
    {
      data: { name: 'changes' },
      mark: { type: 'rule', strokeDash: [1, 3] },
      encoding: { x: grid, x2: { field: 'to' }, y },
    },
    {
      data: { name: 'intervals' },
      mark: { type: 'rule', stroke: colour.series, strokeWidth: 2 },
      encoding: { x, x2: { field: 'to' }, y },
    },
    { data: { name: 'cuts' }, mark: cutMark('level'), encoding: { x, y } },
    {
      data: { name: 'points' },
      mark: { type: 'point', strokeWidth: 2 },
      encoding: { x, y, ...lookedUp('look', LOOKS, { columns: narrow ? 2 : 5 }) },
    },
    nameLayer(width),
    {
      data: { name: 'outcomes' },
      mark: narrow
        ? { type: 'text', align: 'right', fontWeight: 600, dy: LINE_HEIGHT / 2 }
        : { type: 'text', align: 'left', fontWeight: 600, dx: 12, dy: centred },
      encoding: { x: { value: 'width' }, y: narrow ? rowChannel(0) : y, text: { field: 'text' } },
    },
    {
      data: { name: 'reasons' },
      mark: {
        type: 'text',
        fill: colour.muted,
        dy: centred,
        // On the freer side of the stroke of the baseline, if there is one.
        align: { expr: "datum.value > (low + high) / 2 ? 'right' : 'left'" },
        dx: { expr: 'datum.value > (low + high) / 2 ? -8 : 8' },
      },
      encoding: { x, y, text: { field: 'text' } },
    },
  ];
}
