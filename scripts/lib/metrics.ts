import { join } from 'node:path';
import { loadExtensions, withOwnExtensions } from '../../src/facts/extensionPoint.ts';
import { ownFolder } from '../../src/handbook/organisationFolder.ts';
import {
  type ComputedMetric,
  importedMetric,
  type Metric,
  metricFiles,
} from '../../src/metrics/populations/metric.ts';

const root = join(import.meta.dirname, '../..');

/**
 * @param organisation the organisation folder, whose own metrics count, too; none when left out
 * @returns every computed metric by its id, which is the name of its file
 * @throws Problem (exit 2) for every file that is not a metric
 */
export async function loadMetrics(organisation?: string): Promise<Map<string, ComputedMetric>> {
  const shipped = await loadExtensions(metricFiles, root);
  if (organisation === undefined) return shipped;
  return withOwnExtensions(shipped, metricFiles, ownFolder(organisation, 'metrics'), root);
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
