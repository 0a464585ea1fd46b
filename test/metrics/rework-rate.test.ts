import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import type { Commit } from '../../src/facts/schema.ts';
import refactorRateMetric from '../../src/metrics/refactor-rate.ts';
import reworkRateMetric from '../../src/metrics/rework-rate.ts';
import { bot, commit, pullRequest, sha } from '../support/facts.ts';
import { dates, reasons, viewOf } from '../support/view.ts';

const { measure: refactorRate } = refactorRateMetric;
const { measure: reworkRate } = reworkRateMetric;

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 10, number % 60)).toISOString();
const typed = (number: number, subject: string, fields: Partial<Commit> = {}) =>
  commit(number, {
    subject,
    authoredAt: new Date(Date.UTC(2026, 0, number, 8)).toISOString(),
    committedAt: day(number),
    ...fields,
  });
const history: Partial<Facts> = {
  'pull-requests': [
    pullRequest({ number: 50, labels: ['bug'] }),
    pullRequest({ number: 51, labels: ['refactoring'] }),
    pullRequest({ number: 52, head: 'hotfix/prices' }),
  ],
  commits: [
    typed(1, 'feat: prices'),
    typed(2, 'fix: prices'),
    typed(3, 'refactor(core)!: prices'),
    typed(4, 'Prices', { pullRequest: 50 }),
    typed(5, 'Prices', { pullRequest: 51 }),
    typed(6, 'Prices', { pullRequest: 52 }),
    typed(7, 'Fix typo in the prefix'),
    typed(8, 'Revert "feat: prices"'),
    typed(9, 'perf: prices'),
    typed(10, 'fix: merge', { parents: [sha(9), sha(2)] }),
    typed(11, 'fix: update', { author: bot }),
  ],
};

const counted = (measure: typeof reworkRate, facts: Partial<Facts>) =>
  measure(viewOf(facts)).observations.map(({ item, value }) => [
    Number.parseInt(item.id.slice(16, 22), 16),
    value,
  ]);

describe('rework rate', () => {
  test('counts commits declared a fix by type, label or hotfix branch; reverts are left out', () => {
    expect(counted(reworkRate, history)).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 1],
      [5, 0],
      [6, 1],
      [7, 0],
      [9, 0],
    ]);
    expect(reasons(reworkRate(viewOf(history)))).toEqual([
      'a merge commit, which only joins changes',
      'committed by automation',
      'a revert, which undoes without repairing',
    ]);
  });

  test('is dated by the committer date, and says what told', () => {
    const result = reworkRate(viewOf(history));
    expect(dates(result)[0]).toBe('2026-01-01T10:01:00Z');
    expect(result.observations.map(({ note }) => note).slice(1, 4)).toEqual([
      'title begins with `fix:`',
      'title begins with `refactor:`',
      'label `bug`',
    ]);
  });
});

describe('refactor rate', () => {
  test('counts commits declared as refactoring by type or label', () => {
    expect(counted(refactorRate, history)).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
      [5, 1],
      [6, 0],
      [7, 0],
      [8, 0],
      [9, 0],
    ]);
    expect(dates(refactorRate(viewOf(history)))[0]).toBe('2026-01-01T10:01:00Z');
  });
});

describe.each([
  ['rework rate', reworkRate],
  ['refactor rate', refactorRate],
])('%s where commits do not say what they are', (_, measure) => {
  test('does not apply, rather than be zero', () => {
    const result = measure(viewOf({ commits: [commit(1), commit(2), commit(3)] }));
    expect(result.notApplicable).toBe(
      'most commits of sample-org/shop do not say what kind of work they are',
    );
  });

  test('leaves out the time before people began to say it, by the 91 days up to each commit', () => {
    const commits = [
      ...[1, 2, 3].map((number) => typed(number, 'Prices')),
      ...[20, 21, 22].map((number) => typed(number, 'feat: prices')),
      typed(110, 'Prices'),
      typed(112, 'fix: prices'),
      typed(220, 'Prices'),
    ];
    const result = measure(viewOf({ commits }));
    expect(counted(measure, { commits }).map(([number]) => number)).toEqual([22, 110, 112]);
    expect(result.notApplicable).toBeNull();
    expect(result.excluded).toHaveLength(6);
  });
});

test('commits of one second, as a rebase makes them, are judged together, whatever their order', () => {
  const subjects = ['x', 'ci: a', 'ci: b', 'ci: c', 'ci: d', 'x'];
  const counted = (order: readonly string[]) =>
    reworkRate(
      viewOf({
        commits: [
          commit(90, { subject: 'Something', committedAt: day(1), authoredAt: day(1) }),
          ...order.map((subject, index) =>
            commit(index + 1, { subject, committedAt: day(20), authoredAt: day(20) }),
          ),
        ],
      }),
    ).observations.length;
  expect([counted(subjects), counted(subjects.toReversed()), counted(subjects.toSorted())]).toEqual([
    6, 6, 6,
  ]);
});
