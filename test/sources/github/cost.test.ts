import { expect, test } from 'vitest';
import { repository } from '../../support/github/file.ts';
import { at, sample, sha, user } from '../../support/github/rows.ts';
import { gitHub, readFrom } from './visiting.ts';

test('a thousand pull requests with all their parts take at most 45 requests and 60 points', async () => {
  const busy = repository(
    sample.file('busy', {
      pullRequests: Array.from({ length: 1_000 }, (_, index) =>
        sample.pullRequest(index + 1, {
          reviews: [1, 2, 3].map((review) => ({
            author: user('bo-sample'),
            state: 'COMMENTED',
            submittedAt: at(index + 1, 200 + review),
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
