import type { CollectionName } from '../../facts/collection.ts';
import type { Measurement } from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';

/** What each file of `src/metrics` exports, under the id of its page. */
export interface Metric {
  /** Collections whose completeness the number depends on. */
  uses: readonly CollectionName[];
  /** Pure: the same view gives the same measurement. */
  measure: (view: RepositoryView) => Measurement;
}
