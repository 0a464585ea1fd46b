import {
  hoursBetween,
  type Item,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
  type Span,
} from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';

type Deployment = RepositoryView['deployments']['all'][number];

/** A change on its way to production. Times are milliseconds since the epoch. */
export interface Shipment {
  item: Item;
  /** When the clock starts. */
  startedAt: number;
  /** From when on it waits for a deployment. */
  landedAt: number;
  /** The first successful deployment that contains it; undefined while there is none. */
  deployment: Deployment | undefined;
  /** Whether that is the first deployment ever, which has no predecessor. */
  isInFirst: boolean;
}

/**
 * The elapsed hours of changes until a moment of their deployment, dated by it. Changes that no deployment contains
 * yet are open. Those of the first deployment ever are excluded. Where an earlier deployment, of a commit that is not
 * known, may have brought them, their time is unknown.
 * @param terms.excluded what else is left out
 * @param terms.remarks what is not known of changes that count
 * @param terms.moment of a deployment, at which the clock stops
 * @param terms.note in words, before the deployment's id
 */
export function hoursUntilDeployed(
  shipments: readonly Shipment[],
  { ofUnknownContents, afterUnknown, notApplicable, remarks }: RepositoryView['deployments'],
  terms: {
    excluded: readonly Remark[];
    remarks?: readonly Remark[];
    moment: (deployment: Deployment) => number;
    note: string;
  },
): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [...terms.excluded];
  const unknown: Remark[] = [...ofUnknownContents];
  const open: Span[] = [];
  for (const { item, startedAt, landedAt, deployment, isInFirst } of shipments) {
    if (deployment === undefined) {
      open.push({ id: item.id, from: landedAt, to: null });
      continue;
    }
    const at = terms.moment(deployment);
    if (isInFirst) {
      excluded.push({ id: item.id, at, text: 'in the first deployment, which has no predecessor' });
      continue;
    }
    if (afterUnknown.has(deployment)) {
      const text = 'may have come with an earlier deployment, of a commit that is not known';
      unknown.push({ id: item.id, at, text });
      continue;
    }
    open.push({ id: item.id, from: landedAt, to: at });
    observations.push({
      at,
      until: null,
      value: Math.max(0, hoursBetween(startedAt, at)),
      item,
      cluster: deployment.item.id,
      note: `${terms.note} ${deployment.item.id}`,
    });
  }
  return measurement('distribution', observations, {
    excluded,
    unknown,
    remarks: [...remarks, ...(terms.remarks ?? [])],
    open: notApplicable === null ? open : [],
    notApplicable,
  });
}
