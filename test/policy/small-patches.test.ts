import { expect, test } from 'vitest';
import check from '../../src/policy/small-patches.ts';
import { card, measured, seen } from '../support/policy.ts';

const judge = (lines: number | null) =>
  check(seen({ scorecard: card([measured('pull-request-size', lines)]) }));

test('a median below 400 lines keeps the rule', () => {
  expect(judge(399.5)).toEqual({ status: 'kept' });
});

test('a median of 400 lines breaks it', () => {
  expect(judge(400)).toMatchObject({
    status: 'broken',
    findings: [
      { found: expect.stringMatching(/400\s+lines/), expected: expect.stringMatching(/^under 400/) },
    ],
  });
});

test('without a median there is nothing to check', () => {
  expect(judge(null).status).toBe('nothing-to-check');
  expect(check(seen()).status).toBe('nothing-to-check');
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
});
