import { formatCount } from '../scorecard/format.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { kpiResultsOf } from './library.ts';
import { type Mark, markOf } from './verdictMark.ts';
import { listed } from './words.ts';

type Ending = Mark['tone'] | 'first';

const outcomes: readonly { ending: Ending; one: string; many: string }[] = [
  { ending: 'better', one: 'improved', many: 'improved' },
  { ending: 'steady', one: 'held steady', many: 'held steady' },
  { ending: 'worse', one: 'worsened', many: 'worsened' },
  { ending: 'unclear', one: 'cannot be told from noise', many: 'cannot be told from noise' },
  { ending: 'first', one: 'has no baseline yet', many: 'have no baseline yet' },
  { ending: 'open', one: 'has too little data', many: 'have too little data' },
  { ending: 'none', one: 'has no verdict', many: 'have no verdict' },
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
  const endings = scorecards.flatMap(kpiResultsOf).map(endingOf);
  const parts = outcomes.flatMap(({ ending, one, many }) => {
    const count = endings.filter((other) => other === ending).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return { count: endings.length, parts: listed(parts) };
}

function endingOf(result: MetricResult): Ending {
  return result.verdict === 'no-baseline' ? 'first' : markOf(result).tone;
}
