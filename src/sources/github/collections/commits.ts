import { masked } from '../../../facts/masked.ts';
import type { Actor, Commit, Instant } from '../../../facts/schema.ts';
import { closedIssues } from '../../closing.ts';
import { findReverts, type TextPlace } from '../../references.ts';
import { commitActor } from '../accounts.ts';
import { before, DAY } from '../instants.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import { pageShapes } from './pages.ts';
import { rest, walk } from './walk.ts';

const authorsFragment = graphql(
  `
  fragment Authors on GitActorConnection {
    pageInfo { ...Page }
    nodes { email user { login } }
  }
`,
  [pageFragment],
);

const parentsFragment = graphql(
  `
  fragment Parents on CommitConnection {
    pageInfo { ...Page }
    nodes { oid }
  }
`,
  [pageFragment],
);

const originsFragment = graphql(
  `
  fragment Origins on PullRequestConnection {
    pageInfo { ...Page }
    nodes { number repository { id } mergeCommit { oid } }
  }
`,
  [pageFragment],
);

const commitFragment = graphql(
  `
  fragment Commit on Commit {
    id
    oid
    authoredDate
    committedDate
    message
    additions
    deletions
    author { email user { login } }
    authors(first: 10) { ...Authors }
    parents(first: 5) { ...Parents }
    associatedPullRequests(first: 5) { ...Origins }
  }
`,
  [authorsFragment, originsFragment, parentsFragment],
);

export const commitsQuery = graphql(
  `
  query Commits($owner: String!, $name: String!, $first: Int!, $after: String, $since: GitTimestamp) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      defaultBranchRef {
        target {
          __typename
          ... on Commit {
            all: history { totalCount }
            history(first: $first, after: $after, since: $since) {
              totalCount
              pageInfo { ...Page }
              nodes { ...Commit }
            }
          }
        }
      }
    }
  }
`,
  [commitFragment, pageFragment, rateLimitFragment],
);

export const furtherAuthorsQuery = graphql(
  `
  query FurtherAuthors($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on Commit { authors(first: $first, after: $after) { ...Authors } } }
  }
`,
  [authorsFragment, rateLimitFragment],
);

export const furtherParentsQuery = graphql(
  `
  query FurtherParents($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on Commit { parents(first: $first, after: $after) { ...Parents } } }
  }
`,
  [parentsFragment, rateLimitFragment],
);

export const furtherOriginsQuery = graphql(
  `
  query FurtherOrigins($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on Commit { associatedPullRequests(first: $first, after: $after) { ...Origins } }
    }
  }
`,
  [originsFragment, rateLimitFragment],
);

const COLLECTION = 'commits';

/** Rows a page where one commit's lists are read on. */
const FURTHER_ROWS = 100;

/** How much further back each further try looks. */
const WIDEN = 4;

interface Stored {
  rows: readonly Commit[];
  /** Read what was committed since then. */
  since: Instant;
}

/** The commits found, and from when on all were read; null from the first. */
export interface FoundCommits extends Found<Commit> {
  since: Instant | null;
}

/**
 * Reads the default branch's commits: all, or those that are not stored. A merge brings in commits that were made
 * long before it; so the time to look back grows until the parents of all commits are known.
 */
export async function readCommits(
  visit: Visit,
  place: TextPlace,
  stored: Stored | null,
): Promise<FoundCommits> {
  if (stored === null) return { ...(await readSince(visit, place, null)), since: null };
  const known = new Set(stored.rows.map(({ sha }) => sha));
  // Not all of them as arguments of one call: a repository has more commits than a call has room for.
  const oldest = stored.rows.reduce((first, row) => Math.min(first, Date.parse(row.committedAt)), Infinity);
  const longest = Date.parse(visit.now) - oldest;
  for (
    let back = Math.max(DAY, Date.parse(visit.now) - Date.parse(stored.since));
    back < longest;
    back *= WIDEN
  ) {
    const since = before(visit.now, back);
    const found = await readSince(visit, place, since);
    const shas = new Set(found.rows.map(({ sha }) => sha));
    if (found.rows.every(({ parents }) => parents.every((sha) => shas.has(sha) || known.has(sha)))) {
      return { ...found, since };
    }
  }
  return { ...(await readSince(visit, place, null)), since: null };
}

/** A walk stays on the commit that it began at, so the first page's count holds for all. */
async function readSince(visit: Visit, place: TextPlace, since: Instant | null): Promise<Found<Commit>> {
  const { owner, name } = visit;
  const pages = walk(visit, {
    collection: COLLECTION,
    document: commitsQuery,
    rows: pageShapes[COLLECTION].rows,
    variables: (page) => ({ owner, name, since, ...page }),
    pick: ({ repository }) => {
      const target = repository?.defaultBranchRef?.target;
      if (target?.__typename !== 'Commit') return null;
      return { ...target.history, totalCount: target.all.totalCount };
    },
  });
  const rows: Commit[] = [];
  let expected: number | null = null;
  for await (const { nodes, totalCount } of pages) {
    for (const node of nodes) rows.push(await rowOf(visit, place, node));
    expected ??= totalCount;
    visit.onProgress({ what: COLLECTION, read: rows.length, expected: since === null ? expected : null });
  }
  return { rows, expected };
}

type Node = FragmentOf<typeof commitFragment>;

async function rowOf(visit: Visit, place: TextPlace, node: Node): Promise<Commit> {
  const { id } = node;
  const further = (part: string) => ({
    collection: COLLECTION,
    rows: FURTHER_ROWS,
    of: { row: node.oid, part },
  });
  const authors = await rest(visit, node.authors, {
    ...further('authors'),
    document: furtherAuthorsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Commit' ? node.authors : null),
  });
  const parents = await rest(visit, node.parents, {
    ...further('parents'),
    document: furtherParentsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Commit' ? node.parents : null),
  });
  const origins = await rest(visit, node.associatedPullRequests, {
    ...further('pull requests'),
    document: furtherOriginsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Commit' ? node.associatedPullRequests : null),
  });
  const author = commitActor(visit.identity, node.author);
  return {
    sha: node.oid,
    authoredAt: node.authoredDate,
    committedAt: node.committedDate,
    author,
    coAuthors: distinct(
      authors.map((person) => commitActor(visit.identity, person)),
      author,
    ),
    parents: parents.map(({ oid }) => oid),
    subject: masked(node.message.split(/\r?\n/, 1)[0] ?? '', loginsOf(authors)),
    pullRequest: pullRequestOf(visit.repository, node.oid, origins),
    closes: closedIssues(node.message, place.repositories),
    ...revertsOf(node.message, place),
    additions: node.additions,
    deletions: node.deletions,
  };
}

function revertsOf(message: string, place: TextPlace): Pick<Commit, 'reverts'> {
  const { commits } = findReverts(message, '', place);
  return commits.length === 0 ? {} : { reverts: commits };
}

/** A merge names the branch that it merged, which may begin with its author's login. */
function loginsOf(people: readonly { user: { login: string } | null }[]): string[] {
  return people.flatMap(({ user }) => (user === null ? [] : [user.login]));
}

/** GitHub lists the author among the authors, and someone with two addresses twice. */
function distinct(actors: readonly Actor[], author: Actor): Actor[] {
  const others = new Map<string, Actor>();
  for (const actor of actors) others.set(JSON.stringify(actor), actor);
  others.delete(JSON.stringify(author));
  return [...others.values()];
}

type Origin = NonNullable<NonNullable<FragmentOf<typeof originsFragment>['nodes']>[number]>;

/** A fork's commits also name the pull requests of where it comes from; those are not this repository's. */
function pullRequestOf(repository: string, oid: string, origins: readonly Origin[]): number | null {
  const own = origins.filter((origin) => origin.repository.id === repository);
  return (own.find(({ mergeCommit }) => mergeCommit?.oid === oid) ?? own[0])?.number ?? null;
}
