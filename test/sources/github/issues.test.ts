import { describe, expect, test } from 'vitest';
import { repository } from '../../support/github/file.ts';
import { at, sample } from '../../support/github/rows.ts';
import { olderSchema, withoutNewest } from '../../support/github/schema.ts';
import { gitHub, readFrom, snapshotOf } from './visiting.ts';

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
