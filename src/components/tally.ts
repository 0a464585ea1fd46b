import { formatCount } from '../scorecard/format.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { kpisOf } from './library.ts';
import { type Mark, markOf } from './verdict.ts';
import { listed } from './words.ts';

const outcomes: readonly { tone: Mark['tone']; one: string; many: string }[] = [
  { tone: 'better', one: 'improved', many: 'improved' },
  { tone: 'steady', one: 'held steady', many: 'held steady' },
  { tone: 'worse', one: 'worsened', many: 'worsened' },
  { tone: 'open', one: 'has too little data', many: 'have too little data' },
  { tone: 'none', one: 'has no verdict', many: 'have no verdict' },
];

/** How the teams' KPIs ended a quarter, counted in a sentence; a count, not a score. */
export function tallySentence(teams: readonly Scorecard[]): string {
  const { count, parts } = tallyOf(teams);
  if (count === 0) return 'No team has a KPI with a number yet.';
  const kpis = formatCount(count, 'KPI', 'KPIs');
  return `Of the ${kpis} that ${formatCount(teams.length, 'team', 'teams')} chose, ${parts}.`;
}

/** The same for one scorecard. */
export function ownTallySentence(scorecard: Scorecard): string {
  const { count, parts } = tallyOf([scorecard]);
  return count === 0 ? 'No KPI has a number yet.' : `Of ${formatCount(count, 'KPI', 'KPIs')}, ${parts}.`;
}

function tallyOf(scorecards: readonly Scorecard[]): { count: number; parts: string } {
  const tones = scorecards.flatMap(kpisOf).map((result) => markOf(result).tone);
  const parts = outcomes.flatMap(({ tone, one, many }) => {
    const count = tones.filter((other) => other === tone).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return { count: tones.length, parts: listed(parts) };
}
