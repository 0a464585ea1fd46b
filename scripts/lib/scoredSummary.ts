import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Definition } from '../../src/handbook/definition.ts';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { readComputed } from '../../src/scorecard/readComputed.ts';
import { type Scorecard, type State, scorecardSchema } from '../../src/scorecard/schema.ts';
import { tallySentence } from '../../src/views/tally.ts';
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

/** @returns the scorecards of teams and groups in the latest closed quarter, or in the one in progress where none has closed */
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
    const own = cards.filter(({ scope }) => scope.kind !== 'organisation');
    if (latest.length === 0) latest = own;
    if (own.some(({ quarter: { closed } }) => closed)) return own;
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
 * Says what a quarter's scorecards show and what they do not. A group of teams is not counted as a team.
 * @param scorecards of teams and groups in one quarter
 * @param definitions of metrics, by id
 * @returns lines for the terminal; none without scorecards
 */
export function summaryLines(
  scorecards: readonly Scorecard[],
  definitions: ReadonlyMap<string, Definition>,
): string[] {
  const [first] = scorecards;
  const metrics = [...definitions].map(([id, definition]) => ({ id, definition }));
  if (first === undefined) return [];
  const kpisOf = ({ kpis, metrics }: Scorecard) => metrics.filter(({ id }) => kpis.includes(id));
  const isWithheld = (card: Scorecard): boolean => {
    const applying = kpisOf(card).filter(({ state }) => state !== 'not-applicable');
    return applying.length > 0 && applying.every(({ state }) => state === 'withheld');
  };
  const isJudged = (card: Scorecard): boolean =>
    kpisOf(card).some(
      ({ verdict }) => verdict !== null && verdict !== 'too-little-data' && verdict !== 'no-baseline',
    );
  const isUnbased = (card: Scorecard): boolean =>
    !isJudged(card) && kpisOf(card).some(({ verdict }) => verdict === 'no-baseline');
  const named = (cards: readonly Scorecard[]) =>
    cards.length === 0 ? '0' : `${cards.length} (${cards.map(({ scope }) => scope.name).join(', ')})`;
  const standing = (cards: readonly Scorecard[]) =>
    `with verdicts ${named(cards.filter(isJudged))}, withheld ${named(cards.filter(isWithheld))}, without a baseline ${named(cards.filter(isUnbased))}.`;
  const [teams, groups] = [scorecards.filter(isTeam), scorecards.filter((card) => !isTeam(card))];
  const missing = new Map<string, { why: string; scopes: string[] }>();
  for (const card of scorecards)
    for (const { id, state, reason } of kpisOf(card)) {
      const words = WITHOUT[state];
      if (words === null || isWithheld(card)) continue;
      const key = `${definitions.get(id)?.title ?? id}: ${words}`;
      // Where it does not apply, each repository has a reason, and the first shows of which sort they are.
      const [why = ''] = reason?.split('; ') ?? [];
      const found = missing.get(key) ?? { why, scopes: [] };
      found.scopes.push(labelled(card));
      missing.set(key, found);
    }
  return [
    `${first.quarter.id}: ${counted(teams.length, 'team')}; ${standing(teams)}`,
    tallySentence({ metrics }, teams),
    ...(groups.length === 0
      ? []
      : [`${counted(groups.length, 'group of teams', 'groups of teams')}; ${standing(groups)}`]),
    ...(missing.size === 0 ? [] : ['KPIs without a figure (`npm run doctor` says more):']),
    ...[...missing].map(
      ([what, { why, scopes }]) => `  ${what} (${scopes.join(', ')})${why === '' ? '' : `: ${why}`}`,
    ),
  ];
}

export function isTeam({ scope }: Pick<Scorecard, 'scope'>): boolean {
  return scope.kind === 'team';
}

/** A group has a name of its own kind, since readers take a name alone for a team. */
function labelled({ scope }: Pick<Scorecard, 'scope'>): string {
  return scope.kind === 'group' ? `${scope.name}, a group` : scope.name;
}
