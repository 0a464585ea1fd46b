import { expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import changeFailureRate from '../../src/metrics/change-failure-rate.ts';
import check from '../../src/policy/deploy-caused-failures.ts';
import type { Evidence } from '../../src/scorecard/schema.ts';
import { commit, deployment, incidentIssue, merged, sha } from '../support/facts.ts';
import { seen } from '../support/policy.ts';
import { viewOf } from '../support/view.ts';

const { measure } = changeFailureRate;

/** Three deployments an hour into days of their own; the second brought pull request 12. */
const base: Partial<Facts> = {
  commits: [1, 2, 3].map((number) => commit(number, { committedAt: `2026-02-0${number}T08:00:00Z` })),
  deployments: [1, 2, 3].map((number) => deployment(`d${number}`, `2026-02-0${number}T09:00:00Z`, number)),
  'pull-requests': [merged('2026-02-02T07:50:00Z', { number: 12, mergeCommit: sha(2) })],
};

/** The evidence as scoring writes it, from facts. */
function evidenceOf(facts: Partial<Facts>): Evidence {
  const { observations } = measure(viewOf({ ...base, ...facts }));
  return {
    scope: 'harbour',
    quarter: '2026-Q2',
    behind: {
      'change-failure-rate': observations.map(({ item, at, value, note }) => ({
        ...item,
        at: new Date(at).toISOString(),
        value,
        note,
      })),
    },
  };
}

const judge = (facts: Partial<Facts>) => check(seen({ evidence: evidenceOf(facts) }));

const named = (number: number, day: number) =>
  incidentIssue(number, { createdAt: `2026-02-0${day}T15:00:00Z`, causes: [{ deployment: `d${day}` }] });
const byTime = (number: number, day: number) =>
  incidentIssue(number, { createdAt: `2026-02-0${day}T16:00:00Z` });

test('failures that name their deployment keep the rule', () => {
  expect(judge({ issues: [named(90, 1), named(91, 2)] })).toMatchObject({ status: 'kept' });
});

test('one of three put down by time alone is less than half', () => {
  expect(judge({ issues: [named(90, 1), named(91, 2), byTime(92, 3)] })).toEqual({
    status: 'kept',
    found: expect.stringMatching(/^1\s+failure of 3 put down to a deployment by time alone$/),
  });
});

test.each([
  ['incidents', { issues: [byTime(92, 3)] }, '1'],
  ['half of the incidents', { issues: [named(90, 1), byTime(92, 3)] }, '1'],
  [
    'a hotfix',
    {
      'pull-requests': [
        merged('2026-02-03T11:00:00Z', {
          number: 13,
          createdAt: '2026-02-03T10:00:00Z',
          labels: ['hotfix'],
          mergeCommit: sha(4),
        }),
      ],
    },
    '1',
  ],
])('%s put down by time alone break it', (_, facts, count) => {
  expect(judge(facts)).toMatchObject({
    status: 'broken',
    findings: [{ found: expect.stringMatching(new RegExp(`^${count}\\sfailure`)) }],
  });
});

test('without a failure there is nothing to check', () => {
  expect(judge({}).status).toBe('nothing-to-check');
  expect(check(seen()).status).toBe('nothing-to-check');
  expect(check(seen({ scorecard: null })).status).toBe('nothing-to-check');
});
