import memoize from 'memoize';
import { typeAndFields } from '../../facts/issueLabels.ts';
import { namesMatching } from '../../facts/names.ts';
import type { Commit, Issue, PullRequest } from '../../facts/schema.ts';
import type { ReadingRules } from './readingRules.ts';

/** Kinds that an organisation's conventions tell apart, in the order in which they are tried. */
const conventionalKinds = ['fix', 'refactoring', 'maintenance', 'documentation', 'feature'] as const;

export type WorkKind = 'revert' | 'hotfix' | (typeof conventionalKinds)[number];

/** What kind of work something is, and how one can tell: "title begins with `fix:`". */
export interface KindOfWork {
  kind: WorkKind;
  reason: string;
}

/** Tells kinds of work apart; null where no convention applies. */
export interface KindsOfWork {
  ofPullRequest: (row: PullRequest) => KindOfWork | null;
  /** By its own subject, and by the label and branch of the pull request that brought it. */
  ofCommit: (row: Commit) => KindOfWork | null;
  /** A `fix` is a defect. */
  ofIssue: (row: Issue) => KindOfWork | null;
  /** Why a pull request is a hotfix, whatever else it is, such as a revert; null when it is none. */
  hotfix: (row: PullRequest) => string | null;
}

/**
 * Recognises kinds of work by what people declared. The first rule that applies decides:
 *
 * 1. a revert: it names the pull request or the commit that it reverts, or its title begins with `Revert "` or `revert:`;
 * 2. a hotfix: a label or the branch, as the organisation's `hotfix` says;
 * 3. a label, 4. the type that the title begins with, 5. the branch, as the organisation's `work` says; each for
 *    fix, refactoring, maintenance, documentation and feature in this order.
 *
 * Free text is not searched: "prefix" contains "fix", too. Types are those of Conventional Commits 1.0.0, as in
 * `fix:`, `fix(api):` and `refactor!:`.
 * @param shipped all pull requests of the repository
 */
export function kindsOfWork(
  { work, hotfix }: Pick<ReadingRules, 'work' | 'hotfix'>,
  shipped: readonly PullRequest[],
): KindsOfWork {
  const hotfixBranch = namesMatching(hotfix.branches);
  const labelled = conventionalKinds.map((kind) => ({ kind, matches: namesMatching(work[kind].labels) }));
  const branched = conventionalKinds.map((kind) => ({ kind, matches: namesMatching(work[kind].branches) }));
  const typed = new Map<string, WorkKind>();
  for (const kind of conventionalKinds.toReversed())
    for (const type of work[kind].types) typed.set(type.toLowerCase(), kind);

  const kindOfLabel = memoize(
    (label: string) => labelled.find(({ matches }) => matches(label))?.kind ?? null,
  );
  const isHotfixLabel = memoize(namesMatching(hotfix.labels));

  const byLabel = (labels: readonly string[], what = 'label'): KindOfWork | null => {
    const kinds = labels.map(kindOfLabel);
    const kind = conventionalKinds.find((each) => kinds.includes(each));
    return kind === undefined ? null : { kind, reason: `${what} \`${labels[kinds.indexOf(kind)]}\`` };
  };
  const byType = (type: string | null): KindOfWork | null => {
    const kind = type === null ? undefined : typed.get(type);
    return kind === undefined ? null : { kind, reason: `title begins with \`${type}:\`` };
  };
  const byBranch = ({ head }: PullRequest): KindOfWork | null => {
    const kind = branched.find(({ matches }) => matches(head))?.kind;
    return kind === undefined ? null : { kind, reason: `branch \`${head}\`` };
  };
  const hotfixOf = ({ labels, head }: PullRequest): string | null => {
    const label = labels.find(isHotfixLabel);
    if (label !== undefined) return `label \`${label}\``;
    return hotfixBranch(head) ? `branch \`${head}\`` : null;
  };
  const decide = (title: string, pull: PullRequest | undefined): KindOfWork | null => {
    const type = typeOf(title);
    const reverts = revertReason(title, type, pull);
    if (reverts !== null) return { kind: 'revert', reason: reverts };
    const reason = pull === undefined ? null : hotfixOf(pull);
    if (reason !== null) return { kind: 'hotfix', reason };
    return (
      (pull === undefined ? null : byLabel(pull.labels)) ??
      byType(type) ??
      (pull === undefined ? null : byBranch(pull))
    );
  };

  let byNumber: Map<number, PullRequest> | undefined;
  const broughtBy = ({ pullRequest }: Commit): PullRequest | undefined => {
    if (pullRequest === null) return undefined;
    byNumber ??= new Map(shipped.map((row) => [row.number, row]));
    return byNumber.get(pullRequest);
  };
  return {
    ofPullRequest: memoize((row: PullRequest) => decide(row.title, row)),
    ofCommit: memoize((row: Commit) => decide(row.subject, broughtBy(row))),
    ofIssue: memoize(
      (row: Issue) =>
        byLabel(row.labels) ?? byLabel(typeAndFields(row), 'type or field') ?? byType(typeOf(row.title)),
    ),
    hotfix: hotfixOf,
  };
}

/** The type of a Conventional Commits title in lower case: `fix` of `Fix(api)!: …`. */
const TYPE = /^([a-z][a-z-]*)(?:\([^()]*\))?!?:/i;

function typeOf(title: string): string | null {
  return TYPE.exec(title)?.[1]?.toLowerCase() ?? null;
}

function revertReason(title: string, type: string | null, pull: PullRequest | undefined): string | null {
  if (title.startsWith('Revert "')) return 'title begins with `Revert "`';
  if (type === 'revert') return 'title begins with `revert:`';
  const reverted = pull?.reverts[0];
  if (reverted !== undefined) return `reverts #${reverted}`;
  const commit = pull?.revertedCommits?.[0];
  return commit === undefined ? null : `reverts commit ${commit.slice(0, 7)}`;
}
