import { expect, test } from 'vitest';
import check from '../../src/policy/critical-code-coverage.ts';
import { card, measured, seen } from '../support/policy.ts';
import { quarter } from '../support/scorecards.ts';

const covered = (share: number | null) =>
  check(seen({ scorecard: card([measured('test-coverage', share)]) }));

test('60 % of critical code run by tests keeps the rule', () => {
  expect(covered(0.6)).toMatchObject({ status: 'kept' });
  expect(covered(0.72)).toEqual({
    status: 'kept',
    found: expect.stringMatching(/^72\.0\s*% of the critical code run by tests$/),
  });
});

test('less than 60 % breaks it, and never reads as 60 %', () => {
  expect(covered(0.5999)).toMatchObject({
    status: 'broken',
    findings: [{ found: expect.stringMatching(/^59\.\d+/) }],
  });
});

test('without an import, or before the quarter’s end, there is nothing to check', () => {
  expect(check(seen()).status).toBe('nothing-to-check');
  expect(covered(null).status).toBe('nothing-to-check');
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
  const scorecard = card([measured('test-coverage', 0.1)], { quarter: quarter(2, false) });
  expect(check(seen({ scorecard })).status).toBe('nothing-to-check');
});
