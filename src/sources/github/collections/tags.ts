import type { Tag } from '../../../facts/schema.ts';
import { instant } from '../instants.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import type { Found } from './found.ts';
import { pagesOf } from './pagination.ts';

const tagFragment = graphql(`
  fragment Tag on Ref {
    name
    target {
      __typename
      oid
      ... on Commit { committedDate }
      ... on Tag {
        tagger { date }
        target {
          __typename
          oid
          ... on Commit { committedDate }
        }
      }
    }
  }
`);

export const tagsQuery = graphql(
  `
  query Tags($owner: String!, $name: String!, $first: Int!, $after: String) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      refs(
        refPrefix: "refs/tags/"
        first: $first
        after: $after
        orderBy: { field: TAG_COMMIT_DATE, direction: ASC }
      ) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Tag }
      }
    }
  }
`,
  [pageFragment, rateLimitFragment, tagFragment],
);

const COLLECTION = 'tags';

/** How often all tags are read before their count is accepted as it is. */
const MAX_PASSES = 3;

/**
 * Reads all tags of commits: tags have no order in which new ones come last, so they are never read incrementally.
 * A tag that is created meanwhile may belong on a page that was read already; so when the count changes during a
 * pass, all pages are read again.
 */
export async function readTags(context: RepositoryContext): Promise<Found<Tag>> {
  for (let pass = 1; ; pass += 1) {
    const { found, isCountStable } = await readOnce(context);
    if (isCountStable || pass === MAX_PASSES) return found;
    context.gaps.forget(COLLECTION);
  }
}

async function readOnce(context: RepositoryContext): Promise<{ found: Found<Tag>; isCountStable: boolean }> {
  const pages = pagesOf(context, COLLECTION, {
    document: tagsQuery,
    variables: (page) => page,
    pick: (data) => data.repository?.refs,
  });
  const rows: Tag[] = [];
  const counts: (number | null)[] = [];
  let others = 0;
  for await (const { nodes, totalCount } of pages) {
    const tags = nodes.map(tagOf).filter((tag) => tag !== null);
    rows.push(...tags);
    others += nodes.length - tags.length;
    counts.push(totalCount);
    context.onProgress({ what: COLLECTION, read: rows.length, expected: totalCount });
  }
  const count = counts.at(-1) ?? null;
  return {
    found: {
      rows,
      expected: count === null ? null : count - others,
      excluded: [{ what: 'tags of something else than a commit', count: others }],
    },
    isCountStable: counts.every((each) => each === count),
  };
}

function tagOf({ name, target }: FragmentOf<typeof tagFragment>): Tag | null {
  if (target?.__typename === 'Commit') return { name, sha: target.oid, at: target.committedDate };
  if (target?.__typename !== 'Tag' || target.target.__typename !== 'Commit') return null;
  const { oid, committedDate } = target.target;
  return { name, sha: oid, at: instant(target.tagger?.date ?? committedDate) };
}
