import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import { HOUR } from '../../src/facts/time.ts';
import rollbackRate from '../../src/metrics/rollback-rate.ts';
import { commit, deployment, merged, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, summaryOf, viewOf } from '../support/view.ts';

const { measure } = rollbackRate;

const START = Date.parse('2026-01-05T09:00:00Z');
const hour = (hours: number) => new Date(START + hours * HOUR).toISOString();

const commits = Array.from({ length: 70 }, (_, index) =>
  commit(index + 1, { committedAt: hour(index - 100) }),
);

/** One deployment an hour, named by its place, of these commits in turn. */
const deployed = (...numbers: number[]): Partial<Facts> => ({
  commits,
  deployments: numbers.map((number, index) => deployment(String(index + 1), hour(index), number)),
});

const takenBack = (facts: Partial<Facts>) =>
  measure(viewOf(facts)).observations.flatMap(({ value, item, note }) =>
    value === 1 ? [[item.id.split(' ')[2], note]] : [],
  );

describe('a deployment is taken back', () => {
  test('when the next one returns to an earlier commit; it dates the rollback', () => {
    const facts = deployed(1, 2, 3, 2);
    expect(takenBack(facts)).toEqual([['3', 'rolled back by sample-org/shop deployment 4']]);
    const result = measure(viewOf(facts));
    expect(dates(result)[2]).toBe('2026-01-05T11:00:00Z');
  });

  test('once, however many versions the return spans', () => {
    expect(takenBack(deployed(1, 2, 3, 4, 1)).map(([id]) => id)).toEqual(['4']);
  });

  test('even if it was the first one ever', () => {
    expect(takenBack(deployed(5, 3)).map(([id]) => id)).toEqual(['1']);
  });

  test('twice in a row when the return is undone by a further return', () => {
    expect(takenBack(deployed(1, 2, 3, 2, 1)).map(([id]) => id)).toEqual(['3', '4']);
  });

  test('not when the same commit is deployed again', () => {
    expect(takenBack(deployed(1, 2, 2))).toEqual([]);
  });

  test('not by one that had begun before it and took longer', () => {
    const slow = deployment('2', hour(1), 2, { statuses: [{ state: 'success', at: hour(4) }] });
    const facts = deployed(1, 3);
    const [first, third] = facts.deployments ?? [];
    if (first === undefined || third === undefined) throw new Error('no deployments');
    const fast = { ...third, createdAt: hour(2), statuses: [{ state: 'success' as const, at: hour(3) }] };
    expect(takenBack({ ...facts, deployments: [first, slow, fast] })).toEqual([]);
  });

  test('not when a revert moves forward in history', () => {
    const revert = merged('2026-01-05T11:30:00Z', { number: 9, reverts: [8], mergeCommit: sha(4) });
    expect(takenBack({ ...deployed(1, 2, 3, 4), 'pull-requests': [revert] })).toEqual([]);
  });

  test('not by a failed attempt, and not because of one', () => {
    const facts = deployed(1, 2, 1, 3);
    const [first, second, third, fourth] = facts.deployments ?? [];
    if (!first || !second || !third || !fourth) throw new Error('four deployments');
    const failed = { ...third, statuses: [{ state: 'failure' as const, at: hour(2.5) }] };
    const deployments = [first, second, failed, fourth];
    expect(takenBack({ ...facts, deployments })).toEqual([]);
    expect(reasons(measure(viewOf({ ...facts, deployments })))).toEqual(['failed to deploy']);
  });

  test('not by another environment that lags behind', () => {
    const facts = deployed(5, 3, 4, 5);
    const deployments = (facts.deployments ?? []).map((row, index) => ({
      ...row,
      environment: index === 0 ? 'prod-eu' : 'prod-us',
    }));
    const rules = { ...defaultRules.deployments, environments: ['prod-*'] };
    const result = measure(viewOf({ ...facts, deployments }, { deployments: rules }));
    expect(result.observations.map(({ value }) => value)).toEqual([0, 0, 0, 0]);
  });

  test('not by a commit on a side that it did not hold', () => {
    const side = commit(80, { parents: [sha(1)], committedAt: hour(-30) });
    const facts = deployed(1, 80, 3, 80);
    expect(takenBack({ ...facts, commits: [...commits, side] })).toEqual([]);
  });

  test('when the graph lacks what ran, by a return to a commit that ran there before', () => {
    expect(takenBack(deployed(1, 2, 500, 2)).map(([id]) => id)).toEqual(['3']);
    expect(takenBack(deployed(1, 2, 500, 3))).toEqual([]);
  });
});

test('along one line of history exactly the steps backwards are rollbacks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 30 }), (numbers) => {
      const backwards = numbers.flatMap((number, index) =>
        (numbers[index + 1] ?? number) < number ? [String(index + 1)] : [],
      );
      expect(takenBack(deployed(...numbers)).map(([id]) => id)).toEqual(backwards);
    }),
  );
});

test('the page’s example: 4 of 52 are 7.7 %, from 3.0 to 18.2 %', () => {
  const steps = Array.from({ length: 48 }, (_, index) => index + 1);
  const numbers = steps.flatMap((step) => (step % 12 === 0 ? [step, step - 1] : [step]));
  const { n, value, interval } = summaryOf(measure(viewOf(deployed(...numbers))));
  expect(n).toBe(52);
  expect(value).toBe(4 / 52);
  expect(interval?.low).toBeCloseTo(0.03, 3);
  expect(interval?.high).toBeCloseTo(0.182, 3);
});

test('old releases are not published afresh, so the rate does not apply to them', () => {
  const tags = [{ name: 'v1.0.0', sha: sha(4), at: '2026-01-01T09:00:00Z' }];
  expect(measure(viewOf({ tags })).notApplicable).toBe(
    'sample-org/shop is deployed by version tags, which show no rollbacks',
  );
});
