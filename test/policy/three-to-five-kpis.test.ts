import { expect, test } from 'vitest';
import check from '../../src/policy/three-to-five-kpis.ts';
import { definitions, seen, team } from '../support/policy.ts';

const some = [...definitions.keys()];
const judge = (count: number) => check(seen({ team: team(some.slice(0, count)) }));

test.each([3, 4, 5])('%d KPIs keep the rule', (count) => {
  expect(judge(count)).toEqual({ status: 'kept', found: expect.stringMatching(/^\d\s+KPIs$/) });
});

test.each([
  [0, 'Add'],
  [2, 'Add'],
  [6, 'Keep'],
])('%d KPIs break it', (count, remedy) => {
  expect(judge(count)).toMatchObject({
    status: 'broken',
    findings: [
      { found: expect.stringMatching(new RegExp(`^${count}\\s`)), remedy: expect.stringContaining(remedy) },
    ],
  });
});
