import { formatBounds, formatValue, type Scale, scaleFor } from '../scorecard/format.ts';
import type { State, Verdict } from '../scorecard/schema.ts';
import { axisNote, tickRoom, uprightAxis, type ValueAxis, valueAxis } from './axis.ts';
import {
  type Area,
  type ChartOptions,
  type ChartSpec,
  type Colour,
  colour,
  draw,
  type Frame,
  isNarrow,
  type Label,
  type LinePoint,
  type Point,
  type Rule,
  WIDE,
  yAt,
} from './drawing.ts';
import { type MarginLabel, marginLabels, marginRoom } from './margin.ts';
import { LINE_HEIGHT, textWidth, wrap } from './textWidth.ts';
import { stateWords, verdictLook } from './verdictShape.ts';

/** A metric's value in one quarter. */
export interface QuarterPoint {
  /** `2026-Q2`. */
  quarter: string;
  value: number | null;
  /** Ends of the 95 % interval; null where there is none. */
  low: number | null;
  high: number | null;
  state: State;
  verdict?: Verdict | null;
  /** Why the series is not comparable across the start of this quarter: `definition 2`. Drawn as a break. */
  breakBefore?: string;
}

/** A range that a source recommends; the bounds in the metric's unit. */
export interface GuideRange {
  label: string;
  min: number | null;
  max: number | null;
  minInclusive?: boolean;
  maxInclusive?: boolean;
}

export interface QuarterTrendOptions extends ChartOptions {
  unit: string;
  /** The quarters that the last one is compared with. */
  baselineQuarters: readonly string[];
  ranges?: readonly GuideRange[];
  /** The scale of the number that the chart belongs to; default: chosen for the chart's own values. */
  scale?: Scale;
}

/** A quarter with a value. */
type Valued = QuarterPoint & { index: number; value: number };

const UNIT_ROW = 20;
const HEADER_ROW = 24;
/** A bound is drawn when the values reach this share of it; a farther one is named at the edge. */
const WITHIN_REACH = 0.6;

/**
 * A metric by quarter, oldest first, with its 95 % intervals; the last quarter's value and verdict in words. A
 * quarter without a value is a gap that says why.
 * @returns null when no quarter has a value
 */
export function quarterTrend(
  points: readonly QuarterPoint[],
  {
    title,
    description,
    width = WIDE,
    unit,
    baselineQuarters,
    ranges = [],
    scale = trendScale(points, unit),
  }: QuarterTrendOptions,
): ChartSpec | null {
  const valued = points.flatMap((point, index): Valued[] =>
    point.value === null ? [] : [{ ...point, value: point.value, index }],
  );
  if (valued.length === 0) return null;

  const axis = valueAxis(withReachableBounds(valued, ranges), unit, { scale });
  const tell = (value: number) => formatValue(value, unit, { scale: axis.scale, avoid: boundsOf(ranges) });
  const margin = [
    ...lastLabel(valued, points.length - 1, tell),
    ...ranges.map((range) => rangeLabel(range, unit, axis, isNarrow(width) ? 86 : 140)),
  ];
  const padding = {
    top: UNIT_ROW + HEADER_ROW,
    right: marginRoom(margin),
    bottom: 2 * LINE_HEIGHT + 12,
    left: tickRoom(axis),
  };
  const frame: Frame = {
    width: width - padding.left - padding.right,
    height: isNarrow(width) ? 180 : 220,
    padding,
    x: [-0.5, points.length - 0.5],
    y: axis.domain,
  };
  const slot = frame.width / points.length;
  const upright = uprightAxis(axis, unit, frame);
  const baseline = baselineGroups(points, baselineQuarters);
  const [foot] = frame.y;

  return draw({ title, description: description + axisNote(axis) }, frame, {
    areas: ranges.flatMap((range) => areaOf(range, frame)),
    rules: [
      ...upright.rules,
      ...points.flatMap(({ breakBefore }, index) =>
        breakBefore === undefined ? [] : [breakAt(index, frame)],
      ),
      ...baseline.flatMap((group) => bracketRules(group, frame)),
      ...valued.flatMap((point) => intervalRule(point, points.length - 1, baselineQuarters)),
    ],
    lines: linesThrough(valued),
    points: valued.map((point) => pointOf(point, points.length - 1, baselineQuarters)),
    labels: [
      ...upright.labels,
      ...quarterLabels(points, slot, foot),
      ...baseline.map((group) => bracketLabel(group, frame)),
      ...points.flatMap((point, index) => stateLabel(point, index, slot, foot)),
      ...points.flatMap((_, index) => breakLabel(points, index, frame)),
      ...marginLabels(margin, frame),
    ],
  });
}

/** The scale in which all values of the series are told. */
function trendScale(points: readonly Pick<QuarterPoint, 'value'>[], unit: string): Scale {
  return scaleFor(
    unit,
    points.map(({ value }) => value),
  );
}

/** The bounds that ranges draw, in the metric's unit. */
function boundsOf(ranges: readonly GuideRange[]): number[] {
  return ranges.flatMap(({ min, max }) => [min, max]).filter((bound) => bound !== null);
}

/** All that is drawn on the axis: values, intervals, and the bounds that are not far off. */
function withReachableBounds(valued: readonly Valued[], ranges: readonly GuideRange[]): number[] {
  const shown = valued.flatMap(({ value, low, high }) => [low ?? value, value, high ?? value]);
  const highest = Math.max(...shown);
  return [...shown, ...boundsOf(ranges).filter((bound) => bound * WITHIN_REACH <= highest)];
}

function lastLabel(valued: readonly Valued[], last: number, tell: (value: number) => string): MarginLabel[] {
  const point = valued.at(-1);
  if (point === undefined || point.index !== last) return [];
  const { word, colour: tint } = verdictLook(point.verdict ?? null);
  return [
    {
      value: point.value,
      lines: [tell(point.value)],
      bold: true,
      colour: colour.ink,
      ...(word === '' ? {} : { tail: { text: word, colour: tint } }),
    },
  ];
}

/** A range's name and bounds, at the middle of what is seen of it, or at the edge beyond which it lies. */
function rangeLabel(range: GuideRange, unit: string, { domain }: ValueAxis, room: number): MarginLabel {
  const [low, high] = domain;
  const from = Math.max(range.min ?? low, low);
  const to = Math.min(range.max ?? high, high);
  const away = from > high || to < low ? ['off the chart:'] : [];
  return {
    value: Math.min(Math.max((from + to) / 2, low), high),
    lines: [...away, range.label, boundsInWords(range, unit)].flatMap((text) => wrap(text, room)),
  };
}

function boundsInWords(
  { min, max, minInclusive = true, maxInclusive = false }: GuideRange,
  unit: string,
): string {
  if (min !== null && max !== null) return formatBounds([min, max], unit);
  if (max !== null) return `${maxInclusive ? 'up to' : 'below'} ${formatBounds([max], unit)}`;
  if (min !== null) return `${minInclusive ? 'from' : 'above'} ${formatBounds([min], unit)}`;
  return '';
}

function areaOf({ min, max }: GuideRange, { x, y: [low, high] }: Frame): Area[] {
  const from = Math.max(min ?? low, low);
  const to = Math.min(max ?? high, high);
  return from < to ? [{ x: x[0], x2: x[1], y: from, y2: to, colour: colour.band }] : [];
}

function intervalRule(
  { index, quarter, low, high }: Valued,
  last: number,
  baselineQuarters: readonly string[],
): Rule[] {
  if (low === null || high === null) return [];
  const tint = tintOf(quarter, index === last, baselineQuarters);
  return [{ x: index, x2: index, y: low, y2: high, colour: tint, width: index === last ? 2 : 1.25 }];
}

function tintOf(quarter: string, last: boolean, baselineQuarters: readonly string[]): Colour {
  if (last) return colour.series;
  return baselineQuarters.includes(quarter) ? colour.baseline : colour.muted;
}

function pointOf(
  { index, quarter, value, state, verdict = null }: Valued,
  last: number,
  baselineQuarters: readonly string[],
): Point {
  const at = { x: index, y: value };
  const hollow = state === 'partial';
  if (index === last) {
    const { point } = verdictLook(verdict);
    return { ...at, ...point, hollow: hollow || point.hollow === true };
  }
  return { ...at, shape: 'circle', size: 34, colour: tintOf(quarter, false, baselineQuarters), hollow };
}

/** A line for each stretch of quarters without a gap or a break. */
function linesThrough(valued: readonly Valued[]): LinePoint[] {
  let line = '';
  return valued.flatMap(({ index, value, breakBefore }, at): LinePoint[] => {
    if (valued[at - 1]?.index !== index - 1 || breakBefore !== undefined) line = `from-${index}`;
    return [{ x: index, y: value, line, colour: colour.muted, width: 1 }];
  });
}

/** Quarters below, as many as have room counted from the last, and the year below the first of each. */
function quarterLabels(points: readonly QuarterPoint[], slot: number, foot: number): Label[] {
  const every = Math.ceil((textWidth('Q4') + 4) / slot);
  let shownYear = '';
  return points.flatMap(({ quarter }, index): Label[] => {
    if ((points.length - 1 - index) % every !== 0) return [];
    const [name = '', year = ''] = quarter.split('-').toReversed();
    const lines = year === '' || year === shownYear ? [name] : [name, year];
    shownYear = year;
    const last = index === points.length - 1;
    return [
      {
        x: index,
        y: foot,
        lines,
        dy: 8 + (lines.length * LINE_HEIGHT) / 2,
        align: 'center',
        ...(last ? { colour: colour.ink } : {}),
      },
    ];
  });
}

/** Stretches of neighbouring baseline quarters, as their first and last index. */
function baselineGroups(
  points: readonly QuarterPoint[],
  baselineQuarters: readonly string[],
): [number, number][] {
  const groups: [number, number][] = [];
  for (const [index, { quarter }] of points.entries()) {
    if (!baselineQuarters.includes(quarter)) continue;
    const group = groups.at(-1);
    if (group?.[1] === index - 1) group[1] = index;
    else groups.push([index, index]);
  }
  return groups;
}

function bracketRules([first, last]: [number, number], frame: Frame): Rule[] {
  const [top, tip] = [yAt(frame, -6), yAt(frame, -2)];
  const look = { colour: colour.baseline, width: 1.25 };
  return [
    { x: first - 0.3, x2: last + 0.3, y: top, y2: top, ...look },
    { x: first - 0.3, x2: first - 0.3, y: top, y2: tip, ...look },
    { x: last + 0.3, x2: last + 0.3, y: top, y2: tip, ...look },
  ];
}

function bracketLabel([first, last]: [number, number], frame: Frame): Label {
  const inRightHalf = first > (frame.x[0] + frame.x[1]) / 2;
  return {
    x: inRightHalf ? last + 0.3 : first - 0.3,
    y: yAt(frame, -6),
    dy: -9,
    align: inRightHalf ? 'right' : 'left',
    lines: ['baseline'],
    colour: colour.baseline,
  };
}

/** Why a quarter has no value, at the foot of its gap; or that its value is partial, above it. */
function stateLabel(
  { state, value, high }: QuarterPoint,
  index: number,
  slot: number,
  foot: number,
): Label[] {
  const words = stateWords(state);
  if (words === '') return [];
  if (value !== null) return [{ x: index, y: high ?? value, lines: [words], dy: -10, align: 'center' }];
  if (textWidth(words) + 6 <= slot) return [{ x: index, y: foot, lines: [words], dy: -10, align: 'center' }];
  return [{ x: index, y: foot, lines: [words], dx: 6, upright: true }];
}

function breakAt(index: number, { y: [foot, top] }: Frame): Rule {
  const x = index - 0.5;
  return { x, x2: x, y: foot, y2: top, colour: colour.muted, width: 1, dash: [2, 3] };
}

/** The reason of a break, along its line on the side that is freer. */
function breakLabel(points: readonly QuarterPoint[], index: number, frame: Frame): Label[] {
  const words = points[index]?.breakBefore;
  if (words === undefined) return [];
  const dy = points[index - 1]?.value === null ? -8 : 7;
  return [{ x: index - 0.5, y: frame.y[1], lines: [words], dx: -4, dy, align: 'right', upright: true }];
}
