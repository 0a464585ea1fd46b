import { hash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Random, random } from '../../../scripts/sample/random.ts';
import { HOUR } from '../../../src/facts/time.ts';
import type { GitHubRepository } from './entities.ts';
import { type RepositoryFile, repository } from './file.ts';
import type { CommitRow, IssueRow, PullRequestRow } from './rows.ts';
import { startGitHub } from './server.ts';

const BEGIN = Date.parse('2023-07-01T00:00:00Z');
const END = Date.parse('2026-07-01T00:00:00Z');
/** GitHub has forgotten the checks of commits from before. */
const CHECKED_SINCE = END - 400 * 24 * HOUR;
const OWNER = 'large-sample-org';
const RELEASES = 12;
const CHECKS = ['build', 'lint', 'test'];
const TEXT = 'cache queue index page token retry export search invoice report session upload '.repeat(30);

/** Repositories that are kept after they were asked for: more than one query asks for at once. */
const KEPT = 30;

/** @returns the names (`owner/name`) of so many sample repositories */
export function largeNames(repositories: number): string[] {
  return Array.from({ length: repositories }, (_, index) => `${OWNER}/repository-${index + 1}`);
}

/** @returns a sample repository with so many pull requests over three years; the same for the same name */
function largeRepository(name: string, pullRequests: number): GitHubRepository {
  const chance = random(`large ${name}`);
  const rows = Array.from({ length: pullRequests }, (_, index) =>
    pullRequestOf(name, index + 1, BEGIN + ((index + 0.5) / pullRequests) * (END - BEGIN), chance),
  );
  const issues = Array.from({ length: Math.ceil(pullRequests / 10) }, (_, index) =>
    issueOf(pullRequests + index + 1, BEGIN + chance.between(0, 1) * (END - BEGIN), chance),
  );
  const commits = commitsOf(name, rows, chance);
  const releases = commits.filter((_, index) => index % Math.ceil(commits.length / RELEASES) === 0);
  const file: RepositoryFile = {
    owner: OWNER,
    name: name.slice(OWNER.length + 1),
    defaultBranch: 'main',
    pullRequests: rows,
    issues,
    commits: commits.toReversed(),
    tags: releases.map(({ oid, committedDate }, index) => ({ name: `v${index}.0.0`, oid, committedDate })),
    releases: releases.map(({ oid, committedDate }, index) => ({
      id: `RE_${name}_${index}`,
      tagName: `v${index}.0.0`,
      name: null,
      createdAt: committedDate,
      publishedAt: after(committedDate, 0.2),
      isDraft: false,
      isPrerelease: false,
      tagCommit: oid,
    })),
  };
  return repository(file);
}

function pullRequestOf(name: string, number: number, opened: number, chance: Random): PullRequestRow {
  const by = chance.chance(0.08)
    ? { __typename: 'Bot', login: 'sample-updates' }
    : person(name, chance.between(0, 12));
  const createdAt = iso(opened);
  const closedAt = after(createdAt, chance.logNormal(20, 1.2));
  const fate = chance.between(0, 1);
  const isOpen = fate > 0.97 && opened > END - 2000 * HOUR;
  const isMerged = !isOpen && fate < 0.88;
  const text = prose(30, chance);
  return {
    number,
    title: `${chance.pick(['feat', 'fix', 'chore', 'docs'])}: ${text}`,
    body: prose(chance.logNormal(400, 0.7), chance),
    author: by,
    createdAt,
    updatedAt: isOpen ? createdAt : after(closedAt, 0.01),
    closedAt: isOpen ? null : closedAt,
    mergedAt: isMerged ? closedAt : null,
    mergedBy: isMerged ? person(name, chance.between(0, 12)) : null,
    state: isOpen ? 'OPEN' : isMerged ? 'MERGED' : 'CLOSED',
    isDraft: false,
    additions: Math.round(chance.logNormal(40, 1.5)),
    deletions: Math.round(chance.logNormal(12, 1.5)),
    changedFiles: 1 + Math.round(chance.logNormal(3, 1)),
    baseRefName: 'main',
    headRefName: `change-${number}-${text.replaceAll(' ', '-')}`,
    labels: chance.chance(0.4) ? [chance.pick(['bug', 'feature', 'dependencies'])] : [],
    milestone: null,
    mergeCommit: isMerged ? sha(`${name} merge ${number}`) : null,
    commits: Array.from({ length: 1 + Math.floor(8 * chance.between(0, 1) ** 2) }, (_, index) => ({
      oid: sha(`${name} commit ${number}.${index}`),
      authoredDate: after(createdAt, -30 + index),
      committedDate: after(createdAt, -29.5 + index),
    })),
    reviews: Array.from({ length: Math.floor(chance.between(0, 5)) }, (_, index) => ({
      author: person(name, chance.between(0, 12)),
      state: index === 0 ? 'APPROVED' : 'COMMENTED',
      submittedAt: after(createdAt, (index + 1) / 5),
    })),
    timelineItems: chance.chance(0.1)
      ? [{ __typename: 'ReadyForReviewEvent', createdAt: after(createdAt, 0.1) }]
      : [],
  };
}

function issueOf(number: number, opened: number, chance: Random): IssueRow {
  const createdAt = iso(opened);
  const closedAt = chance.chance(0.8) ? after(createdAt, chance.logNormal(60, 1)) : null;
  return {
    number,
    title: prose(35, chance),
    body: prose(400, chance),
    author: person('anyone', chance.between(0, 40)),
    createdAt,
    updatedAt: closedAt ?? createdAt,
    closedAt,
    state: closedAt === null ? 'OPEN' : 'CLOSED',
    stateReason: closedAt === null ? null : 'COMPLETED',
    labels: chance.chance(0.3) ? ['bug'] : [],
    milestone: null,
  };
}

/** A squashed commit for each merged pull request, oldest first, each on top of the one before. */
function commitsOf(name: string, rows: readonly PullRequestRow[], chance: Random): CommitRow[] {
  const merged = rows
    .flatMap(({ mergedAt, mergeCommit, ...row }) =>
      mergedAt === null || mergeCommit === null ? [] : [{ ...row, mergedAt, mergeCommit }],
    )
    .toSorted((a, b) => Date.parse(a.mergedAt) - Date.parse(b.mergedAt));
  return merged.map(
    ({ number, title, body, author, mergedAt, mergeCommit, additions, deletions }, index) => ({
      oid: mergeCommit,
      authoredDate: mergedAt,
      committedDate: mergedAt,
      message: `${title} (#${number})\n\n${body}`,
      author: { login: author?.login ?? null, email: null },
      parents: merged.slice(Math.max(0, index - 1), index).map((parent) => parent.mergeCommit),
      additions,
      deletions,
      pullRequest: number,
      checks: (Date.parse(mergedAt) < CHECKED_SINCE ? [] : CHECKS).map((check, place) => ({
        id: `CR_${name}_${number}_${check}`,
        suite: `CS_${name}_${number}`,
        name: check,
        createdAt: after(mergedAt, 0.01),
        startedAt: after(mergedAt, 0.02 + place / 100),
        completedAt: after(mergedAt, 0.1 + place / 100),
        conclusion: chance.chance(0.94) ? 'SUCCESS' : 'FAILURE',
      })),
    }),
  );
}

const iso = (moment: number) => `${new Date(moment).toISOString().slice(0, 19)}Z`;
const after = (moment: string, hours: number) => iso(Date.parse(moment) + hours * HOUR);
const sha = (text: string) => hash('sha1', text);
/** So many letters of no meaning. */
const prose = (length: number, chance: Random) => {
  const from = Math.floor(chance.between(0, 70));
  return TEXT.slice(from, from + Math.floor(length)).trim();
};

function person(repository: string, index: number): { __typename: string; login: string } {
  return { __typename: 'User', login: `sample-${sha(repository).slice(0, 6)}-${Math.floor(index)}` };
}

/** Makes repositories when they are asked for, and keeps the latest. */
function madeWhenAsked(sizes: ReadonlyMap<string, number>): (name: string) => GitHubRepository | undefined {
  const kept = new Map<string, GitHubRepository>();
  return (name) => {
    const size = sizes.get(name);
    if (size === undefined) return undefined;
    const made = kept.get(name) ?? largeRepository(name, size);
    kept.delete(name);
    kept.set(name, made);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return made;
  };
}

/**
 * Answers as a GitHub with many repositories, each made when it is asked for, until it is interrupted:
 * `node test/support/github/large.ts --repositories 2000 --pull-requests 500000 --latency 120`
 * Prints its URL, and at its end what it was asked. The latency, in milliseconds, comes before each answer.
 */
async function serve(): Promise<void> {
  const { values } = parseArgs({
    options: {
      repositories: { type: 'string', default: '20' },
      'pull-requests': { type: 'string', default: '5000' },
      latency: { type: 'string', default: '120' },
      port: { type: 'string', default: '0' },
    },
  });
  const names = largeNames(Number(values.repositories));
  const total = Number(values['pull-requests']);
  const milliseconds = Number(values.latency);
  const sizes = new Map(
    names.map((name, index) => [
      name,
      Math.floor(((index + 1) * total) / names.length) - Math.floor((index * total) / names.length),
    ]),
  );
  const github = await startGitHub({
    repositories: madeWhenAsked(sizes),
    port: Number(values.port),
    limit: 10_000_000,
    faults: () => (milliseconds > 0 ? { kind: 'delay', milliseconds } : undefined),
  });
  console.log(github.url);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      const { user, system } = process.cpuUsage();
      const { requests, points } = github;
      console.log(JSON.stringify({ requests, points, cpu: (user + system) / 1e6 }));
      await github.close();
    });
  }
}

if (import.meta.main) await serve();
