import { unitOf } from '../handbook/units.ts';
import { formatChange } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { type Shown, shownValue } from '../scorecard/shown.ts';

type Division = MetricResult['movedBy'][number];

/** What a change is divided by, as the head of a column. */
export const divisionTitles: Record<Division['by'], string> = {
  phase: 'Phase',
  repository: 'Repository',
  size: 'Size',
  kind: 'Kind of work',
};

/** A part of a change in words. */
export interface PartWords {
  name: string;
  effect: string;
  share: string;
  /** Null where the two are not separated. */
  within: string | null;
  mix: string | null;
}

/** The parts of a change in words. */
export function partsInWords({ parts }: Division, result: Shown): PartWords[] {
  return parts.map(({ name, effect, share, within, mix }) => ({
    name,
    effect: effectWords(effect, result),
    share: percent(share),
    within: within === null ? null : effectWords(within, result),
    mix: mix === null ? null : effectWords(mix, result),
  }));
}

/** `6.2 h longer`, `3.9 points higher`; `none` for what is none of it but the noise of arithmetic. */
function effectWords(effect: number, result: Shown): string {
  if (Math.abs(effect) < 1e-12) return 'none';
  const { isShare, change: [less, more] = ['lower', 'higher'] } = unitOf(result.unit);
  if (isShare)
    return formatChange(
      { measure: 'difference', estimate: effect, low: effect, high: effect, relative: null },
      result.unit,
    );
  return `${shownValue(Math.abs(effect), result, undefined)} ${effect < 0 ? less : more}`;
}

function percent(share: number): string {
  const text = (Math.abs(share) * 100).toFixed(0);
  return `${share < 0 && text !== '0' ? '−' : ''}${text}\u00a0%`;
}

/** Shares that have a word, each with how far from it the word still holds. */
const fractions: readonly (readonly [share: number, word: string])[] = [
  [1, 'nearly all'],
  [3 / 4, 'three quarters'],
  [2 / 3, 'two thirds'],
  [1 / 2, 'half'],
  [1 / 3, 'a third'],
];
const NEAR = 0.03;

/** A largest part with a smaller share explains little of the change. */
const LARGE_SHARE = 0.3;

/** Where a part is: `in changes of 51 to 200 lines`. */
const places: Record<Division['by'], (name: string) => string> = {
  phase: (name) => `in the phase “${name}”`,
  repository: (name) => `in ${name}`,
  size: (name) => `in changes of ${name}`,
  kind: (name) => `in ${name}`,
};

/**
 * Where most of a change happened, in words: `Three quarters of the increase is in the phase “Pickup”, and two thirds
 * of it in acme/payments.` At most two divisions are named, the phases first; null where no part stands out.
 */
export function movedSentence({
  movedBy,
  summary,
  baseline,
}: Pick<MetricResult, 'movedBy' | 'summary' | 'baseline'>): string | null {
  const then = baseline?.summary.value ?? null;
  if (summary.value === null || then === null) return null;
  const [first, second] = movedBy.flatMap(({ by, parts }) => {
    const [most] = parts.filter(({ name }) => name !== 'others').toSorted((a, b) => b.share - a.share);
    return most === undefined || most.share < LARGE_SHARE || parts.length < 2
      ? []
      : [{ share: shareWords(most.share), place: places[by](most.name) }];
  });
  if (first === undefined) return null;
  const what = summary.value > then ? 'increase' : 'decrease';
  const lead = `${capitalised(first.share)} of the ${what} is ${first.place}`;
  return second === undefined ? `${lead}.` : `${lead}, and ${second.share} of it ${second.place}.`;
}

function shareWords(share: number): string {
  if (share > 1 + NEAR) return 'more than all';
  return fractions.find(([fraction]) => Math.abs(share - fraction) <= NEAR)?.[1] ?? percent(share);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
