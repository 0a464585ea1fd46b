import { formatValue, type Scale, scaleFor } from '../scorecard/format.ts';
import type { Verdict } from '../scorecard/schema.ts';
import { axisNote, flatAxis, type ValueAxis, valueAxis } from './axis.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  draw,
  type Frame,
  isNarrow,
  type Label,
  type Point,
  type Rule,
  WIDE,
} from './drawing.ts';
import { layRows, type RowPlace } from './rows.ts';
import { LINE_HEIGHT, textWidth, widestOf, wrap } from './textWidth.ts';
import { verdictLook } from './verdictShape.ts';

/** A team's value in the quarter beside its own baseline. */
export interface TeamRow {
  team: string;
  now: number | null;
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
  /** Bounds that no rounded value may cross. */
  avoid?: readonly number[];
}

const KEY_ROW = 30;
const HALF_TICK = 9;
const EDGE = 8;
const GAP = 12;
/** Said of a team without a value whose reason is not known. */
const MISSING = 'no value';

/** The rows by the teams' names: an order that ranks nobody. */
export function byName(rows: readonly TeamRow[]): TeamRow[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => compare(a.team, b.team));
}

/** The scale in which all teams are told. */
export function teamsScale(rows: readonly TeamRow[], unit: string): Scale {
  return scaleFor(
    unit,
    rows.flatMap(({ now, baseline }) => [now, baseline]),
  );
}

/**
 * Each team beside its own baseline, by name: the baseline as an upright stroke, the quarter as a point with its
 * 95 % interval, value and verdict in words at the edge. A team without a value has a row that says why.
 * @returns null when there is no row or no number in any
 */
export function teamsAgainstBaseline(
  rows: readonly TeamRow[],
  { title, description, width = WIDE, unit, avoid = [] }: TeamsOptions,
): ChartSpec | null {
  const values = rows.flatMap(({ now, low, high, baseline }) => [now, low, high, baseline]);
  const numbers = values.filter((value) => value !== null);
  if (numbers.length === 0) return null;

  const teams = byName(rows);
  const narrow = isNarrow(width);
  const scale = teamsScale(rows, unit);
  const axis = valueAxis(numbers, unit, { count: narrow ? 3 : 5, scale });
  const { places, left, height, y, grid } = layRows(
    teams.map(({ team }) => team),
    { width, narrow, start: axis.domain[0] },
  );
  const outcomes = teams.map((row) => outcomeOf(row, unit, axis, avoid));
  const right = narrow
    ? EDGE
    : Math.ceil(
        widestOf(
          outcomes.flatMap(({ value, word }) => [value, word]),
          'bold',
        ),
      ) +
      GAP +
      2;
  const padding = { top: KEY_ROW, right, bottom: LINE_HEIGHT + 12, left };
  const frame: Frame = { width: width - left - right, height, padding, x: axis.domain, y };
  const flat = flatAxis(axis, frame, grid);
  const key = keyOf(frame);
  const drawn = teams.flatMap((row, index) => {
    const place = places[index];
    const outcome = outcomes[index];
    return place === undefined || outcome === undefined ? [] : [{ row, place, outcome }];
  });

  return draw({ title, description: description + axisNote(axis) }, frame, {
    rules: [...flat.rules, ...key.rules, ...drawn.flatMap(({ row, place }) => rulesOf(row, place))],
    points: [...key.points, ...drawn.flatMap(({ row, place }) => pointOf(row, place))],
    labels: [
      ...flat.labels,
      ...key.labels,
      ...drawn.flatMap(({ row, place, outcome }) => [
        place.name,
        ...(row.now === null
          ? [reasonLabel(row, place, frame)]
          : outcomeLabels(outcome, place, frame, narrow)),
      ]),
    ],
  });
}

interface Outcome {
  value: string;
  word: string;
  colour: ReturnType<typeof verdictLook>['colour'];
}

function outcomeOf(
  { now, verdict }: TeamRow,
  unit: string,
  { scale }: ValueAxis,
  avoid: readonly number[],
): Outcome {
  const { word, colour: tint } = verdictLook(verdict);
  return {
    value: now === null ? '' : formatValue(now, unit, { scale, avoid }),
    word: now === null ? '' : word,
    colour: tint,
  };
}

function outcomeLabels(
  { value, word, colour: tint }: Outcome,
  place: RowPlace,
  frame: Frame,
  narrow: boolean,
): Label[] {
  const x = frame.x[1];
  if (narrow) {
    const y = place.name.y;
    const words: Label[] = word === '' ? [] : [{ x, y, lines: [word], align: 'right', colour: tint }];
    const dx = word === '' ? 0 : -textWidth(word) - 6;
    return [...words, { x, y, lines: [value], dx, align: 'right', bold: true, colour: colour.ink }];
  }
  const shift = word === '' ? 0 : LINE_HEIGHT / 2;
  const y = place.centre;
  return [
    { x, y, lines: [value], dx: GAP, dy: -shift, bold: true, colour: colour.ink },
    ...(word === '' ? [] : [{ x, y, lines: [word], dx: GAP, dy: shift, colour: tint }]),
  ];
}

function rulesOf({ now, low, high, baseline }: TeamRow, { centre: y }: RowPlace): Rule[] {
  const rules: Rule[] = [];
  if (now !== null && baseline !== null) {
    rules.push({ x: baseline, x2: now, y, y2: y, colour: colour.muted, width: 1, dash: [1, 3] });
  }
  if (now !== null && low !== null && high !== null) {
    rules.push({ x: low, x2: high, y, y2: y, colour: colour.series, width: 2 });
  }
  if (baseline !== null) rules.push(strokeAt(baseline, y));
  return rules;
}

function strokeAt(x: number, y: number): Rule {
  return { x, x2: x, y: y - HALF_TICK, y2: y + HALF_TICK, colour: colour.baseline, width: 2.5 };
}

function pointOf({ now, verdict }: TeamRow, { centre }: RowPlace): Point[] {
  return now === null ? [] : [{ x: now, y: centre, ...verdictLook(verdict).point }];
}

/** Why a team has no value, on its row, clear of the stroke of its baseline. */
function reasonLabel({ reason, baseline }: TeamRow, { centre: y }: RowPlace, frame: Frame): Label {
  const [start, end] = frame.x;
  const text = reason ?? MISSING;
  const need = textWidth(text) + 2 * GAP;
  const stroke = baseline === null ? frame.width : ((baseline - start) / (end - start)) * frame.width;
  if (need <= stroke) return { x: start, y, lines: [text], dx: 6 };
  if (baseline !== null && need <= frame.width - stroke) return { x: baseline, y, lines: [text], dx: GAP };
  const lines = wrap(text, frame.width - GAP);
  return { x: start, y, lines, dx: 6, dy: baseline === null ? 0 : HALF_TICK + 2 };
}

/** What the strokes and points stand for, above the first row. */
function keyOf(frame: Frame): { rules: Rule[]; points: Point[]; labels: Label[] } {
  const perPixel = (frame.x[1] - frame.x[0]) / frame.width;
  const at = (pixels: number) => frame.x[0] + (pixels - frame.padding.left) * perPixel;
  const y = 12 - KEY_ROW;
  const second = EDGE + 14 + textWidth('own baseline') + 16;
  return {
    rules: [
      strokeAt(at(EDGE + 2), y),
      { x: at(second), x2: at(second + 24), y, y2: y, colour: colour.series, width: 2 },
    ],
    points: [{ x: at(second + 12), y, ...verdictLook(null).point }],
    labels: [
      { x: at(EDGE + 10), y, lines: ['own baseline'], colour: colour.baseline },
      { x: at(second + 32), y, lines: ['this quarter, 95 % interval'] },
    ],
  };
}
