import { expect, test } from 'vitest';
import assistedWorkShare from '../../src/metrics/assisted-work-share.ts';
import { commit, merged } from '../support/facts.ts';
import { reasons, values, viewOf } from '../support/view.ts';

const { measure } = assistedWorkShare;

const agent = { bot: 'Weaver' };
const weaver = (by: 'login' | 'line' | 'address' | 'branch') => [{ assistant: 'Weaver', by }];

test('a merged pull request is authored by an agent, marked, or without a marker that was found', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1, marks: [] }),
        merged('2026-01-08T17:00:00Z', { number: 2, marks: weaver('line') }),
        merged('2026-01-09T17:00:00Z', { number: 3, author: agent, marks: weaver('login') }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 0, '#2': 1, '#3': 1 });
  expect(result.observations.map(({ note }) => note)).toEqual([
    null,
    'marked: Weaver',
    'authored by an agent: Weaver',
  ]);
  expect(result.remarks.map(({ text }) => text)).toEqual([
    'no marker found',
    'marked',
    'authored by an agent',
  ]);
});

test('what an agent authored counts once, whether the organisation takes agents for automation or not', () => {
  const facts = {
    'pull-requests': [
      merged('2026-01-09T17:00:00Z', { number: 3, author: agent, marks: weaver('login') }),
      merged('2026-01-09T18:00:00Z', { number: 4, author: { bot: 'dependabot[bot]' }, marks: [] }),
    ],
  };
  for (const agents of ['automation', 'counted'] as const) {
    const result = measure(viewOf(facts, { agents }));
    expect(values(result)).toEqual({ '#3': 1 });
    expect(reasons(result)).toEqual(['opened by automation']);
  }
});

test('a mark that only the commit on the default branch carries counts', () => {
  const row = merged('2026-01-07T17:00:00Z', { number: 1, marks: [] });
  const commits = [commit(1, { pullRequest: 1, marks: weaver('address') })];
  expect(values(measure(viewOf({ 'pull-requests': [row], commits })))).toEqual({ '#1': 1 });
});

test('the author of a squash does not count as an author of the change', () => {
  const row = merged('2026-01-07T17:00:00Z', { number: 1, marks: weaver('address') });
  const commits = [commit(1, { pullRequest: 1, marks: weaver('login') })];
  const { observations } = measure(viewOf({ 'pull-requests': [row], commits }));
  expect(observations.map(({ note }) => note)).toEqual(['marked: Weaver']);
});

test('one that was read before marks were looked for is unknown, and one meant for another branch is left out', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1 }),
        merged('2026-01-08T17:00:00Z', { number: 2, author: agent, marks: weaver('login'), base: 'topic' }),
      ],
    }),
  );
  expect(result.observations).toEqual([]);
  expect(result.unknown.map(({ text }) => text)).toEqual(['read before marks of assistants were looked for']);
});
