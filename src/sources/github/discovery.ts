import { parse, print } from 'graphql';
import { z } from 'zod';
import type { Reading } from '../../facts/reading.ts';
import { instantSchema } from '../../facts/schema.ts';
import { CODEOWNERS_PARTS, codeownersShape, codeownersText } from './askCodeowners.ts';
import { teamProperties } from './customProperties.ts';
import { noOwner, noRepositories } from './listing.ts';
import type { Client, Costed } from './transport/client.ts';
import { rateLimitFragment, type TadaDocumentNode } from './transport/graphql.ts';
import { PageSize } from './transport/pageSize.ts';

/** So many rows are looked at of each kind: enough to tell habits, and few enough for ten repositories in one query. */
const LOOKED_AT = 50;
const REPOSITORIES = 10;

const listOf = <T extends z.ZodType>(row: T) =>
  z
    .object({ nodes: z.array(row.nullable()).nullable() })
    .nullable()
    .transform((list) => (list?.nodes ?? []).filter((node) => node !== null));

const named = z.object({ name: z.string() }).transform(({ name }) => name);

const repositorySchema = z
  .object({
    nameWithOwner: z.string(),
    isArchived: z.boolean(),
    isFork: z.boolean(),
    isEmpty: z.boolean(),
    isPrivate: z.boolean(),
    pushedAt: instantSchema.nullable(),
    repositoryTopics: listOf(z.object({ topic: named }).transform(({ topic }) => topic)),
    pullRequests: listOf(
      z.object({
        mergedAt: instantSchema.nullable(),
        author: z.object({ __typename: z.string(), login: z.string() }).nullable(),
        headRefName: z.string(),
        labels: listOf(named),
      }),
    ),
    issues: listOf(z.object({ createdAt: instantSchema, labels: listOf(named) })),
    deployments: listOf(z.object({ createdAt: instantSchema, environment: z.string().nullable() })),
    releases: listOf(z.object({ publishedAt: instantSchema.nullable() })),
    refs: listOf(z.object({ name: z.string(), target: z.unknown() })),
    ...codeownersShape,
    defaultBranchRef: z
      .object({
        target: z
          .object({
            history: listOf(
              z.object({
                committedDate: instantSchema,
                statusCheckRollup: z
                  .object({
                    contexts: listOf(
                      z.object({
                        name: z.string().optional(),
                        conclusion: z.string().nullish(),
                        checkSuite: z
                          .object({ workflowRun: z.object({ workflow: named }).nullable() })
                          .nullish(),
                      }),
                    ),
                  })
                  .nullable(),
              }),
            ),
          })
          .nullable(),
      })
      .nullable(),
  })
  .transform(({ hidden, top, docs, defaultBranchRef, ...repository }) => ({
    ...repository,
    /** The text of CODEOWNERS, from the first place in which GitHub looks for it. */
    codeowners: codeownersText({ hidden, top, docs }),
    /** Successful checks of the latest commits of the default branch, by workflow or name. */
    checks: (defaultBranchRef?.target?.history ?? []).flatMap(({ committedDate, statusCheckRollup }) =>
      (statusCheckRollup?.contexts ?? []).flatMap(({ name, conclusion, checkSuite }) => {
        const what = checkSuite?.workflowRun?.workflow ?? name;
        return what !== undefined && conclusion === 'SUCCESS' ? [{ at: committedDate, name: what }] : [];
      }),
    ),
  }));

/** A repository with a look at its latest rows. */
export type DiscoveredRepository = z.infer<typeof repositorySchema>;

const teamSchema = z.object({
  slug: z.string(),
  name: z.string(),
  repositories: listOf(
    z.object({ nameWithOwner: z.string() }).transform(({ nameWithOwner }) => nameWithOwner),
  ),
});

export type DiscoveredTeam = z.infer<typeof teamSchema>;

/** What GitHub shows of an owner. */
export interface Discovered {
  repositories: DiscoveredRepository[];
  teams: DiscoveredTeam[];
  /** Teams that a custom property of a repository names, by its full name. */
  properties: ReadonlyMap<string, readonly string[]>;
  /** What the token may not read, in GitHub's words, each once. */
  denied: string[];
}

const pageSchema = z.object({
  repositoryOwner: z
    .object({
      repositories: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(z.unknown()).nullable(),
      }),
    })
    .nullable(),
});

const teamsSchema = z.object({
  repositoryOwner: z.object({ teams: listOf(teamSchema).optional() }).nullable(),
});

interface Answer extends Costed {
  repositoryOwner: unknown;
}

type Variables = { owner: string; first: number; after: string | null };

const discoveryQuery: TadaDocumentNode<Answer, Variables> = parse(
  `query Discovery($owner: String!, $first: Int!, $after: String) {
    ...RateLimit
    repositoryOwner(login: $owner) {
      repositories(first: $first, after: $after, ownerAffiliations: [OWNER], orderBy: { field: NAME, direction: ASC }) {
        pageInfo { hasNextPage endCursor }
        nodes {
          nameWithOwner isArchived isFork isEmpty isPrivate pushedAt
          repositoryTopics(first: 20) { nodes { topic { name } } }
          pullRequests(first: ${LOOKED_AT}, states: [MERGED], orderBy: { field: UPDATED_AT, direction: DESC }) {
            nodes { mergedAt headRefName author { __typename login } labels(first: 10) { nodes { name } } }
          }
          issues(first: ${LOOKED_AT}, orderBy: { field: UPDATED_AT, direction: DESC }) {
            nodes { createdAt labels(first: 10) { nodes { name } } }
          }
          deployments(first: ${LOOKED_AT}, orderBy: { field: CREATED_AT, direction: DESC }) {
            nodes { createdAt environment }
          }
          releases(first: 20, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { publishedAt } }
          refs(refPrefix: "refs/tags/", first: 20, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
            nodes { name target { ... on Commit { committedDate } ... on Tag { tagger { date } } } }
          }
          ${CODEOWNERS_PARTS}
          defaultBranchRef { target { ... on Commit { history(first: 20) { nodes {
            committedDate
            statusCheckRollup { contexts(first: 20) { nodes { ... on CheckRun {
              name conclusion checkSuite { workflowRun { workflow { name } } }
            } } } }
          } } } } }
        }
      }
    }
  }
  ${print(rateLimitFragment)}`,
);

const teamsQuery: TadaDocumentNode<Answer, { owner: string }> = parse(
  `query Teams($owner: String!) {
    ...RateLimit
    repositoryOwner(login: $owner) {
      ... on Organization {
        teams(first: 100) { nodes { slug name repositories(first: 100) { nodes { nameWithOwner } } } }
      }
    }
  }
  ${print(rateLimitFragment)}`,
);

/**
 * Looks at an owner's repositories and teams: what there is, and which habits its latest rows show.
 * @param onProgress how many repositories were seen
 * @throws Problem when GitHub has no such owner, or shows none of its repositories
 */
export async function discover(
  client: Client,
  owner: string,
  cost: Reading['cost'],
  onProgress: (repositories: number) => void,
): Promise<Discovered> {
  const page = new PageSize(REPOSITORIES);
  const repositories: DiscoveredRepository[] = [];
  const denied = new Set<string>();
  let after: string | null = null;
  do {
    const from: string | null = after;
    const { data, errors } = await client.ask(
      discoveryQuery,
      (first): Variables => ({ owner, first, after: from }),
      { page, cost },
    );
    for (const { message } of errors) denied.add(message);
    const { repositoryOwner } = pageSchema.parse(data);
    if (repositoryOwner === null) throw noOwner(client, owner);
    const { nodes, pageInfo } = repositoryOwner.repositories;
    for (const node of nodes ?? []) if (node !== null) repositories.push(repositorySchema.parse(node));
    onProgress(repositories.length);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  if (repositories.length === 0) throw noRepositories(client, owner);
  const answer = await client.ask(teamsQuery, () => ({ owner }), { page: new PageSize(1), cost });
  for (const { message } of answer.errors) denied.add(message);
  const teams = teamsSchema.safeParse(answer.data).data?.repositoryOwner?.teams ?? [];
  const properties = await teamProperties(client, owner, cost);
  for (const message of properties.denied) denied.add(message);
  return { repositories, teams, properties: properties.teams, denied: [...denied] };
}
