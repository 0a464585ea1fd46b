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
  const tones = teams.flatMap(kpisOf).map((result) => markOf(result).tone);
  const parts = outcomes.flatMap(({ tone, one, many }) => {
    const count = tones.filter((other) => other === tone).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  if (parts.length === 0) return 'No team has a KPI with a number yet.';
  const kpis = formatCount(tones.length, 'KPI', 'KPIs');
  return `Of the ${kpis} that ${formatCount(teams.length, 'team', 'teams')} chose, ${listed(parts)}.`;
}
