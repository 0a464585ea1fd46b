import { scale as vegaScale } from 'vega';
import { formatTick, type Scale, scaleFor, unitLabel } from '../scorecard/format.ts';
import { colour, type Domain, type Frame, type Label, type Rule, yAt } from './drawing.ts';
import { widestOf } from './textWidth.ts';

/** An axis of values: its span, and few round values on it. All values in the metric's unit. */
export interface ValueAxis {
  domain: Domain;
  ticks: readonly number[];
  /** In which the ticks and all labels of the chart are told. */
  scale: Scale;
  /** False when the values lie so far from zero that their differences would not be seen. */
  fromZero: boolean;
}

/** Lowest value ÷ highest value from which an axis does not start at zero. */
const FAR_FROM_ZERO = 0.75;

/** Room above the highest value and, off zero, below the lowest, as a share of the span. */
const HEADROOM = 0.06;

interface LinearScale {
  domain: (ends: number[]) => LinearScale;
  ticks: (count: number) => number[];
}
const linearScale: () => LinearScale = vegaScale('linear');

/**
 * The axis for the values a chart shows. It starts at zero unless that would hide all differences, or a
 * value is negative.
 * @param options.count about how many ticks
 * @param options.zero always start at zero, as bars must
 */
export function valueAxis(
  values: readonly number[],
  unit: string,
  {
    count = 4,
    zero = false,
    scale = scaleFor(unit, values),
  }: { count?: number; zero?: boolean; scale?: Scale } = {},
): ValueAxis {
  const highest = Math.max(...values);
  const lowest = Math.min(...values);
  const fromZero = lowest >= 0 && (zero || highest === lowest || lowest < FAR_FROM_ZERO * highest);
  const span = highest - (fromZero ? 0 : lowest) || Math.abs(highest) || 1 / scale.factor;
  const domain: Domain = [fromZero ? 0 : lowest - HEADROOM * span, (highest || span) + HEADROOM * span];
  const shown = domain.map((end) => end * scale.factor);
  const ticks = linearScale()
    .domain(shown)
    .ticks(count)
    .map((tick) => tick / scale.factor);
  return { domain, ticks, scale, fromZero };
}

/** Pixels that the tick labels of an upright axis need to the left of the plot. */
export function tickRoom({ ticks, scale }: ValueAxis): number {
  return Math.ceil(widestOf(ticks.map((value) => formatTick(value, scale)))) + TICK_GAP + 2;
}

const TICK_GAP = 8;

/** The grid, the tick labels and the unit above them, for an axis that stands at the left. */
export function uprightAxis(axis: ValueAxis, unit: string, frame: Frame): { rules: Rule[]; labels: Label[] } {
  const [left, right] = frame.x;
  return {
    rules: axis.ticks.map((value) => ({
      x: left,
      x2: right,
      y: value,
      y2: value,
      colour: value === 0 ? colour.muted : colour.grid,
      width: 1,
    })),
    labels: [
      ...axis.ticks.map(
        (value): Label => ({
          x: left,
          y: value,
          lines: [formatTick(value, axis.scale)],
          dx: -TICK_GAP,
          align: 'right',
        }),
      ),
      {
        x: left,
        y: yAt(frame, -frame.padding.top),
        lines: [unitLabel(unit, axis.scale)],
        dx: -frame.padding.left + 1,
        dy: 10,
      },
    ],
  };
}

/**
 * The grid and the tick labels with their unit, for an axis that lies below.
 * @param spans from where to where the grid is drawn, as values of y
 */
export function flatAxis(
  axis: ValueAxis,
  frame: Frame,
  spans: readonly Domain[],
): { rules: Rule[]; labels: Label[] } {
  const [foot] = frame.y;
  return {
    rules: axis.ticks.flatMap((value) =>
      spans.map(([y, y2]) => ({
        x: value,
        x2: value,
        y,
        y2,
        colour: value === 0 ? colour.muted : colour.grid,
        width: 1,
      })),
    ),
    labels: axis.ticks.map((value) => ({
      x: value,
      y: foot,
      lines: [formatTick(value, axis.scale, true)],
      dy: 14,
      align: 'center',
    })),
  };
}

/** Said of a chart whose axis does not start at zero; empty for others. */
export function axisNote({ fromZero, ticks: [first] }: ValueAxis): string {
  return fromZero || first === undefined || first < 0 ? '' : ' The axis does not start at zero.';
}
