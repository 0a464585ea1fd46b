import { expect, test } from 'vitest';
import check from '../../src/policy/small-patches.ts';
import type { Evidence } from '../../src/scorecard/schema.ts';
import { card, measured, seen } from '../support/policy.ts';

const sized = (median: number | null, p75: number | null) => {
  const result = measured('pull-request-size', median);
  return card([{ ...result, summary: { ...result.summary, p75 } }]);
};
const judge = (median: number | null, p75: number | null, evidence: Evidence | null = null) =>
  check(seen({ scorecard: sized(median, p75), evidence }));

test('an upper quartile below 400 lines keeps the rule', () => {
  expect(judge(80, 399.5)).toEqual({
    status: 'kept',
    found: expect.stringMatching(/^an upper quartile of 399\.5\s+lines$/),
  });
});

test('an upper quartile of 400 lines breaks it, however small the median', () => {
  expect(judge(80, 400)).toMatchObject({
    status: 'broken',
    findings: [
      {
        found: expect.stringMatching(/400\s+lines$/),
        expected: expect.stringMatching(/^three in four under 400/),
      },
    ],
  });
});

test('the share above 400 lines is beside it', () => {
  const evidence: Evidence = {
    scope: 'harbour',
    quarter: '2026-Q2',
    behind: {
      'pull-request-size': [10, 400, 401, 900].map((value) => ({
        id: `#${value}`,
        kind: 'pull-request',
        title: 'A change',
        url: null,
        at: '2026-05-04T10:00:00Z',
        value,
        note: null,
      })),
    },
  };
  expect(judge(80, 500, evidence)).toMatchObject({
    findings: [{ found: expect.stringMatching(/500\s+lines; 50\.0\s*% have more than 400\s+lines/) }],
  });
});

test('without an upper quartile there is nothing to check', () => {
  expect(judge(null, null).status).toBe('nothing-to-check');
  expect(judge(80, null).status).toBe('nothing-to-check');
  expect(check(seen()).status).toBe('nothing-to-check');
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
});
