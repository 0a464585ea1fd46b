import { pictureFiles } from '../charts/picture.ts';
import { extensionIds } from '../facts/extensionPoint.ts';
import type { CodeIds } from '../handbook/loadContent.ts';
import { metricFiles } from '../metrics/populations/metric.ts';
import { checkFiles } from '../policy/core/check.ts';

/** @returns the ids of the code that content refers to; nothing is imported */
export async function codeIds(root: string): Promise<CodeIds> {
  return {
    metrics: await extensionIds(metricFiles, root),
    checks: await extensionIds(checkFiles, root),
    pictures: await extensionIds(pictureFiles, root),
  };
}
