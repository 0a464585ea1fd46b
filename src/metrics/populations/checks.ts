import type { Facts } from '../../facts/collection.ts';
import { judgementOf } from '../../facts/conclusion.ts';
import { namesMatching } from '../../facts/names.ts';
import type { CheckResult, Repository } from '../../facts/schema.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';

/** The last completed run of one check on one commit. Times in milliseconds since the epoch. */
export interface CountedRun {
  item: Item;
  sha: string;
  name: string;
  completedAt: number;
  succeeded: boolean;
}

/** The checks that one system ran together on one commit. */
export interface CountedSuite {
  item: Item;
  /** The commit that it checked. */
  commit: Item;
  createdAt: number;
  /** When the first of its checks began to run; null when none did. */
  startedAt: number | null;
  /** Whether a check of it may still begin. */
  waiting: boolean;
}

export interface CheckPopulation {
  /** Runs of every check, judged good or bad, in order of completion. */
  runs: readonly CountedRun[];
  /** Runs that passed no judgement, at their completion. */
  silent: readonly SilentRun[];
  suites: readonly CountedSuite[];
  /** When the first suite was created that the facts hold; null without any. */
  observedFrom: number | null;
  isBuild: (name: string) => boolean;
  isTest: (name: string) => boolean;
}

/** A run that was cancelled, skipped or ended without saying good or bad. */
export interface SilentRun extends Remark {
  sha: string;
  name: string;
}

/**
 * Collects the checks of the default branch's commits. Of several runs of a check in one suite the last completed
 * one counts; a suite is known by its identifier or, in facts that lack it, by its commit and creation.
 */
export function checkPopulation(
  repository: Repository,
  { checks: { builds, informing, tests } }: Pick<ReadingRules, 'checks'>,
  { checks }: Pick<Facts, 'checks'>,
): CheckPopulation {
  const suites: CountedSuite[] = [];
  const runs: CountedRun[] = [];
  const silent: SilentRun[] = [];
  const decides = namesMatching(builds);
  const informs = namesMatching(informing);
  for (const [suite, rows] of Map.groupBy(checks, suiteOf)) {
    suites.push(suiteFrom(repository, suite, rows));
    for (const { id, sha, name, conclusion, completedAt } of lastCompleted(rows)) {
      const item = itemOf(repository, sha, `check ${id}`, name);
      const judgement = judgementOf(conclusion);
      if (judgement !== null) runs.push({ item, sha, name, completedAt, succeeded: judgement === 'passed' });
      else silent.push({ id: item.id, at: completedAt, text: `ended as ${words(conclusion)}`, sha, name });
    }
  }
  return {
    runs: runs.sort((a, b) => a.completedAt - b.completedAt || (a.item.id < b.item.id ? -1 : 1)),
    silent,
    suites,
    // Not all of them as arguments of one call: a repository has more suites than a call has room for.
    observedFrom: suites.reduce<number | null>(
      (first, { createdAt }) => (first === null ? createdAt : Math.min(first, createdAt)),
      null,
    ),
    isBuild: (name) => decides(name) && !informs(name),
    isTest: tests === undefined ? (name) => TEST.test(name) : namesMatching(tests),
  };
}

/** @returns the evidence item of everything that was checked on one commit */
export function checkedCommitItem(repository: Repository, sha: string): Item {
  return {
    id: `${repository.name}@${sha.slice(0, 12)}`,
    kind: 'commit',
    title: `Commit ${sha.slice(0, 7)}`,
    url: repository.url === null ? null : `${repository.url}/commit/${sha}/checks`,
  };
}

type CompletedRun = Omit<CheckResult, 'completedAt'> & { completedAt: number; conclusion: string };

const suiteOf = ({ suite, sha, createdAt }: CheckResult): string => suite ?? `${sha} ${createdAt}`;

/** @returns for each check of a suite its last completed run */
function lastCompleted(rows: readonly CheckResult[]): CompletedRun[] {
  const last = new Map<string, CompletedRun>();
  for (const row of rows) {
    if (row.completedAt === null || row.conclusion === null) continue;
    const run = { ...row, completedAt: Date.parse(row.completedAt), conclusion: row.conclusion };
    const known = last.get(row.name);
    if (known === undefined || run.completedAt >= known.completedAt) last.set(row.name, run);
  }
  return [...last.values()];
}

function suiteFrom(repository: Repository, suite: string, rows: readonly CheckResult[]): CountedSuite {
  const starts = rows.flatMap((row) => (ran(row) ? [Date.parse(row.startedAt)] : []));
  const sha = rows[0]?.sha ?? '';
  return {
    item: itemOf(repository, sha, `check suite ${suite}`, 'Check suite'),
    commit: checkedCommitItem(repository, sha),
    createdAt: Math.min(...rows.map((row) => Date.parse(row.createdAt))),
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    waiting: rows.some(({ conclusion }) => conclusion === null),
  };
}

/** One that ends at the moment of its start, or was skipped, only reports a result: it used no machine. */
function ran(row: CheckResult): row is CheckResult & { startedAt: string } {
  if (row.startedAt === null || row.conclusion === 'skipped') return false;
  return row.completedAt === null || Date.parse(row.completedAt) > Date.parse(row.startedAt);
}

function itemOf(repository: Repository, sha: string, id: string, what: string): Item {
  const { kind, url } = checkedCommitItem(repository, sha);
  return { id: `${repository.name} ${id}`, kind, title: `${what} at ${sha.slice(0, 7)}`, url };
}

const words = (conclusion: string): string => conclusion.replaceAll('_', ' ');

/** A word of the name begins with `test`, `spec` or `e2e`, or it is a test runner: `unittest`, `pytest`, `vitest`. */
const TEST = /(?:^|[^a-z])(?:test|spec|e2e)|(?:unit|py|vi)test/i;
