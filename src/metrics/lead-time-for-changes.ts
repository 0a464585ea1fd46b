import { IMPLAUSIBLE } from '../facts/misdated.ts';
import type { CountedCommit } from './populations/commits.ts';
import { defineMetric } from './populations/metric.ts';
import type { Measurement, Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { hoursUntilDeployed, type Shipment } from './populations/shipping.ts';
import { COMMIT_OF_ANOTHER_TIME } from './populations/startOfWork.ts';

export default defineMetric({
  uses: ['pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Elapsed hours from the earliest authored date of a change to the first successful deployment that contains it; dated
 * by that deployment. Where that may have been an earlier one, of a commit that is not known, its time is unknown. A
 * change is a pull request that people had merged into a counted branch; where the source knows none, a commit by a
 * person. What the first deployment ever brought has no predecessor and no lead time.
 * Definition: DORA, change lead time (committed to version control → deployed in production).
 */
function measure(view: RepositoryView): Measurement {
  const { list, ...others } = view.hasPullRequests ? pullRequestChanges(view) : commitChanges(view);
  return hoursUntilDeployed(list, view.deployments, {
    ...others,
    moment: ({ at }) => at,
    note: 'shipped by',
  });
}

function pullRequestChanges({ pullRequests, deployments }: RepositoryView): {
  list: Shipment[];
  excluded: readonly Remark[];
  remarks: readonly Remark[];
} {
  return {
    excluded: pullRequests.excluded,
    remarks: pullRequests.merged.flatMap(({ row, item, hasMisdatedCommit }) => {
      const deployment = deployments.shippedBy.get(row.number);
      return hasMisdatedCommit && deployment !== undefined
        ? [{ id: item.id, at: deployment.at, text: COMMIT_OF_ANOTHER_TIME }]
        : [];
    }),
    list: pullRequests.merged.map(({ row, item, workStartedAt, mergedAt }) => ({
      startedAt: workStartedAt,
      landedAt: mergedAt,
      deployment: deployments.shippedBy.get(row.number),
      isInFirst: deployments.shippedByFirst.has(row.number),
      item,
    })),
  };
}

function commitChanges({ commits, deployments }: RepositoryView): {
  list: Shipment[];
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
        isInFirst: deployments.commitsOfFirst.has(row.sha),
        item,
      })),
  };
}
