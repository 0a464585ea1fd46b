import type { State, Verdict } from '../scorecard/schema.ts';
import { type Colour, colour, type Point } from './drawing.ts';

/** How a verdict is drawn: a shape and a word; the colour only repeats them. Up is better, whichever way the number went. */
export interface VerdictLook {
  word: string;
  colour: Colour;
  point: Pick<Point, 'shape' | 'size' | 'colour' | 'hollow'>;
}

const look = (
  word: string,
  tint: Colour,
  shape: Point['shape'],
  size: number,
  hollow = false,
): VerdictLook => ({
  word,
  colour: tint,
  point: { shape, size, colour: tint, hollow },
});

const LOOKS: Record<Verdict, VerdictLook> = {
  improved: look('improved', colour.better, 'triangle-up', 90),
  worsened: look('worsened', colour.worse, 'triangle-down', 90),
  steady: look('steady', colour.series, 'circle', 64),
  'too-little-data': look('too little data', colour.muted, 'circle', 56, true),
  'no-baseline': look('no baseline', colour.muted, 'circle', 56, true),
};

const STATE_WORDS: Record<State, string> = {
  ok: '',
  'too-few': 'too few',
  'no-data': 'no data',
  'not-applicable': 'not applicable',
  withheld: 'withheld',
  partial: 'partial',
};

/** The look of a verdict; a number without one is a plain point without a word. */
export function verdictLook(verdict: Verdict | null): VerdictLook {
  return verdict === null ? look('', colour.series, 'circle', 64) : LOOKS[verdict];
}

/** Why there is no value, or why it is not a whole one, in a word or two; empty when it is. */
export function stateWords(state: State): string {
  return STATE_WORDS[state];
}
