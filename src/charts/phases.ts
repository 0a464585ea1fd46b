import { formatValue, type Scale, scaleFor } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { flatAxis, valueAxis } from './axis.ts';
import {
  type Area,
  type ChartOptions,
  type ChartSpec,
  colour,
  draw,
  type Frame,
  isNarrow,
  type Label,
  type Rule,
  WIDE,
} from './drawing.ts';
import { layRows } from './rows.ts';
import { LINE_HEIGHT, widestOf } from './textWidth.ts';

/** A part of a duration, with the median of its own sample. */
export type Phase = MetricResult['phases'][number];

export interface PhasesOptions extends ChartOptions {
  unit: string;
}

const HALF_BAR = 6;
const HALF_CAP = 4;
const GAP = 8;

/** Each phase is its own sample: half of the items take less in it, but not the same half in each. */
const NOT_ADDITIVE = ' Each bar is a median of its own; medians do not add up to the median of the whole.';

/** Why a phase has no bar; empty when it has one. */
export function phaseAbsence({ summary }: Phase): string {
  if (summary.value !== null) return '';
  return summary.size.n === 0 ? 'no data' : `too few (n ${summary.size.n})`;
}

/** The scale in which all phases are told: the longest one's, for a bar of 1,498 minutes tells less than one of 25 h. */
export function phasesScale(parts: readonly Phase[], unit: string): Scale {
  return scaleFor(unit, [Math.max(...parts.map(({ summary }) => summary.value ?? 0))]);
}

/**
 * The medians of the phases of a duration in their order, each a bar with its 95 % interval. They are not stacked,
 * because medians do not add up; the description says so.
 * @returns null when no phase has a value
 */
export function phases(
  parts: readonly Phase[],
  { title, description, width = WIDE, unit }: PhasesOptions,
): ChartSpec | null {
  const medians = parts.map(({ summary }) => summary.value).filter((value) => value !== null);
  if (medians.length === 0) return null;

  const scale = phasesScale(parts, unit);
  const ends = parts.flatMap(({ summary }) => (summary.interval === null ? [] : [summary.interval.high]));
  const axis = valueAxis([...medians, ...ends], unit, { count: isNarrow(width) ? 3 : 5, zero: true, scale });
  const { places, left, height, y, grid } = layRows(
    parts.map(({ label }) => label),
    { width, narrow: isNarrow(width), start: axis.domain[0] },
  );
  const texts = parts.map((phase) =>
    phase.summary.value === null ? phaseAbsence(phase) : formatValue(phase.summary.value, unit, { scale }),
  );
  const right = Math.ceil(widestOf(texts, 'bold')) + GAP + 2;
  const padding = { top: 6, right, bottom: LINE_HEIGHT + 12, left };
  const frame: Frame = { width: width - left - right, height, padding, x: axis.domain, y };
  const flat = flatAxis(axis, frame, grid);

  return draw({ title, description: description + NOT_ADDITIVE }, frame, {
    areas: parts.flatMap(({ summary }, index): Area[] => {
      const centre = places[index]?.centre ?? 0;
      if (summary.value === null) return [];
      return [{ x: 0, x2: summary.value, y: centre - HALF_BAR, y2: centre + HALF_BAR, colour: colour.limit }];
    }),
    rules: [
      ...flat.rules,
      ...parts.flatMap(({ summary }, index) => whisker(summary.interval, places[index]?.centre ?? 0)),
    ],
    labels: [
      ...flat.labels,
      ...places.map(({ name }) => name),
      ...parts.map(({ summary }, index): Label => {
        const absent = summary.value === null;
        return {
          x: Math.max(summary.value ?? 0, summary.interval?.high ?? 0),
          y: places[index]?.centre ?? 0,
          lines: [texts[index] ?? ''],
          dx: GAP,
          bold: !absent,
          colour: absent ? colour.muted : colour.ink,
        };
      }),
    ],
  });
}

function whisker(interval: Phase['summary']['interval'], y: number): Rule[] {
  if (interval === null) return [];
  const { low, high } = interval;
  const look = { colour: colour.ink, width: 1.5 };
  const cap = (x: number): Rule => ({ x, x2: x, y: y - HALF_CAP, y2: y + HALF_CAP, ...look });
  return [{ x: low, x2: high, y, y2: y, ...look }, cap(low), cap(high)];
}
