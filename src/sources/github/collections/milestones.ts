import { masked } from '../../../facts/masked.ts';
import type { Milestone } from '../../../facts/schema.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import { graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import type { Found } from './found.ts';
import { pagesOf, readRows } from './pagination.ts';

export const milestonesQuery = graphql(
  `
  query Milestones($owner: String!, $name: String!, $first: Int!, $after: String) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      milestones(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
        totalCount
        pageInfo { ...Page }
        nodes { number title createdAt dueOn closedAt state }
      }
    }
  }
`,
  [pageFragment, rateLimitFragment],
);

/** Reads all milestones: a few rows that may change at any time. */
export function readMilestones(context: RepositoryContext): Promise<Found<Milestone>> {
  const pages = pagesOf(context, 'milestones', {
    document: milestonesQuery,
    variables: (page) => page,
    pick: (data) => data.repository?.milestones,
  });
  return readRows(context, 'milestones', pages, ({ number, title, createdAt, dueOn, closedAt, state }) => ({
    number,
    title: masked(title, { repositories: context.names }),
    createdAt,
    dueAt: dueOn,
    closedAt,
    state: state === 'OPEN' ? 'open' : 'closed',
  }));
}
