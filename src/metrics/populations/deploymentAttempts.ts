import type { Facts } from '../../facts/collection.ts';
import { firstParentLine } from '../../facts/formerBranches.ts';
import { namesMatching } from '../../facts/names.ts';
import type { CheckResult, Commit, Deployment, PullRequest, Repository } from '../../facts/schema.ts';
import { HOUR } from '../../facts/time.ts';
import type { Item, Remark } from './observation.ts';
import { pullRequestItem } from './pullRequests.ts';
import type { ReadingRules } from './readingRules.ts';
import { isPreRelease, isVersionTag, movingTags } from './versionTags.ts';

/** One attempt to bring changes to users. Times in milliseconds since the epoch. */
export interface Attempt {
  item: Item;
  environment: string;
  /** What is deployed, where one environment runs several services. */
  service: string;
  sha: string;
  /** Of a version or a release. */
  tag: string | null;
  /** When it began to run: its first in-progress status, else its creation; for a release its publication. */
  startedAt: number;
  /** When it ended: its first success, else its failure. */
  at: number;
  /** Whether it reached users, whatever came later. */
  succeeded: boolean;
  /** When a later status said that it failed after it had reached users; null when none did. */
  failedAt: number | null;
  /** When a still later status said that it succeeded again. */
  succeededAgainAt: number | null;
}

/** What replaces records of deployments. */
export type StandIn = 'releases' | 'version tags' | 'merges';

export interface Attempts {
  /** In order of time. */
  attempts: readonly Attempt[];
  /** Null when the attempts are records of deployments, or there are none. */
  standIn: StandIn | null;
  /** What counts as a deployment in this repository, in words. */
  description: string;
  /** Why the repository has none by nature; null when it is deployed. */
  notApplicable: string | null;
  excluded: readonly Remark[];
  /** What is not known of attempts that count. */
  remarks: readonly Remark[];
}

type Found = Omit<Attempts, 'notApplicable'>;

/**
 * Finds what counts as a deployment. With `auto`, the first of deployments, releases and version tags that exists; what
 * a better source holds that does not count is among those left out.
 * @param merged pull requests that people and automation merged into a counted branch
 */
export function attemptsOf(
  repository: Repository,
  rules: ReadingRules,
  facts: Facts,
  merged: readonly PullRequest[],
): Attempts {
  const { from } = rules.deployments;
  if (from === 'none') {
    return {
      attempts: [],
      standIn: null,
      description: 'not deployed',
      notApplicable: `${repository.name} is not deployed`,
      excluded: [],
      remarks: [],
    };
  }
  const sources = {
    deployments: () => fromDeployments(repository, rules, facts, ({ from }) => from === undefined),
    imports: () => fromDeployments(repository, rules, facts, ({ from }) => from !== undefined),
    releases: () => fromReleases(repository, rules, facts),
    tags: () => fromTags(repository, rules, facts),
    checks: () => fromChecks(repository, rules, facts),
    merges: () => fromMerges(repository, rules, facts, merged),
  };
  const names =
    from === 'auto' ? (['deployments', 'imports', 'releases', 'tags'] as const) : ([from] as const);
  const excluded: Remark[] = [];
  for (const name of names) {
    const found = sources[name]();
    excluded.push(...found.excluded);
    if (found.attempts.length > 0)
      return { ...found, attempts: found.attempts.toSorted(inTime), excluded, notApplicable: null };
  }
  const { environments, checks } = rules.deployments;
  const looked = {
    auto: `no deployment to ${environments.join(', ')}, no published release and no version tag`,
    deployments: `no deployment to ${environments.join(', ')}`,
    imports: `no imported deployment to ${environments.join(', ')}`,
    releases: 'no published release',
    tags: 'no version tag',
    checks: `no check or workflow named ${checks.join(', ')} on the default branch`,
    merges: 'no merge into a counted branch',
  }[from];
  return {
    attempts: [],
    standIn: null,
    description: `${looked} so far`,
    notApplicable: null,
    excluded,
    remarks: [],
  };
}

const inTime = (a: Attempt, b: Attempt): number => a.at - b.at || (a.item.id < b.item.id ? -1 : 1);

const NO_SERVICE = '';

/** Of a release whose tag is gone: it reached users, with what is not known. */
const UNKNOWN_COMMIT = '';

/** One that went live when it was made and has no statuses. */
function instant(
  item: Item,
  environment: string,
  sha: string,
  at: number,
  tag: string | null = null,
): Attempt {
  return {
    item,
    environment,
    service: NO_SERVICE,
    sha,
    tag,
    startedAt: at,
    at,
    succeeded: true,
    failedAt: null,
    succeededAgainAt: null,
  };
}

function fromDeployments(
  repository: Repository,
  rules: ReadingRules,
  facts: Facts,
  counts: (row: Deployment) => boolean,
): Found {
  const isProduction = namesMatching(rules.deployments.environments);
  const attempts: Attempt[] = [];
  const excluded: Remark[] = [];
  const rows = facts.deployments.filter(counts);
  const isImported = rows.some(({ from }) => from !== undefined);
  for (const row of rows) {
    const environment = row.environment ?? 'production';
    const service = row.service ?? NO_SERVICE;
    const id = `${repository.name} deployment ${row.id}`;
    if (!isProduction(environment)) {
      excluded.push({
        id,
        at: Date.parse(row.createdAt),
        text: `to \`${environment}\`, which is not a production environment`,
      });
      continue;
    }
    const outcome = outcomeOf(row);
    if (outcome === null) {
      excluded.push({ id, at: Date.parse(row.createdAt), text: 'neither succeeded nor failed' });
      continue;
    }
    attempts.push({
      item: {
        id,
        kind: 'deployment',
        title: `${service === NO_SERVICE ? environment : `${service} to ${environment}`} at ${row.ref !== null && isImported ? row.ref : row.sha.slice(0, 7)}`,
        url: repository.url === null || isImported ? null : `${repository.url}/deployments`,
      },
      environment,
      service,
      sha: row.sha,
      tag: null,
      startedAt: Date.parse(row.statuses.find(({ state }) => state === 'in-progress')?.at ?? row.createdAt),
      ...outcome,
    });
  }
  return {
    standIn: null,
    attempts,
    description: `${isImported ? 'imported ' : ''}deployments to ${rules.deployments.environments.join(', ')}`,
    excluded,
    remarks: [],
  };
}

/** `inactive` is written when a newer deployment takes over; it is not a failure. */
function outcomeOf({
  statuses,
}: Deployment): Pick<Attempt, 'at' | 'succeeded' | 'failedAt' | 'succeededAgainAt'> | null {
  const isFailure = ({ state }: Deployment['statuses'][number]) => state === 'failure' || state === 'error';
  const success = statuses.findIndex(({ state }) => state === 'success');
  const live = statuses[success];
  if (live === undefined) {
    const failure = statuses.find(isFailure);
    if (failure === undefined) return null;
    return { at: Date.parse(failure.at), succeeded: false, failedAt: null, succeededAgainAt: null };
  }
  const failure = statuses.findIndex((status, index) => index > success && isFailure(status));
  const failed = statuses[failure];
  const again =
    failed === undefined
      ? undefined
      : statuses.find(({ state }, index) => index > failure && state === 'success');
  return {
    at: Date.parse(live.at),
    succeeded: true,
    failedAt: failed === undefined ? null : Date.parse(failed.at),
    succeededAgainAt: again === undefined ? null : Date.parse(again.at),
  };
}

const NOT_A_VERSION = 'a tag that is not read as a version';

function fromReleases(repository: Repository, rules: ReadingRules, facts: Facts): Found {
  const { tags } = rules.deployments;
  const isVersion = tags === undefined ? () => true : namesMatching(tags, { exact: true });
  const attempts: Attempt[] = [];
  const excluded: Remark[] = [];
  for (const release of facts.releases) {
    const id = `${repository.name} release ${release.tag}`;
    if (release.publishedAt === null) {
      excluded.push({ id, at: Date.parse(release.createdAt), text: 'an unpublished release' });
    } else if (!isVersion(release.tag)) {
      excluded.push({ id, at: Date.parse(release.publishedAt), text: NOT_A_VERSION });
    } else if (release.prerelease) {
      excluded.push({ id, at: Date.parse(release.publishedAt), text: 'a pre-release' });
    } else {
      const url =
        repository.url === null ? null : `${repository.url}/releases/tag/${encodeURIComponent(release.tag)}`;
      attempts.push(
        instant(
          { id, kind: 'deployment', title: release.name ?? release.tag, url },
          'release',
          release.sha ?? UNKNOWN_COMMIT,
          Date.parse(release.publishedAt),
          release.tag,
        ),
      );
    }
  }
  return {
    standIn: 'releases',
    ...oncePerCommit(attempts, excluded),
    description: tags === undefined ? 'published releases' : `published releases (${tags.join(', ')})`,
  };
}

/** Its lead time ends with the last commit in it. */
const UNDATED_TAG = 'by a tag without a date of its own, at the date of its commit';

function fromTags(repository: Repository, rules: ReadingRules, facts: Facts): Found {
  const { tags } = rules.deployments;
  const isVersion = tags === undefined ? isVersionTag : namesMatching(tags, { exact: true });
  const moves = movingTags(facts.tags);
  const committedAt = new Map(facts.commits.map(({ sha, committedAt }) => [sha, Date.parse(committedAt)]));
  const publishedAt = new Map(facts.releases.map(({ tag, publishedAt }) => [tag, publishedAt]));
  const attempts: Attempt[] = [];
  const excluded: Remark[] = [];
  const undated: Remark[] = [];
  for (const tag of facts.tags) {
    const id = `${repository.name} tag ${tag.name}`;
    const at = Date.parse(tag.at);
    if (!isVersion(tag.name)) excluded.push({ id, at, text: NOT_A_VERSION });
    else if (moves(tag)) excluded.push({ id, at, text: 'a tag that moves from release to release' });
    else if (isPreRelease(tag.name)) excluded.push({ id, at, text: 'a pre-release' });
    else {
      const url = repository.url === null ? null : `${repository.url}/tree/${encodeURIComponent(tag.name)}`;
      // A lightweight tag has the date of its commit.
      const isUndated = committedAt.get(tag.sha) === at;
      const published = isUndated ? (publishedAt.get(tag.name) ?? null) : null;
      if (isUndated && published === null) undated.push({ id, at, text: UNDATED_TAG });
      const date = published === null ? at : Date.parse(published);
      attempts.push(
        instant({ id, kind: 'deployment', title: tag.name, url }, 'tag', tag.sha, date, tag.name),
      );
    }
  }
  return {
    standIn: 'version tags',
    ...oncePerCommit(attempts, excluded),
    remarks: undated,
    description: tags === undefined ? 'version tags' : `version tags (${tags.join(', ')})`,
  };
}

/** Several tags or releases of one commit are one deployment, at the first of them. */
function oncePerCommit(
  attempts: readonly Attempt[],
  excluded: readonly Remark[],
): Pick<Found, 'attempts' | 'excluded' | 'remarks'> {
  const kept = new Map<string, Attempt>();
  const others: Remark[] = [];
  for (const attempt of attempts.toSorted(inTime)) {
    const key = attempt.sha === UNKNOWN_COMMIT ? attempt.item.id : attempt.sha;
    if (!kept.has(key)) kept.set(key, attempt);
    else others.push({ id: attempt.item.id, at: attempt.at, text: 'of a commit that had been released' });
  }
  return { attempts: [...kept.values()], excluded: [...excluded, ...others], remarks: [] };
}

const FAILED_CHECK = new Set(['failure', 'timed_out', 'startup_failure']);

const conclusionOf = ({ conclusion }: CheckResult): string => conclusion?.toLowerCase() ?? '';

/**
 * Whether the checks of a run deployed: `true` when they succeeded, `false` when one failed, null when nothing was
 * deployed. Where some of them have a name that deploys, these decide, unless none of them ran because another failed.
 */
function outcomeOfRun(checks: readonly CheckResult[], deploys: (name: string) => boolean): boolean | null {
  const named = checks.filter(({ name }) => deploys(name));
  const deciding = named.length > 0 ? named : checks;
  if (checks.some(({ completedAt }) => completedAt === null)) return null;
  const ran = deciding.map(conclusionOf).filter((conclusion) => conclusion !== 'skipped');
  if (ran.length === 0) return checks.some((check) => FAILED_CHECK.has(conclusionOf(check))) ? false : null;
  if (ran.some((conclusion) => FAILED_CHECK.has(conclusion))) return false;
  const isGood = (conclusion: string) => conclusion === 'success' || conclusion === 'neutral';
  return ran.includes('success') && ran.every(isGood) ? true : null;
}

/**
 * Checks of the default branch that deploy. The checks of one workflow run are one attempt. GitHub keeps the last attempt
 * of a run: earlier ones on the same commit are not known.
 */
function fromChecks(repository: Repository, rules: ReadingRules, facts: Facts): Found {
  const deploys = namesMatching(rules.deployments.checks);
  const onBranch = new Set(facts.commits.filter(isOnBranch).map(({ sha }) => sha));
  const attempts: Attempt[] = [];
  const excluded: Remark[] = [];
  const ofWorkflow = ({ workflow }: CheckResult) => workflow !== undefined && deploys(workflow);
  const named = facts.checks.filter((check) => deploys(check.name) || ofWorkflow(check));
  const runs = Map.groupBy(named, (check) =>
    ofWorkflow(check) ? `${check.sha} ${check.workflow} ${check.suite ?? check.id}` : check.id,
  );
  for (const checks of runs.values()) {
    const [first] = checks;
    if (first === undefined) continue;
    const name = first.workflow !== undefined && ofWorkflow(first) ? first.workflow : first.name;
    const id = `${repository.name} check ${first.id}`;
    const leaveOut = (text: string) => excluded.push({ id, at: Date.parse(first.createdAt), text });
    if (!onBranch.has(first.sha)) {
      leaveOut('not on the default branch');
      continue;
    }
    const succeeded = outcomeOfRun(checks, deploys);
    if (succeeded === null) {
      leaveOut('neither succeeded nor failed');
      continue;
    }
    const ends = checks.flatMap(({ completedAt }) => (completedAt === null ? [] : [Date.parse(completedAt)]));
    attempts.push({
      ...instant(
        {
          id,
          kind: 'deployment',
          title: `${name} at ${first.sha.slice(0, 7)}`,
          url: repository.url === null ? null : `${repository.url}/commit/${first.sha}/checks`,
        },
        name,
        first.sha,
        Math.max(...ends),
      ),
      startedAt: Math.min(...checks.map(({ startedAt, createdAt }) => Date.parse(startedAt ?? createdAt))),
      succeeded,
    });
  }
  return {
    standIn: null,
    attempts,
    description: `checks named ${rules.deployments.checks.join(', ')}`,
    excluded,
    remarks: attempts.map(({ item, at }) => ({
      id: item.id,
      at,
      text: 'seen in the last attempt of a check: earlier attempts on the same commit are not known',
    })),
  };
}

/** Whether a commit is on the default branch. */
export const isOnBranch = ({ offBranch }: Commit): boolean => offBranch !== true;

/**
 * The commits by which changes came onto the default branch, where there are no pull requests: merge commits, and
 * commits that name the pull request they are.
 */
function mergesIn(commits: readonly Commit[]): Commit[] {
  return firstParentLine(commits).filter(
    (row) => row.misdated === undefined && (row.parents.length > 1 || row.pullRequest !== null),
  );
}

/** Each merge of a pull request; in a source that has none, each merge in the history of the default branch. */
function fromMerges(
  repository: Repository,
  rules: ReadingRules,
  facts: Facts,
  merged: readonly PullRequest[],
): Found {
  const { delayHours } = rules.deployments;
  const delay = delayHours * HOUR;
  const lastCommitOf = new Map<number, string>();
  for (const { pullRequest, sha } of facts.commits)
    if (pullRequest !== null) lastCommitOf.set(pullRequest, sha);
  const excluded: Remark[] = [];
  const attempts = merged.flatMap((row): Attempt[] => {
    if (row.mergedAt === null) return [];
    const { id, title, url } = pullRequestItem(repository, row);
    const at = Date.parse(row.mergedAt) + delay;
    const sha = row.mergeCommit ?? lastCommitOf.get(row.number);
    if (sha === undefined) {
      excluded.push({ id, at, text: 'merged by a commit that is not known' });
      return [];
    }
    return [instant({ id: `${id} merge`, kind: 'deployment', title, url }, 'merge', sha, at)];
  });
  if (merged.length === 0 && facts['pull-requests'].length === 0)
    for (const { sha, subject, committedAt } of mergesIn(facts.commits)) {
      const url = repository.url === null ? null : `${repository.url}/commit/${sha}`;
      const item: Item = { id: `${repository.name} merge ${sha}`, kind: 'deployment', title: subject, url };
      attempts.push(instant(item, 'merge', sha, Date.parse(committedAt) + delay));
    }
  return {
    standIn: 'merges',
    attempts,
    description: delayHours === 0 ? 'each merge' : `each merge, live ${delayHours} h later`,
    excluded,
    remarks: [],
  };
}
