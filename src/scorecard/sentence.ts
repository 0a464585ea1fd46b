import type { Definition } from '../handbook/definition.ts';
import { unitOf } from '../handbook/units.ts';
import type { Obstacle } from '../stats/summary.ts';
import { type FormatOptions, formatBounds, formatValue } from './format.ts';
import { countedWords, kindWords } from './kindWords.ts';
import type { Comparison, MetricResult } from './schema.ts';
import { writtenAs } from './shown.ts';
import { excludesNoChange, isMaterial, STEADY_WITHIN } from './verdict.ts';

/** What a sentence is about. */
type Told = Omit<MetricResult, 'sentence' | 'evidence'>;

/**
 * @returns what happened to a metric in a quarter, as a colleague would say it; how much the number rests on and how
 * certain it is are figures beside it
 */
export function sentenceOf(definition: Definition, result: Told): string {
  const { summary, state, baseline, verdict } = result;
  if (summary.value === null) {
    return `${definition.title}: ${STATE_WORDS[state]}. ${result.reason ?? 'No value.'}`;
  }
  const before = baseline?.summary.value ?? null;
  const written = writtenAs(result, definition);
  const said = valueWords(definition, result, summary.value, written);
  const then = before === null ? '' : `; before, ${beforeWords(definition, result, before, written)}`;
  const rest = [
    verdict === null || baseline === null ? null : verdictWords(definition, result, baseline),
    verdict === 'no-baseline' || (baseline !== null && before === null)
      ? 'There is nothing earlier to compare with.'
      : null,
    state === 'partial' ? result.reason : null,
  ];
  return [`${said}${then}.`, ...rest.filter((words) => words !== null)].join(' ');
}

const STATE_WORDS: Record<MetricResult['state'], string> = {
  ok: 'no value',
  'too-few': 'too few to say',
  'no-data': 'no data',
  'not-applicable': 'not applicable',
  withheld: 'withheld',
  partial: 'incomplete',
};

function valueWords(
  { title, says }: Definition,
  { unit, kind }: Told,
  value: number,
  written: FormatOptions,
): string {
  const text = formatValue(value, unit, written);
  if (says !== undefined) return says.replace('{value}', text);
  return `${kindWords[kind].value(lowerFirst(title)) ?? title} was ${text}`;
}

function beforeWords(
  { says }: Definition,
  { unit, kind }: Told,
  value: number,
  written: FormatOptions,
): string {
  const took = says !== undefined && kind === 'distribution' && unitOf(unit).hours !== undefined;
  return `it ${took ? 'took' : 'was'} ${formatValue(value, unit, written)}`;
}

function verdictWords(definition: Definition, result: Told, baseline: Comparison): string | null {
  const { materiality, verdict } = result;
  const { change, obstacle } = baseline;
  switch (verdict) {
    case 'improved':
    case 'worsened':
      return 'This is not noise.';
    case 'steady':
      // Both sides are as far from the band.
      if (change !== null && excludesNoChange(change) && isMaterial(change, materiality))
        return 'For the band it makes no difference.';
      return `A change of more than ${formatBounds([STEADY_WITHIN * materiality], 'share')} can be excluded.`;
    case 'cannot-tell':
      if (obstacle === null || obstacle === 'few-events') {
        const limit = limitOfNone(definition, result);
        if (limit !== null) return `${limit}, so a change cannot be told from chance.`;
      }
      if (obstacle !== null) return obstacleWords(obstacle, definition, result, baseline);
      if (change !== null && excludesNoChange(change))
        return 'There is a change, but whether it is large enough to matter cannot be told.';
      return 'Whether anything changed cannot be told from noise.';
    case 'too-little-data':
      return obstacle === null
        ? 'These are too few for a verdict.'
        : obstacleWords(obstacle, definition, result, baseline);
    case 'no-baseline':
    case null:
      return null;
  }
}

/** What none, or all, of what was looked at leaves open; null where it was neither. */
function limitOfNone(definition: Definition, result: Told): string | null {
  const { kind, unit } = result;
  const { value, interval } = result.summary;
  if (interval === null || !(kind === 'proportion' || kind === 'rate' || definition.counts)) return null;
  const written = writtenAs(result, definition);
  if (value === 0) return `None seen may still mean up to ${formatValue(interval.high, unit, written)}`;
  return kind === 'proportion' && value === 1
    ? `All seen may still mean as few as ${formatValue(interval.low, unit, written)}`
    : null;
}

function obstacleWords(
  obstacle: Obstacle,
  definition: Definition,
  { summary }: Told,
  baseline: Comparison,
): string {
  switch (obstacle) {
    case 'few':
      return `The ${summary.size.n ?? 0} now and ${baseline.summary.size.n ?? 0} before are too few for a verdict.`;
    case 'few-weeks':
      return 'Too few weeks have a value for a verdict: it takes eight on each side, or twelve before.';
    case 'seldom':
      return 'It has one value a quarter, and the quarters before are too few to show how far it varies.';
    case 'few-clusters':
      return `What comes together counts once, and ${countedWords(definition, summary.size)} now, ${countedWords(definition, baseline.summary.size)} before, are too few for a verdict.`;
    case 'few-events':
      return 'It rests on fewer than eight cases on either side, which cannot be told from chance.';
    case 'zero-baseline':
      return 'From a baseline of 0 no change can be computed, so there is no verdict.';
    case 'zero-now':
      return 'So many values of 0 may come from how times are recorded, so there is no verdict.';
    case 'alike':
      return 'Its weeks are all alike and do not show how far it varies, so there is no verdict.';
    case 'same-halves':
      return 'The median moved, but the share of high values may be the same as before, so there is no verdict.';
    case 'dependent':
      return 'Each resembles the one before too closely to tell a change from drift.';
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
