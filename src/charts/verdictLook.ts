import type { State, Verdict } from '../scorecard/schema.ts';
import { colour, type Look } from './theme.ts';

/** How a verdict is drawn: a shape and a word; the colour only repeats them. Up is better, whichever way the number went. */
export const VERDICT_LOOKS = {
  improved: { colour: colour.better, shape: 'triangle-up', size: 90 },
  worsened: { colour: colour.worse, shape: 'triangle-down', size: 90 },
  steady: { colour: colour.series, shape: 'circle', size: 64 },
  'cannot tell': { colour: colour.muted, shape: 'diamond', size: 64, hollow: true },
  'too little data': { colour: colour.muted, shape: 'circle', size: 56, hollow: true },
  'no baseline': { colour: colour.muted, shape: 'circle', size: 56, hollow: true },
  'this quarter': { colour: colour.series, shape: 'circle', size: 64 },
} satisfies Record<string, Look>;

const VERDICT_WORDS: Record<Verdict, keyof typeof VERDICT_LOOKS> = {
  improved: 'improved',
  worsened: 'worsened',
  steady: 'steady',
  'cannot-tell': 'cannot tell',
  'too-little-data': 'too little data',
  'no-baseline': 'no baseline',
};

const STATE_WORDS: Record<State, string> = {
  ok: '',
  'too-few': 'too few',
  'no-data': 'no data',
  'not-applicable': 'not applicable',
  withheld: 'withheld',
  partial: 'partial',
};

/** The name of a verdict's look; a number without a verdict is a plain point. */
export function verdictLook(verdict: Verdict | null): keyof typeof VERDICT_LOOKS {
  return verdict === null ? 'this quarter' : VERDICT_WORDS[verdict];
}

/** A verdict in words; empty for a number without one. */
export function verdictWords(verdict: Verdict | null): string {
  return verdict === null ? '' : VERDICT_WORDS[verdict];
}

/** Why there is no value, or why it is not a whole one, in a word or two; empty when it is. */
export function stateWords(state: State): string {
  return STATE_WORDS[state];
}
