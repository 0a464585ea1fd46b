import { join } from 'node:path';
import { pictureFiles } from '../../src/charts/picture.ts';
import { extensionIds } from '../../src/facts/extensionPoint.ts';
import { type Content, loadContent } from '../../src/handbook/loadContent.ts';
import { metricFiles } from '../../src/metrics/populations/metric.ts';
import { checkFiles } from '../../src/policy/core/check.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Reads and checks everything that people write, so that a command stops before it spends time on reading or scoring.
 * @throws Problem (exit 2) with every fault
 */
export async function checkedContent(content: string): Promise<Content> {
  return loadContent(content, {
    metrics: await extensionIds(metricFiles, root),
    checks: await extensionIds(checkFiles, root),
    pictures: await pictureIds(),
  });
}

/** @returns the ids of the pictures that pages can show */
export function pictureIds(): Promise<string[]> {
  return extensionIds(pictureFiles, root);
}
