import type { CollectionName } from '../../facts/collection.ts';
import { Problem } from '../../facts/problem.ts';
import type { Repository } from '../../facts/schema.ts';
import type { Client } from './client.ts';
import { summary } from './failure.ts';
import { graphql, type ResultOf, rateLimitFragment } from './graphql.ts';
import { PageSize } from './pageSize.ts';

export const repositoryQuery = graphql(
  `
  query Repository($owner: String!, $name: String!, $counts: Boolean!) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      id
      nameWithOwner
      url
      isPrivate
      isArchived
      isFork
      createdAt
      defaultBranchRef {
        name
        target @include(if: $counts) {
          __typename
          ... on Commit { history { totalCount } }
        }
      }
      pullRequests @include(if: $counts) { totalCount }
      issues @include(if: $counts) { totalCount }
      milestones @include(if: $counts) { totalCount }
      releases @include(if: $counts) { totalCount }
      refs(refPrefix: "refs/tags/") @include(if: $counts) { totalCount }
      deployments @include(if: $counts) { totalCount }
    }
  }
`,
  [rateLimitFragment],
);

/** The collections that GitHub can fill. */
export type GitHubCollection = Exclude<CollectionName, 'incidents' | 'measurements'>;

type Counts = Record<GitHubCollection, number | null>;

/** A repository, and how many rows its collections hold. */
export interface Overview {
  repository: Repository;
  /** `owner/name` as GitHub has it now. */
  presentName: string;
  /** Null where GitHub does not say. */
  counts: Counts;
}

/**
 * Reads what a repository is and how much it holds.
 * @throws Problem when it does not exist or the token may not read it
 */
export async function readRepository(
  client: Client,
  owner: string,
  name: string,
  cost: { requests: number; points: number },
): Promise<Overview> {
  const ask = (counts: boolean) =>
    client.ask(repositoryQuery, () => ({ owner, name, counts }), { page: new PageSize(1), cost });
  let { data, errors } = await ask(true);
  // One count that may not be read empties the whole repository; without the counts it can be read.
  if (data.repository === null && errors.some(({ path }) => (path?.length ?? 0) > 1)) {
    ({ data, errors } = await ask(false));
  }
  const { repository } = data;
  if (repository === null) {
    throw new Problem({
      place: `${owner}/${name}`,
      found: `GitHub does not show this repository (${summary(errors) || 'no reason given'})`,
      expected: `a repository at ${client.url} that the token may read`,
      remedy:
        "Correct the name in content/org.yaml, or give the token access to the repository (for single sign-on: authorise it for the organisation). A workflow's own GITHUB_TOKEN reads its own repository and public ones only.",
    });
  }
  return {
    repository: {
      id: repository.id,
      name: `${owner}/${name}`,
      url: repository.url,
      defaultBranch: repository.defaultBranchRef?.name ?? NO_BRANCH,
      private: repository.isPrivate,
      archived: repository.isArchived,
      fork: repository.isFork,
      createdAt: repository.createdAt,
    },
    presentName: repository.nameWithOwner,
    counts: countsOf(repository),
  };
}

/** An empty repository has no branch yet; git calls whatever it will be HEAD. */
const NO_BRANCH = 'HEAD';

function countsOf(repository: NonNullable<ResultOf<typeof repositoryQuery>['repository']>): Counts {
  const branch = repository.defaultBranchRef;
  const target = branch?.target;
  const ofBranch = target?.__typename === 'Commit' ? target.history.totalCount : null;
  const commits = branch === null ? 0 : ofBranch;
  return {
    'pull-requests': repository.pullRequests?.totalCount ?? null,
    issues: repository.issues?.totalCount ?? null,
    milestones: repository.milestones?.totalCount ?? null,
    releases: repository.releases?.totalCount ?? null,
    tags: repository.refs?.totalCount ?? null,
    deployments: repository.deployments?.totalCount ?? null,
    commits,
    checks: commits === 0 ? 0 : null,
  };
}
