import { formatValue, type Scale, scaleFor, unitLabel } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { layRows, nameLayer, nameRows, rowChannel } from './rows.ts';
import { type ChartOptions, type ChartSpec, colour, parameters, sized, valueChannel, WIDE } from './theme.ts';
import { valueAxis } from './valueAxis.ts';

/** A part of a duration, with the median of its own sample. */
export type Phase = MetricResult['phases'][number];

export interface PhasesOptions extends ChartOptions {
  unit: string;
}

/** Each phase is its own sample: half of the items take less in it, but not the same half in each. */
const NOT_ADDITIVE = ' Each bar is a median of its own; medians do not add up to the median of the whole.';

/** Why a phase has no bar; empty when it has one. */
export function phaseAbsence({ summary }: Phase): string {
  if (summary.value !== null) return '';
  return summary.size.n === 0 ? 'no data' : `too few (n ${summary.size.n})`;
}

/** The scale of all phases: that of the longest one, since a bar of 1,498 minutes says less than one of 25 h. */
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
  // Bars start at zero.
  const axis = valueAxis([0, ...medians, ...ends], scale);
  const laid = layRows(
    parts.map(({ label }) => label),
    { width },
  );
  return {
    title,
    description: description + NOT_ADDITIVE,
    shape: shapeOf(width, laid.step, laid.middle),
    data: {
      names: nameRows(laid),
      bars: parts.flatMap(({ summary: { value } }, row) =>
        value === null ? [] : [{ row, value: axis.shown(value) }],
      ),
      intervals: parts.flatMap(({ summary: { interval } }, row) =>
        interval === null ? [] : [{ row, value: axis.shown(interval.low), to: axis.shown(interval.high) }],
      ),
      texts: parts.map((phase, row) => {
        const { value } = phase.summary;
        const absent = value === null;
        return {
          row,
          text: absent ? phaseAbsence(phase) : formatValue(value, unit, { scale }),
          weight: absent ? 400 : 600,
          tint: absent ? colour.muted : colour.ink,
        };
      }),
    },
    params: { unitName: unitLabel(unit, scale), low: axis.low, high: axis.high },
  };
}

function shapeOf(width: number, step: number, middle: number): ChartSpec['shape'] {
  const x = valueChannel('value');
  const y = rowChannel(middle);
  const interval = { type: 'rule', stroke: colour.ink, strokeWidth: 1.5 } as const;
  const cap = { type: 'tick', orient: 'vertical', color: colour.ink, size: 8, thickness: 1.5 } as const;
  return {
    ...sized(width),
    height: { step },
    params: parameters('unitName', 'low', 'high'),
    layer: [
      {
        data: { name: 'bars' },
        mark: { type: 'rule', stroke: colour.limit, strokeWidth: 12 },
        encoding: { x: { ...x, axis: { ...x.axis, grid: true } }, x2: { datum: 0 }, y },
      },
      { data: { name: 'intervals' }, mark: interval, encoding: { x, x2: { field: 'to' }, y } },
      { data: { name: 'intervals' }, mark: cap, encoding: { x, y } },
      { data: { name: 'intervals' }, mark: cap, encoding: { x: { ...x, field: 'to' }, y } },
      nameLayer(width),
      {
        data: { name: 'texts' },
        mark: {
          type: 'text',
          align: 'left',
          dx: 8,
          fontWeight: { expr: 'datum.weight' },
          fill: { expr: 'datum.tint' },
        },
        encoding: { x: { value: 'width' }, y, text: { field: 'text' } },
      },
    ],
  };
}
