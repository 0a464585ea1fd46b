import { expect, test } from 'vitest';
import mergedOnRed from '../../src/metrics/merged-on-red.ts';
import { bot, merged } from '../support/facts.ts';
import { reasons, values, viewOf } from '../support/view.ts';

const { measure } = mergedOnRed;
const at = '2026-01-07T17:00:00Z';
const checks = (changes: { passed?: string[]; failed?: string[]; pending?: string[] }) => ({
  passed: [],
  failed: [],
  pending: [],
  ...changes,
});

test('counts what was merged while a check had failed or was not over, and names the check', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged(at, { number: 1, checks: checks({ passed: ['build', 'test'] }) }),
        merged(at, { number: 2, checks: checks({ passed: ['build'], failed: ['test'] }) }),
        merged(at, { number: 3, checks: checks({ passed: ['build'], pending: ['e2e'] }) }),
        merged(at, { number: 4, checks: checks({ failed: ['lint', 'test'], pending: ['e2e'] }) }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 0, '#2': 1, '#3': 1, '#4': 1 });
  expect(result.observations.map(({ note }) => note)).toEqual([
    null,
    'failed: test',
    'not over: e2e',
    'failed: lint, test; not over: e2e',
  ]);
});

test('a check that only informs turns nothing red, and decides on nothing', () => {
  const result = measure(
    viewOf(
      {
        'pull-requests': [
          merged(at, { number: 1, checks: checks({ passed: ['build'], failed: ['codecov/patch'] }) }),
          merged(at, { number: 2, checks: checks({ failed: ['codecov/patch'] }) }),
        ],
      },
      { checks: { builds: ['*'], informing: ['codecov/*'] } },
    ),
  );
  expect(values(result)).toEqual({ '#1': 0 });
  expect(reasons(result)).toEqual(['no check decided on it']);
});

test('leaves out what may be merged at once, and says why: automation, reverts, hotfixes', () => {
  const red = checks({ failed: ['test'] });
  const result = measure(
    viewOf({
      'pull-requests': [
        merged(at, { number: 1, author: bot, checks: red }),
        merged(at, { number: 2, reverts: [1], checks: red }),
        merged(at, { number: 3, labels: ['hotfix'], checks: red }),
      ],
    }),
  );
  expect(values(result)).toEqual({});
  expect(reasons(result).toSorted()).toEqual([
    'a hotfix, which need not wait',
    'a revert, which need not wait',
    'opened by automation',
  ]);
});

test('checks that were not read are unknown, and are not taken for green ones', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged(at, { number: 1 }),
        merged(at, { number: 2, checks: checks({ passed: ['build'] }) }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#2': 0 });
  expect(result.unknown.map(({ text }) => text)).toEqual(['its checks were not read']);
});

test('where no check decides, the metric does not apply', () => {
  const unchecked = viewOf({ 'pull-requests': [merged(at, { checks: checks({}) })] });
  expect(measure(unchecked).notApplicable).toBe('no check decides on its pull requests');
  expect(measure(viewOf({})).notApplicable).toBeNull();
});
