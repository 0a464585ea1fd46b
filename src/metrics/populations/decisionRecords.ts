import type { Facts } from '../../facts/collection.ts';
import type { Commit, PullRequest, Repository } from '../../facts/schema.ts';
import { commitItem } from './commits.ts';
import type { Item } from './observation.ts';
import { pathsMatching } from './pathGlobs.ts';
import { pullRequestItem } from './pullRequests.ts';
import type { ReadingRules } from './readingRules.ts';

/** A record of an architecture decision. `at`, its arrival on the default branch, is in milliseconds since the epoch. */
export interface DecisionRecord {
  item: Item;
  at: number;
  path: string;
}

export interface DecisionRecordPopulation {
  all: readonly DecisionRecord[];
  /** Why new files cannot be told; null when they can. */
  notApplicable: string | null;
}

const NO_RECORD = /^(?:readme|index|(?:.*[-_.])?template)\.[a-z]+$/i;

/**
 * Finds the records that first appear on the default branch, each once, whatever becomes of it later. A clone tells
 * which files a commit added; else the first merged pull request with a path is taken to have added it, as long as
 * the paths of all were read.
 * @param facts what the scope owns; `belongs` says it of commits
 * @param whole all of the repository: another team may have written the record that this one edits
 */
export function decisionRecordPopulation(
  repository: Repository,
  { decisionRecords }: Pick<ReadingRules, 'decisionRecords'>,
  facts: Pick<Facts, 'pull-requests'>,
  whole: Pick<Facts, 'pull-requests' | 'commits'>,
  belongs: (row: Commit) => boolean,
): DecisionRecordPopulation {
  const inFolder = pathsMatching(decisionRecords);
  const isRecord = (path: string) => inFolder(path) && !NO_RECORD.test(path.slice(path.lastIndexOf('/') + 1));
  const arrivals = whole.commits.some(({ arrival }) => arrival !== undefined)
    ? commitArrivals(repository, whole.commits, isRecord, belongs)
    : pullRequestArrivals(repository, facts['pull-requests'], whole['pull-requests'], isRecord);
  if (arrivals === null) {
    return {
      all: [],
      notApplicable: `the source of ${repository.name} was not asked which files changed`,
    };
  }
  const seen = new Set<string>();
  const all: DecisionRecord[] = [];
  for (const { paths, at, item, own } of arrivals.sort((a, b) => a.at - b.at)) {
    for (const path of paths) {
      if (seen.has(path)) continue;
      seen.add(path);
      if (own) all.push({ item: { ...item, id: `${repository.name} ${path}`, title: path }, at, path });
    }
  }
  return { all, notApplicable: null };
}

interface RecordsArrival {
  paths: readonly string[];
  at: number;
  item: Item;
  own: boolean;
}

function commitArrivals(
  repository: Repository,
  commits: readonly Commit[],
  isRecord: (path: string) => boolean,
  belongs: (row: Commit) => boolean,
): RecordsArrival[] {
  return commits.flatMap((row) => {
    const paths = row.arrival?.addedPaths.filter(isRecord) ?? [];
    if (paths.length === 0) return [];
    const at = Date.parse(row.committedAt);
    return [{ paths, at, item: commitItem(repository, row), own: belongs(row) }];
  });
}

/** @returns null when the paths of some were not read, or nothing was merged */
function pullRequestArrivals(
  repository: Repository,
  own: readonly PullRequest[],
  whole: readonly PullRequest[],
  isRecord: (path: string) => boolean,
): RecordsArrival[] | null {
  const owned = new Set(own);
  const branches = [repository.defaultBranch, ...(repository.formerBranches ?? [])];
  const arrivals: RecordsArrival[] = [];
  let merged = 0;
  for (const row of whole) {
    if (row.mergedAt === null || !branches.includes(row.base)) continue;
    if (row.paths === null) return null;
    merged += 1;
    const paths = row.paths.filter(isRecord);
    if (paths.length === 0) continue;
    const at = Date.parse(row.mergedAt);
    arrivals.push({ paths, at, item: pullRequestItem(repository, row), own: owned.has(row) });
  }
  return merged === 0 ? null : arrivals;
}
