import { describe, expect, test } from 'vitest';
import type { Range } from '../../src/handbook/definition.ts';
import { positionIn, positionsIn } from '../../src/scorecard/ranges.ts';

const range = (overrides: Partial<Range>): Range => ({
  label: 'target',
  min: null,
  max: 4,
  minInclusive: true,
  maxInclusive: false,
  use: 'guide',
  text: 'under 4 hours',
  source: {
    title: 'A guide',
    publisher: 'A publisher',
    url: 'https://example.org/guide',
    year: 2026,
    type: 'guide',
    evidence: 'none',
  },
  ...overrides,
});

describe('a value', () => {
  test('on an edge belongs to exactly one side', () => {
    expect(positionIn(range({}), 4, null)).toBe('outside');
    expect(positionIn(range({ maxInclusive: true }), 4, null)).toBe('inside');
    expect(positionIn(range({ min: 4, max: null }), 4, null)).toBe('inside');
  });

  test('just outside is not rounded into the range', () => {
    expect(positionIn(range({}), 4.0000001, null)).toBe('outside');
  });

  test('outside is near when its interval reaches the range', () => {
    expect(positionIn(range({}), 5, { low: 3.9, high: 7, method: 't' })).toBe('near');
    expect(positionIn(range({}), 5, { low: 4, high: 7, method: 't' })).toBe('outside');
    expect(positionIn(range({ min: 10, max: null }), 5, { low: 4, high: 10, method: 't' })).toBe('near');
  });
});

test('a value has a position in each range that guides, and none without a value', () => {
  const ranges = [range({}), range({ use: 'description' }), range({ min: 4, max: null })];
  expect(positionsIn(ranges, { value: 5, interval: null })).toEqual([
    { index: 0, position: 'outside' },
    { index: 2, position: 'inside' },
  ]);
  expect(positionsIn(ranges, { value: null, interval: null })).toEqual([]);
});
