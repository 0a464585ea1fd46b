import type { Definition } from '../handbook/definition.ts';
import { unitOf } from '../handbook/units.ts';
import { FLOORS, type Obstacle } from '../stats/summary.ts';
import { formatBounds } from './format.ts';
import { countedWords, kindWords } from './kindWords.ts';
import type { Comparison, MetricResult } from './schema.ts';
import { shownValue } from './shown.ts';
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
  const said = valueWords(definition, result, summary.value);
  const then = before === null ? '' : `; before, ${beforeWords(definition, result, before)}`;
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
  'too-few': 'no figure',
  'no-data': 'no data',
  'not-applicable': 'not applicable',
  withheld: 'withheld',
  partial: 'incomplete',
};

function valueWords(definition: Definition, result: Told, value: number): string {
  const { title, says } = definition;
  const text = shownValue(value, result, definition);
  if (says !== undefined) return says.replace('{value}', text);
  return `${kindWords[result.kind].value(lowerFirst(title)) ?? title} was ${text}`;
}

function beforeWords(definition: Definition, result: Told, value: number): string {
  const { says } = definition;
  const took =
    says !== undefined && result.kind === 'distribution' && unitOf(result.unit).hours !== undefined;
  return `it ${took ? 'took' : 'was'} ${shownValue(value, result, definition)}`;
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
        return 'It changed, but stayed at the same distance from its band.';
      return `Any change is smaller than ${formatBounds([STEADY_WITHIN * materiality], 'share')} of what it was.`;
    case 'cannot-tell':
      if (obstacle === null || obstacle === 'few-events') {
        const limit = limitOfNone(definition, result);
        if (limit !== null) return `${limit}, so whether it changed is open.`;
      }
      if (obstacle !== null) return obstacleWords(obstacle, definition, result, baseline);
      if (change !== null && excludesNoChange(change)) return 'It changed, but perhaps too little to matter.';
      return readsAlike(definition, result, baseline)
        ? 'A change may be hidden by noise.'
        : 'This may be noise.';
    case 'too-little-data':
      return obstacle === null
        ? 'These are too few for a verdict.'
        : obstacleWords(obstacle, definition, result, baseline);
    case 'no-baseline':
    case null:
      return null;
  }
}

/** Whether now and before are written with the same number. */
function readsAlike(definition: Definition, result: Told, baseline: Comparison): boolean {
  const [now, before] = [result.summary.value, baseline.summary.value].map((value) =>
    value === null ? null : shownValue(value, result, definition),
  );
  return now === before;
}

/** What none, or all, of what was looked at leaves open; null where it was neither. */
function limitOfNone(definition: Definition, result: Told): string | null {
  const { kind } = result;
  const { value, interval } = result.summary;
  if (interval === null || !(kind === 'proportion' || kind === 'rate' || definition.counts)) return null;
  if (value === 0) return `The true value may be as high as ${shownValue(interval.high, result, definition)}`;
  return kind === 'proportion' && value === 1
    ? `The true value may be as low as ${shownValue(interval.low, result, definition)}`
    : null;
}

function obstacleWords(
  obstacle: Obstacle,
  definition: Definition,
  { summary, kind }: Told,
  baseline: Comparison,
): string {
  switch (obstacle) {
    case 'few':
      return `A verdict takes ${FLOORS.verdict} on each side; there are ${summary.size.n ?? 0} now and ${baseline.summary.size.n ?? 0} before.`;
    case 'few-weeks':
      return 'Too few weeks have a value for a verdict: it takes eight on each side, or twelve before.';
    case 'seldom':
      return 'It has one value a quarter, and the quarters before are too few to show how far it varies.';
    case 'few-clusters':
      return `${countedWords(definition, summary.size)} now and ${countedWords(definition, baseline.summary.size)} before are too few for a verdict, since what comes together counts once.`;
    case 'few-events':
      return kind === 'proportion'
        ? 'The rarer outcome has fewer than eight cases on either side, too few to tell.'
        : 'There are fewer than eight cases on either side, too few to tell.';
    case 'zero-baseline':
      return 'From a baseline of 0 no change can be computed, so there is no verdict.';
    case 'zero-now':
      return 'So many values of 0 may come from how times are recorded, so there is no verdict.';
    case 'alike':
      return 'Its weeks are all alike and do not show how far it varies, so there is no verdict.';
    case 'same-halves':
      return 'Values are either low or high, and the share of high ones may be the same as before.';
    case 'dependent':
      return 'Values follow each other too closely to tell a change from drift.';
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
