import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { loadRuleChecks } from '../../scripts/lib/ruleChecks.ts';
import { extensionsIn } from '../../src/facts/extensionPoint.ts';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { checkFiles } from '../../src/policy/core/check.ts';
import { type PolicyMaterial, policyOf, quartersToJudge } from '../../src/policy/core/policy.ts';
import { pictureIds } from '../support/handbook.ts';
import { card, definitions, measured, organisation, team } from '../support/policy.ts';
import { quarter } from '../support/scorecards.ts';

const { rules } = await loadHandbook('content', pictureIds);
const checks = await loadRuleChecks();

const material = (parts: Partial<PolicyMaterial> = {}): PolicyMaterial => ({
  organisation: organisation([
    team(['cycle-time', 'review-coverage', 'change-failure-rate'], { id: 'quay', name: 'Quay' }),
    team(['cycle-time', 'review-coverage', 'work-in-progress']),
  ]),
  definitions,
  rules,
  checks,
  scorecards: [],
  evidence: [],
  reviews: [],
  ...parts,
});

test('each rule that a machine can check has its check, and each check its rule', () => {
  const named = [...rules.values()].flatMap(({ check }) => check ?? []).sort();
  expect([...checks.keys()].sort()).toEqual(named);
  expect(new Set(named).size).toBe(named.length);
});

test('each check has its own tests', async () => {
  const tested = (await readdir('test/policy')).map((name) => basename(name, '.test.ts'));
  expect([...checks.keys()].filter((id) => !tested.includes(id))).toEqual([]);
});

test('a rule whose check does not exist is named with the nearest one', () => {
  const rule = rules.get('small-patches');
  if (rule === undefined) throw new RangeError('no such rule');
  const wrong = new Map([['small-patches', { ...rule, check: 'small-patch' }]]);
  expect(() => policyOf(material({ rules: wrong }), '2026-Q2')).toThrow(
    /content\/rules\/small-patches\.yaml[\s\S]*Did you mean `small-patches`\?/,
  );
});

test.each([
  ['nothing at all', undefined, 'small-patches` returned for team'],
  ['an unknown status', { status: 'broke' }, '(status)'],
  ['a breach without a remedy', { status: 'broken', findings: [{ place: 'a' }] }, '(findings.0.remedy)'],
  ['an unknown field', { status: 'kept', fund: '3' }, 'the unknown field `fund`'],
])('a check that returns %s is named with the team', (_, returned, part) => {
  const checks = extensionsIn(checkFiles, { 'small-patches.ts': { default: () => returned } });
  const only = new Map([...rules].filter(([, { check }]) => check === 'small-patches'));
  expect(() => policyOf(material({ rules: only, checks }), '2026-Q2')).toThrow(part);
});

test('a rule that no machine can check has no result', () => {
  const [first] = rules;
  if (first === undefined) throw new RangeError('no rule');
  const unchecked = new Map([[first[0], { ...first[1], check: null }]]);
  expect(policyOf(material({ rules: unchecked }), '2026-Q2')).toEqual([]);
});

test('every rule has an outcome for every team, by name, before anything was scored', () => {
  const results = policyOf(material(), '2026-Q2');
  expect(results.map(({ id }) => id)).toEqual([...rules.keys()]);
  for (const { teams } of results)
    expect(teams.map(({ team: { name } }) => name)).toEqual(['Harbour', 'Quay']);
});

test('each team is judged by its own scorecard of the quarter', () => {
  const sized = (p75: number) => {
    const result = measured('pull-request-size', 50);
    return { ...result, summary: { ...result.summary, p75 } };
  };
  const scorecards = [card([sized(100)], { quarter: quarter(1) }), card([sized(500)])];
  const outcomes = (id: string) =>
    policyOf(material({ scorecards }), id)
      .find((rule) => rule.id === 'small-patches')
      ?.teams.map(({ outcome }) => outcome.status);
  expect(outcomes('2026-Q1')).toEqual(['kept', 'nothing-to-check']);
  expect(outcomes('2026-Q2')).toEqual(['broken', 'nothing-to-check']);
});

test('the latest closed quarter is judged, and the one in progress', () => {
  const of = (number: 1 | 2 | 3, closed: boolean) => card([], { quarter: quarter(number, closed) });
  expect(quartersToJudge([of(3, false), of(1, true), of(2, true)])).toEqual(['2026-Q2', '2026-Q3']);
  expect(quartersToJudge([of(1, true), of(2, true)])).toEqual(['2026-Q2']);
  expect(quartersToJudge([of(1, false)])).toEqual(['2026-Q1']);
  expect(quartersToJudge([])).toEqual([]);
});
