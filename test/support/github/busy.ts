import type { GitHubRepository } from './entities.ts';
import { entityWith } from './entities.ts';
import { repository } from './file.ts';
import { at, sample, sha, user } from './rows.ts';

const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** Where the first reading of the busy repository ends, and where the second. */
export const FIRST = at(400);
export const SECOND = at(600);

const check = (id: string, hours: number, seconds: number) => ({
  id,
  name: id,
  createdAt: at(hours, seconds),
  startedAt: at(hours, seconds + 1_000),
  completedAt: at(hours, seconds + 2_000),
  conclusion: 'SUCCESS',
});

/** @returns a repository with several pages of most kinds of rows, and with rows whose own lists have several pages */
export function busy(): GitHubRepository {
  return repository(
    sample.file('busy', {
      pullRequests: many(31, (index) =>
        index === 2
          ? sample.pullRequest(3, {
              reviews: many(55, (place) => ({
                author: user(`reviewer-${place}-sample`),
                state: 'COMMENTED',
                submittedAt: at(4, place),
              })),
              commits: many(56, (place) => ({
                oid: sha(`long ${place}`),
                authoredDate: at(-9, place),
                committedDate: at(-5, place),
              })),
              labels: many(24, (place) => `label-${place}`),
              timelineItems: many(23, (place) => ({
                __typename: place % 2 === 0 ? 'ConvertToDraftEvent' : 'ReadyForReviewEvent',
                createdAt: at(6, place),
              })),
              files: many(108, (place) => `src/file-${place}.ts`),
            })
          : sample.pullRequest(index + 1, { files: [`src/part-${index}.ts`] }),
      ),
      issues: many(104, (index) =>
        sample.issue(index + 101, index === 7 ? { labels: many(22, (place) => `kind-${place}`) } : {}),
      ),
      milestones: [
        {
          number: 1,
          title: 'Launch',
          state: 'OPEN',
          createdAt: at(1, 30),
          dueOn: at(900, 31),
          closedAt: null,
        },
      ],
      releases: many(3, (index) => ({
        id: `RE_${index}`,
        tagName: `v${index}`,
        name: `Version ${index}`,
        createdAt: at(30 + index, 40),
        publishedAt: at(30 + index, 41),
        isDraft: false,
        isPrerelease: false,
        tagCommit: sha(`c ${index}`),
      })),
      tags: many(12, (index) => ({
        name: `v${index}`,
        oid: sha(`c ${index}`),
        committedDate: at(2 * index, 3),
      })),
      deployments: many(53, (index) =>
        sample.deployment(
          index + 1,
          5 * index,
          index === 40
            ? { statuses: many(23, (place) => ({ state: 'IN_PROGRESS', createdAt: at(210, 60 + place) })) }
            : {},
        ),
      ),
      commits: many(103, (index) =>
        sample.commit(`c ${index}`, 2 * index, index === 0 ? [] : [`c ${index - 1}`], {
          ...(index === 90
            ? { coAuthors: many(13, (place) => ({ login: `author-${place}-sample`, email: null })) }
            : {}),
          checks:
            index === 95
              ? many(58, (place) => check(`CR_long_${place}`, 191, place))
              : [check(`CR_${index}`, 2 * index, 3)],
        }),
      ),
    }),
  );
}

/** Lets happen in the busy repository what happens between its two readings. */
export function goOn(yard: GitHubRepository): void {
  const { pullRequests, issues, deployments, commits } = repository(
    sample.file('news', {
      pullRequests: [sample.pullRequest(501), sample.pullRequest(502)],
      issues: [sample.issue(503)],
      deployments: [sample.deployment(504, 505)],
      commits: [sample.commit('news 1', 506, ['c 102']), sample.commit('news 2', 507, ['news 1'])],
    }),
  );
  yard.pullRequests.push(...pullRequests);
  yard.issues.push(...issues);
  yard.deployments.push(...deployments);
  yard.commits.push(...commits);
  // More than one page of pull requests has changed.
  for (let number = 2; number <= 29; number += 1) {
    Object.assign(entityWith(yard.pullRequests, 'number', number), {
      title: `Changed ${number}`,
      updatedAt: at(510, number),
    });
  }
}
