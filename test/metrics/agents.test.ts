import { expect, test } from 'vitest';
import pairProgrammingRate from '../../src/metrics/pair-programming-rate.ts';
import pullRequestSize from '../../src/metrics/pull-request-size.ts';
import { author, commit, merged, reviewer } from '../support/facts.ts';
import { viewOf } from '../support/view.ts';

const agent = { bot: 'Weaver' };
const byAgent = [{ assistant: 'Weaver', by: 'login' as const }];

const facts = {
  'pull-requests': [
    merged('2026-01-07T17:00:00Z', { number: 1 }),
    merged('2026-01-08T17:00:00Z', { number: 2, author: agent, marks: byAgent }),
    merged('2026-01-09T17:00:00Z', { number: 3, author: { bot: 'dependabot[bot]' }, marks: [] }),
  ],
};

test('what an agent authored is left out as automation', () => {
  expect(pullRequestSize.measure(viewOf(facts)).observations).toHaveLength(1);
});

test('an organisation can count what agents authored; other automation stays left out', () => {
  const { observations } = pullRequestSize.measure(viewOf(facts, { agents: 'counted' }));
  expect(observations.map(({ item }) => item.id)).toEqual(['sample-org/shop#1', 'sample-org/shop#2']);
});

test('a person and an assistant do not count as a pair, with either as the author; two people do', () => {
  const commits = [
    commit(1, { coAuthors: [agent] }),
    commit(2, { coAuthors: [agent, reviewer] }),
    commit(3, { author: agent, coAuthors: [author], marks: byAgent }),
    commit(4, { author: agent, coAuthors: [author, reviewer], marks: byAgent }),
  ];
  const { observations } = pairProgrammingRate.measure(viewOf({ commits }, { agents: 'counted' }));
  expect(observations.map(({ value }) => value)).toEqual([0, 1, 0, 1]);
});
