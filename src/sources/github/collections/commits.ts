import { distinctMarks } from '../../../facts/assistants.ts';
import type { Identity } from '../../../facts/identity.ts';
import { masked } from '../../../facts/masked.ts';
import type { Actor, Commit, Instant, Mark } from '../../../facts/schema.ts';
import { DAY } from '../../../facts/time.ts';
import { closedIssues, landedPullRequests } from '../../closing.ts';
import { revertedBy } from '../../references.ts';
import { assistantOf, type CommitPerson, commitActor } from '../accounts.ts';
import { before } from '../instants.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import {
  type FragmentOf,
  graphql,
  pageFragment,
  type ResultOf,
  rateLimitFragment,
} from '../transport/graphql.ts';
import type { Found } from './found.ts';
import { type Connection, pagesOf, readList } from './pagination.ts';

const authorsFragment = graphql(
  `
  fragment Authors on GitActorConnection {
    pageInfo { ...Page }
    nodes { name email user { login } }
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

export const commitFragment = graphql(
  `
  fragment Commit on Commit {
    id
    oid
    authoredDate
    committedDate
    message
    additions
    deletions
    author { name email user { login } }
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
            all: history(first: 1) { totalCount }
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

/** A further page of one of a commit's lists. */
export const commitListQuery = graphql(
  `
  query CommitList(
    $id: ID!
    $first: Int!
    $after: String
    $authors: Boolean!
    $parents: Boolean!
    $origins: Boolean!
  ) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on Commit {
        authors(first: $first, after: $after) @include(if: $authors) { ...Authors }
        parents(first: $first, after: $after) @include(if: $parents) { ...Parents }
        associatedPullRequests(first: $first, after: $after) @include(if: $origins) { ...Origins }
      }
    }
  }
`,
  [authorsFragment, originsFragment, parentsFragment, rateLimitFragment],
);

const COLLECTION = 'commits';

/** How many times further back each further attempt looks. */
const WIDEN = 4;

/** The stored commits that an incremental reading starts from. */
interface Stored {
  rows: readonly Commit[];
  /** Read what was committed since then. */
  since: Instant;
}

/**
 * Reads the default branch's commits: all, or those that are not stored. A merge brings in commits that were made
 * long before it; so the time to look back grows until the parents of all commits are known.
 */
export async function readCommits(context: RepositoryContext, stored: Stored | null): Promise<Found<Commit>> {
  if (stored === null) return readSince(context, null);
  const known = new Set(stored.rows.map(({ sha }) => sha));
  // Math.min(...times) would exceed the number of arguments that a call may have.
  const oldest = stored.rows.reduce((first, row) => Math.min(first, Date.parse(row.committedAt)), Infinity);
  const longest = Date.parse(context.now) - oldest;
  for (
    let back = Math.max(DAY, Date.parse(context.now) - Date.parse(stored.since));
    back < longest;
    back *= WIDEN
  ) {
    const found = await readSince(context, before(context.now, back));
    const shas = new Set(found.rows.map(({ sha }) => sha));
    if (found.rows.every(({ parents }) => parents.every((sha) => shas.has(sha) || known.has(sha)))) {
      return found;
    }
  }
  return readSince(context, null);
}

/** All pages start at the commit that the first one started at, so its count is right for all. */
async function readSince(context: RepositoryContext, since: Instant | null): Promise<Found<Commit>> {
  const pages = pagesOf(context, COLLECTION, {
    document: commitsQuery,
    variables: (page) => ({ since, ...page }),
    pick: ({ repository }) => {
      const target = repository?.defaultBranchRef?.target;
      if (target?.__typename !== 'Commit') return null;
      return { ...target.history, totalCount: target.all.totalCount };
    },
  });
  const rows: Commit[] = [];
  let expected: number | null = null;
  for await (const { nodes, totalCount } of pages) {
    for (const node of nodes) rows.push(await commitOf(context, node));
    expected ??= totalCount;
    context.onProgress({ what: COLLECTION, read: rows.length, expected: since === null ? expected : null });
  }
  return { rows, expected, since };
}

const NO_LISTS = { authors: false, parents: false, origins: false };

export type CommitNode = FragmentOf<typeof commitFragment>;
type Lists = Extract<ResultOf<typeof commitListQuery>['node'], { __typename: 'Commit' }>;

/** Makes a row of a commit, with the rest of its lists. */
export async function commitOf(context: RepositoryContext, node: CommitNode): Promise<Commit> {
  const { id } = node;
  const listOf = <Item>(
    list: keyof typeof NO_LISTS,
    part: string,
    first: Connection<Item> | null,
    pick: (lists: Lists) => Connection<Item> | null | undefined,
  ) =>
    readList(context, first, {
      collection: COLLECTION,
      of: { row: node.oid, part },
      document: commitListQuery,
      variables: (page) => ({ id, ...NO_LISTS, [list]: true, ...page }),
      pick: ({ node }) => (node?.__typename === 'Commit' ? pick(node) : null),
    });
  const authors = await listOf('authors', 'authors', node.authors, (lists) => lists.authors);
  const parents = await listOf('parents', 'parents', node.parents, (lists) => lists.parents);
  const origins = await listOf(
    'origins',
    'pull requests',
    node.associatedPullRequests,
    (lists) => lists.associatedPullRequests,
  );
  const author = commitActor(context.identity, node.author);
  return {
    sha: node.oid,
    authoredAt: node.authoredDate,
    committedAt: node.committedDate,
    author,
    coAuthors: distinct(
      authors.map((person) => commitActor(context.identity, person)),
      author,
    ),
    parents: parents.map(({ oid }) => oid),
    subject: masked(node.message.split(/\r?\n/, 1)[0] ?? '', {
      branchOf: loginsOf(authors),
      repositories: context.names,
    }),
    pullRequest: pullRequestOf(context.id, node.oid, origins),
    closes: closedIssues(node.message, context.names),
    ...revertedBy(node.message, context.names),
    ...landedOf(node.message, context.names),
    marks: marksOf(context.identity, node, authors),
    additions: node.additions,
    deletions: node.deletions,
  };
}

function landedOf(message: string, names: readonly string[]): Pick<Commit, 'landed'> {
  const landed = landedPullRequests(message, names);
  return landed.length === 0 ? {} : { landed };
}

/** @returns what assistants left on a commit: as its author, as co-authors, or in its message */
function marksOf(
  identity: Identity,
  { author, message }: Pick<CommitNode, 'author' | 'message'>,
  authors: readonly CommitPerson[],
): Mark[] {
  const named = (person: CommitPerson | null, by: Mark['by']): Mark[] => {
    const assistant = person === null ? null : assistantOf(identity, person);
    return assistant === null ? [] : [{ assistant, by }];
  };
  const authored = named(author, 'login');
  const helped = authors
    .flatMap((person) => named(person, 'address'))
    .filter(({ assistant }) => authored.every((mark) => mark.assistant !== assistant));
  return distinctMarks([...authored, ...helped, ...identity.assistants.inMessage(message)]);
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
