import { expect, test } from 'vitest';
import check from '../../src/policy/intervene-on-overload.ts';
import { card, measured, review, seen } from '../support/policy.ts';

const judge = (metric: string, value: number | null, answered = review()) =>
  check(seen({ scorecard: card([measured(metric, value)]), review: answered }));

const thresholds: [metric: string, threshold: number][] = [
  ['overtime', 0],
  ['on-call-load', 5],
  ['meeting-density', 15],
  ['context-switching', 3],
];

test.each(thresholds)('%s at its threshold of %d keeps the rule', (metric, threshold) => {
  expect(judge(metric, threshold)).toEqual({ status: 'kept' });
});

test.each(thresholds)('%s above %d that the review does not answer breaks it', (metric, threshold) => {
  expect(judge(metric, threshold + 0.01)).toMatchObject({
    status: 'broken',
    findings: [{ place: 'reviews/harbour/2026-Q2.mdx', remedy: expect.stringContaining(metric) }],
  });
  expect(judge(metric, threshold + 0.01, review('cycle-time')).status).toBe('broken');
});

test.each(thresholds)('%s above %d that the review answers keeps it', (metric, threshold) => {
  expect(judge(metric, threshold + 0.01, review(metric))).toEqual({ status: 'kept' });
});

test('without any sign there is nothing to check', () => {
  expect(check(seen()).status).toBe('nothing-to-check');
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
  expect(judge('overtime', null).status).toBe('nothing-to-check');
});
