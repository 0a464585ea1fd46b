import { expect, test } from 'vitest';
import check from '../../src/policy/work-in-progress-limit.ts';
import type { Evidence } from '../../src/scorecard/schema.ts';
import { card, measured, seen, team } from '../support/policy.ts';

const QUARTER = { id: '2026-Q2', start: '2026-04-01T00:00:00Z', end: '2026-07-10T00:00:00Z', closed: true };
const limited = team(['cycle-time'], { workInProgressLimit: 2 });

/** Evidence of pull requests, each open from one day of the quarter's hundred to another. */
function evidenceOf(spans: readonly (readonly [from: number, to: number])[]): Evidence {
  return {
    scope: 'harbour',
    quarter: '2026-Q2',
    behind: {
      'work-in-progress': spans.map(([from, to], index) => ({
        id: `#${index}`,
        kind: 'pull-request',
        title: 'A change',
        url: null,
        at: new Date(Date.parse(QUARTER.start) + from * 86_400_000).toISOString(),
        value: (to - Math.max(0, from)) / 100,
        note: null,
      })),
    },
  };
}

const judge = (...spans: readonly (readonly [from: number, to: number])[]) =>
  check(
    seen({
      team: limited,
      scorecard: card([measured('work-in-progress', 1)], { quarter: QUARTER, asOf: QUARTER.end }),
      evidence: evidenceOf(spans),
    }),
  );

test('being at the limit all the time keeps the rule', () => {
  expect(judge([-5, 100], [0, 50], [50, 100])).toMatchObject({ status: 'kept' });
});

test('more than the limit keeps it for up to a tenth of the time', () => {
  expect(judge([0, 100], [0, 100], [40, 50])).toEqual({
    status: 'kept',
    found: expect.stringMatching(/^more than the limit of 2 open for 10\.0\s*% of the time$/),
  });
});

test('more than the limit for longer breaks it, whatever the average', () => {
  expect(judge([0, 25], [0, 25], [0, 25], [-30, 25])).toMatchObject({
    status: 'broken',
    findings: [
      {
        place: 'scorecards/2026-Q2/harbour.json (work-in-progress)',
        found: expect.stringMatching(/open for 25\.0\s*% of the time/),
      },
    ],
  });
});

test('no limit breaks it, whatever the level', () => {
  expect(check(seen({ scorecard: card([measured('work-in-progress', 1)]) }))).toMatchObject({
    status: 'broken',
    findings: [{ place: 'org.yaml (team harbour, limits)' }],
  });
});

test('a limit without a level leaves nothing to check', () => {
  const unmeasured = card([measured('work-in-progress', null)]);
  expect(check(seen({ team: limited, scorecard: unmeasured })).status).toBe('nothing-to-check');
  expect(check(seen({ team: limited })).status).toBe('nothing-to-check');
  expect(check(seen({ team: limited, scorecard: null })).status).toBe('nothing-to-check');
});
