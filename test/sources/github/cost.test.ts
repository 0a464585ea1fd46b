import { expect, test } from 'vitest';
import { repository } from '../../support/github/file.ts';
import { at, sample, sha, user } from '../../support/github/rows.ts';
import { gitHub, readFrom } from './visiting.ts';

test('a thousand issues take at most 12 requests and 45 points', async () => {
  const busy = repository(
    sample.file('busy', {
      issues: Array.from({ length: 1_000 }, (_, index) =>
        sample.issue(index + 1, {
          labels: ['bug', 'customer'],
          timelineItems: [1, 2, 3].map((event) => ({
            __typename: 'LabeledEvent',
            createdAt: at(index + 1, 20 + event),
            label: `label-${event}`,
          })),
        }),
      ),
    }),
  );
  const server = await gitHub({ repositories: [busy] });
  const { cost } = await readFrom(server, busy);
  expect(cost).toEqual({ requests: 11, points: 41 });
});

test('a thousand pull requests with five labels, three events and all their parts take at most 45 requests and 60 points', async () => {
  const busy = repository(
    sample.file('busy', {
      pullRequests: Array.from({ length: 1_000 }, (_, index) =>
        sample.pullRequest(index + 1, {
          reviews: [1, 2, 3].map((review) => ({
            author: user('bo-sample'),
            state: 'COMMENTED',
            submittedAt: at(index + 1, 200 + review),
          })),
          labels: ['feature', 'api', 'needs-docs', 'size/S', 'team-shop'],
          timelineItems: [1, 2, 3].map((event) => ({
            __typename: 'LabeledEvent',
            createdAt: at(index + 1, 20 + event),
            label: `label-${event}`,
          })),
          commits: [1, 2].map((commit) => ({
            oid: sha(`${index} ${commit}`),
            authoredDate: at(index, commit),
            committedDate: at(index, 10 + commit),
          })),
        }),
      ),
    }),
  );
  const server = await gitHub({ repositories: [busy] });
  const { coverage, cost } = await readFrom(server, busy);
  expect(coverage['pull-requests']).toMatchObject({ read: 1_000, expected: 1_000, pages: 40 });
  expect(cost).toEqual({ requests: 41, points: 41 });
  expect(cost).toEqual({ requests: server.requests, points: server.points });
});
