import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Metric } from '../../src/metrics/populations/metric.ts';

/** @returns every computed metric by its id, which is the name of its file in `src/metrics` */
export async function loadMetrics(): Promise<Map<string, Metric>> {
  const folder = new URL('../../src/metrics/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const metrics = new Map<string, Metric>();
  for (const file of files) {
    const module: { default: Metric } = await import(new URL(file, folder).href);
    metrics.set(basename(file, '.ts'), module.default);
  }
  return metrics;
}
