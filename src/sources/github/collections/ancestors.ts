import { parse, print } from 'graphql';
import type { Commit } from '../../../facts/schema.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import type { Costed } from '../transport/client.ts';
import {
  graphql,
  pageFragment,
  type ResultOf,
  rateLimitFragment,
  type TadaDocumentNode,
} from '../transport/graphql.ts';
import { PageSize } from '../transport/pageSize.ts';
import { commitFragment, commitOf } from './commits.ts';

/** Commits a query that are looked up, each with those before it. */
export const TIPS = 20;

/** At most so many requests a reading; the next reading continues with what is stored. */
const MOST_REQUESTS = 100;

const COLLECTION = 'commits';

/** A release commit and its parents, or the start of a branch of releases; with five, a query would cost 3 points. */
const historyFragment = graphql(
  `
  fragment History on GitObject {
    __typename
    ... on Commit { history(first: 3) { pageInfo { ...Page } nodes { ...Commit } } }
  }
`,
  [commitFragment, pageFragment],
);

interface Answer extends Costed {
  repository: Record<string, ResultOf<typeof historyFragment> | null> | null;
}

type Variables = Record<string, string | boolean>;

const places = Array.from({ length: TIPS }, (_, index) => index);

/** One query for many commits, each under its own alias; those not asked for are left out. */
export const ancestorsQuery: TadaDocumentNode<Answer, Variables> = parse(
  `query Ancestors(
    $owner: String!
    $name: String!
    ${places.map((at) => `$oid${at}: GitObjectID!, $asked${at}: Boolean!`).join('\n')}
  ) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      ${places.map((at) => `c${at}: object(oid: $oid${at}) @include(if: $asked${at}) { ...History }`).join('\n')}
    }
  }
  ${print(historyFragment)}
  ${print(rateLimitFragment)}`,
);

/** Commits that are not on the default branch. */
export interface OffBranch {
  rows: Commit[];
  /** Commits that were not looked up because the most requests of one reading were made. */
  left: number;
}

/**
 * Reads commits that are not on the default branch, and those before them up to the first that are known. A commit that
 * GitHub no longer has is left out.
 * @param tips commits to begin with, those first that matter most
 * @param known whether a commit need not be read
 */
export async function readAncestors(
  context: RepositoryContext,
  tips: Iterable<string>,
  known: (sha: string) => boolean,
): Promise<OffBranch> {
  const { client, owner, name, cost, gaps } = context;
  const rows = new Map<string, Commit>();
  const page = new PageSize(TIPS);
  const asked = new Set<string>();
  const isWanted = (sha: string) => !known(sha) && !rows.has(sha) && !asked.has(sha);
  let frontier = [...new Set(tips)].filter(isWanted);
  for (let requests = 0; frontier.length > 0 && requests < MOST_REQUESTS; requests += 1) {
    let shas: readonly string[] = [];
    const { data, errors } = await client.ask(
      ancestorsQuery,
      (size) => {
        // A journal knows a question by its variables for 0 rows: by all that it may ask for.
        shas = frontier.slice(0, size === 0 ? TIPS : Math.min(size, TIPS));
        return { owner, name, ...variablesFor(shas) };
      },
      { page, cost },
    );
    gaps.addErrors(COLLECTION, errors, data);
    for (const [at, sha] of shas.entries()) {
      // An answer that a journal has may be of fewer.
      if (data.repository !== null && !(`c${at}` in data.repository)) continue;
      asked.add(sha);
      const found = data.repository?.[`c${at}`];
      if (found?.__typename !== 'Commit') continue;
      for (const node of found.history.nodes ?? []) {
        if (node === null || known(node.oid) || rows.has(node.oid)) continue;
        rows.set(node.oid, { ...(await commitOf(context, node)), offBranch: true });
      }
    }
    const parents = [...rows.values()].flatMap((row) => row.parents);
    frontier = [...new Set([...frontier, ...parents])].filter(isWanted);
    context.onProgress({ what: COLLECTION, read: rows.size, expected: null });
  }
  return { rows: [...rows.values()], left: frontier.length };
}

function variablesFor(shas: readonly string[]): Variables {
  const each = places.map((at): Variables => {
    const sha = shas[at];
    return { [`oid${at}`]: sha ?? NO_COMMIT, [`asked${at}`]: sha !== undefined };
  });
  return Object.assign({}, ...each);
}

const NO_COMMIT = '0'.repeat(40);
