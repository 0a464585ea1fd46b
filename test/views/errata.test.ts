import { expect, test } from 'vitest';
import { acceptGone, type Restatement, sealOf } from '../../src/scorecard/seal.ts';
import {
  type Erratum,
  errataOf,
  figuresInWords,
  inOneStep,
  reasonWords,
  restatedWords,
  sharedCause,
} from '../../src/views/errata.ts';
import { organisation as organisationOf, team } from '../support/policy.ts';
import { evidence as evidenceOf, result, scorecard } from '../support/scorecards.ts';

const figure = {
  state: 'ok',
  value: 2.3,
  n: 8,
  interval: { low: 0.1, high: 166, method: 'order statistics' },
  verdict: 'too-little-data',
} as const;

const words = (was: Restatement['was'], now: Restatement['now']) =>
  Object.values(
    figuresInWords(
      { metric: 'cycle-time', was, now, reasons: ['facts'], definition: null, verdictRule: null },
      undefined,
      result(),
    ),
  ).map((text) => text.replaceAll('\u00a0', ' '));

test('the old and the new number have one scale, and so does the interval', () => {
  expect(words(figure, { ...figure, value: 1.9, verdict: null })).toEqual([
    '2.3 h (n 8, 0.1–166 h), too little data',
    '1.9 h (n 8, 0.1–166 h)',
  ]);
});

test('a number that was absent, or is missing today, is described in words', () => {
  expect(words({ ...figure, state: 'too-few', value: null, interval: null }, null)).toEqual([
    'too few to show',
    'computed no more',
  ]);
});

const organisation = organisationOf([team(['cycle-time', 'review-coverage', 'change-failure-rate'])]);
const card = scorecard('Team');
const evidence = evidenceOf('cycle-time', [['sample-org/shop#1', 3, 29]]);
const seal = sealOf(card, evidence);

test('what is as it was sealed is not an erratum', () => {
  expect(errataOf([seal], [card], [evidence], organisation)).toEqual([]);
});

test('what could not be read this time restates nothing', () => {
  const unreadable = [{ repository: 'sample-org/shop', why: 'not read: no snapshot' }];
  const partial = scorecard('Team', { metrics: [result({ state: 'partial', verdict: null })], unreadable });
  expect(errataOf([seal], [partial], [evidence], organisation)).toEqual([]);
});

test('a sealed scorecard that is computed no more is an erratum without a page, accepted or not', () => {
  const [open] = errataOf([seal], [], [], organisation);
  expect(open).toMatchObject({ quarter: '2026-Q2', scope: 'team', hasPage: false, why: null });
  expect(open && reasonWords(open.restatement)).toBe('a setting changed, or less was read');
  const accepted = acceptGone(seal, '2026-09-30T00:00:00.000Z', 'the team was dissolved');
  expect(errataOf([accepted], [], [], organisation)).toMatchObject([
    { hasPage: false, why: 'the team was dissolved' },
  ]);
});

test('a number that changed links to its scorecard and names its reason', () => {
  const changed = scorecard('Team', { metrics: [result({ verdict: 'improved' })] });
  const [erratum] = errataOf([seal], [changed], [evidence], organisation);
  expect(erratum).toMatchObject({ hasPage: true, why: null });
  expect(erratum && reasonWords(erratum.restatement)).toBe('a setting or the way of computing changed');
});

test('a verdict that another rule gives names the versions of the rule', () => {
  const restatement: Restatement = {
    metric: 'cycle-time',
    was: figure,
    now: { ...figure, verdict: 'cannot-tell' },
    reasons: ['definition'],
    definition: null,
    verdictRule: { was: 1, now: 2 },
  };
  expect(reasonWords(restatement)).toBe('the rule of verdicts went from version 1 to 2');
});

test('a number that was restated twice is one restatement, from what was sealed to what it is', () => {
  const step = (was: number, now: number, restatement: Partial<Restatement>): Erratum => ({
    quarter: '2026-Q2',
    scope: 'team',
    restatement: {
      metric: 'cycle-time',
      was: { ...figure, value: was },
      now: { ...figure, value: now },
      reasons: ['facts'],
      definition: null,
      verdictRule: null,
      ...restatement,
    },
    why: null,
    asOf: '2026-09-30T00:00:00.000Z',
    hasPage: true,
  });
  const [one, ...others] = inOneStep([
    step(2.3, 1.9, {}),
    step(1.9, 1.8, { reasons: ['definition', 'facts'], definition: { was: 1, now: 2 } }),
    step(1.8, 2.4, { reasons: ['definition'], definition: { was: 2, now: 3 } }),
  ]);
  expect(others).toEqual([]);
  expect(one?.restatement).toMatchObject({
    was: { value: 2.3 },
    now: { value: 2.4 },
    reasons: ['facts', 'definition'],
    definition: { was: 1, now: 3 },
  });
  expect(inOneStep([step(1, 2, {}), step(3, 4, { metric: 'review-coverage' })])).toHaveLength(2);
});

test('what was restated is counted by number, and its steps beside it', () => {
  const [open] = errataOf([seal], [], [], organisation);
  if (open === undefined) throw new Error('nothing was restated');
  const other = { ...open, scope: 'another-team' };
  expect(restatedWords([open])).toBe('1\u00a0number');
  expect(restatedWords([open, other])).toBe('2\u00a0numbers');
  expect(restatedWords([open, open, other])).toBe('2\u00a0numbers, in 3 steps');
});

test('a change of ownership or of settings is one cause of many numbers, their baselines included; others have their own', () => {
  const cause = (...reasons: Restatement['reasons']) =>
    sharedCause({
      metric: 'cycle-time',
      was: figure,
      now: figure,
      reasons,
      definition: null,
      verdictRule: null,
    });
  expect(cause('ownership', 'baseline')).toBe('teams own other things than they did');
  expect(cause('settings', 'baseline')).toBe('a setting or the way of computing changed');
  for (const reasons of [['facts'], ['baseline'], ['settings', 'definition']] as const)
    expect(cause(...reasons)).toBeNull();
});
