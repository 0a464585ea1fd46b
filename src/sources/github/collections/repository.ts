import { parse, print } from 'graphql';
import { z } from 'zod';
import { printable } from '../../../facts/printable.ts';
import { Problem } from '../../../facts/problem.ts';
import { type Instant, instantSchema, type Repository } from '../../../facts/schema.ts';
import { sha256 } from '../../../facts/sha256.ts';
import { latest } from '../instants.ts';
import type { Client, Costed } from '../transport/client.ts';
import { type AnswerError, summary } from '../transport/failure.ts';
import { graphql, type ResultOf, rateLimitFragment, type TadaDocumentNode } from '../transport/graphql.ts';
import { PageSize } from '../transport/pageSize.ts';
import type { GitHubCollection } from './pageShapes.ts';

/**
 * What a repository is, how many rows it has and what changed last. Without `$counts` the parts are left out that
 * need a further right.
 */
export const overviewFragment = graphql(`
  fragment Overview on Repository {
    id
    nameWithOwner
    url
    isPrivate
    isArchived
    isFork
    createdAt
    pushedAt
    defaultBranchRef {
      name
      target {
        __typename
        ... on Commit {
          history(first: 1) @include(if: $counts) {
            totalCount
            pageInfo { hasNextPage }
            nodes { oid committedDate statusCheckRollup { state } }
          }
        }
      }
    }
    pullRequests(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) @include(if: $counts) {
      totalCount
      pageInfo { hasNextPage }
      nodes { number updatedAt }
    }
    issues(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) @include(if: $counts) {
      totalCount
      pageInfo { hasNextPage }
      nodes { number updatedAt }
    }
    milestones(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) @include(if: $counts) {
      totalCount
      pageInfo { hasNextPage }
      nodes { number updatedAt }
    }
    releases(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) @include(if: $counts) {
      totalCount
      pageInfo { hasNextPage }
      nodes { id updatedAt publishedAt isDraft }
    }
    refs(refPrefix: "refs/tags/", first: 20, orderBy: { field: TAG_COMMIT_DATE, direction: DESC })
      @include(if: $counts) {
      totalCount
      pageInfo { hasNextPage }
      nodes { name target { oid } }
    }
    deployments(first: 30, orderBy: { field: CREATED_AT, direction: DESC }) @include(if: $counts) {
      totalCount
      pageInfo { hasNextPage }
      nodes { id updatedAt latestStatus { state createdAt } }
    }
  }
`);

/** Types that not every server knows, with the values of enumerations that come with them, by the alias of the question. */
const NEWEST = {
  offeredOptions: ['IssueFieldMultiSelectValue'],
  offeredStatuses: ['ProjectV2ItemStatusChangedEvent', 'PROJECT_V2_ITEM_STATUS_CHANGED_EVENT'],
};

/** What a server knows of issues. The schema is part of every answer's service, and costs no request of its own. */
export const OFFERED = `offered: __type(name: "Issue") { fields { name } }
    ${Object.entries(NEWEST)
      .map(([alias, [type]]) => `${alias}: __type(name: "${type}") { name }`)
      .join('\n    ')}`;

const offeredSchema = z
  .object({ offered: z.object({ fields: z.array(z.object({ name: z.string() })) }) })
  .transform(({ offered }) => new Set(offered.fields.map(({ name }) => name)))
  .catch(new Set<string>());

/** What a server offers of issues; an Enterprise Server may lack what is new. */
export interface Offers {
  /** Types and parents. */
  hasTypes: boolean;
  hasFields: boolean;
  /** The items of projects' boards. */
  hasBoards: boolean;
  /** Types and values of enumerations that it does not know, and that queries about issues must not name. */
  lacks: ReadonlySet<string>;
}

/** @returns what an answer to {@link OFFERED} says */
export function offersOf(data: unknown): Offers {
  const fields = offeredSchema.parse(data);
  const { data: answered = {} } = z.record(z.string(), z.unknown()).safeParse(data);
  return {
    hasTypes: fields.has('issueType') && fields.has('parent'),
    hasFields: fields.has('issueFieldValues'),
    hasBoards: fields.has('projectItems'),
    lacks: new Set(Object.entries(NEWEST).flatMap(([alias, names]) => (answered[alias] ? [] : names))),
  };
}

interface RepositoryAnswer extends Costed {
  repository: ResultOf<typeof overviewFragment> | null;
}

export const repositoryQuery: TadaDocumentNode<RepositoryAnswer, RepositoryName & { counts: boolean }> =
  parse(
    `query Repository($owner: String!, $name: String!, $counts: Boolean!) {
    ...RateLimit
    ${OFFERED}
    repository(owner: $owner, name: $name) { ...Overview }
  }
  ${print(overviewFragment)}
  ${print(rateLimitFragment)}`,
  );

const listOf = <Row extends z.ZodType>(row: Row) =>
  z
    .object({
      totalCount: z.int(),
      pageInfo: z.object({ hasNextPage: z.boolean() }),
      nodes: z.array(row.nullable()).nullable(),
    })
    .nullish();

const changedSchema = z.object({ number: z.int(), updatedAt: instantSchema });

const overviewSchema = z.object({
  id: z.string(),
  nameWithOwner: z.string().transform(printable),
  url: z.string(),
  isPrivate: z.boolean(),
  isArchived: z.boolean(),
  isFork: z.boolean(),
  createdAt: instantSchema,
  pushedAt: instantSchema.nullable(),
  defaultBranchRef: z
    .object({
      name: z.string(),
      target: z
        .object({
          history: listOf(
            z.object({
              oid: z.string(),
              committedDate: instantSchema,
              statusCheckRollup: z.object({ state: z.string() }).nullable(),
            }),
          ),
        })
        .nullable(),
    })
    .nullable(),
  pullRequests: listOf(changedSchema),
  issues: listOf(changedSchema),
  milestones: listOf(changedSchema),
  releases: listOf(
    z.object({
      id: z.string(),
      updatedAt: instantSchema,
      publishedAt: instantSchema.nullable(),
      isDraft: z.boolean(),
    }),
  ),
  refs: listOf(z.object({ name: z.string(), target: z.object({ oid: z.string() }).nullable() })),
  deployments: listOf(
    z.object({
      id: z.string(),
      updatedAt: instantSchema,
      latestStatus: z.object({ state: z.string(), createdAt: instantSchema }).nullable(),
    }),
  ),
});

type Node = z.infer<typeof overviewSchema>;

type Counts = Record<GitHubCollection, number | null>;

/** What shows whether there is anything new in a repository. */
export interface State {
  /** While it is the same, so is everything that the state covers. */
  fingerprint: string;
  /** When the newest change happened that it covers; null for an empty repository. */
  newest: Instant | null;
  /** Deployments that it covers; a change of another one would not show in it. */
  deployments: ReadonlySet<string>;
}

/** A repository, how many rows its collections have, and its state. */
export interface Overview {
  repository: Repository;
  /** `owner/name` as GitHub has it now. */
  presentName: string;
  /** Null where GitHub does not say. */
  counts: Counts;
  /** Null when GitHub did not say all of it. */
  state: State | null;
  offers: Offers;
}

/** A repository's name, in its parts. */
export interface RepositoryName {
  owner: string;
  name: string;
}

/**
 * Takes a repository's name apart.
 * @throws Problem when it is not `owner/name`
 */
export function ownerAndName(repository: string): RepositoryName {
  const [owner, name, ...further] = repository.split('/');
  if (owner === undefined || owner === '' || name === undefined || name === '' || further.length > 0) {
    throw new Problem({
      place: 'org.yaml',
      found: `the repository ${JSON.stringify(repository)}`,
      expected: '`owner/name`',
      remedy: 'Write the repository as in its URL.',
      exitCode: 2,
    });
  }
  return { owner, name };
}

/**
 * Reads what a repository is and how many rows it has.
 * @throws Problem when it does not exist or the token may not read it
 */
export async function readRepository(
  client: Client,
  asked: RepositoryName,
  cost: { requests: number; points: number },
): Promise<Overview> {
  const ask = (counts: boolean) =>
    client.ask(repositoryQuery, () => ({ ...asked, counts }), { page: new PageSize(1), cost });
  let { data, errors } = await ask(true);
  // GitHub gives no repository at all when one count may not be read; without the counts it does.
  if (data.repository === null && errors.some(({ path }) => (path?.length ?? 0) > 1)) {
    ({ data, errors } = await ask(false));
  }
  if (data.repository === null) throw notShown(client, asked, errors);
  return overviewOf(client, asked, data.repository, errors, offersOf(data));
}

/** @returns the Problem of a repository that GitHub does not show */
export function notShown({ url }: Client, { owner, name }: RepositoryName, errors: AnswerError[]): Problem {
  return new Problem({
    place: `${owner}/${name}`,
    found: `GitHub does not show this repository (${summary(errors) || 'no reason given'})`,
    expected: `a repository at ${url} that the token may read`,
    remedy:
      "Correct the name in org.yaml, or give the token access to the repository (for single sign-on: authorise it for the organisation). A workflow's own GITHUB_TOKEN reads its own repository and public ones only.",
  });
}

/**
 * Takes from an answer what it says of a repository; with errors it does not say all.
 * @throws Problem when that is not what was asked for
 */
export function overviewOf(
  { url }: Client,
  { owner, name }: RepositoryName,
  answered: unknown,
  errors: readonly AnswerError[],
  offers: Offers,
): Overview {
  const parsed = overviewSchema.safeParse(answered);
  if (!parsed.success) {
    throw new Problem({
      place: `${owner}/${name}`,
      found: `an answer that does not say what the repository is: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}`,
      expected: `the fields that GitHub's GraphQL API has, from ${url}`,
      remedy: 'Check that GITHUB_GRAPHQL_URL is the URL of a GitHub whose version is recent enough.',
    });
  }
  const node = parsed.data;
  return {
    repository: {
      id: node.id,
      name: `${owner}/${name}`,
      url: addressOf(node.url),
      defaultBranch: node.defaultBranchRef?.name ?? NO_BRANCH,
      private: node.isPrivate,
      archived: node.isArchived,
      fork: node.isFork,
      createdAt: node.createdAt,
    },
    presentName: node.nameWithOwner,
    counts: countsOf(node),
    state: errors.length === 0 ? stateOf(node) : null,
    offers,
  };
}

/** The default branch of an empty repository, which has no branch yet. */
export const NO_BRANCH = 'HEAD';

function countsOf(node: Node): Counts {
  const branch = node.defaultBranchRef;
  const commits = branch === null ? 0 : (branch.target?.history?.totalCount ?? null);
  return {
    'pull-requests': node.pullRequests?.totalCount ?? null,
    issues: node.issues?.totalCount ?? null,
    milestones: node.milestones?.totalCount ?? null,
    releases: node.releases?.totalCount ?? null,
    tags: node.refs?.totalCount ?? null,
    deployments: node.deployments?.totalCount ?? null,
    commits,
    checks: commits === 0 ? 0 : null,
  };
}

/**
 * Releases have no order of change: were there more than one page, an old one could change unseen. Tags have no
 * date of change: the repository's last push covers them. Deployments beyond those asked for are not covered; the
 * state lists those that are.
 */
function stateOf(node: Node): State | null {
  const lists = [
    ...(node.defaultBranchRef === null ? [] : [node.defaultBranchRef.target?.history]),
    node.pullRequests,
    node.issues,
    node.milestones,
    node.releases,
    node.refs,
    node.deployments,
  ].map((list) => list?.nodes ?? null);
  if (lists.some((rows) => rows === null || rows.some((row) => row === null))) return null;
  if (node.releases?.pageInfo.hasNextPage === true) return null;
  const head = node.defaultBranchRef?.target?.history?.nodes?.[0];
  const deployments = (node.deployments?.nodes ?? []).filter((row) => row !== null);
  const moments = [
    node.pushedAt,
    head?.committedDate,
    ...[node.pullRequests, node.issues, node.milestones, node.releases].flatMap((list) =>
      (list?.nodes ?? []).map((row) => row?.updatedAt),
    ),
    ...deployments.flatMap(({ updatedAt, latestStatus }) => [updatedAt, latestStatus?.createdAt]),
  ].filter((moment) => moment !== null && moment !== undefined);
  return {
    fingerprint: sha256(JSON.stringify(node)),
    newest: moments.reduce<Instant | null>(
      (newest, moment) => (newest === null ? moment : latest(newest, moment)),
      null,
    ),
    deployments: new Set(deployments.map(({ id }) => id)),
  };
}

/** @returns an address that a browser opens, without a login in it; null for anything else */
function addressOf(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  Object.assign(url, { username: '', password: '' });
  return url.href;
}
