import { DAY } from '../facts/time.ts';
import { formatCount, formatValue, type Scale, unitLabel } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { type Shown, scaleOf } from '../scorecard/shown.ts';
import { type ChartEvent, eventLabels, eventSentence } from './eventMarks.ts';
import { textWidth, wrap } from './textWidth.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  given,
  isNarrow,
  keptInside,
  type Layer,
  LINE_HEIGHT,
  type Look,
  lines,
  lookedUp,
  parameters,
  pixels,
  sized,
  valueChannel,
  WIDE,
} from './theme.ts';
import { axisNote, highestOf, type ValueAxis, valueAxis } from './valueAxis.ts';

export interface WeekChartOptions extends ChartOptions {
  /** The scorecard's quarter: `2026-Q2`. */
  quarter: string;
  /** IANA time zone in which the weeks begin. */
  timeZone: string;
  /** What the axis is called; default: by its unit. */
  unitName?: string;
  /** What happened meanwhile, each with its first day as YYYY-MM-DD; days before the first week are marked there. */
  events?: readonly (ChartEvent & { from: string })[];
}

/** A metric's weekly values with their limits and signals. */
export type WeeklyChart = NonNullable<MetricResult['chart']>;
export type WeeklyResult = Shown & Pick<MetricResult, 'chart'>;
type Limits = NonNullable<WeeklyChart['limits']>;
type Signal = WeeklyChart['signals'][number];

/** A week with a value. */
interface Observed {
  /** Its first day as a moment in UTC: Vega knows no other time zone than that and the reader's. */
  week: number;
  start: string;
  value: number;
  n: number | null;
  index: number;
}

/** How the weeks of each part are drawn. The last two are signals. */
const PARTS = {
  before: { colour: colour.baseline, shape: 'circle', size: 14 },
  quarter: { colour: colour.series, shape: 'circle', size: 30 },
  'outside the limits': { colour: colour.signal, shape: 'diamond', size: 110 },
  shift: { colour: colour.signal, shape: 'square', size: 48 },
} satisfies Record<string, Look>;
type Part = keyof typeof PARTS;

/** Pixels of the plot, on a page and on a phone. */
export const HEIGHT = 220;
const NARROW_HEIGHT = 180;

const LIMIT_DASH = [4, 3];
/** XmR limits rest on no fewer weeks before the quarter. */
const FEWEST_FOR_LIMITS = 12;
/** Weeks farther apart have a gap between them: weeks without observations, or quarters that are not neighbours. */
const WEEK_AND_A_HALF = 10.5 * DAY;
/** Pixels from the plot's top edge up to the quarter's name, and from one bracket of a run to the next. */
const NAME_ABOVE = -17;
const RUN_ROW = 24;
/** Pixels from the topmost of these up to the letters of events. */
const EVENTS_ABOVE = 17;
/** How far a label lies from its point, as a share of the axis; how wide one beside it is on a phone; and how far beside, where there is more room. */
const LABEL_SHARE = 0.12;
const NARROW_LABEL = 104;
const BESIDE = "datum.beside * (datum.half + 10) * (scale('x', datum.week) > width / 2 ? -1 : 1)";

/**
 * The weekly XmR chart: the weeks before, then the quarter's weeks on a band; natural process limits where there
 * are any; signals by shape and in words. A week without a value is a gap.
 * @returns null when there is no chart or no week has a value
 */
export function weekChart(
  result: WeeklyResult,
  { title, description, width = WIDE, quarter, timeZone, unitName, events = [] }: WeekChartOptions,
): ChartSpec | null {
  const { chart, unit } = result;
  const weeks = chart === null ? [] : observedWeeks(chart.weeks, timeZone);
  const days = (chart?.weeks ?? []).map(({ start }) => dayOf(start, timeZone));
  const [first] = weeks;
  const from = days[chart?.quarterFrom ?? 0];
  const to = days.at(-1);
  if (chart === null || first === undefined || from === undefined || to === undefined) return null;

  const { limits, signals } = chart;
  const scale = weekScale(result);
  const wordsOf = weekWords(result);
  const values = shownValues(chart);
  const highest = highestOf(unit);
  const outside = outsideLabels(weeks, signals, wordsOf, {
    ...roomOf(valueAxis(values, scale, highest), scale, highest),
    narrow: isNarrow(width),
  });
  const axis = valueAxis([...values, ...outside.map(({ value }) => value)], scale, highest);
  const rows = weeks.map((week) => ({
    ...week,
    value: axis.shown(week.value),
    valueText: wordsOf(week.value),
    n: week.n ?? '–',
    part: partOf(week, chart),
  }));

  const runs = shiftLabels(weeks, signals);
  const marks = events.map(({ letter, name, from: day }) => ({
    letter,
    name,
    week: Math.min(Math.max(Date.parse(day), first.week), to),
  }));

  return {
    title,
    description: description + axisNote(axis) + eventSentence(events),
    shape: weekShape(isNarrow(width) ? NARROW_HEIGHT : HEIGHT, sized(width)),
    data: {
      events: marks,
      eventLabels: eventLabels(
        marks.map(({ letter, week }) => ({
          letter,
          at: (week - first.week) / Math.max(DAY, to - first.week),
        })),
        width,
      ).map(({ at, ...label }) => ({
        ...label,
        week: first.week + at * (to - first.week),
        y: NAME_ABOVE - RUN_ROW * runs.length - EVENTS_ABOVE,
      })),
      weeks: stretches(rows),
      quarter: [
        { from: from - 3.5 * DAY, to: to + 3.5 * DAY, week: (from + to) / 2, ...named(quarter, 'bold') },
      ],
      limits: limitLines(limits, wordsOf, isNarrow(width)).map((line) => ({
        ...line,
        value: axis.shown(line.value),
        mean: axis.shown(line.mean),
      })),
      runs,
      outside: outside.map((label) => ({ ...label, value: axis.shown(label.value) })),
    },
    params: {
      unitName: unitName ?? unitLabel(unit, scale),
      low: axis.low,
      high: axis.high,
      columns: !isNarrow(width) ? 4 : limits === null ? 1 : 2,
      looks: Object.keys(PARTS).filter((part) => rows.some((row) => row.part === part)),
      quarterName: quarter,
      beforeName: beforeName(
        weeks.filter(({ index }) => index < chart.quarterFrom),
        limits,
      ),
    },
  };
}

/**
 * The shape of the weekly chart.
 * @param height of its plot, in pixels
 * @param interactive whether a reader's wheel zooms and dragging pans through time
 */
export function weekShape(
  height: number,
  size: ReturnType<typeof sized> | { width: 'container' },
  interactive = false,
): ChartSpec['shape'] {
  // Zooming cuts what goes on beyond the plot; texts and points are shown whole or not at all.
  const whole = interactive ? { clip: false } : {};
  const inView = interactive ? [{ filter: { param: 'view' } }] : [];
  const x = {
    field: 'week',
    type: 'temporal' as const,
    scale: { type: 'utc' as const },
    axis: {
      title: null,
      tickCount: { interval: 'month' as const, step: 1 },
      labelExpr:
        "[utcFormat(datum.value, '%b'), datum.index == 0 || utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : '']",
      labelAlign: 'left' as const,
      labelFlush: false,
      labelBound: true,
      labelOverlap: 'greedy' as const,
      labelSeparation: 6,
      ticks: true,
      tickColor: colour.grid,
      tickSize: 5,
    },
  };
  const y = valueChannel('value');
  const layer: Layer[] = [
    {
      data: { name: 'quarter' },
      mark: 'rect',
      encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
    },
    {
      data: { name: 'quarter' },
      transform: inView,
      mark: {
        type: 'text',
        ...whole,
        fontWeight: 600,
        dx: keptInside("scale('x', datum.week)", 'half'),
      },
      encoding: { x, y: { value: NAME_ABOVE }, text: { field: 'text' } },
    },
    {
      data: { name: 'events' },
      mark: { type: 'rule', strokeWidth: 0.75 },
      encoding: {
        x,
        tooltip: [
          { field: 'name', title: 'event' },
          { field: 'week', type: 'temporal', format: '%-d %B %Y', title: 'from' },
        ],
      },
    },
    {
      data: { name: 'eventLabels' },
      transform: inView,
      mark: { type: 'text', ...whole, fill: colour.muted, dx: keptInside("scale('x', datum.week)", 'half') },
      encoding: { x, y: pixels('y'), text: { field: 'text' } },
    },
    {
      data: { name: 'limits' },
      mark: { type: 'rule', stroke: colour.limit, strokeWidth: 1.25 },
      encoding: { y, strokeDash: given('dash') },
    },
    {
      data: { name: 'limits' },
      mark: {
        type: 'text',
        ...whole,
        align: 'left',
        dx: 6,
        fill: colour.muted,
        // The three names keep clear of each other, those of the limits beyond that of the mean.
        dy: {
          expr: `datum.side * max(0, datum.height - abs(scale('y', datum.value) - scale('y', datum.mean))) - (datum.height - ${LINE_HEIGHT}) / 2`,
        },
      },
      encoding: { y, x: { value: 'width' }, text: { field: 'text' } },
    },
    {
      data: { name: 'weeks' },
      mark: { type: 'line', strokeWidth: 1.25, stroke: colour.muted },
      encoding: { x, y, detail: { field: 'stretch' } },
    },
    {
      data: { name: 'outside' },
      transform: inView,
      mark: {
        type: 'text',
        ...whole,
        fill: colour.signal,
        dx: keptInside("scale('x', datum.week)", 'half', BESIDE),
        dy: { expr: 'datum.dy' },
      },
      encoding: { x, y, text: { field: 'text' } },
    },
    {
      data: { name: 'weeks' },
      transform: inView,
      mark: { type: 'point', ...whole },
      ...(interactive
        ? { params: [{ name: 'view', select: { type: 'interval', encodings: ['x'] }, bind: 'scales' }] }
        : {}),
      encoding: {
        x,
        y,
        ...lookedUp('part', PARTS, {
          columns: { signal: 'columns' },
          labelExpr:
            "datum.value == 'quarter' ? quarterName : datum.value == 'before' ? beforeName : datum.value",
        }),
        tooltip: [
          { field: 'week', type: 'temporal', format: '%-d %B %Y', title: 'week of' },
          { field: 'valueText', title: 'value' },
          { field: 'n', title: 'n' },
          { field: 'part', title: 'part' },
        ],
      },
    },
    {
      data: { name: 'runs' },
      transform: ['from', 'to'].map((end) => ({
        calculate: `clamp(scale('x', datum.${end}), 0, width)`,
        as: `${end}Pixels`,
      })),
      mark: { type: 'rule', ...whole, stroke: colour.signal, strokeWidth: 1.25 },
      encoding: { x: pixels('fromPixels'), x2: pixels('toPixels'), y: pixels('y') },
    },
    {
      data: { name: 'runs' },
      transform: inView,
      mark: {
        type: 'text',
        ...whole,
        fill: colour.signal,
        dy: -9,
        dx: keptInside("scale('x', datum.week)", 'half'),
      },
      encoding: { x, y: pixels('y'), text: { field: 'text' } },
    },
  ];
  return {
    ...size,
    height,
    params: parameters('unitName', 'low', 'high', 'columns', 'looks', 'quarterName', 'beforeName'),
    layer,
  };
}

/** A text and half of its width. */
function named(text: string, weight: 'normal' | 'bold' = 'normal') {
  return { text, half: textWidth(text, weight) / 2 };
}

/** To make one takes 60 times as long as to format a date, and a chart has more than a hundred dates. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = dayFormats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  dayFormats.set(timeZone, format);
  return format;
}

/** The day on which an instant lies in a time zone, as a moment in UTC. */
function dayOf(instant: string, timeZone: string): number {
  const parts = dayFormat(timeZone).formatToParts(new Date(instant));
  const part = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'));
}

function observedWeeks(weeks: WeeklyChart['weeks'], timeZone: string): Observed[] {
  return weeks.flatMap(({ start, value, n }, index) =>
    value === null ? [] : [{ week: dayOf(start, timeZone), start, value, n, index }],
  );
}

/** @returns what writes the numbers of a weekly chart, in the unit of its result and on their side of each limit */
export function weekWords(result: WeeklyResult): (value: number) => string {
  const options = { scale: weekScale(result), avoid: limitValues(result.chart?.limits ?? null) };
  return (value) => formatValue(value, result.unit, options);
}

function weekScale(result: WeeklyResult): Scale {
  return scaleOf(result, shownValues(result.chart));
}

/** All values of the chart, which choose their unit where the result has no value. */
function shownValues(chart: WeeklyChart | null): number[] {
  const values = (chart?.weeks ?? []).map(({ value }) => value).filter((value) => value !== null);
  return [...values, ...limitValues(chart?.limits ?? null)];
}

/** The limits that there are, which no rounded value may cross. */
function limitValues(limits: Limits | null): number[] {
  if (limits === null) return [];
  return [limits.lower, limits.centre, limits.upper].filter((value) => value !== null);
}

function limitLines(limits: Limits | null, wordsOf: (value: number) => string, narrow: boolean) {
  if (limits === null) return [];
  const { lower, centre, upper } = limits;
  return [
    { value: upper, name: 'upper limit', side: -1 },
    { value: centre, name: 'mean', side: 0 },
    { value: lower, name: 'lower limit', side: 1 },
  ].flatMap(({ value, name, side }) =>
    value === null
      ? []
      : [
          {
            value,
            side,
            mean: centre,
            dash: side === 0 ? [] : LIMIT_DASH,
            ...lines(narrow ? [name, wordsOf(value)] : [`${name} ${wordsOf(value)}`]),
          },
        ],
  );
}

/** Numbers the stretches of weeks without a gap: a line for each. */
function stretches<Row extends { week: number }>(rows: readonly Row[]): (Row & { stretch: number })[] {
  let stretch = 0;
  return rows.map((row, at) => {
    const before = rows[at - 1];
    if (before !== undefined && row.week - before.week > WEEK_AND_A_HALF) stretch += 1;
    return { ...row, stretch };
  });
}

function partOf({ start, index }: Observed, { signals, quarterFrom }: WeeklyChart): Part {
  const rules = signals.filter((signal) => includes(signal, start)).map(({ rule }) => rule);
  if (rules.includes('outside')) return 'outside the limits';
  if (rules.length > 0) return 'shift';
  return index < quarterFrom ? 'before' : 'quarter';
}

/** Whether a week that begins at `start` belongs to a signal. */
function includes({ from, to }: Signal, start: string): boolean {
  return Date.parse(from) <= Date.parse(start) && Date.parse(start) <= Date.parse(to);
}

/** What to call the weeks before the quarter: how many they are, and why there are no limits where there are none. */
function beforeName(weeks: readonly Observed[], limits: Limits | null): string {
  const named = `${formatCount(weeks.length, 'week', 'weeks')} before`;
  if (limits !== null) return named;
  if (weeks.length < FEWEST_FOR_LIMITS) return `${named}: too few for limits`;
  const areEqual = weeks.every(({ value }) => value === weeks[0]?.value);
  return `${named}: ${areEqual ? 'all equal, so no limits' : 'too few cases a week for limits'}`;
}

/** A bracket above the weeks of each shift, in a row of its own. */
function shiftLabels(weeks: readonly Observed[], signals: readonly Signal[]) {
  return signals
    .filter(({ rule }) => rule !== 'outside')
    .flatMap((signal, row) => {
      const inside = weeks.filter(({ start }) => includes(signal, start));
      const [first] = inside;
      const last = inside.at(-1);
      if (first === undefined || last === undefined) return [];
      const higher = signal.side === 'above' ? 'higher' : 'lower';
      const text = `${formatCount(inside.length, 'week', 'weeks')} ${higher} on average`;
      return [
        {
          from: first.week,
          to: last.week,
          week: (first.week + last.week) / 2,
          y: NAME_ABOVE - 10 - row * RUN_ROW,
          ...named(text),
        },
      ];
    });
}

/** The values between which a label has room above or below a value, and how far from it. */
interface Room {
  from: number;
  to: number;
  distance: number;
  /** Whether a label beside a value takes several lines. */
  narrow: boolean;
}

function roomOf({ low, high }: ValueAxis, { factor }: Scale, highest: number): Omit<Room, 'narrow'> {
  return { from: low / factor, to: highest, distance: (LABEL_SHARE * (high - low)) / factor };
}

/**
 * For each side, a label beyond the week farthest outside of the limit, or beside it where the axis ends; it counts the
 * others.
 */
function outsideLabels(
  weeks: readonly Observed[],
  signals: readonly Signal[],
  wordsOf: (value: number) => string,
  { from, to, distance, narrow }: Room,
) {
  return (['above', 'below'] as const).flatMap((side) => {
    const sign = side === 'above' ? 1 : -1;
    const outside = weeks
      .filter(({ start }) =>
        signals.some(
          (signal) => signal.rule === 'outside' && signal.side === side && includes(signal, start),
        ),
      )
      .sort((a, b) => sign * (b.value - a.value));
    const [farthest] = outside;
    if (farthest === undefined) return [];
    const limit = `${side} the ${side === 'above' ? 'upper' : 'lower'} limit`;
    const text =
      outside.length === 1
        ? `${wordsOf(farthest.value)}, ${limit}`
        : `${formatCount(outside.length, 'week', 'weeks')} ${limit}`;
    const beyond = farthest.value + sign * distance;
    const isBeside = beyond < from || beyond > to;
    const wrapped = isBeside && narrow ? wrap(text, NARROW_LABEL) : [text];
    return [
      {
        week: farthest.week,
        value: isBeside ? farthest.value : beyond,
        beside: isBeside ? 1 : 0,
        text: wrapped.join('\n'),
        half: Math.max(...wrapped.map((line) => textWidth(line))) / 2,
        dy: side === 'below' ? (1 - wrapped.length) * LINE_HEIGHT : 0,
      },
    ];
  });
}
