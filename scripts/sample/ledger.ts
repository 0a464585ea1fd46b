import { createHash } from 'node:crypto';
import { type Facts, noFacts } from '../../src/facts/collection.ts';
import type { Actor, Commit, PullRequest, Repository } from '../../src/facts/schema.ts';
import type { Course } from './course.ts';
import { instant } from './instant.ts';

export type MergeMethod = 'squash' | 'merge' | 'rebase';

/** Checks of each commit on the default branch: a build and, if it succeeds, the tests. */
export interface CiPlan {
  from: string;
  /** Median seconds until a machine is free. */
  queue: Course;
  /** Share of builds, and of test runs, that fail. */
  buildFails: number;
  testsFail: Course;
}

export interface RepositoryPlan {
  /** Without the owner. */
  name: string;
  createdAt: string;
  mergeMethod: MergeMethod;
  /** When a review bot starts to comment on pull requests; undefined: never. */
  reviewBotFrom?: string;
  /** Whether each merge runs a single check, of which facts name no suite. */
  checks: boolean;
  /** Whether each merge runs checks that belong to a suite; undefined: it does not. */
  ci?: CiPlan;
  /** Whether the files that changes touch were read. */
  paths?: true;
  /** Whether quarters have a milestone. */
  milestones: boolean;
}

const OWNER = 'sample-org';

/** Records everything that happens in one repository. */
export class Ledger {
  readonly plan: RepositoryPlan;
  readonly repository: Repository;
  readonly facts: Facts = noFacts();
  /** Commits of the default branch, oldest first. */
  readonly branch: string[] = [];
  /** The milestone that new work is planned for. */
  milestone: number | null = null;
  /** Paths of the records of decisions, oldest first. */
  readonly decisions: string[] = [];
  #numbers = 0;
  #shas = 0;

  constructor(plan: RepositoryPlan) {
    this.plan = plan;
    this.repository = {
      id: `sample:${plan.name}`,
      name: `${OWNER}/${plan.name}`,
      url: null,
      defaultBranch: 'main',
      private: false,
      archived: false,
      fork: false,
      createdAt: plan.createdAt,
    };
  }

  /** @returns the next number; issues and pull requests share one series */
  nextNumber(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  nextSha(): string {
    this.#shas += 1;
    return createHash('sha1').update(`${this.plan.name} ${this.#shas}`).digest('hex');
  }

  head(): string | undefined {
    return this.branch.at(-1);
  }

  /** Adds a commit without a pull request. */
  push(subject: string, author: Actor, at: number): void {
    this.#commit({
      subject,
      author,
      authoredAt: instant(at),
      committedAt: instant(at),
      additions: 1,
      deletions: 1,
    });
  }

  /**
   * Merges a pull request into the default branch by the repository's method.
   * @returns the merge commit
   */
  land(row: PullRequest, coAuthors: Actor[], at: number): string {
    const { author, additions, deletions, number: pullRequest } = row;
    const landedAt = instant(at);
    const whole = { author, coAuthors, pullRequest, additions, deletions };
    const share = {
      ...whole,
      additions: Math.round(additions / row.commits.length),
      deletions: Math.round(deletions / row.commits.length),
    };
    const { mergeMethod } = this.plan;
    if (mergeMethod === 'squash') {
      const subject = `${row.title} (#${pullRequest})`;
      return this.#commit({
        ...whole,
        subject,
        closes: row.closes,
        authoredAt: landedAt,
        committedAt: landedAt,
      });
    }
    const target = this.head();
    const type = /^[a-z]+: /.exec(row.title)?.[0];
    const followUp = type === undefined ? 'Follow the review' : `${type}follow the review`;
    let last: string | undefined = target;
    row.commits.forEach(({ sha, authoredAt, committedAt }, index) => {
      const subject = index === 0 ? row.title : followUp;
      last =
        mergeMethod === 'rebase'
          ? this.#commit({ ...share, subject, authoredAt, committedAt: landedAt })
          : this.#commit({
              ...share,
              subject,
              authoredAt,
              committedAt,
              sha,
              parents: last === undefined ? [] : [last],
            });
    });
    if (mergeMethod === 'rebase' && last !== undefined) return last;
    return this.#commit({
      ...whole,
      subject: `Merge pull request #${pullRequest} from ${OWNER}/${row.head}`,
      authoredAt: landedAt,
      committedAt: landedAt,
      parents: [target, last].filter((sha) => sha !== undefined),
    });
  }

  #commit(
    commit: Pick<Commit, 'subject' | 'author' | 'authoredAt' | 'committedAt' | 'additions' | 'deletions'> &
      Partial<Commit>,
  ): string {
    const head = this.head();
    const sha = commit.sha ?? this.nextSha();
    this.facts.commits.push({
      sha,
      authoredAt: commit.authoredAt,
      committedAt: commit.committedAt,
      author: commit.author,
      coAuthors: commit.coAuthors ?? [],
      parents: commit.parents ?? (head === undefined ? [] : [head]),
      subject: commit.subject,
      pullRequest: commit.pullRequest ?? null,
      closes: commit.closes ?? [],
      additions: commit.additions,
      deletions: commit.deletions,
    });
    this.branch.push(sha);
    return sha;
  }
}
