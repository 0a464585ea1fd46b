import { expect, test } from 'vitest';
import testPassRate from '../../src/metrics/test-pass-rate.ts';
import { check, sha } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = testPassRate;

const at = (hour: number) => new Date(Date.parse('2026-01-05T09:00:00Z') + hour * 3_600_000).toISOString();

test.each([
  ['test', true],
  ['CI / Unit tests (ubuntu-22.04, 3.12)', true],
  ['ci/e2e', true],
  ['spec (chrome)', true],
  ['pytest', true],
  ['.test', true],
  ['build (ubuntu-latest)', false],
  ['ubuntu-latest', false],
  ['inspect', false],
  ['attestation', false],
  ['lint', false],
])('a check named %j is a test: %s', (name, isTest) => {
  expect(viewOf({}).checks.isTest(name)).toBe(isTest);
});

test('an organisation can name other patterns', () => {
  const result = measure(
    viewOf(
      { checks: [check('1', at(0), { name: 'Verify / all' }), check('2', at(1), { name: 'test' })] },
      { checks: { informing: [], builds: ['*'], tests: ['verify*'] } },
    ),
  );
  expect(values(result)).toEqual({ ' check 1': 1 });
  expect(reasons(result)).toEqual(['not a test by its name']);
});

test('a run is dated by its completion; a failure, a timeout and a failed start are failures', () => {
  const result = measure(
    viewOf({
      checks: ['success', 'failure', 'timed_out', 'startup_failure'].map((conclusion, hour) =>
        check(conclusion, at(hour), { conclusion }),
      ),
    }),
  );
  expect(values(result)).toEqual({
    ' check success': 1,
    ' check failure': 0,
    ' check timed_out': 0,
    ' check startup_failure': 0,
  });
  expect(dates(result)[0]).toBe('2026-01-05T09:01:10Z');
});

test('runs that say neither good nor bad are left out, and those under way are not counted yet', () => {
  const result = measure(
    viewOf({
      checks: [
        ...['cancelled', 'skipped', 'neutral', 'stale', 'action_required'].map((conclusion, hour) =>
          check(conclusion, at(hour), { conclusion }),
        ),
        check('running', at(9), { completedAt: null, conclusion: null }),
      ],
    }),
  );
  expect(result.observations).toEqual([]);
  expect(reasons(result)).toEqual([
    'ended as cancelled',
    'ended as skipped',
    'ended as neutral',
    'ended as stale',
    'ended as action required',
  ]);
});

test('a silent check that is not a test is left out for its name, and alone says that there is no test', () => {
  const lint = check('lint', at(0), { name: 'lint', conclusion: 'skipped' });
  const result = measure(viewOf({ checks: [lint, check('1', at(1))] }));
  expect(reasons(result)).toEqual(['not a test by its name']);
  expect(result.notApplicable).toBeNull();
  expect(measure(viewOf({ checks: [lint] })).notApplicable).toContain('no check that is a test by its name');
});

test('a test that never passed or failed gives no data, and applies', () => {
  const silent = measure(viewOf({ checks: [check('1', at(0), { conclusion: 'skipped' })] }));
  expect(silent).toMatchObject({ observations: [], notApplicable: null });
});

test('of several runs of a check in one suite the last completed one counts, in whatever order they stand', () => {
  const suite = { suite: 'S1', createdAt: at(0) };
  const runs = [
    check('again', at(2), { ...suite }),
    check('first', at(1), { ...suite, conclusion: 'failure' }),
    check('running', at(3), { ...suite, completedAt: null, conclusion: null }),
  ];
  expect(values(measure(viewOf({ checks: runs })))).toEqual({ ' check again': 1 });
});

test('the same check on another commit, or run by another system, is a run of its own', () => {
  const checks = [
    check('1', at(0), { suite: 'S1' }),
    check('2', at(1), { suite: 'S2', conclusion: 'failure' }),
    check('3', at(2), { suite: 'S3', sha: sha(2) }),
  ];
  expect(values(measure(viewOf({ checks })))).toEqual({ ' check 1': 1, ' check 2': 0, ' check 3': 1 });
});

test('checks of which none is a test by its name say what to set; no checks at all give no data', () => {
  expect(measure(viewOf({ checks: [check('1', at(0), { name: 'ci' })] })).notApplicable).toBe(
    'sample-org/shop has no check that is a test by its name (checks.tests in org.yaml says which are)',
  );
  expect(measure(viewOf({}))).toMatchObject({ notApplicable: null, observations: [] });
});

test('the page’s example: 94 of 100 runs are 94 %, from 87.5 to 97.2 %', () => {
  const checks = Array.from({ length: 100 }, (_, index) =>
    check(`${index}`, at(index), {
      sha: sha(index),
      conclusion: index % 20 === 0 || index === 7 ? 'failure' : 'success',
    }),
  );
  const { value, interval } = summaryOf(measure(viewOf({ checks })));
  expect(value).toBe(0.94);
  expect(interval?.low).toBeCloseTo(0.875, 3);
  expect(interval?.high).toBeCloseTo(0.972, 3);
});
