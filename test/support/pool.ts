import type { Figures } from '../../src/metrics/populations/metric.ts';
import { type Measurement, measurement } from '../../src/metrics/populations/observation.ts';
import type { RepositoryWork } from '../../src/metrics/populations/repositoryWork.ts';
import { catalogueOf } from '../../src/scoring/itemTable.ts';
import { packShare } from '../../src/scoring/packing.ts';
import { poolerOf, seriesOfScope } from '../../src/scoring/pooling.ts';
import type { Series } from '../../src/scoring/series.ts';
import type { Kind } from '../../src/stats/kinds.ts';

/** What one team has of a repository, as far as one metric sees it. */
export interface Chunk {
  /** Whether another chunk may hold the same items. */
  shared: boolean;
  measurement: Measurement;
}

/** @returns the series of a metric of which some shares of repositories hold this */
export function pool(kind: Kind, chunks: readonly Chunk[]): Series {
  const shares = chunks.map(({ shared, measurement }, index) =>
    packShare({
      shared,
      measurements: new Map([['metric', measurement]]),
      work: { ...noWork, repository: `sample-org/${index}` },
      traits: [],
    }),
  );
  return poolerOf(shares, catalogueOf(shares))(kind, 'metric');
}

/** @returns the series of a metric of people that has these figures and nothing behind them */
export function seriesWith(kind: Kind, figures: Figures): Series {
  return seriesOfScope(kind, { measurement: measurement(kind, []), figures }, catalogueOf());
}

/** Of a share in which nobody opened a pull request. */
export const noWork: RepositoryWork = {
  repository: 'sample-org/shop',
  team: null,
  shared: false,
  names: [],
  author: new Uint32Array(),
  openedAt: new Float64Array(),
  endedAt: new Float64Array(),
  mergedAt: new Float64Array(),
  reviewsFrom: new Uint32Array(1),
  reviewer: new Uint32Array(),
  reviewedAt: new Float64Array(),
  itemOf: (pull) => {
    throw new RangeError(`no pull request ${pull}`);
  },
  excludedMerges: [],
  openedByBots: [],
};
