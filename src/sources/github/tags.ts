import type { Tag } from '../../facts/schema.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from './graphql.ts';
import { instant } from './instants.ts';
import type { Found, Visit } from './visit.ts';
import { collect, walk } from './walk.ts';

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

/** Reads all tags of commits: tags have no order by which only new ones could be asked. */
export function readTags(visit: Visit): Promise<Found<Tag>> {
  const { owner, name } = visit;
  const pages = walk(visit, {
    collection: COLLECTION,
    document: tagsQuery,
    rows: 100,
    variables: (page) => ({ owner, name, ...page }),
    pick: (data) => data.repository?.refs,
  });
  return collect(visit, COLLECTION, pages, (ref) => {
    const tag = tagOf(ref);
    if (tag === null) visit.gaps.add(COLLECTION, { row: ref.name, part: null, reason: 'it tags no commit' });
    return tag;
  });
}

function tagOf({ name, target }: FragmentOf<typeof tagFragment>): Tag | null {
  if (target?.__typename === 'Commit') return { name, sha: target.oid, at: target.committedDate };
  if (target?.__typename !== 'Tag' || target.target.__typename !== 'Commit') return null;
  const { oid, committedDate } = target.target;
  return { name, sha: oid, at: instant(target.tagger?.date ?? committedDate) };
}
