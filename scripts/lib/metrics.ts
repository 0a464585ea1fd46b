import { join } from 'node:path';
import { loadExtensions } from '../../src/facts/extensionPoint.ts';
import { type Metric, metricFiles } from '../../src/metrics/populations/metric.ts';

const root = join(import.meta.dirname, '../..');

/**
 * @returns every computed metric by its id, which is the name of its file in `src/metrics`
 * @throws Problem (exit 2) for every file that is no metric
 */
export function loadMetrics(): Promise<Map<string, Metric>> {
  return loadExtensions(metricFiles, root);
}
