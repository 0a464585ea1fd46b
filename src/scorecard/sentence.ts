import type { Definition } from '../handbook/definition.ts';
import {
  formatBounds,
  formatChange,
  formatChangeInterval,
  formatCount,
  formatInterval,
  formatValue,
  type Scale,
  scaleFor,
} from './format.ts';
import { kindWords, type NumberFormats } from './kindWords.ts';
import type { Comparison, MetricResult } from './schema.ts';
import { excludesNoChange, isMaterial } from './verdict.ts';

/** @returns what happened to a metric in a quarter, in plain words, with the same numbers as the result */
export function sentenceOf(
  definition: Definition,
  result: Omit<MetricResult, 'sentence' | 'evidence'>,
): string {
  if (result.summary.value === null) {
    const reason = result.reason ?? 'No value.';
    return `${definition.title}: ${STATE_WORDS[result.state]}. ${reason}`;
  }
  const scale = scaleFor(result.unit, [result.summary.value, result.baseline?.summary.value ?? null]);
  const parts = [
    valuePart(definition, result, scale),
    ...(result.baseline === null ? [] : [baselinePart(definition, result, result.baseline, scale)]),
    verdictPart(result, result.baseline),
    ...(result.chart === null ? [] : chartPart(result.chart)),
  ];
  const partial = result.state === 'partial' ? ` ${result.reason ?? ''}` : '';
  return `${parts.filter((part) => part !== '').join('; ')}.${partial}`;
}

const STATE_WORDS: Record<MetricResult['state'], string> = {
  ok: 'no value',
  'too-few': 'too few to say',
  'no-data': 'no data',
  'not-applicable': 'not applicable',
  withheld: 'withheld',
  partial: 'incomplete',
};

const NUMBERS: NumberFormats = { count: String, exposure: (exposure) => formatValue(exposure, 'score') };

function valuePart(
  definition: Definition,
  { summary, unit, kind }: Omit<MetricResult, 'sentence' | 'evidence'>,
  scale: Scale,
): string {
  const { value, size, interval } = summary;
  if (value === null) return '';
  const words = kindWords[kind];
  const name = words.value(lowerFirst(definition.title)) ?? definition.title;
  const counted = words.counted(size, unit, NUMBERS) ?? `n ${size.n}`;
  const range = interval === null ? '' : `, interval ${formatInterval(interval, unit, { scale })}`;
  return `${name} ${formatValue(value, unit, { scale })} (${counted}${range})`;
}

function baselinePart(
  { unit }: Definition,
  { summary, materiality, verdict }: Omit<MetricResult, 'sentence' | 'evidence'>,
  { summary: before, change }: Comparison,
  scale: Scale,
): string {
  if (before.value === null || summary.value === null)
    return verdict === 'no-baseline' ? '' : 'no baseline to compare with';
  const baseline = `baseline ${formatValue(before.value, unit, { scale })}`;
  if (change === null) return baseline;
  return `${baseline}: ${formatChange(change, unit, { materiality })} (interval ${formatChangeInterval(change, unit)})`;
}

function verdictPart(
  { verdict, materiality, kind }: Omit<MetricResult, 'sentence' | 'evidence'>,
  baseline: Comparison | null,
): string {
  if (verdict === null) return '';
  if (verdict === 'too-little-data') {
    return kindWords[kind].noVerdict(baseline?.summary.value ?? null) ?? 'too little data for a verdict';
  }
  if (verdict === 'steady' && baseline?.change) {
    const { change } = baseline;
    if (excludesNoChange(change)) {
      // A material change is steady when the value is as far from its band as before.
      return isMaterial(change, materiality)
        ? 'steady'
        : `steady, as a change of ${formatBounds([materiality], 'share')} of the baseline or less does not count`;
    }
    if (!isNarrow(change, materiality)) return 'steady, as no change can be told from noise';
  }
  return {
    improved: 'improved',
    steady: 'steady',
    worsened: 'worsened',
    'no-baseline': 'no baseline yet',
  }[verdict];
}

/** Whether the interval excludes a material change in either direction. */
function isNarrow(
  { measure, low, high, estimate, relative }: NonNullable<Comparison['change']>,
  materiality: number,
): boolean {
  if (measure === 'ratio') return low > 1 - materiality && high < 1 + materiality;
  if (relative === null || relative === 0) return false;
  const bound = Math.abs(estimate / relative) * materiality;
  return low > -bound && high < bound;
}

function chartPart({ limits, signals, weeks, quarterFrom }: NonNullable<MetricResult['chart']>): string[] {
  if (limits === null || weeks.length === quarterFrom) return [];
  const outside = signals.filter(({ rule }) => rule === 'outside').length;
  const runs = signals.filter(({ rule }) => rule === 'run-of-eight');
  return [
    outside === 0
      ? 'no week outside the expected range'
      : `${formatCount(outside, 'week', 'weeks')} outside the expected range`,
    ...runs.map(({ side }) => `eight or more weeks in a row ${side} the average`),
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
