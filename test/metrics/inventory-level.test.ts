import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Issue, PullRequest } from '../../src/facts/schema.ts';
import inventoryLevel from '../../src/metrics/inventory-level.ts';
import { bot, closedIssue, commit, issue, merged, pullRequest } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { defaultRules, reasons, viewOf } from '../support/view.ts';

const { measure } = inventoryLevel;

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 0, 1 + day, hour)).toISOString();
const spans = (result: ReturnType<typeof measure>) =>
  Object.fromEntries(
    result.observations.map(({ item, at, until }) => [
      item.id.replace('sample-org/shop', ''),
      [at, until].map((time) => time && new Date(time).toISOString()),
    ]),
  );

test('an issue leaves the stock when it gets a label or a status that the organisation takes for a start', () => {
  const moved = { at: at(3), status: 'In progress', before: 'Todo' };
  const issues = [
    issue(1, { createdAt: at(1), changes: [moved] }),
    issue(2, { createdAt: at(1), changes: [{ at: at(4), label: 'doing', added: true }] }),
    issue(3, { createdAt: at(1), changes: [moved] }),
  ];
  const facts = { issues, 'pull-requests': [pullRequest({ number: 9, createdAt: at(2), closes: [3] })] };
  const started = { ...defaultRules.issues, started: ['Status: In progress', 'doing'] };
  expect(spans(measure(viewOf(facts, { issues: started })))).toEqual({
    '#1': [at(1), at(3)],
    '#2': [at(1), at(4)],
    '#3': [at(1), at(2)],
  });
  expect(spans(measure(viewOf(facts)))).toMatchObject({ '#1': [at(1), null], '#2': [at(1), null] });
});

test('a status without an event is a start from its last change on, which is remarked', () => {
  const boards = [{ status: { name: 'In progress', at: at(3) } }];
  const issues = [issue(1, { createdAt: at(1), boards }), issue(2, { createdAt: at(1), boards })];
  const facts = { issues, 'pull-requests': [pullRequest({ number: 9, createdAt: at(2), closes: [2] })] };
  const started = { ...defaultRules.issues, started: ['Status: In progress'] };
  const result = measure(viewOf(facts, { issues: started }));
  expect(spans(result)).toEqual({ '#1': [at(1), at(3)], '#2': [at(1), at(2)] });
  expect(result.remarks.map(({ text }) => text)).toEqual([
    'no event tells when its status was set: work may have begun before the last change of the status',
  ]);
});

test('an issue is in stock until the first pull request that closes it is opened, or until it is closed', () => {
  const result = measure(
    viewOf({
      issues: [
        issue(1, { createdAt: at(1) }),
        closedIssue(2, at(9), { createdAt: at(2) }),
        closedIssue(3, at(10), { createdAt: at(3) }),
        closedIssue(4, at(6), { createdAt: at(4) }),
      ],
      'pull-requests': [
        merged(at(8, 5), { number: 20, createdAt: at(8), closes: [3] }),
        merged(at(7, 5), { number: 21, createdAt: at(7), closes: [3, 4] }),
      ],
    }),
  );
  expect(spans(result)).toEqual({
    '#1': [at(1), null],
    '#2': [at(2), at(9)],
    '#3': [at(3), at(7)],
    '#4': [at(4), at(6)],
  });
});

test('an abandoned pull request, one into another branch and one that says so in its commits have started it', () => {
  const result = measure(
    viewOf({
      issues: [1, 2, 3].map((number) => issue(number, { createdAt: at(number) })),
      'pull-requests': [
        pullRequest({ number: 20, createdAt: at(5), state: 'closed', closedAt: at(6), closes: [1] }),
        pullRequest({ number: 21, createdAt: at(7), base: 'release/1', closes: [2] }),
        merged(at(9), { number: 22, createdAt: at(8) }),
      ],
      commits: [commit(1, { committedAt: at(9), pullRequest: 22, closes: [3] })],
    }),
  );
  expect(spans(result)).toEqual({
    '#1': [at(1), at(5)],
    '#2': [at(2), at(7)],
    '#3': [at(3), at(8)],
  });
});

test('the evidence says which issues left the stock because work on them began', () => {
  const result = measure(
    viewOf({
      issues: [
        issue(1, { createdAt: at(1) }),
        closedIssue(2, at(9), { createdAt: at(2) }),
        closedIssue(3, at(10), { createdAt: at(3) }),
        closedIssue(4, at(6), { createdAt: at(4) }),
        issue(5, { createdAt: at(5) }),
      ],
      'pull-requests': [
        merged(at(8, 5), { number: 20, createdAt: at(8), closes: [3, 4] }),
        pullRequest({ number: 21, createdAt: at(11), closes: [5] }),
      ],
    }),
  );
  const begun = 'then a pull request was opened for it';
  expect(result.observations.map(({ note }) => note)).toEqual([null, null, begun, null, begun]);
});

test('a commit that no pull request brought does not begin an issue: its closing ends the stay', () => {
  const facts = {
    issues: [closedIssue(1, at(6), { createdAt: at(1) })],
    commits: [commit(1, { committedAt: at(5), closes: [1] })],
  };
  expect(spans(measure(viewOf(facts)))).toEqual({ '#1': [at(1), at(6)] });
});

test('an issue written for work that had begun was never in stock', () => {
  const same = {
    issues: [issue(1, { createdAt: at(5) })],
    'pull-requests': [pullRequest({ number: 20, createdAt: at(5), closes: [1] })],
  };
  expect(spans(measure(viewOf(same)))).toEqual({});
  const facts = {
    issues: [issue(1, { createdAt: at(5) })],
    'pull-requests': [pullRequest({ number: 20, createdAt: at(4), closes: [1] })],
  };
  expect(spans(measure(viewOf(facts)))).toEqual({});
});

test('incidents and what automation opened are not in stock', () => {
  const result = measure(
    viewOf({ issues: [issue(1, { labels: ['incident'] }), issue(2, { author: bot }), issue(3)] }),
  );
  expect(Object.keys(spans(result))).toEqual(['#3']);
  expect(reasons(result)).toEqual(['an incident', 'opened by automation']);
});

test('another team’s pull request starts an issue, too', () => {
  const whole = {
    issues: [issue(1, { createdAt: at(1) })],
    'pull-requests': [pullRequest({ number: 20, createdAt: at(4), closes: [1] })],
  };
  expect(spans(measure(viewOf(whole, {}, { 'pull-requests': [] })))).toEqual({ '#1': [at(1), at(4)] });
});

test('a repository that keeps no issues has an unknown stock', () => {
  expect(measure(viewOf({})).notApplicable).toBe('sample-org/shop has no issues');
});

test('the page’s example: 48.7 issues on average, though 40 on the last evening', () => {
  const issues: Issue[] = [];
  const pullRequests: PullRequest[] = [];
  for (let index = 0; index < 40; index += 1) {
    issues.push(issue(issues.length + 1, { createdAt: at(-50 + index) }));
  }
  for (let index = 0; index < 12; index += 1) {
    const number = issues.length + 1;
    issues.push(issue(number, { createdAt: at(index * 4) }));
    pullRequests.push(pullRequest({ number: 100 + index, createdAt: at(index * 4 + 15), closes: [number] }));
  }
  for (let index = 0; index < 20; index += 1) {
    issues.push(
      closedIssue(issues.length + 1, at(30), { createdAt: at(-30 + index), stateReason: 'not_planned' }),
    );
  }
  const result = measure(viewOf({ issues, 'pull-requests': pullRequests }));
  expect(figure(result, [at(0), at(90)]).value).toBeCloseTo(4_380 / 90, 9);
});

test('a further pull request never prolongs the stay of an issue', () => {
  const day = fc.integer({ min: 1, max: 90 });
  fc.assert(
    fc.property(fc.array(day), day, day, (opened, further, closed) => {
      const until = (days: number[]) =>
        measure(
          viewOf({
            issues: [closedIssue(1, at(closed), { createdAt: at(0) })],
            'pull-requests': days.map((each, index) =>
              pullRequest({ number: 10 + index, createdAt: at(each), closes: [1] }),
            ),
          }),
        ).observations[0]?.until ?? Number.NaN;
      expect(until([...opened, further])).toBeLessThanOrEqual(until(opened));
      expect(until(opened)).toBe(Date.parse(at(Math.min(closed, ...opened))));
    }),
  );
});
