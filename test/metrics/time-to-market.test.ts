import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import timeToMarket from '../../src/metrics/time-to-market.ts';
import { bot, closedIssue, commit, deployment, issue, merged, pullRequest, sha } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, defaultRules, reasons, values, viewOf } from '../support/view.ts';

const { measure } = timeToMarket;

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 0, number, hour)).toISOString();

/** Commit n lands on day n at 10 h and is deployed on day n + 1 at 12 h, each after the one before. */
const history = (days: readonly number[]): Pick<Facts, 'commits' | 'deployments'> => ({
  commits: [1, ...days].map((number, index, all) =>
    commit(number, {
      parents: index === 0 ? [] : [sha(all[index - 1] ?? 0)],
      authoredAt: day(number, 8),
      committedAt: day(number, 10),
    }),
  ),
  deployments: [1, ...days].map((number) => deployment(`d${number}`, day(number + 1, 12), number)),
});

/** A pull request that is merged as commit n, on day n. */
const change = (landed: number, closes: number[], fields: Partial<PullRequest> = {}): PullRequest =>
  merged(day(landed, 10), {
    number: 100 + landed,
    createdAt: day(landed, 9),
    mergeCommit: sha(landed),
    closes,
    ...fields,
  });

describe('an issue has come to market', () => {
  test('with the first successful deployment that holds the change which closes it', () => {
    const result = measure(
      viewOf({
        ...history([9, 20]),
        issues: [closedIssue(1, day(9, 11), { createdAt: day(3) })],
        'pull-requests': [change(9, [1])],
      }),
    );
    expect(values(result)).toEqual({ '#1': 7.5 });
    expect(dates(result)).toEqual(['2026-01-10T12:00:00Z']);
    expect(result.observations[0]?.note).toBe('shipped by sample-org/shop deployment d9');
  });

  test('in phases that add up: waiting, work until the last change landed, and release', () => {
    const facts = {
      ...history([9, 20]),
      issues: [
        closedIssue(1, day(9, 11), {
          createdAt: day(3),
          changes: [
            { at: day(3), status: 'Todo', before: '' },
            { at: day(5), status: 'In progress', before: 'Todo' },
          ],
        }),
      ],
      'pull-requests': [change(9, [1], { createdAt: day(8) })],
    };
    const phasesOf = (started: string[]) =>
      measure(viewOf(facts, { issues: { ...defaultRules.issues, started } })).phases.map(
        ({ id, observations }) => [id, observations[0]?.value],
      );
    const landed = 1 + 10 / 24;
    const release = 1 + 2 / 24;
    expect(phasesOf([])).toEqual([
      ['waiting', 5],
      ['work', landed],
      ['release', release],
    ]);
    expect(phasesOf(['Status: In progress'])).toEqual([
      ['waiting', 2],
      ['work', 3 + landed],
      ['release', release],
    ]);
  });

  test('with a remark where work began with a status that no event tells of', () => {
    const boards = [{ status: { name: 'In progress', at: day(5) } }];
    const facts = {
      ...history([9, 20]),
      issues: [closedIssue(1, day(9, 11), { createdAt: day(3), boards })],
      'pull-requests': [change(9, [1], { createdAt: day(8) })],
    };
    const remarksOf = (started: string[]) =>
      measure(viewOf(facts, { issues: { ...defaultRules.issues, started } })).remarks.map(({ id }) => id);
    expect(remarksOf(['Status: In progress'])).toHaveLength(1);
    expect(remarksOf([])).toEqual([]);
  });

  test('without waiting where work began before the issue was written', () => {
    const early = { sha: sha(77), authoredAt: day(1), committedAt: day(1) };
    const result = measure(
      viewOf({
        ...history([9, 20]),
        issues: [closedIssue(1, day(9, 11), { createdAt: day(3) })],
        'pull-requests': [change(9, [1], { commits: [early] })],
      }),
    );
    expect(result.phases.map(({ observations }) => observations[0]?.value)).toEqual([
      0,
      6 + 10 / 24,
      1 + 2 / 24,
    ]);
  });

  test('when the last of several changes has', () => {
    const result = measure(
      viewOf({
        ...history([9, 20]),
        issues: [issue(1, { createdAt: day(3) })],
        'pull-requests': [change(9, [1]), change(20, [1], { createdAt: day(8) })],
      }),
    );
    expect(values(result)).toEqual({ '#1': 18.5 });
  });

  test('not while one of its changes is not deployed', () => {
    const { commits, deployments } = history([9, 20]);
    const result = measure(
      viewOf({
        commits,
        deployments: deployments.slice(0, 2),
        issues: [issue(1, { createdAt: day(3) })],
        'pull-requests': [change(9, [1]), change(20, [1], { createdAt: day(8) })],
      }),
    );
    expect(result.observations).toEqual([]);
    expect(result.open).toEqual([{ id: 'sample-org/shop#1', from: Date.parse(day(3)), to: null }]);
  });

  test('once: a change begun after the delivery belongs to a reopened issue', () => {
    const result = measure(
      viewOf({
        ...history([9, 20]),
        issues: [issue(1, { createdAt: day(3), stateReason: 'reopened' })],
        'pull-requests': [change(9, [1]), change(20, [1], { createdAt: day(11) })],
      }),
    );
    expect(values(result)).toEqual({ '#1': 7.5 });
  });

  test('by a commit, where no pull request brought it, and by automation as well as by people', () => {
    const { commits, deployments } = history([9, 20]);
    const result = measure(
      viewOf({
        commits: commits.map((row) => (row.sha === sha(9) ? { ...row, closes: [1] } : row)),
        deployments,
        issues: [issue(1, { createdAt: day(3) }), issue(2, { createdAt: day(4) })],
        'pull-requests': [change(20, [2], { author: bot })],
      }),
    );
    expect(values(result)).toEqual({ '#1': 7.5, '#2': 17.5 });
  });

  test('not by an open or abandoned pull request, or by one into another branch', () => {
    const result = measure(
      viewOf({
        ...history([9, 20]),
        issues: [issue(1, { createdAt: day(3) })],
        'pull-requests': [
          pullRequest({ number: 50, createdAt: day(5), closes: [1] }),
          pullRequest({ number: 51, createdAt: day(6), state: 'closed', closedAt: day(7), closes: [1] }),
          change(9, [1], { base: 'release/1' }),
        ],
      }),
    );
    expect(result.observations).toEqual([]);
    expect(result.open).toEqual([{ id: 'sample-org/shop#1', from: Date.parse(day(3)), to: null }]);
  });

  test('not by what landed before it was written', () => {
    const result = measure(
      viewOf({
        ...history([9, 20]),
        issues: [issue(1, { createdAt: day(15) })],
        'pull-requests': [change(9, [1])],
      }),
    );
    expect(result.observations).toEqual([]);
  });

  test('not by the first deployment ever, whose contents may be older', () => {
    const result = measure(
      viewOf({
        ...history([9]),
        deployments: [deployment('d9', day(10, 12), 9)],
        issues: [issue(1, { createdAt: day(3) })],
        'pull-requests': [change(9, [1])],
      }),
    );
    expect(result.observations).toEqual([]);
    expect(reasons(result)).toEqual(['in the first deployment, which has no predecessor']);
  });

  test('through the change of another team', () => {
    const whole = {
      ...history([9]),
      issues: [issue(1, { createdAt: day(3) })],
      'pull-requests': [change(9, [1])],
    };
    expect(values(measure(viewOf(whole, {}, { 'pull-requests': [] })))).toEqual({ '#1': 7.5 });
  });
});

test('incidents, refusals and issues without a linked change are left out, and counted', () => {
  const result = measure(
    viewOf({
      ...history([9]),
      issues: [
        closedIssue(1, day(9, 11), { createdAt: day(3), labels: ['incident'] }),
        closedIssue(2, day(11), { createdAt: day(4), stateReason: 'not_planned' }),
        closedIssue(3, day(12), { createdAt: day(5) }),
      ],
      'pull-requests': [change(9, [1])],
    }),
  );
  expect(result.observations).toEqual([]);
  expect(result.excluded.map(({ at, text }) => [new Date(at).toISOString(), text])).toEqual([
    [day(9, 11), 'an incident'],
    [day(11), 'closed as not planned or duplicate'],
    [day(12), 'closed without a linked change'],
  ]);
});

test('a library, a repository without issues and one without links have no time to market', () => {
  const none = {
    deployments: { ...defaultRules.deployments, from: 'none', environments: ['production'], tags: ['v*'] },
  } as const;
  const why = (facts: Partial<Facts>, rules = {}) => measure(viewOf(facts, rules)).notApplicable;
  const linked = { issues: [issue(1)], 'pull-requests': [change(9, [1])] };
  expect(why(linked, none)).toBe('sample-org/shop is not deployed');
  expect(why({ 'pull-requests': [change(9, [1])] })).toBe('sample-org/shop has no issues');
  expect(why({ issues: [issue(1)], 'pull-requests': [change(9, [])] })).toBe(
    'sample-org/shop has no change that names an issue which it closes',
  );
  expect(why(linked)).toBeNull();
});

test('the page’s example: a median of 27 days', () => {
  const waits = [4, 9, 21, 33, 58, 410];
  const landed = waits.map((_, index) => 10 + 3 * index);
  const result = measure(
    viewOf({
      ...history(landed),
      issues: waits.map((wait, index) =>
        issue(index + 1, { createdAt: day((landed[index] ?? 0) + 1 - wait, 12) }),
      ),
      'pull-requests': landed.map((number, index) => change(number, [index + 1])),
    }),
  );
  expect(Object.values(values(result)).toSorted((a, b) => a - b)).toEqual(waits);
  const { value, interval } = figure(result, ['2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z']);
  expect([value, interval?.low, interval?.high]).toEqual([27, 4, 410]);
});

test('the time is the same in whatever order the changes are known', () => {
  const landings = fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(landings, fc.integer({ min: 1, max: 40 }), (days, opened) => {
      const sorted = days.toSorted((a, b) => a - b);
      const measured = (order: readonly number[]) =>
        measure(
          viewOf({
            ...history(sorted),
            issues: [issue(1, { createdAt: day(1) })],
            'pull-requests': order.map((landed) =>
              change(landed, [1], { createdAt: day(Math.min(opened, landed), 9) }),
            ),
          }),
        );
      const known = measured(days);
      expect(known.observations).toEqual(measured(sorted).observations);
      for (const { value } of known.observations) expect(value).toBeGreaterThan(0);
    }),
  );
});
