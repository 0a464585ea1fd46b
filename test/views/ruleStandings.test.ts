import { expect, test } from 'vitest';
import { judged, nothingToCheck, type Outcome } from '../../src/policy/core/check.ts';
import type { RuleResult } from '../../src/policy/core/policy.ts';
import { groupsOf, keptWords, standingsOf, tallyWords } from '../../src/views/ruleStandings.ts';

const kept = judged([]);
const nothing = nothingToCheck('There is no import.');
const broken = judged([{ place: 'org.yaml', found: 'no limit', expected: 'a limit', remedy: 'State one.' }]);

/** A rule's outcomes for Anchor, Buoy and Crane. */
function rule(id: string, severity: 'must' | 'should', outcomes: readonly Outcome[]): RuleResult {
  const names = ['Anchor', 'Buoy', 'Crane'];
  return {
    id,
    title: `Rule ${id}`,
    severity,
    teams: outcomes.flatMap((outcome, index) => {
      const name = names[index];
      return name === undefined ? [] : { team: { id: name.toLowerCase(), name }, outcome };
    }),
  };
}

const rules = [
  rule('first', 'must', [kept, kept, nothing]),
  rule('second', 'should', [broken, kept, broken]),
  rule('third', 'should', [nothing, nothing, nothing]),
];
const team = (id: string) => ({ kind: 'team', id, name: id, about: null }) as const;
const organisation = { kind: 'organisation', id: 'organisation', name: 'Org', about: null } as const;
const ids = (standings: readonly { id: string }[]) => standings.map(({ id }) => id);

test('a team’s scorecard tells its own outcomes, and what to do where a rule is broken', () => {
  const standings = standingsOf(rules, team('anchor'));
  expect([ids(standings.kept), ids(standings.broken), ids(standings.nothing)]).toEqual([
    ['first'],
    ['second'],
    ['third'],
  ]);
  expect(standings.broken[0]?.lines).toEqual([
    'Found in org.yaml: no limit. Expected: a limit.',
    'State one.',
  ]);
  expect(standings.nothing[0]?.lines).toEqual(['There is no import.']);
});

test('the organisation keeps a rule that every team with something to check keeps', () => {
  const standings = standingsOf(rules, organisation);
  expect([ids(standings.kept), ids(standings.broken), ids(standings.nothing)]).toEqual([
    ['first'],
    ['second'],
    ['third'],
  ]);
  expect(standings.broken[0]?.lines).toEqual(['Broken by Anchor and Crane; their scorecards say how.']);
  const alone = standingsOf([rule('first', 'must', [kept, broken])], organisation);
  expect(alone.broken[0]?.lines).toEqual(['Broken by Buoy; its scorecard says how.']);
});

test('the tally counts only rules that had something to check, and says whether a must is broken', () => {
  const tally = (results: RuleResult[]) =>
    tallyWords(standingsOf(results, team('anchor'))).replaceAll('\u00a0', ' ');
  expect(tally(rules)).toBe('Kept 1 of the 2 rules that had something to check; no must is broken.');
  expect(tally([rule('first', 'must', [broken])])).toBe(
    'Kept 0 of the 1 rule that had something to check; 1 must is broken.',
  );
  expect(tally([rule('first', 'must', [kept])])).toBe('Kept 1 of the 1 rule that had something to check.');
  expect(tally([rule('third', 'should', [nothing])])).toBe('No rule had anything to check.');
});

test('a rule’s page shows what was found for each team, together where it is the same', () => {
  const [first, second] = rules;
  if (first === undefined || second === undefined) throw new RangeError('no rules');
  expect(rules.map((each) => keptWords(each).replaceAll('\u00a0', ' '))).toEqual([
    'Kept by 2 of the 2 teams that had something to check.',
    'Kept by 1 of 3 teams.',
    'No team had anything to check.',
  ]);
  expect(
    groupsOf(second).map(({ words, teams, reason }) => [words, teams.map(({ name }) => name), reason]),
  ).toEqual([['Broken by', ['Anchor', 'Crane'], 'no limit.']]);
  const numbers = rule('numbers', 'should', [judged([], '4 KPIs'), judged([], '4 KPIs'), kept]);
  expect(groupsOf(numbers)).toMatchObject([
    { words: 'Kept by', teams: [{ name: 'Anchor' }, { name: 'Buoy' }], reason: '4 KPIs.' },
  ]);
  expect(groupsOf(first)).toMatchObject([{ words: 'Nothing to check for', reason: 'There is no import.' }]);
});
