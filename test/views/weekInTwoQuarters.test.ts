import { describe, expect, test } from 'vitest';
import { reachesOver } from '../../src/views/weekInTwoQuarters.ts';

describe('a week lies in two quarters', () => {
  test.each([
    ['when the quarter ends on one of its days', '2026-09-27T22:00:00Z', true],
    ['not when it ends with the quarter', '2026-09-23T22:00:00Z', false],
    ['not when it begins with the next', '2026-09-30T22:00:00Z', false],
    ['not when it ends before', '2026-09-20T22:00:00Z', false],
    ['when only its first day is in the quarter', '2026-09-29T22:00:00Z', true],
    ['when only its last day is in the next', '2026-09-24T22:00:00Z', true],
  ])('%s', (_, start, expected) => expect(reachesOver(start, '2026-09-30T22:00:00Z')).toBe(expected));

  test.each([
    ['forward', '2027-03-21T23:00:00Z', '2027-03-28T22:00:00Z'],
    ['back', '2027-10-24T22:00:00Z', '2027-10-31T23:00:00Z'],
  ])('not when it ends with the quarter and clocks go %s in it', (_, start, end) =>
    expect(reachesOver(start, end)).toBe(false),
  );
});
