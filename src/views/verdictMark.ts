import type { MetricResult } from '../scorecard/schema.ts';
import { STEADY_WITHIN } from '../scorecard/verdict.ts';

/** A verdict as it is set on the page: a shape and a word; the colour only repeats them. */
export interface Mark {
  tone: 'better' | 'mixed' | 'steady' | 'worse' | 'unclear' | 'open' | 'none';
  word: string;
}

/** A KPI that improved while a counter-metric worsened. */
export const MIXED: Mark = { tone: 'mixed', word: 'improved, counter-metric worse' };

/** The marks in the order in which a legend explains them. Up is better, whichever way the number went. */
export const legend: readonly (Mark & { meaning: string })[] = [
  {
    tone: 'better',
    word: 'improved',
    meaning:
      'The change is in the better direction, its 95 % interval excludes no change, and it is large enough to matter to the team.',
  },
  {
    ...MIXED,
    meaning:
      'The KPI improved, and a metric that guards it worsened in the same quarter: what was gained may have been paid for there.',
  },
  {
    tone: 'steady',
    word: 'steady',
    meaning: `Nearly the same as before: the whole interval of the change lies within ${STEADY_WITHIN} times what matters to the team.`,
  },
  {
    tone: 'worse',
    word: 'worsened',
    meaning: 'As improved, in the other direction. A reason to ask what happened, not whom to blame.',
  },
  {
    tone: 'unclear',
    word: 'cannot tell',
    meaning:
      'There is data, but it shows neither a change nor that there was none: the interval allows for both. More time or more cases may decide it.',
  },
  {
    tone: 'open',
    word: 'too little data',
    meaning: 'The number, or what it is compared with, rests on too few observations, or on none.',
  },
  {
    tone: 'none',
    word: 'no verdict',
    meaning:
      'The metric does not apply here, is withheld to protect people, has no better direction, or is too coarse to compare.',
  },
];

/** The mark of a metric: its verdict, or why there is none. */
export function markOf({ state, verdict, better }: Pick<MetricResult, 'state' | 'verdict' | 'better'>): Mark {
  switch (verdict) {
    case 'improved':
      return { tone: 'better', word: 'improved' };
    case 'steady':
      return { tone: 'steady', word: 'steady' };
    case 'worsened':
      return { tone: 'worse', word: 'worsened' };
    case 'cannot-tell':
      return { tone: 'unclear', word: 'cannot tell' };
    case 'no-baseline':
      return { tone: 'open', word: 'no baseline' };
    case 'too-little-data':
      return { tone: 'open', word: 'too little data' };
    case null:
      return withoutVerdict(state, better);
  }
}

function withoutVerdict(state: MetricResult['state'], better: MetricResult['better']): Mark {
  switch (state) {
    case 'ok':
      return { tone: 'none', word: better === 'context' ? 'for context' : 'no verdict' };
    case 'partial':
      return { tone: 'open', word: 'partial data' };
    case 'too-few':
      return { tone: 'open', word: 'too little data' };
    case 'no-data':
      return { tone: 'open', word: 'no data' };
    case 'not-applicable':
      return { tone: 'none', word: 'not applicable' };
    case 'withheld':
      return { tone: 'none', word: 'withheld' };
  }
}
