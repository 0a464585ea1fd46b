import type { Definition } from '../handbook/definition.ts';
import { unitOf } from '../handbook/units.ts';
import { FLOORS, type Obstacle } from '../stats/summary.ts';
import { formatBounds, formatCount } from './format.ts';
import { kindWords } from './kindWords.ts';
import type { Comparison, MetricResult, SummaryRow } from './schema.ts';
import { shownValue } from './shown.ts';
import { excludesNoChange, isMaterial, STEADY_WITHIN } from './verdict.ts';

/** What a sentence is about. */
type Result = Omit<MetricResult, 'sentence' | 'evidence'>;

/**
 * @returns what happened to a metric in a quarter, as a colleague would say it; how much the number rests on and how
 * certain it is are figures beside it
 */
export function sentenceOf(definition: Definition, result: Result): string {
  const { summary, state, baseline, verdict } = result;
  if (summary.value === null) {
    return `${definition.title}: ${STATE_WORDS[state]}. ${result.reason ?? 'No value.'}`;
  }
  const before = baseline?.summary.value ?? null;
  const bound = boundOfNone(definition, result);
  const text = (value: number): string => shownValue(value, result, definition);
  const texts = {
    now: text(summary.value),
    before: before === null ? null : text(before),
    bound: bound === null ? null : text(bound),
  };
  const said = valueWords(definition, result, texts.now);
  const then = texts.before === null ? '' : `; before, ${beforeWords(definition, result, texts.before)}`;
  const rest = [
    verdict === null || baseline === null ? null : verdictWords(definition, result, baseline, texts),
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

/** The numbers of a sentence as they are written. */
interface Texts {
  now: string;
  before: string | null;
  /** What the true value may be where none, or all, of what was looked at has it. */
  bound: string | null;
}

function valueWords({ title, says }: Definition, { kind }: Result, value: string): string {
  if (says !== undefined) return says.replace('{value}', value);
  return `${kindWords[kind].value(lowerFirst(title)) ?? title} was ${value}`;
}

function beforeWords({ says }: Definition, result: Result, value: string): string {
  const took =
    says !== undefined && kindWords[result.kind].isTaken && unitOf(result.unit).hours !== undefined;
  return `it ${took ? 'took' : 'was'} ${value}`;
}

function verdictWords(
  definition: Definition,
  result: Result,
  baseline: Comparison,
  texts: Texts,
): string | null {
  const { materiality, summary, verdict } = result;
  const { change, obstacle } = baseline;
  switch (verdict) {
    case 'improved':
    case 'worsened':
      return 'This is not noise.';
    case 'steady':
      // Both sides are as far from the band.
      if (change !== null && excludesNoChange(change) && isMaterial(change, materiality))
        return 'It changed, but stayed at the same distance from its band.';
      // An interval without width, on a scale on which nothing is a share of what it was.
      if (change?.relative === null) return 'No change shows, not even a small one.';
      return `Any change is smaller than ${formatBounds([STEADY_WITHIN * materiality], 'share')} of what it was.`;
    case 'cannot-tell':
      if (texts.bound !== null && (obstacle === null || obstacle === 'few-events')) {
        const side = summary.value === 0 ? 'high' : 'low';
        return `The true value may be as ${side} as ${texts.bound}, so whether it changed is open.`;
      }
      if (obstacle !== null) return obstacleWords(obstacle, definition, result, baseline);
      if (change !== null && excludesNoChange(change)) return 'It changed, but perhaps too little to matter.';
      return texts.now === texts.before ? 'A change may be hidden by noise.' : 'This may be noise.';
    case 'too-little-data':
      return obstacle === null
        ? 'These are too few for a verdict.'
        : obstacleWords(obstacle, definition, result, baseline);
    case 'no-baseline':
    case null:
      return null;
  }
}

/** What the true value may be where none, or all, of what was looked at has it; null elsewhere. */
function boundOfNone({ counts }: Definition, { kind, summary: { value, interval } }: Result): number | null {
  const extremes = [...kindWords[kind].extremes, ...(counts ? [0] : [])];
  if (value === null || interval === null || !extremes.includes(value)) return null;
  return value === 0 ? interval.high : interval.low;
}

function obstacleWords(
  obstacle: Obstacle,
  definition: Definition,
  { summary, kind }: Result,
  baseline: Comparison,
): string {
  switch (obstacle) {
    case 'few':
      return fewWords('', summary.size.n, baseline.summary.size.n);
    case 'few-weeks':
      return 'A verdict takes eight weeks with a value on each side, or twelve before.';
    case 'seldom':
      return 'It has one value a quarter, of too few quarters to show how far it varies.';
    case 'few-clusters':
      return fewClusterWords(definition, kind, summary.size, baseline.summary.size);
    case 'one-cluster':
      return oneClusterWords(definition, summary, baseline.summary);
    case 'few-events':
      return kindWords[kind].fewEvents(definition.counts?.many ?? definition.clusters?.of ?? 'events');
    case 'zero-baseline':
      return 'From a baseline of 0 no change can be computed, so there is no verdict.';
    case 'zero-now':
      return 'So many values of 0 may come from how times are recorded.';
    case 'alike':
      return 'Its weeks are all alike, so they do not show how far it varies.';
    case 'same-halves':
      return 'Values are either low or high, and the share of high ones may be unchanged.';
    case 'dependent':
      return 'Values follow each other too closely to tell a change from drift.';
  }
}

function fewWords(things: string, now: number | null, before: number | null, side = 'each side'): string {
  const [here, there] = [now ?? 0, before ?? 0].map((count) => formatCount(count, '', '').trim());
  return `A verdict takes ${FLOORS.verdict}${things} on ${side}; there are ${here} now and ${there} before.`;
}

/** What comes together counts once: too few groups, or groups whose observations are too much alike. */
function fewClusterWords(
  { clusters: nouns }: Definition,
  kind: Result['kind'],
  ...sizes: readonly [SummaryRow['size'], SummaryRow['size']]
): string {
  const [now, before] = [sizes[0], sizes[1]].map(({ n, clusters }) => clusters ?? n ?? 0);
  const { of, one, many } = nouns ?? { of: 'observations', one: 'group', many: 'groups' };
  const { groupsOn } = kindWords[kind];
  if (groupsOn === 'each side' && Math.min(now ?? 0, before ?? 0) >= FLOORS.verdict)
    return `The ${of} of one ${one} are so alike that they say no more than a few.`;
  return fewWords(` ${many}`, now ?? 0, before ?? 0, groupsOn);
}

/** The side is named where it is certain: the one that has no interval. */
function oneClusterWords({ clusters: nouns }: Definition, now: SummaryRow, before: SummaryRow): string {
  const { of, one } = nouns ?? { of: 'observations', one: 'group' };
  const when = before.interval !== null ? ' now' : now.interval !== null ? ' before' : '';
  const n = when === ' now' ? now.size.n : when === ' before' ? before.size.n : null;
  const things = n === null ? of : formatCount(n, of, of);
  return `One ${one} holds most of the ${things}${when}, so there is no verdict.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
