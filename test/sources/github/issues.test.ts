import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { repository } from '../../support/github/file.ts';
import { at, type IssueRow, sample } from '../../support/github/rows.ts';
import { olderSchema, withoutNewest } from '../../support/github/schema.ts';
import { clientOf, gitHub, readFrom, snapshotOf } from './visiting.ts';

const labelled = (label: string, hours: number) => ({
  __typename: 'LabeledEvent',
  createdAt: at(hours),
  label,
});

const board = () =>
  repository(
    sample.file('board', {
      issues: [
        sample.issue(1, {
          issueType: 'Bug',
          fields: { Severity: 'high', Environment: 'Production', Team: ['shop', 'search'] },
          timelineItems: [
            labelled('customer', 9),
            { __typename: 'UnlabeledEvent', createdAt: at(12), label: 'customer' },
            { __typename: 'MilestonedEvent', createdAt: at(10), milestoneTitle: 'Spring' },
            { __typename: 'DemilestonedEvent', createdAt: at(11), milestoneTitle: 'Spring' },
            { __typename: 'ClosedEvent', createdAt: at(13) },
            {
              __typename: 'ProjectV2ItemStatusChangedEvent',
              createdAt: at(14),
              previousStatus: 'Todo',
              status: 'Done',
            },
          ],
        }),
        sample.issue(2, { parent: 1 }),
      ],
    }),
  );

describe('an issue', () => {
  test('has its type, its fields and the issue that it is a part of', async () => {
    const repo = board();
    const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
    const [first, second] = facts.issues;
    expect(first).toMatchObject({
      type: 'Bug',
      fields: { Severity: 'high', Environment: 'Production', Team: ['shop', 'search'] },
    });
    expect(second).toMatchObject({ type: null, parent: 1 });
    expect(second).not.toHaveProperty('fields');
  });

  test('has the changes of its labels, milestone and status in order of time, and no other event', async () => {
    const repo = board();
    const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
    expect(facts.issues[0]?.changes).toEqual([
      { at: at(9), label: 'customer', added: true },
      { at: at(10), milestone: 'Spring', added: true },
      { at: at(11), milestone: 'Spring', added: false },
      { at: at(12), label: 'customer', added: false },
      { at: at(14), status: 'Done', before: 'Todo' },
    ]);
  });

  test('has all of its changes and fields, however many there are', async () => {
    const fields = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`Field ${index}`, 'x']));
    const timelineItems = Array.from({ length: 130 }, (_, index) => labelled(`label-${index}`, index));
    const repo = repository(
      sample.file('long', { issues: [sample.issue(1, { fields, timelineItems }), sample.issue(2)] }),
    );
    const { facts, unreadable } = await readFrom(await gitHub({ repositories: [repo] }), repo);
    expect(facts.issues[0]?.changes).toHaveLength(130);
    expect(facts.issues[0]?.fields).toEqual(fields);
    expect(unreadable).toEqual([]);
  });
});

test('a server that knows fields, and neither choices of several nor boards, is asked for what it knows', async () => {
  const timelineItems = [labelled('customer', 9)];
  const issues = [sample.issue(1, { fields: { Severity: 'high' }, timelineItems })];
  const repo = repository(sample.file('board', { issues }));
  const server = await gitHub({ repositories: [repo], schema: withoutNewest });
  const { facts, unreadable } = await readFrom(server, repo);
  expect(facts.issues[0]).toMatchObject({
    fields: { Severity: 'high' },
    changes: [{ at: at(9), label: 'customer', added: true }],
  });
  expect(facts.issues[0]).not.toHaveProperty('boards');
  expect(unreadable).toEqual([]);
});

describe('a server without issue types and fields', () => {
  test('is asked for neither, and nothing is missing', async () => {
    const repo = board();
    const server = await gitHub({ repositories: [repo], schema: olderSchema });
    const { facts, unreadable } = await readFrom(server, repo);
    expect(facts.issues).toHaveLength(2);
    expect(facts.issues[0]).not.toHaveProperty('type');
    expect(facts.issues[0]?.changes).toHaveLength(4);
    expect(unreadable).toEqual([]);
    expect(server.seen.filter(({ operation }) => operation === 'Issues')).toHaveLength(1);
  });

  test('is read in full once it has them', async () => {
    const repo = board();
    const older = await gitHub({ repositories: [repo], schema: olderSchema });
    const stored = snapshotOf(await readFrom(older, repo));
    const server = await gitHub({ repositories: [repo] });
    const { facts } = await readFrom(server, repo, { stored, now: '2026-06-08T00:00:00Z' });
    expect(facts.issues.map(({ type }) => type)).toEqual(['Bug', null]);
  });
});

describe('the boards of an issue', () => {
  const doing = { status: { name: 'In progress', updatedAt: at(20) } };
  const planned = { iteration: { title: 'Sprint 12', startDate: '2026-01-12', duration: 14 } };
  const onBoards = (boards: IssueRow['boards']) =>
    repository(sample.file('board', { issues: [sample.issue(1, { boards }), sample.issue(2)] }));
  const HIDDEN = {
    collection: 'issues',
    what: 'issues whose status and iteration on boards of projects the token may not read',
  };

  test('tell its status without an event, and its iteration, on each of them', async () => {
    const repo = onBoards([{ ...doing, ...planned }, { status: { name: 'Todo', updatedAt: at(21) } }, {}]);
    const { facts, unreadable, excluded } = await readFrom(await gitHub({ repositories: [repo] }), repo);
    expect(facts.issues.map(({ boards }) => boards)).toEqual([
      [
        {
          status: { name: 'In progress', at: at(20) },
          iteration: { title: 'Sprint 12', start: '2026-01-12', days: 14 },
        },
        { status: { name: 'Todo', at: at(21) } },
        {},
      ],
      [],
    ]);
    expect(unreadable).toEqual([]);
    expect(excluded).toEqual([]);
  });

  test('do not count while it is archived on them', async () => {
    const repo = onBoards([{ ...doing, isArchived: true }, planned]);
    const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
    expect(facts.issues[0]?.boards).toHaveLength(1);
    expect(facts.issues[0]?.boards).not.toMatchObject([doing]);
  });

  test('are left out where a token lacks the scope, which is asked once', async () => {
    const repo = onBoards([doing]);
    let refusals = 0;
    const server = await gitHub({
      repositories: [repo],
      faults: ({ operation }) => {
        if (operation !== 'Issues' || refusals > 0) return undefined;
        refusals += 1;
        const message =
          "Your token has not been granted the required scopes to execute this query. The 'name' field requires one of the following scopes: ['read:project'].";
        return {
          kind: 'answer',
          status: 200,
          body: { errors: [{ type: 'INSUFFICIENT_SCOPES', locations: [{ line: 1, column: 1 }], message }] },
        };
      },
    });
    const { client } = clientOf(server.url);
    const first = await readFrom(server, repo, { client });
    const second = await readFrom(server, repo, { client });
    for (const { facts, unreadable, excluded } of [first, second]) {
      expect(facts.issues.map(({ boards }) => boards)).toEqual([null, null]);
      expect(unreadable).toEqual([]);
      expect(excluded).toEqual([{ ...HIDDEN, count: 2 }]);
    }
    expect(server.seen.filter(({ operation }) => operation === 'Issues')).toHaveLength(3);
  });

  test('are left out where GitHub refuses the list of them, and every issue is there', async () => {
    const repo = onBoards([doing]);
    const server = await gitHub({
      repositories: [repo],
      faults: () => ({
        kind: 'field',
        field: 'Issue.projectItems',
        type: 'FORBIDDEN',
        message: 'Resource not accessible by integration',
      }),
    });
    const { facts, unreadable, excluded } = await readFrom(server, repo);
    expect(facts.issues.map(({ boards }) => boards)).toEqual([null, null]);
    expect(unreadable).toEqual([]);
    expect(excluded).toEqual([{ ...HIDDEN, count: 2 }]);
  });

  test('count as far as the token may read them', async () => {
    const repo = onBoards([doing]);
    const hidden = new GraphQLError('Resource not accessible by personal access token', {
      extensions: { type: 'FORBIDDEN' },
    });
    const [issue] = repo.issues;
    Object.assign(issue ?? {}, { projectItems: [...[issue?.['projectItems']].flat(), hidden] });
    const { facts, unreadable, excluded } = await readFrom(await gitHub({ repositories: [repo] }), repo);
    expect(facts.issues[0]?.boards).toEqual([{ status: { name: 'In progress', at: at(20) } }, null]);
    expect(unreadable).toEqual([]);
    expect(excluded).toEqual([{ ...HIDDEN, count: 1 }]);
  });

  test('are asked of stored issues once the server offers them', async () => {
    const repo = onBoards([doing]);
    const older = await gitHub({ repositories: [repo], schema: withoutNewest });
    const stored = snapshotOf(await readFrom(older, repo));
    const server = await gitHub({ repositories: [repo] });
    const { facts } = await readFrom(server, repo, { stored, now: '2026-06-08T00:00:00Z' });
    expect(facts.issues[0]?.boards).toEqual([{ status: { name: 'In progress', at: at(20) } }]);
  });
});

test('a pull request has the changes of its labels beside those of its readiness', async () => {
  const pullRequests = [
    sample.pullRequest(1, {
      timelineItems: [labelled('urgent', 2), { __typename: 'ReadyForReviewEvent', createdAt: at(3) }],
    }),
  ];
  const repo = repository(sample.file('labelled', { pullRequests }));
  const { facts } = await readFrom(await gitHub({ repositories: [repo] }), repo);
  expect(facts['pull-requests'][0]).toMatchObject({
    changes: [{ at: at(2), label: 'urgent', added: true }],
    readiness: [{ at: at(3), to: 'ready' }],
  });
});
