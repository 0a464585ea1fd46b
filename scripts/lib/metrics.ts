import { join } from 'node:path';
import { loadExtensions } from '../../src/facts/extensionPoint.ts';
import {
  type ComputedMetric,
  importedMetric,
  type Metric,
  metricFiles,
} from '../../src/metrics/populations/metric.ts';

const root = join(import.meta.dirname, '../..');

/**
 * @returns every computed metric by its id, which is the name of its file in `src/metrics`
 * @throws Problem (exit 2) for every file that is not a metric
 */
export function loadMetrics(): Promise<Map<string, ComputedMetric>> {
  return loadExtensions(metricFiles, root);
}

/**
 * @param fed ids of the metrics that imports have rows of
 * @returns the computed metrics with the imported ones
 */
export function withImportedMetrics(
  computed: ReadonlyMap<string, ComputedMetric>,
  fed: Iterable<string>,
): Map<string, Metric> {
  const imported = [...fed].filter((id) => !computed.has(id));
  return new Map<string, Metric>([...computed, ...imported.map((id) => [id, importedMetric] as const)]);
}
