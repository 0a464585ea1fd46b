import type { Tag } from '../../../facts/schema.ts';
import { instant } from '../instants.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import { pageShapes } from './pages.ts';
import { walk } from './walk.ts';

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

/** Walks of all tags before their count is taken as it is. */
const WALKS = 3;

/**
 * Reads all tags of commits: tags have no order by which only new ones could be asked. One that is made meanwhile
 * may lie before the page that is being read; so a walk during which their count changed is done again.
 */
export async function readTags(visit: Visit): Promise<Found<Tag>> {
  for (let walks = 1; ; walks += 1) {
    const { found, stoodStill } = await walkOnce(visit);
    if (stoodStill || walks === WALKS) return found;
    visit.gaps.forget(COLLECTION);
  }
}

async function walkOnce(visit: Visit): Promise<{ found: Found<Tag>; stoodStill: boolean }> {
  const { owner, name } = visit;
  const pages = walk(visit, {
    collection: COLLECTION,
    document: tagsQuery,
    rows: pageShapes[COLLECTION].rows,
    variables: (page) => ({ owner, name, ...page }),
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
    visit.onProgress({ what: COLLECTION, read: rows.length, expected: totalCount });
  }
  const count = counts.at(-1) ?? null;
  return {
    found: {
      rows,
      expected: count === null ? null : count - others,
      excluded: [{ what: 'tags of something else than a commit', count: others }],
    },
    stoodStill: counts.every((each) => each === count),
  };
}

function tagOf({ name, target }: FragmentOf<typeof tagFragment>): Tag | null {
  if (target?.__typename === 'Commit') return { name, sha: target.oid, at: target.committedDate };
  if (target?.__typename !== 'Tag' || target.target.__typename !== 'Commit') return null;
  const { oid, committedDate } = target.target;
  return { name, sha: oid, at: instant(target.tagger?.date ?? committedDate) };
}
