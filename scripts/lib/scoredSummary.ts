import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { readComputed } from '../../src/scorecard/readComputed.ts';
import { type Scorecard, type State, scorecardSchema } from '../../src/scorecard/schema.ts';
import { counted } from './counted.ts';

/** Why a KPI shows no figure, in words; null for states that show one. */
const WITHOUT: Record<State, string | null> = {
  ok: null,
  partial: null,
  'too-few': 'too little data',
  'no-data': 'no data',
  'not-applicable': 'does not apply',
  withheld: 'withheld: fewer than four people',
};

/** @returns the scorecards of the teams in the latest closed quarter, or in the one in progress where none has closed */
export async function latestScorecards(data: string): Promise<Scorecard[]> {
  const folder = scorecardFolder(data);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const quarters = [
    ...new Set(names.filter((name) => name.endsWith('.json')).map((name) => name.split('/')[0] ?? '')),
  ]
    .sort()
    .toReversed();
  let latest: Scorecard[] = [];
  for (const quarter of quarters) {
    const files = names.filter((name) => name.startsWith(`${quarter}/`) && name.endsWith('.json')).sort();
    const cards: Scorecard[] = [];
    for (const name of files) cards.push(await readComputed(join(folder, name), scorecardSchema));
    const teams = cards.filter(({ scope }) => scope.kind === 'team');
    if (latest.length === 0) latest = teams;
    if (teams.some(({ quarter: { closed } }) => closed)) return teams;
  }
  return latest;
}

/** @returns every scorecard of a quarter, that of the organisation among them */
export async function scorecardsOf(data: string, quarter: string): Promise<Scorecard[]> {
  const folder = join(scorecardFolder(data), quarter);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const cards: Scorecard[] = [];
  for (const name of names) cards.push(await readComputed(join(folder, name), scorecardSchema));
  return cards;
}

/**
 * Says what a quarter's scorecards show and what they do not.
 * @param scorecards of the teams in one quarter
 * @param titles of metrics, by id
 * @returns lines for the terminal; none without scorecards
 */
export function summaryLines(
  scorecards: readonly Scorecard[],
  titles: ReadonlyMap<string, string>,
): string[] {
  const [first] = scorecards;
  if (first === undefined) return [];
  const kpisOf = ({ kpis, metrics }: Scorecard) => metrics.filter(({ id }) => kpis.includes(id));
  const withheld = scorecards.filter((card) => {
    const applying = kpisOf(card).filter(({ state }) => state !== 'not-applicable');
    return applying.length > 0 && applying.every(({ state }) => state === 'withheld');
  });
  const judged = scorecards.filter((card) =>
    kpisOf(card).some(
      ({ verdict }) => verdict !== null && verdict !== 'too-little-data' && verdict !== 'no-baseline',
    ),
  );
  const unbased = scorecards.filter(
    (card) => !judged.includes(card) && kpisOf(card).some(({ verdict }) => verdict === 'no-baseline'),
  );
  const named = (cards: readonly Scorecard[]) =>
    cards.length === 0 ? '0' : `${cards.length} (${cards.map(({ scope }) => scope.name).join(', ')})`;
  const missing = new Map<string, { why: string; teams: string[] }>();
  for (const card of scorecards)
    for (const { id, state, reason } of kpisOf(card)) {
      const words = WITHOUT[state];
      if (words === null || withheld.includes(card)) continue;
      const key = `${titles.get(id) ?? id}: ${words}`;
      // Where it does not apply, each repository has a reason, and the first shows of which sort they are.
      const [why = ''] = reason?.split('; ') ?? [];
      const found = missing.get(key) ?? { why, teams: [] };
      found.teams.push(card.scope.name);
      missing.set(key, found);
    }
  return [
    `${first.quarter.id}: ${counted(scorecards.length, 'team')}; with verdicts ${named(judged)}, withheld ${named(withheld)}, without a baseline ${named(unbased)}.`,
    ...(missing.size === 0 ? [] : ['KPIs without a figure (`npm run doctor` says more):']),
    ...[...missing].map(
      ([what, { why, teams }]) => `  ${what} (${teams.join(', ')})${why === '' ? '' : `: ${why}`}`,
    ),
  ];
}
