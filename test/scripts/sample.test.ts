import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import type { Facts } from '../../src/facts/collection.ts';
import { quarterAt } from '../../src/facts/quarter.ts';
import type { Actor, PullRequest } from '../../src/facts/schema.ts';
import { listSnapshots, readSnapshot, type Snapshot } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import { type MetricResult, scorecardSchema, states } from '../../src/scorecard/schema.ts';

const CALENDAR = { timeZone: 'Europe/Amsterdam', fiscalYearStart: 1 };
const END = '2026-09-30T22:00:00Z';
const run = promisify(execFile);

let folder: string;
let snapshots: Snapshot[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-'));
  snapshots = [];
  for (const name of await listSnapshots('data/sample')) {
    if (!name.startsWith('sample-org/')) continue;
    const snapshot = await readSnapshot('data/sample', name);
    if (snapshot !== null) snapshots.push(snapshot);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the committed sample', () => {
  test('is byte for byte what the generator writes', { timeout: 60_000 }, async () => {
    await run(process.execPath, ['scripts/sample.ts', '--data', folder]);
    const written = await bytesBelow(join(folder, 'snapshots'));
    expect(written.size).toBeGreaterThan(100);
    expect(await bytesBelow(join('data/sample', 'snapshots', 'sample-org'), 'sample-org')).toEqual(written);
  });

  test('differs with another seed', { timeout: 60_000 }, async () => {
    const other = join(folder, 'other');
    await run(process.execPath, [
      'scripts/sample.ts',
      '--data',
      other,
      '--seed',
      'another',
      '--until',
      '2024-08-01',
    ]);
    const pulls = join('sample-org', 'storefront', 'pull-requests', '2024-Q3.ndjson');
    const committed = await readFile(join('data/sample', 'snapshots', pulls), 'utf8');
    const written = await readFile(join(other, 'snapshots', pulls), 'utf8');
    expect(committed.startsWith(written.slice(0, 500))).toBe(false);
  });

  test('contains exactly the repositories that org.yaml names as sample data', async () => {
    const organisation = await loadOrganisation('content/sample', [
      ...(await loadDefinitions('content')).keys(),
    ]);
    expect(organisation.sample).toBe(true);
    expect(organisation.name).toMatch(/sample/i);
    expect(organisation).toMatchObject(CALENDAR);
    expect(snapshots.map(({ repository }) => repository.name)).toEqual(
      organisation.repositories.map(({ name }) => name).sort(),
    );
    expect(organisation.repositories.every(({ source }) => source === 'sample')).toBe(true);
  });

  test('ends with the last of nine closed quarters and says that nothing is missing', () => {
    for (const { manifest, facts } of snapshots) {
      expect(manifest).toMatchObject({ source: 'sample', readThrough: END, unreadable: [] });
      for (const [name, { read, expected }] of Object.entries(manifest.coverage)) {
        expect({ name, read, expected }).toEqual({
          name,
          read: expected,
          expected: rowsOf(facts, name).length,
        });
      }
      const quarters = new Set(
        facts['pull-requests'].flatMap(({ mergedAt }) =>
          mergedAt === null || mergedAt < '2024-06-30T22:00:00Z'
            ? []
            : [quarterAt(Date.parse(mergedAt), CALENDAR).id],
        ),
      );
      expect(quarters.size).toBe(9);
    }
  });

  test('stays below 5.5 MB', async () => {
    const sizes = [...(await bytesBelow(join('data/sample', 'snapshots', 'sample-org'))).values()];
    expect(sizes.reduce((sum, text) => sum + Buffer.byteLength(text), 0)).toBeLessThan(5_500_000);
  });

  test('contains no login of a person', async () => {
    for (const [path, text] of await bytesBelow(join('data/sample', 'snapshots', 'sample-org'))) {
      expect(text.match(/sample-(checkout|catalogue|platform|labs)-\d/), path).toBeNull();
    }
  });
});

/** Cases that real repositories hold and naive figures trip over, with what shows each. */
const PULL_REQUEST_CASES: Record<string, (row: PullRequest) => boolean> = {
  'ready, draft again, ready again': ({ readiness }) =>
    readiness.map(({ to }) => to).join() === 'ready,draft,ready',
  'merged as a draft': ({ draft, state }) => draft && state === 'merged',
  'opened by a bot': ({ author }) => isBot(author),
  'commented by a review bot within a minute': ({ createdAt, readiness, reviews }) =>
    readiness.length === 0 &&
    reviews.some(({ author, submittedAt }) => isBot(author) && between(createdAt, submittedAt) <= 60_000),
  'a revert': ({ title, head, reverts }) =>
    reverts.length === 1 && title.startsWith('Revert "') && head.startsWith(`revert-${reverts[0]}-`),
  'named by Conventional Commits': ({ title }) =>
    /^(feat|fix|refactor|perf|test|chore|docs): [a-z]/.test(title),
  'named without a convention': ({ title, author }) => !isBot(author) && /^[A-Z][a-z]+ /.test(title),
  'a draft that was thrown away': ({ draft, state }) => draft && state === 'closed',
  'with its paths, a record of a decision among them': ({ paths }) =>
    paths?.some((path) => /^docs\/adr\/\d{4}-.+\.md$/.test(path)) ?? false,
  'closing an issue': ({ closes, state }) => closes.length > 0 && state === 'merged',
  'a revert of a revert': ({ title, reverts }) =>
    reverts.length === 1 && title.startsWith('Revert "Revert "'),
  'a hotfix': ({ head, labels }) => head.startsWith('hotfix/') && labels.includes('hotfix'),
  'by an account that no longer exists': ({ author }) => author === null,
  'reviewed by an account that no longer exists': ({ author, reviews }) =>
    author !== null && reviews.some((review) => review.author === null),
  'closed without a merge': ({ state }) => state === 'closed',
  'merged without a review': ({ state, reviews }) => state === 'merged' && reviews.length === 0,
  'approved by its author': ({ author, reviews }) =>
    author !== null && reviews.some((review) => review.state === 'approved' && same(review.author, author)),
  'reviewed after the merge': ({ mergedAt, reviews }) =>
    mergedAt !== null && reviews.some(({ submittedAt }) => submittedAt !== null && submittedAt > mergedAt),
  'with a dismissed approval': ({ reviews }) => reviews.some(({ state }) => state === 'dismissed'),
  'into a release branch': ({ base, state }) => base === 'release/1.x' && state === 'merged',
  'begun long before it was opened': ({ createdAt, commits }) =>
    commits.some(({ authoredAt }) => between(authoredAt, createdAt) > 90 * DAY),
  'with a commit after it was opened': ({ createdAt, commits }) =>
    commits.some(({ authoredAt }) => authoredAt > createdAt),
  'with a commit that was pushed again by force': ({ commits }) =>
    commits.some(({ authoredAt, committedAt }) => committedAt > authoredAt),
  'open over two quarters before its merge': ({ createdAt, mergedAt }) =>
    mergedAt !== null && between(createdAt, mergedAt) > 100 * DAY,
  'still open': ({ state }) => state === 'open',
  'planned for a milestone': ({ milestone }) => milestone !== null,
};

const FACT_CASES: Record<string, (facts: Facts, name: string) => boolean> = {
  'an inactive status': ({ deployments }) =>
    deployments.some(
      ({ statuses }) => statuses.at(-1)?.state === 'inactive' && statuses.at(-2)?.state === 'success',
    ),
  'a failed deployment': ({ deployments }) =>
    deployments.some(({ statuses }) => statuses.at(-1)?.state === 'failure'),
  'a deployment that ended in an error': ({ deployments }) =>
    deployments.some(({ statuses }) => statuses.at(-1)?.state === 'error'),
  'a deployment to staging': ({ deployments }) =>
    deployments.some(({ environment }) => environment === 'staging'),
  'a roll-back to an earlier commit': ({ commits, deployments }) => {
    const order = new Map(commits.map(({ sha }, index) => [sha, index]));
    const production = deployments.filter(({ environment }) => environment === 'production');
    return production.some(
      ({ sha }, index) => (order.get(sha) ?? 0) < (order.get(production[index - 1]?.sha ?? '') ?? 0),
    );
  },
  'an environment for each of two teams': ({ deployments }) =>
    ['checkout-production', 'catalogue-production'].every((name) =>
      deployments.some(({ environment }) => environment === name),
    ),
  'an open incident': ({ issues }) =>
    issues.some(({ labels, state }) => labels.includes('incident') && state === 'open'),
  'an incident before any deployment': ({ deployments, issues }) =>
    deployments.length > 0 &&
    issues.some(
      ({ labels, createdAt }) => labels.includes('incident') && createdAt < (deployments[0]?.createdAt ?? ''),
    ),
  'an incident that names no cause': ({ issues }) =>
    issues.some(({ labels, causes }) => labels.includes('incident') && causes.length === 0),
  ...Object.fromEntries(
    ['deployment', 'pullRequest', 'commit', 'tag'].map((kind) => [
      `an incident caused by a ${kind}`,
      ({ issues }: Facts) => issues.some(({ causes }) => causes.some((cause) => kind in cause)),
    ]),
  ),
  'a reopened issue': ({ issues }) =>
    issues.some(({ state, stateReason }) => state === 'open' && stateReason === 'reopened'),
  'an ordinary bug': ({ issues }) =>
    issues.some(({ labels, state }) => labels.includes('bug') && state === 'closed'),
  'a milestone that was closed late': ({ milestones }) =>
    milestones.some(({ dueAt, closedAt }) => dueAt !== null && closedAt !== null && closedAt > dueAt),
  'a milestone that was closed days early': ({ milestones }) =>
    milestones.some(
      ({ dueAt, closedAt }) => dueAt !== null && closedAt !== null && between(closedAt, dueAt) > DAY,
    ),
  'a milestone closed over an open issue': ({ milestones, issues }) =>
    milestones.some(({ number, closedAt }) =>
      issues.some(
        (issue) => issue.milestone === number && closedAt !== null && (issue.closedAt ?? END) > closedAt,
      ),
    ),
  ...Object.fromEntries(
    [
      'feature',
      'discovery',
      'bug',
      'customer',
      'production',
      'qa',
      'severity-1',
      'severity-2',
      'severity-3',
    ].map((label) => [
      `an issue with the label ${label}`,
      ({ issues }: Facts) => issues.some(({ labels }) => labels.includes(label)),
    ]),
  ),
  'a feature that was declined': ({ issues }) =>
    issues.some(({ labels, stateReason }) => labels.includes('feature') && stateReason === 'not_planned'),
  'a duplicate': ({ issues }) => issues.some(({ stateReason }) => stateReason === 'duplicate'),
  'a prerelease': ({ releases }) => releases.some(({ prerelease }) => prerelease),
  'a failed check': ({ checks }) => checks.some(({ conclusion }) => conclusion === 'failure'),
  'a cancelled check': ({ checks }) => checks.some(({ conclusion }) => conclusion === 'cancelled'),
  'tests skipped after a failed build': ({ checks }) =>
    checks.some(({ conclusion }) => conclusion === 'skipped'),
  'tests that were run again': ({ checks }) =>
    checks.some(({ id, suite, name }) =>
      checks.some(
        (other) => suite !== undefined && other.suite === suite && other.name === name && other.id !== id,
      ),
    ),
  'checks of which no suite is known': ({ checks }) => checks.some(({ suite }) => suite === undefined),
  'no checks': ({ checks, deployments }) => checks.length === 0 && deployments.length > 0,
  'releases without deployments': ({ releases, deployments }) =>
    releases.length > 0 && deployments.length === 0,
  'a merge commit': ({ commits }) => commits.some(({ parents }) => parents.length === 2),
  'squashed pull requests': ({ commits, 'pull-requests': rows }) =>
    rows.some(
      ({ commits: own, mergeCommit }) =>
        own.length > 1 &&
        commits.filter(({ sha }) => sha === mergeCommit || own.some((row) => row.sha === sha)).length === 1,
    ) && commits.every(({ parents }) => parents.length < 2),
  'rebased pull requests': ({ commits, 'pull-requests': rows }) =>
    rows.some(
      ({ number, commits: own }) =>
        own.length > 1 &&
        commits.filter(({ pullRequest }) => pullRequest === number).length === own.length &&
        !commits.some(({ sha }) => own.some((row) => row.sha === sha)),
    ),
  'a commit by two people': ({ commits }) => commits.some(({ coAuthors }) => coAuthors.length > 0),
  'a commit without a pull request': ({ commits }) => commits.some(({ pullRequest }) => pullRequest === null),
};

describe('the sample contains', () => {
  test.each(Object.entries(PULL_REQUEST_CASES))('a pull request that is %s', (_, holds) => {
    expect(snapshots.some(({ facts }) => facts['pull-requests'].some(holds))).toBe(true);
  });

  test.each(Object.entries(FACT_CASES))('%s', (_, holds) => {
    expect(snapshots.some(({ facts, repository }) => holds(facts, repository.name))).toBe(true);
  });
});

describe('its latest scorecards', () => {
  let results: Map<string, MetricResult[]>;

  beforeAll(async () => {
    const data = join(folder, 'scored');
    await mkdir(data);
    await symlink(resolve('data/sample/snapshots'), join(data, 'snapshots'));
    await run(process.execPath, ['scripts/score.ts', '--org', 'content/sample', '--data', data]);
    results = new Map();
    for (const team of ['catalogue', 'checkout', 'labs', 'platform']) {
      const file = join(data, 'scorecards', '2026-Q3', `${team}.json`);
      results.set(team, scorecardSchema.parse(JSON.parse(await readFile(file, 'utf8'))).metrics);
    }
  }, 120_000);

  test('have a value of each computed metric, in some team, unless it applies to none', async () => {
    const computed = [...(await loadMetrics()).keys()];
    const all = [...results.values()].flat();
    const without = computed.filter((id) =>
      all.every(
        (result) => result.id !== id || (result.summary.value === null && result.state !== 'not-applicable'),
      ),
    );
    expect(without).toEqual([]);
  });

  test('show each state; a withheld quarter is a former one', () => {
    const shown = new Set([...results.values()].flat().map(({ state }) => state));
    expect([...states].filter((state) => !shown.has(state))).toEqual(['withheld']);
  });

  test('tell the story: Checkout improved without cutting corners', () => {
    const verdicts = Object.fromEntries(
      (results.get('checkout') ?? []).map(({ id, verdict }) => [id, verdict]),
    );
    expect(verdicts).toMatchObject({
      'cycle-time': 'improved',
      'first-review-time': 'improved',
      'pull-request-size': 'improved',
      'deployment-frequency': 'improved',
      'change-failure-rate': 'improved',
      'lead-time-for-changes': 'improved',
      'review-coverage': 'steady',
      'time-to-restore-service': 'too-little-data',
      'failed-deployment-recovery-time': 'too-little-data',
    });
  });
});

describe('causes come before effects', () => {
  test('in every pull request', () => {
    for (const { facts, repository } of snapshots) {
      for (const row of facts['pull-requests']) {
        const place = `${repository.name}#${row.number}`;
        const end = row.mergedAt ?? row.closedAt ?? END;
        const readyAt = row.readiness.map(({ at }) => at);
        ascending([row.createdAt, ...readyAt, end], place);
        ascending(
          [...row.reviews.flatMap(({ submittedAt }) => submittedAt ?? []), row.updatedAt, END],
          place,
        );
        for (const { submittedAt } of row.reviews) ascending([row.createdAt, submittedAt ?? END], place);
        for (const commit of row.commits) ascending([commit.authoredAt, commit.committedAt, end], place);
        const first = row.commits[0];
        expect(first === undefined ? row.createdAt : first.authoredAt <= row.createdAt, place).toBe(true);
        if (row.mergedAt !== null) expect(row.closedAt, place).toBe(row.mergedAt);
      }
    }
  });

  test('in every commit: its parents are older, and the merge of its pull request is not', () => {
    for (const { facts, repository } of snapshots) {
      const position = new Map(facts.commits.map(({ sha, committedAt }) => [sha, committedAt]));
      const merged = new Map(facts['pull-requests'].map((row) => [row.number, row]));
      for (const { sha, committedAt, parents, pullRequest } of facts.commits) {
        const place = `${repository.name}@${sha}`;
        // A branch can hold commits from before the commit that it is rebased or stacked on.
        for (const parent of parents) expect(position.has(parent), place).toBe(true);
        const row = pullRequest === null ? undefined : merged.get(pullRequest);
        if (row !== undefined) ascending([committedAt, row.mergedAt ?? ''], place);
      }
      for (const row of merged.values()) {
        if (row.mergeCommit === null || row.base !== repository.defaultBranch) continue;
        expect(position.get(row.mergeCommit), `${repository.name}#${row.number}`).toBe(row.mergedAt);
      }
    }
  });

  test('in every deployment: its commit was merged before it began', () => {
    for (const { facts, repository } of snapshots) {
      const committed = new Map(facts.commits.map(({ sha, committedAt }) => [sha, committedAt]));
      for (const { id, sha, createdAt, statuses } of facts.deployments) {
        ascending(
          [committed.get(sha) ?? '9', createdAt, ...statuses.map(({ at }) => at), END],
          `${repository.name} ${id}`,
        );
      }
      for (const { tag, sha, publishedAt } of facts.releases) {
        if (sha !== null && publishedAt !== null) ascending([committed.get(sha) ?? '9', publishedAt], tag);
      }
    }
  });

  test('in every issue that a change closes: it was opened before the change', () => {
    for (const { facts, repository } of snapshots) {
      const opened = new Map(facts.issues.map(({ number, createdAt }) => [number, createdAt]));
      for (const { number, closes, createdAt } of facts['pull-requests']) {
        for (const issue of closes)
          ascending([opened.get(issue) ?? '9', createdAt], `${repository.name}#${number}`);
      }
    }
  });

  test('in every check: its commit is there, and it starts after its suite was made', () => {
    for (const { facts, repository } of snapshots) {
      const committed = new Map(facts.commits.map(({ sha, committedAt }) => [sha, committedAt]));
      for (const { id, sha, createdAt, startedAt, completedAt } of facts.checks) {
        ascending(
          [committed.get(sha) ?? '9', createdAt, startedAt ?? END, completedAt ?? END],
          `${repository.name} check ${id}`,
        );
      }
    }
  });

  test('in every incident: the cause that it names was live before it', () => {
    for (const { facts, repository } of snapshots) {
      const began = new Map<string | number, string>();
      for (const { id, createdAt } of facts.deployments) began.set(id, createdAt);
      for (const { tag, publishedAt } of facts.releases) began.set(tag, publishedAt ?? END);
      for (const { sha, committedAt } of facts.commits) began.set(sha, committedAt);
      for (const { number, mergedAt } of facts['pull-requests']) began.set(number, mergedAt ?? END);
      for (const { number, createdAt, closedAt, causes } of facts.issues) {
        for (const cause of causes) {
          const [named] = Object.values(cause);
          ascending([began.get(named ?? '') ?? '9', createdAt], `${repository.name}#${number}`);
        }
        ascending([createdAt, closedAt ?? END], `${repository.name}#${number}`);
      }
    }
  });
});

function ascending(instants: readonly string[], place: string): void {
  expect(instants, place).toEqual(instants.toSorted());
}

function isBot(actor: Actor): boolean {
  return actor !== null && 'bot' in actor;
}

function same(a: Actor, b: Actor): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function between(from: string, to: string | null): number {
  return to === null ? Number.POSITIVE_INFINITY : Date.parse(to) - Date.parse(from);
}

function rowsOf(facts: Facts, name: string): readonly unknown[] {
  return Object.entries(facts).find(([collection]) => collection === name)?.[1] ?? [];
}

async function bytesBelow(root: string, prefix = ''): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files
      .sort()
      .map(async (file) => [join(prefix, relative(root, file)), await readFile(file, 'utf8')] as const),
  );
  return new Map(texts);
}
