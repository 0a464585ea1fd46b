import { describe, expect, test } from 'vitest';
import { mergeFacts, noFacts } from '../../src/facts/collection.ts';
import type { Commit, PullRequest } from '../../src/facts/schema.ts';
import deploymentQueueTime from '../../src/metrics/deployment-queue-time.ts';
import leadTimeForChanges from '../../src/metrics/lead-time-for-changes.ts';
import { everything, repositoryView } from '../../src/metrics/populations/repositoryView.ts';
import { bot, commit, deployment, merged, repository, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, values, viewOf } from '../support/view.ts';

const { measure: queueTime } = deploymentQueueTime;
const { measure } = leadTimeForChanges;

const own = [
  { sha: sha(0x51), authoredAt: '2026-01-06T08:00:00Z', committedAt: '2026-01-06T08:01:00Z' },
  { sha: sha(0x52), authoredAt: '2026-01-06T10:00:00Z', committedAt: '2026-01-06T10:01:00Z' },
];
const change = (mergeCommit: string): PullRequest =>
  merged('2026-01-07T17:00:00Z', { number: 5, createdAt: '2026-01-06T12:00:00Z', commits: own, mergeCommit });
const base = commit(1, { committedAt: '2026-01-01T09:00:00Z' });
const deployments = [
  deployment('first', '2026-01-02T09:00:00Z', 1),
  deployment('second', '2026-01-08T08:00:00Z', 9),
  deployment('third', '2026-01-09T08:00:00Z', 10),
];
const later = (parent: number): Commit[] => [
  commit(9, { parents: [sha(parent)], committedAt: '2026-01-07T18:00:00Z' }),
  commit(10, { parents: [sha(9)], committedAt: '2026-01-08T18:00:00Z' }),
];

const ways: Record<string, { mergeCommit: string; commits: Commit[] }> = {
  squash: {
    mergeCommit: sha(2),
    commits: [base, commit(2, { committedAt: '2026-01-07T17:00:00Z', pullRequest: 5 }), ...later(2)],
  },
  'merge commit': {
    mergeCommit: sha(4),
    commits: [
      base,
      commit(0x51, { parents: [sha(1)], committedAt: '2026-01-06T08:01:00Z' }),
      commit(0x52, { parents: [sha(0x51)], committedAt: '2026-01-06T10:01:00Z' }),
      commit(4, { parents: [sha(1), sha(0x52)], committedAt: '2026-01-07T17:00:01Z', pullRequest: 5 }),
      ...later(4),
    ],
  },
  rebase: {
    mergeCommit: sha(7),
    commits: [
      base,
      commit(6, { parents: [sha(1)], committedAt: '2026-01-07T16:59:59Z', pullRequest: 5 }),
      commit(7, { parents: [sha(6)], committedAt: '2026-01-07T17:00:02Z', pullRequest: 5 }),
      ...later(7),
    ],
  },
  'merge queue that reports another commit': {
    mergeCommit: sha(0xff),
    commits: [
      base,
      commit(3, { parents: [sha(1)], committedAt: '2026-01-07T17:00:03Z', pullRequest: 5 }),
      ...later(3),
    ],
  },
};

describe('lead time for changes', () => {
  test.each(Object.entries(ways))(
    'is the same for the same story merged by %s',
    (_, { mergeCommit, commits }) => {
      const result = measure(viewOf({ 'pull-requests': [change(mergeCommit)], commits, deployments }));
      expect(values(result)).toEqual({ '#5': 48 });
      expect(dates(result)).toEqual(['2026-01-08T08:00:00Z']);
    },
  );

  const squash = ways['squash'] ?? { mergeCommit: '', commits: [] };

  test('does not exist for what the first deployment ever brought', () => {
    const result = measure(
      viewOf({
        'pull-requests': [change(squash.mergeCommit)],
        commits: squash.commits,
        deployments: deployments.slice(1),
      }),
    );
    expect(result.observations).toEqual([]);
    expect(reasons(result)).toEqual(['in the first deployment, which has no predecessor']);
  });

  test('does not end with a failed or a staging deployment', () => {
    const result = measure(
      viewOf({
        'pull-requests': [change(squash.mergeCommit)],
        commits: squash.commits,
        deployments: [
          ...deployments,
          deployment('bad', '2026-01-07T18:30:00Z', 2, {
            statuses: [{ state: 'error', at: '2026-01-07T18:31:00Z' }],
          }),
          deployment('stage', '2026-01-07T18:40:00Z', 2, { environment: 'staging' }),
        ],
      }),
    );
    expect(values(result)).toEqual({ '#5': 48 });
  });

  test('is open for a change that is not deployed yet', () => {
    const result = measure(
      viewOf({
        'pull-requests': [change(squash.mergeCommit)],
        commits: squash.commits,
        deployments: deployments.slice(0, 1),
      }),
    );
    expect(result.observations).toEqual([]);
    expect(result.open).toEqual([
      { id: 'sample-org/shop#5', from: Date.parse('2026-01-07T17:00:00Z'), to: null },
    ]);
  });

  test('is unknown for what may have come with a deployment of a commit that is not known', () => {
    const elsewhere = deployment('side', '2026-01-07T08:00:00Z', 0xee);
    const view = viewOf({
      'pull-requests': [change(squash.mergeCommit)],
      commits: squash.commits,
      deployments: [...deployments.slice(0, 1), elsewhere, ...deployments.slice(1)],
    });
    for (const { observations, unknown } of [measure(view), queueTime(view)]) {
      expect(observations).toEqual([]);
      expect(unknown.map(({ text }) => text)).toEqual([
        'deployed a commit that is not known: what it brought cannot be told',
        'may have come with an earlier deployment, of a commit that is not known',
      ]);
      expect(unknown).toEqual(
        expect.arrayContaining([
          {
            id: 'sample-org/shop deployment side',
            at: Date.parse(elsewhere.statuses.at(-1)?.at ?? ''),
            text: 'deployed a commit that is not known: what it brought cannot be told',
          },
        ]),
      );
    }
  });

  test('is not open forever where nothing is ever deployed', () => {
    const none = { ...defaultRules.deployments, from: 'none' as const };
    const result = measure(viewOf({ 'pull-requests': [change(sha(2))] }, { deployments: none }));
    expect(result).toMatchObject({ notApplicable: 'sample-org/shop is not deployed', open: [] });
  });

  test('goes by people’s commits where the source knows no pull requests', () => {
    const result = measure(
      viewOf({
        commits: [
          base,
          commit(2, { authoredAt: '2026-01-03T08:00:00Z', committedAt: '2026-01-03T09:00:00Z' }),
          commit(3, { author: bot, committedAt: '2026-01-04T09:00:00Z' }),
          commit(4, { parents: [sha(3), sha(2)], committedAt: '2026-01-05T09:00:00Z' }),
          commit(9, {
            parents: [sha(4)],
            authoredAt: '2026-01-06T08:00:00Z',
            committedAt: '2026-01-06T09:00:00Z',
          }),
        ],
        deployments: deployments.slice(0, 2),
      }),
    );
    expect(Object.values(values(result))).toEqual([120, 48]);
    expect(result.observations[0]).toMatchObject({
      item: {
        id: 'sample-org/shop@000002000000',
        kind: 'commit',
        title: 'A commit',
        url: `https://github.com/sample-org/shop/commit/${sha(2)}`,
      },
      note: 'shipped by sample-org/shop deployment second',
    });
    expect(reasons(result).sort()).toEqual([
      'a merge commit, which only joins changes',
      'committed by automation',
      'in the first deployment, which has no predecessor',
    ]);
  });

  test('is of no commit for a team that owns a part, as long as nothing tells whose a commit is', () => {
    const facts = viewOf({ commits: squash.commits, deployments }).facts;
    const part = { ...facts, 'pull-requests': [] };
    const ofPart = (directCommits: boolean) =>
      Object.keys(
        values(
          measure(
            repositoryView(repository(), defaultRules, part, facts, {
              ...everything,
              hasDirect: () => directCommits,
            }),
          ),
        ),
      ).length;
    expect([ofPart(false), ofPart(true)]).toEqual([0, 3]);
  });

  test('of a commit points nowhere when the repository has no address', () => {
    const commits = [base, commit(2, { committedAt: '2026-01-03T09:00:00Z' })];
    const all = mergeFacts(noFacts(), {
      ...noFacts(),
      commits,
      deployments: [
        deployment('first', '2026-01-02T09:00:00Z', 1),
        deployment('next', '2026-01-04T09:00:00Z', 2),
      ],
    });
    const local = repositoryView(repository({ url: null }), defaultRules, all, all, everything);
    expect(measure(local).observations.map(({ item }) => item.url)).toEqual([null]);
  });
});

describe('a lightweight tag', () => {
  const committedAt = '2026-01-09T12:00:00Z';
  const commits = [base, commit(2, { parents: [sha(1)], authoredAt: committedAt, committedAt })];
  const tags = [
    { name: 'v1.0.0', sha: sha(1), at: '2026-01-01T10:00:00Z' },
    { name: 'v1.1.0', sha: sha(2), at: committedAt },
  ];
  const release = {
    id: 'r1',
    tag: 'v1.1.0',
    name: null,
    createdAt: '2026-01-10T09:00:00Z',
    publishedAt: '2026-01-10T10:00:00Z',
    prerelease: false,
    sha: sha(2),
  };
  const rules = { deployments: { ...defaultRules.deployments, from: 'tags' as const } };

  test('ends lead times with its commit, and the notes say so', () => {
    const result = measure(viewOf({ commits, tags }, rules));
    expect(Object.values(values(result))).toEqual([0]);
    expect(result.remarks.map(({ text }) => text)).toEqual([
      'by a tag without a date of its own, at the date of its commit',
    ]);
  });

  test('has the date of its release, where there is one', () => {
    const result = measure(viewOf({ commits, tags, releases: [release] }, rules));
    expect(Object.values(values(result))).toEqual([22]);
    expect(result.remarks).toEqual([]);
  });

  test('is distinguished from one with a date, which keeps it', () => {
    const dated = tags.map((tag) => ({ ...tag, at: '2026-01-09T15:00:00Z' }));
    expect(
      Object.values(values(measure(viewOf({ commits, tags: dated, releases: [release] }, rules)))),
    ).toEqual([3]);
  });
});
