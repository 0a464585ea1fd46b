import { masked } from '../../../facts/masked.ts';
import type { Milestone } from '../../../facts/schema.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import { graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import { pageShapes } from './pages.ts';
import { collect, walk } from './walk.ts';

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
export function readMilestones(visit: Visit): Promise<Found<Milestone>> {
  const { owner, name } = visit;
  const pages = walk(visit, {
    collection: 'milestones',
    document: milestonesQuery,
    rows: pageShapes.milestones.rows,
    variables: (page) => ({ owner, name, ...page }),
    pick: (data) => data.repository?.milestones,
  });
  return collect(visit, 'milestones', pages, ({ number, title, createdAt, dueOn, closedAt, state }) => ({
    number,
    title: masked(title),
    createdAt,
    dueAt: dueOn,
    closedAt,
    state: state === 'OPEN' ? 'open' : 'closed',
  }));
}
