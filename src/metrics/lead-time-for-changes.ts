import { IMPLAUSIBLE } from '../facts/misdated.ts';
import type { CountedCommit } from './populations/commits.ts';
import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Item,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
  type Span,
} from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Elapsed hours from the earliest authored date of a change to the first successful deployment that holds it; dated
 * by that deployment. Where that may have been an earlier one, of a commit that is not known, its time is unknown. A change is a pull request that people had merged into a counted branch; where the source
 * knows none, a commit by a person. What the first deployment ever brought has no predecessor and no lead time.
 * Definition: DORA, change lead time (committed to version control → deployed in production).
 */
function measure(view: RepositoryView): Measurement {
  const { notApplicable } = view.deployments;
  const changes = view.hasPullRequests ? pullRequestChanges(view) : commitChanges(view);
  const observations: Observation[] = [];
  const unknown: Remark[] = [...view.deployments.ofUnknownContents];
  const excluded: Remark[] = [...changes.excluded];
  const open: Span[] = [];
  for (const { startedAt, landedAt, deployment, first, item } of changes.list) {
    if (deployment === undefined) open.push({ id: item.id, from: landedAt, to: null });
    else if (first)
      excluded.push({
        id: item.id,
        at: deployment.at,
        text: 'in the first deployment, which has no predecessor',
      });
    else if (view.deployments.afterUnknown.has(deployment))
      unknown.push({
        id: item.id,
        at: deployment.at,
        text: 'may have come with an earlier deployment, of a commit that is not known',
      });
    else {
      open.push({ id: item.id, from: landedAt, to: deployment.at });
      observations.push({
        at: deployment.at,
        until: null,
        value: Math.max(0, hoursBetween(startedAt, deployment.at)),
        item,
        note: `shipped by ${deployment.item.id}`,
      });
    }
  }
  return measurement('distribution', observations, {
    excluded,
    unknown,
    open: notApplicable === null ? open : [],
    notApplicable,
  });
}

interface Change {
  startedAt: number;
  landedAt: number;
  deployment: RepositoryView['deployments']['all'][number] | undefined;
  first: boolean;
  item: Item;
}

function pullRequestChanges({ pullRequests, deployments }: RepositoryView): {
  list: Change[];
  excluded: readonly Remark[];
} {
  return {
    excluded: pullRequests.excluded,
    list: pullRequests.merged.map(({ row, item, workStartedAt, mergedAt }) => ({
      startedAt: workStartedAt,
      landedAt: mergedAt,
      deployment: deployments.shippedBy.get(row.number),
      first: deployments.shippedByFirst.has(row.number),
      item,
    })),
  };
}

function commitChanges({ commits, deployments }: RepositoryView): {
  list: Change[];
  excluded: readonly Remark[];
} {
  const isOld = ({ row, at }: CountedCommit) => at - Date.parse(row.authoredAt) > IMPLAUSIBLE;
  const old = commits.counted.filter(isOld);
  return {
    excluded: [
      ...commits.excluded,
      ...old.map(({ item, at }) => ({
        id: item.id,
        at,
        text: 'authored more than ten years before it was committed',
      })),
    ],
    list: commits.counted
      .filter((commit) => !isOld(commit))
      .map(({ row, item, at }) => ({
        startedAt: Math.min(Date.parse(row.authoredAt), at),
        landedAt: at,
        deployment: deployments.commitShippedBy.get(row.sha),
        first: deployments.commitsOfFirst.has(row.sha),
        item,
      })),
  };
}
