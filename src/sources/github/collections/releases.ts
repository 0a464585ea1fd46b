import { masked } from '../../../facts/masked.ts';
import type { Release } from '../../../facts/schema.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import { graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import type { Found } from './found.ts';
import { pagesOf, readRows } from './pagination.ts';

export const releasesQuery = graphql(
  `
  query Releases($owner: String!, $name: String!, $first: Int!, $after: String) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      releases(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
        totalCount
        pageInfo { ...Page }
        nodes { id tagName name createdAt publishedAt isDraft isPrerelease tagCommit { oid } }
      }
    }
  }
`,
  [pageFragment, rateLimitFragment],
);

/** Reads all releases: a draft may be published long after it was made. */
export function readReleases(context: RepositoryContext): Promise<Found<Release>> {
  const pages = pagesOf(context, 'releases', {
    document: releasesQuery,
    variables: (page) => page,
    pick: (data) => data.repository?.releases,
  });
  return readRows(context, 'releases', pages, (release) => ({
    id: release.id,
    tag: release.tagName,
    name: release.name === null ? null : masked(release.name, { repositories: context.names }),
    createdAt: release.createdAt,
    publishedAt: release.isDraft ? null : release.publishedAt,
    prerelease: release.isPrerelease,
    sha: release.tagCommit?.oid ?? null,
  }));
}
