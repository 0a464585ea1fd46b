import { parse, print } from 'graphql';
import { z } from 'zod';
import { Problem } from '../../facts/problem.ts';
import type { Reading } from '../../facts/reading.ts';
import { instantSchema } from '../../facts/schema.ts';
import type { Client, Costed } from './transport/client.ts';
import { rateLimitFragment, type TadaDocumentNode } from './transport/graphql.ts';
import { PageSize } from './transport/pageSize.ts';

const listedSchema = z.object({
  id: z.string(),
  nameWithOwner: z.string(),
  isArchived: z.boolean(),
  isFork: z.boolean(),
  isEmpty: z.boolean(),
  pushedAt: instantSchema.nullable(),
});

/** A repository of an owner, as far as it takes to decide whether to read it. */
export type Listed = z.infer<typeof listedSchema>;

const pageSchema = z.object({
  repositoryOwner: z
    .object({
      repositories: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(listedSchema.nullable()).nullable(),
      }),
    })
    .nullable(),
});

interface Answer extends Costed {
  repositoryOwner: unknown;
}

const listingQuery: TadaDocumentNode<Answer, { owner: string; first: number; after: string | null }> = parse(
  `query Listing($owner: String!, $first: Int!, $after: String) {
    ...RateLimit
    repositoryOwner(login: $owner) {
      repositories(first: $first, after: $after, ownerAffiliations: [OWNER], orderBy: { field: NAME, direction: ASC }) {
        pageInfo { hasNextPage endCursor }
        nodes { id nameWithOwner isArchived isFork isEmpty pushedAt }
      }
    }
  }
  ${print(rateLimitFragment)}`,
);

/**
 * Lists the repositories of an organisation or a person that the token may see, a hundred with each request.
 * @throws Problem when GitHub has no such owner, or shows none of its repositories
 */
export async function listRepositories(
  client: Client,
  owner: string,
  cost: Reading['cost'],
): Promise<Listed[]> {
  const page = new PageSize(100);
  const listed: Listed[] = [];
  let after: string | null = null;
  do {
    const { data } = await client.ask<Answer, { owner: string; first: number; after: string | null }>(
      listingQuery,
      (first) => ({ owner, first, after }),
      { page, cost },
    );
    const { repositoryOwner } = pageSchema.parse(data);
    if (repositoryOwner === null) throw noOwner(client, owner);
    const { nodes, pageInfo } = repositoryOwner.repositories;
    listed.push(...(nodes ?? []).filter((node) => node !== null));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  if (listed.length === 0) throw noRepositories(client, owner);
  return listed;
}

export function noOwner({ url }: Client, owner: string): Problem {
  return new Problem({
    place: url,
    found: `no organisation or person \`${owner}\``,
    expected: 'the login of an organisation, as in the addresses of its repositories',
    remedy: 'Correct the name, or give the address of the right server in GITHUB_GRAPHQL_URL.',
    exitCode: 2,
  });
}

export function noRepositories({ url }: Client, owner: string): Problem {
  return new Problem({
    place: url,
    found: `no repository of \`${owner}\` that the token may read`,
    expected: 'at least one',
    remedy:
      'Give the token access to the repositories (for single sign-on: authorise it for the organisation), or name another owner.',
    exitCode: 2,
  });
}
