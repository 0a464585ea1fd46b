import { formatValue, type Scale, scaleFor, unitLabel } from '../scorecard/format.ts';
import type { State, Verdict } from '../scorecard/schema.ts';
import { type ChartEvent, eventLabels, eventSentence } from './eventMarks.ts';
import { wrap } from './textWidth.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  isNarrow,
  keptInside,
  type Layer,
  LINE_HEIGHT,
  type Look,
  lines,
  lookedUp,
  pixels,
  sideText,
  valueChannel,
  WIDE,
} from './theme.ts';
import { chartOn, cutMark, cutToAxis, highestOf, type ValueAxis, valueAxis } from './valueAxis.ts';
import { stateWords, VERDICT_LOOKS, verdictLook, verdictWords } from './verdictLook.ts';

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

/** What a team set itself as a target; the value in the metric's unit. */
export interface OwnTarget {
  value: number;
  /** The target in words: `from 90 %`. */
  words: string;
}

export interface QuarterTrendOptions extends ChartOptions {
  unit: string;
  /** The quarters that the last one is compared with. */
  baselineQuarters: readonly string[];
  target?: OwnTarget | null;
  /** What happened meanwhile: in which quarter, and which share of it, from 0 to 1, had passed. */
  events?: readonly (ChartEvent & { quarter: string; at: number })[];
  /** The scale of the axis; default: chosen for the chart's own values. */
  scale?: Scale;
  /** The last quarter's value in words, as elsewhere on the site. */
  valueText?: string | null;
}

const LOOKS = {
  baseline: { colour: colour.baseline, shape: 'square', size: 40 },
  earlier: { colour: colour.muted, shape: 'circle', size: 34 },
  ...VERDICT_LOOKS,
} satisfies Record<string, Look>;

/** A target is drawn when the axis of the values reaches this share of it; a farther one is named at the edge. */
const WITHIN_REACH = 0.6;
/** The most of the width that the target's words take, as a share. */
const NOTE_SHARE = 0.25;
/** Pixels between two notes, so that neither reads on into the next. */
const LEADING = 5;
/** Pixels that the name of a quarter takes, and those beside the plot. */
const QUARTER_WIDTH = 24;
const BESIDE_PLOT = 140;
/** Pixels from the plot's top edge to the letters of events, beyond the words above a partial value. */
const EVENTS_ABOVE = -27;
/** Events lie at a share of the axis, whatever the quarters are. */
const AT_PIXELS = [{ calculate: 'datum.at * width', as: 'px' }];

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
    target = null,
    events = [],
    valueText = null,
    scale = scaleFor(
      unit,
      points.map(({ value }) => value),
    ),
  }: QuarterTrendOptions,
): ChartSpec | null {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return null;

  const ends = points.flatMap(({ value, low, high }) => (value === null ? [] : [low, high]));
  const axisTo = (all: readonly (number | null)[]) => valueAxis(values, scale, highestOf(unit), all);
  const axis = axisTo(target !== null && isNear(axisTo(ends), target) ? [...ends, target.value] : ends);
  const shown = (value: number | null) => (value === null ? null : axis.shown(value));
  const last = points.at(-1);
  const lookOf = ({ quarter, verdict = null }: QuarterPoint) =>
    quarter === last?.quarter
      ? verdictLook(verdict)
      : baselineQuarters.includes(quarter)
        ? 'baseline'
        : 'earlier';
  const quarters = stretches(points).map(({ stretch, ...point }) => {
    const look = lookOf(point);
    return {
      quarter: point.quarter,
      value: shown(point.value),
      ...drawnInterval(point, axis),
      stretch,
      look,
      tint: LOOKS[look].colour,
      whole: point.state === 'partial' ? 0 : 1,
      words: stateWords(point.state),
    };
  });
  const valued = quarters.filter(({ value }) => value !== null);
  const cuts = valued.flatMap(({ quarter, cuts }) => cuts.map((cut) => ({ quarter, ...cut })));
  const text = (value: number) =>
    valueText ?? formatValue(value, unit, { avoid: target === null ? [] : [target.value] });
  const room = width * NOTE_SHARE;
  const marks = events.map(({ letter, quarter, at }) => ({
    letter,
    at: (points.findIndex((point) => point.quarter === quarter) + at) / points.length,
  }));
  return chartOn(axis, unitLabel(unit, scale), {
    title,
    description: description + eventSentence(events),
    width,
    height: isNarrow(width) ? 180 : 220,
    layer: layersOf(width),
    data: {
      events: marks,
      eventLabels: eventLabels(marks, width),
      targets: target !== null && isOn(axis, target) ? [{ value: axis.shown(target.value) }] : [],
      quarters: valued,
      cuts,
      absences: quarters.filter(
        ({ value, words }, index) => value === null && words !== quarters[index - 1]?.words,
      ),
      partial: valued
        .filter(({ whole }) => whole === 0)
        .map((row) => ({ ...row, top: row.high ?? row.value })),
      breaks: points.flatMap(({ quarter, breakBefore }, index) =>
        // The reason of a break is written on the side of its line that is freer.
        breakBefore === undefined
          ? []
          : [{ quarter, text: breakBefore, dy: points[index - 1]?.value === null ? -8 : 8 }],
      ),
      notes: [
        ...(last === undefined || last.value === null
          ? []
          : [
              note(
                [text(last.value), verdictWords(last.verdict ?? null)].filter((line) => line !== ''),
                axis.shown(last.value),
                true,
              ),
            ]),
        ...(target === null ? [] : [targetNote(target, axis, room)]),
      ],
    },
    params: {
      looks: Object.keys(LOOKS).filter((look) => valued.some((row) => row.look === look)),
      names: namesOf(points, points.length * QUARTER_WIDTH > width - BESIDE_PLOT),
    },
  });
}

function layersOf(width: number): Layer[] {
  const x = {
    field: 'quarter',
    type: 'ordinal' as const,
    scale: { type: 'band' as const, paddingInner: 0, paddingOuter: 0 },
    axis: {
      title: null,
      labelAngle: 0,
      labelOverlap: 'greedy' as const,
      labelSeparation: 4,
      labelExpr: 'names[datum.value]',
    },
  };
  const y = valueChannel('value');
  return [
    {
      data: { name: 'targets' },
      mark: { type: 'rule', stroke: colour.ink, strokeWidth: 1.25, strokeDash: [6, 3] },
      encoding: { y },
    },
    {
      data: { name: 'events' },
      transform: AT_PIXELS,
      mark: { type: 'rule', strokeWidth: 0.75 },
      encoding: { x: pixels('px') },
    },
    {
      data: { name: 'eventLabels' },
      transform: AT_PIXELS,
      mark: { type: 'text', fill: colour.muted, dx: keptInside('datum.px', 'half') },
      encoding: { x: pixels('px'), y: { value: EVENTS_ABOVE }, text: { field: 'text' } },
    },
    {
      data: { name: 'breaks' },
      mark: { type: 'rule', strokeDash: [2, 3] },
      encoding: { x: { ...x, bandPosition: 0 } },
    },
    {
      data: { name: 'breaks' },
      mark: {
        type: 'text',
        angle: 270,
        align: 'right',
        dx: -4,
        dy: { expr: 'datum.dy' },
        fill: colour.muted,
      },
      encoding: { x: { ...x, bandPosition: 0 }, y: { value: 0 }, text: { field: 'text' } },
    },
    {
      data: { name: 'quarters' },
      mark: { type: 'line', stroke: colour.muted, strokeWidth: 1 },
      encoding: { x, y, detail: { field: 'stretch' } },
    },
    {
      data: { name: 'quarters' },
      mark: { type: 'rule', strokeWidth: 1.5, stroke: { expr: 'datum.tint' } },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      data: { name: 'quarters' },
      mark: 'point',
      encoding: {
        x,
        y,
        ...lookedUp('look', LOOKS, { columns: isNarrow(width) ? 3 : 5 }),
        fillOpacity: pixels('whole'),
      },
    },
    { data: { name: 'cuts' }, mark: cutMark('upright'), encoding: { x, y } },
    {
      data: { name: 'absences' },
      mark: { type: 'text', angle: 270, align: 'left', dx: 6, fill: colour.muted },
      encoding: { x, y: { value: 'height' }, text: { field: 'words' } },
    },
    {
      data: { name: 'partial' },
      mark: { type: 'text', dy: -10, fill: colour.muted },
      encoding: { x, y: { ...y, field: 'top' }, text: { field: 'words' } },
    },
    {
      data: { name: 'notes' },
      // Each note beside its value, or so far down as those above push it; all of them up where the last ends too low.
      transform: [
        { calculate: "scale('y', datum.value) - datum.height / 2", as: 'wanted' },
        {
          window: [{ op: 'sum', field: 'height', as: 'through' }],
          sort: [{ field: 'wanted' }],
          frame: [null, 0],
          ignorePeers: true,
        },
        { calculate: 'datum.wanted - datum.through + datum.height', as: 'lead' },
        {
          window: [{ op: 'max', field: 'lead', as: 'push' }],
          sort: [{ field: 'wanted' }],
          frame: [null, 0],
          ignorePeers: true,
        },
        { calculate: 'datum.push + datum.through', as: 'foot' },
        { joinaggregate: [{ op: 'max', field: 'foot', as: 'lowest' }] },
        {
          calculate: `datum.foot - datum.height - max(0, datum.lowest - height - ${LINE_HEIGHT}) + ${LINE_HEIGHT / 2}`,
          as: 'y',
        },
      ],
      mark: sideText,
      encoding: { x: { value: 'width' }, y: pixels('y'), text: { field: 'text' } },
    },
  ];
}

/** The lines below each quarter: its name and, below the first of each year, the year; years alone where it is dense. */
function namesOf(points: readonly QuarterPoint[], dense: boolean): Record<string, string | string[]> {
  const parts = points.map(({ quarter }) => quarter.split('-').toReversed());
  return Object.fromEntries(
    points.map(({ quarter }, index) => {
      const [name = '', year = ''] = parts[index] ?? [];
      const first = year !== parts[index - 1]?.[1];
      if (dense) return [quarter, first && name === 'Q1' ? year : ''];
      // There is no room for two years side by side.
      const crowded = index === 0 && parts.length > 1 && parts[1]?.[1] !== year;
      return [quarter, [name, first && !crowded ? year : '']];
    }),
  );
}

function isNear({ high, shown }: ValueAxis, { value }: OwnTarget): boolean {
  return shown(value) * WITHIN_REACH <= high;
}

function isOn({ low, high, shown }: ValueAxis, { value }: OwnTarget): boolean {
  return low <= shown(value) && shown(value) <= high;
}

function note(texts: readonly string[], value: number, bold = false) {
  const { text, height } = lines(texts);
  return {
    value,
    text,
    height: height + LEADING,
    weight: bold ? 600 : 400,
    tint: bold ? colour.ink : colour.muted,
  };
}

/** The target in words, beside its line or at the edge beyond which it lies. */
function targetNote(target: OwnTarget, axis: ValueAxis, room: number) {
  const away = isOn(axis, target) ? [] : ['off the chart:'];
  const texts = [...away, 'own target', target.words].flatMap((text) => wrap(text, room));
  return note(texts, Math.min(Math.max(axis.shown(target.value), axis.low), axis.high));
}

function drawnInterval({ low, high }: QuarterPoint, axis: ValueAxis) {
  return low === null || high === null ? { low: null, high: null, cuts: [] } : cutToAxis({ low, high }, axis);
}

/** Numbers the stretches of quarters without a gap or a break: a line for each. */
function stretches(points: readonly QuarterPoint[]): (QuarterPoint & { stretch: number })[] {
  let stretch = 0;
  return points.map((point) => {
    if (point.value === null || point.breakBefore !== undefined) stretch += 1;
    return { ...point, stretch };
  });
}
