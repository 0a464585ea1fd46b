import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Metric } from '../../src/metrics/populations/metric.ts';

/** @returns every computed metric by its id, which is the name of its file in `src/metrics` */
export async function loadMetrics(): Promise<Map<string, Metric>> {
  const folder = new URL('../../src/metrics/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const metrics = new Map<string, Metric>();
  for (const file of files) {
    const module: Metric = await import(new URL(file, folder).href);
    const { uses } = module;
    metrics.set(
      basename(file, '.ts'),
      'measureTeam' in module ? { uses, measureTeam: module.measureTeam } : { uses, measure: module.measure },
    );
  }
  return metrics;
}
