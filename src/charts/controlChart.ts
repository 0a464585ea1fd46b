import { formatCount, formatValue, type Scale } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { axisNote, tickRoom, uprightAxis, valueAxis } from './axis.ts';
import {
  type ChartOptions,
  type ChartSpec,
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
import { LINE_HEIGHT, textWidth } from './textWidth.ts';
import { monthLabels } from './weekAxis.ts';

export interface ControlChartOptions extends ChartOptions {
  /** The scorecard's quarter: `2026-Q2`. */
  quarter: string;
  /** IANA time zone in which the weeks begin. */
  timeZone: string;
  /** The scale of the number that the chart belongs to; default: chosen for the chart's own values. */
  scale?: Scale;
}

/** A metric's weekly values with their limits and signals. */
export type WeeklyChart = NonNullable<MetricResult['chart']>;
type Limits = NonNullable<WeeklyChart['limits']>;
type Signal = WeeklyChart['signals'][number];
type Week = WeeklyChart['weeks'][number];

/** A week with a value. */
interface Observed {
  index: number;
  value: number;
  start: number;
}

/** Weeks outside of the same limit that one label names, by the one farthest out. */
interface OutsideGroup {
  side: Signal['side'];
  count: number;
  extreme: Observed;
}

type LimitLine = MarginLabel & { dash: number[] };

type Tell = (value: number) => string;

const UNIT_ROW = 20;
const HEADER_ROW = 20;
const RUN_ROW = 22;
/** XmR limits rest on no fewer baseline weeks. */
const FEWEST_FOR_LIMITS = 12;
/** Weeks farther apart have a gap between them: weeks without observations, or quarters that are no neighbours. */
const WEEK_AND_A_HALF = 10.5 * 24 * 3600 * 1000;

/**
 * The weekly XmR chart: baseline weeks, then the quarter's weeks on a band; natural process limits where there
 * are any; signals marked by shape and told in words. A week without observations is a gap.
 * @returns null when there is no chart or no week has a value
 */
export function controlChart(
  { chart, unit }: Pick<MetricResult, 'unit' | 'chart'>,
  { title, description, width = WIDE, quarter, timeZone, scale }: ControlChartOptions,
): ChartSpec | null {
  const observed = observedWeeks(chart?.weeks ?? []);
  if (chart === null || observed.length === 0) return null;

  const { limits, weeks } = chart;
  const axis = valueAxis(shownValues(chart), unit, scale === undefined ? {} : { scale });
  const tell: Tell = (value) => formatValue(value, unit, { scale: axis.scale, avoid: limitValues(limits) });
  const limitLines = limits === null ? [] : limitLinesOf(limits, tell, isNarrow(width));
  const runs = chart.signals.filter(({ rule }) => rule === 'run-of-eight');

  const headers = HEADER_ROW + runs.length * RUN_ROW;
  const padding = {
    top: UNIT_ROW + headers + 4,
    right: marginRoom(limitLines),
    bottom: 2 * LINE_HEIGHT + 12,
    left: tickRoom(axis),
  };
  const frame: Frame = {
    width: width - padding.left - padding.right,
    height: isNarrow(width) ? 180 : 220,
    padding,
    x: [-0.5, weeks.length - 0.5],
    y: withLabelRoom(axis.domain, chart.signals),
  };
  const foot = frame.y[0];
  const slot = frame.width / weeks.length;
  const upright = uprightAxis(axis, unit, frame);
  const brackets = runs.map((run, row) =>
    bracketOf(run, weeks, frame, -(runs.length - row - 1) * RUN_ROW - 5),
  );
  const [start, end] = [chart.quarterFrom - 0.5, weeks.length - 0.5];

  return draw({ title, description: description + axisNote(axis) }, frame, {
    areas: [{ x: start, x2: end, y: foot, y2: yAt(frame, -headers), colour: colour.band }],
    rules: [
      ...upright.rules,
      ...limitLines.map(
        ({ value, dash }): Rule => ({
          x: -0.5,
          x2: end,
          y: value,
          y2: value,
          colour: colour.limit,
          width: 1.25,
          dash,
        }),
      ),
      ...brackets.flatMap(({ rules }) => rules),
    ],
    lines: linesThrough(observed, chart.quarterFrom),
    points: observed.map((week) => pointOf(week, chart)),
    labels: [
      ...upright.labels,
      ...monthLabels(
        weeks.map((week) => week.start),
        timeZone,
        slot,
        foot,
      ),
      ...headerLabels(chart, quarter, slot, yAt(frame, HEADER_ROW / 2 - headers)),
      ...marginLabels(limitLines, frame),
      ...brackets.map(({ label }) => label),
      ...outsideLabels(observed, chart.signals, tell, frame),
    ],
  });
}

function observedWeeks(weeks: readonly Week[]): Observed[] {
  return weeks.flatMap(({ start, value }, index) =>
    value === null ? [] : [{ index, value, start: Date.parse(start) }],
  );
}

/** All values of the chart, which choose the scale in which they are told. */
function shownValues({ weeks, limits }: Pick<WeeklyChart, 'weeks' | 'limits'>): number[] {
  const values = weeks.map(({ value }) => value).filter((value) => value !== null);
  return [...values, ...limitValues(limits)];
}

/** The limits that there are, which no rounded value may cross. */
function limitValues(limits: Limits | null): number[] {
  if (limits === null) return [];
  return [limits.lower, limits.centre, limits.upper].filter((value) => value !== null);
}

function limitLinesOf({ lower, centre, upper }: Limits, tell: Tell, narrow: boolean): LimitLine[] {
  const line = (value: number, name: string, dash: number[]): LimitLine => ({
    value,
    dash,
    lines: narrow ? [name.replace(/^\w+ /, ''), tell(value)] : [`${name} ${tell(value)}`],
  });
  return [
    ...(upper === null ? [] : [line(upper, 'upper limit', [4, 3])]),
    line(centre, 'mean', []),
    ...(lower === null ? [] : [line(lower, 'lower limit', [4, 3])]),
  ];
}

/** Room above the highest and below the lowest value for the label of a week outside of the limits. */
function withLabelRoom([low, high]: Frame['y'], signals: readonly Signal[]): Frame['y'] {
  const share = 0.1 * (high - low);
  const outside = (side: Signal['side']) =>
    signals.some((signal) => signal.rule === 'outside' && signal.side === side);
  return [outside('below') ? low - share : low, outside('above') ? high + share : high];
}

/** A line for each stretch of weeks without a gap, and a new one where the quarter begins. */
function linesThrough(observed: readonly Observed[], quarterFrom: number): LinePoint[] {
  const points: LinePoint[] = [];
  for (const [at, week] of observed.entries()) {
    const before = observed[at - 1];
    if (before === undefined || week.start - before.start > WEEK_AND_A_HALF) continue;
    const look =
      before.index < quarterFrom
        ? { colour: colour.baseline, width: 1.25 }
        : { colour: colour.series, width: 2 };
    const last = points.at(-1);
    const goesOn = last?.x === before.index && last.colour === look.colour;
    const line = goesOn ? last.line : `from-${before.index}`;
    if (!goesOn) points.push({ x: before.index, y: before.value, line, ...look });
    points.push({ x: week.index, y: week.value, line, ...look });
  }
  return points;
}

function pointOf({ index, value, start }: Observed, { signals, quarterFrom }: WeeklyChart): Point {
  const rules = signals.filter((signal) => holds(signal, start)).map(({ rule }) => rule);
  const at = { x: index, y: value };
  if (rules.includes('outside')) return { ...at, shape: 'diamond', size: 110, colour: colour.signal };
  if (rules.length > 0) return { ...at, shape: 'square', size: 48, colour: colour.signal };
  if (index >= quarterFrom) return { ...at, shape: 'circle', size: 30, colour: colour.series };
  return { ...at, shape: 'circle', size: 14, colour: colour.baseline };
}

/** Whether a week that begins at `start` belongs to a signal. */
function holds({ from, to }: Signal, start: number): boolean {
  return Date.parse(from) <= start && start <= Date.parse(to);
}

function headerLabels(
  { weeks, quarterFrom, limits }: WeeklyChart,
  quarter: string,
  slot: number,
  y: number,
): Label[] {
  const bandWidth = (weeks.length - quarterFrom) * slot;
  const fits = textWidth(quarter, 'bold') + 6 <= bandWidth;
  const inside = { x: quarterFrom - 0.5, y, dx: 6 };
  const beside = { x: weeks.length - 0.5, y, align: 'right' as const };
  const label: Label = { ...(fits ? inside : beside), lines: [quarter], bold: true, colour: colour.ink };
  const room = quarterFrom * slot - (fits ? 0 : textWidth(quarter, 'bold') - bandWidth) - 8;
  const baseline = baselineNames(weeks.slice(0, quarterFrom), limits).find((name) => textWidth(name) <= room);
  if (baseline === undefined || quarterFrom === 0) return [label];
  return [{ x: -0.5, y, lines: [baseline], colour: colour.baseline }, label];
}

/** What to call the baseline, the fullest name first. */
function baselineNames(weeks: readonly Week[], limits: Limits | null): string[] {
  const count = weeks.filter(({ value }) => value !== null).length;
  const named = `baseline, ${formatCount(count, 'week', 'weeks')}`;
  if (limits !== null) return ['baseline'];
  return [
    `${named}: ${count < FEWEST_FOR_LIMITS ? 'too few for limits' : 'all equal, so no limits'}`,
    named,
    'baseline',
  ];
}

function bracketOf(
  { from, to, side }: Signal,
  weeks: readonly Week[],
  frame: Frame,
  pixels: number,
): { rules: Rule[]; label: Label } {
  const inside = weeks.flatMap(({ start, value }, index) =>
    value !== null && Date.parse(from) <= Date.parse(start) && Date.parse(start) <= Date.parse(to)
      ? [index]
      : [],
  );
  const first = inside[0] ?? 0;
  const last = inside.at(-1) ?? first;
  const [top, tip] = [yAt(frame, pixels), yAt(frame, pixels + 4)];
  const look = { colour: colour.signal, width: 1.25 };
  return {
    rules: [
      { x: first, x2: last, y: top, y2: top, ...look },
      { x: first, x2: first, y: top, y2: tip, ...look },
      { x: last, x2: last, y: top, y2: tip, ...look },
    ],
    label: {
      x: last,
      y: top,
      dy: -9,
      align: 'right',
      lines: [`${formatCount(inside.length, 'week', 'weeks')} ${side} the mean`],
      colour: colour.signal,
    },
  };
}

/** A label for each week outside of a limit; weeks whose labels would touch share one. */
function outsideLabels(
  observed: readonly Observed[],
  signals: readonly Signal[],
  tell: Tell,
  frame: Frame,
): Label[] {
  const labels: Label[] = [];
  for (const side of ['above', 'below'] as const) {
    let groups = outsideWeeks(observed, signals, side).map(
      (extreme): OutsideGroup => ({ side, count: 1, extreme }),
    );
    for (let before = 0; before !== groups.length; ) {
      before = groups.length;
      groups = mergeTouching(groups, tell, frame);
    }
    labels.push(...groups.map((group) => outsideLabel(group, tell, frame)));
  }
  return labels;
}

function outsideWeeks(
  observed: readonly Observed[],
  signals: readonly Signal[],
  side: Signal['side'],
): Observed[] {
  const outside = signals.filter((signal) => signal.rule === 'outside' && signal.side === side);
  return observed.filter(({ start }) => outside.some((signal) => holds(signal, start)));
}

function mergeTouching(groups: readonly OutsideGroup[], tell: Tell, frame: Frame): OutsideGroup[] {
  const merged: OutsideGroup[] = [];
  for (const group of groups) {
    const last = merged.at(-1);
    if (last !== undefined && span(last, tell, frame).right + 8 > span(group, tell, frame).left) {
      const farther =
        group.side === 'above'
          ? group.extreme.value > last.extreme.value
          : group.extreme.value < last.extreme.value;
      last.count += group.count;
      if (farther) last.extreme = group.extreme;
    } else {
      merged.push({ ...group });
    }
  }
  return merged;
}

function outsideWords({ side, count, extreme }: OutsideGroup, tell: Tell): string {
  const limit = `${side} the ${side === 'above' ? 'upper' : 'lower'} limit`;
  return count === 1 ? `${tell(extreme.value)}, ${limit}` : `${formatCount(count, 'week', 'weeks')} ${limit}`;
}

/** Where a group's label stands, in pixels from the plot's left edge; never beyond the plot. */
function span(group: OutsideGroup, tell: Tell, frame: Frame) {
  const slot = frame.width / (frame.x[1] - frame.x[0]);
  const point = (group.extreme.index + 0.5) * slot;
  const half = textWidth(outsideWords(group, tell)) / 2;
  const centre = Math.min(Math.max(point, half), frame.width - half);
  return { point, centre, left: centre - half, right: centre + half };
}

function outsideLabel(group: OutsideGroup, tell: Tell, frame: Frame): Label {
  const { point, centre } = span(group, tell, frame);
  return {
    x: group.extreme.index,
    y: group.extreme.value,
    dx: centre - point,
    dy: group.side === 'above' ? -15 : 15,
    align: 'center',
    lines: [outsideWords(group, tell)],
    colour: colour.signal,
  };
}
