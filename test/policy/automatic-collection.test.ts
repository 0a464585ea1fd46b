import { expect, test } from 'vitest';
import check from '../../src/policy/automatic-collection.ts';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { card, measured, seen } from '../support/policy.ts';
import { readRepository } from '../support/scorecards.ts';

const repository = (readThrough: string, source = 'github') =>
  readRepository('sample-org/harbour', { readThrough, source });

const judge = (parts: Partial<Scorecard>) =>
  check(
    seen({ scorecard: card([measured('cycle-time', 30)], { asOf: '2026-06-30T23:00:00.000Z', ...parts }) }),
  );

test('numbers with a source that was read up to the scorecard’s time, or after it, keep the rule', () => {
  expect(judge({ repositories: [repository('2026-06-30T23:00:00Z')] })).toEqual({ status: 'kept' });
  expect(judge({ repositories: [repository('2026-09-01T00:00:00Z')] })).toEqual({ status: 'kept' });
});

test('ten days before the scorecard’s time is still in time, a second more is not', () => {
  expect(judge({ repositories: [repository('2026-06-20T23:00:00Z')] })).toEqual({ status: 'kept' });
  expect(judge({ repositories: [repository('2026-06-20T22:59:59Z')] })).toMatchObject({
    status: 'broken',
    findings: [
      { found: expect.stringContaining('2026-06-20T22:59:59Z'), remedy: expect.stringContaining('snapshot') },
    ],
  });
});

test('a number without a source breaks the rule', () => {
  expect(judge({ repositories: [] }).status).toBe('broken');
  expect(judge({ repositories: [repository('2026-06-30T23:00:00Z', '')] }).status).toBe('broken');
});

test('without a number there is nothing to check', () => {
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
  expect(check(seen({ scorecard: card([measured('cycle-time', null)]) })).status).toBe('nothing-to-check');
});
