import { formatCount } from '../scorecard/format.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { kpiResultsOf, type Library } from './library.ts';
import { pairedMark } from './pairs.ts';
import { type Mark, MIXED } from './verdictMark.ts';
import { listed } from './words.ts';

type Ending = Mark['tone'] | 'first';

/** Worse before better. */
const outcomes: readonly { ending: Ending; tone: Mark['tone']; one: string; many: string; short?: string }[] =
  [
    { ending: 'worse', tone: 'worse', one: 'worsened', many: 'worsened' },
    {
      ending: 'mixed',
      tone: 'mixed',
      one: 'improved while a counter-metric worsened',
      many: 'improved while a counter-metric worsened',
      short: MIXED.word,
    },
    { ending: 'better', tone: 'better', one: 'improved', many: 'improved' },
    { ending: 'steady', tone: 'steady', one: 'held steady', many: 'held steady' },
    {
      ending: 'unclear',
      tone: 'unclear',
      one: 'cannot be told from noise',
      many: 'cannot be told from noise',
      short: 'cannot tell',
    },
    { ending: 'first', tone: 'open', one: 'has no baseline yet', many: 'have no baseline yet' },
    { ending: 'open', tone: 'open', one: 'has too little data', many: 'have too little data' },
    { ending: 'none', tone: 'none', one: 'has no verdict', many: 'have no verdict' },
  ];

/** How many KPIs ended a quarter in one way, as a mark: `2 worsened`; and as it is written in a sentence. */
export type Count = Mark & { count: number; phrase: string };

/** How a scorecard's KPIs ended a quarter, worse before better; a count, not a score. */
export function countsOf(library: Pick<Library, 'metrics'>, scorecards: readonly Scorecard[]): Count[] {
  const endings = scorecards.flatMap((card) =>
    kpiResultsOf(card).map((result) => endingOf(library, card, result)),
  );
  return outcomes.flatMap(({ ending, tone, one, many, short }) => {
    const count = endings.filter((other) => other === ending).length;
    if (count === 0) return [];
    const phrase = `${count} ${count === 1 ? one : many}`;
    return [{ tone, word: short === undefined ? phrase : `${count} ${short}`, count, phrase }];
  });
}

/** How the teams' KPIs ended a quarter, counted in a sentence. */
export function tallySentence(library: Pick<Library, 'metrics'>, teams: readonly Scorecard[]): string {
  const counts = countsOf(library, teams);
  if (counts.length === 0) return 'No team has a KPI with a number yet.';
  const kpis = formatCount(total(counts), 'KPI', 'KPIs');
  return `Of the ${kpis} that ${formatCount(teams.length, 'team', 'teams')} chose, ${inWords(counts)}.`;
}

/** The same for one scorecard. */
export function ownTallySentence(library: Pick<Library, 'metrics'>, scorecard: Scorecard): string {
  const counts = countsOf(library, [scorecard]);
  if (counts.length === 0) return 'No KPI has a number yet.';
  return `Of ${formatCount(total(counts), 'KPI', 'KPIs')}, ${inWords(counts)}.`;
}

function total(counts: readonly Count[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function inWords(counts: readonly Count[]): string {
  return listed(counts.map(({ phrase }) => phrase));
}

function endingOf(library: Pick<Library, 'metrics'>, scorecard: Scorecard, result: MetricResult): Ending {
  return result.verdict === 'no-baseline' ? 'first' : pairedMark(library, scorecard, result).tone;
}
