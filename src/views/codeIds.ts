import { pictureFiles } from '../charts/picture.ts';
import { type ExtensionPoint, extensionIds } from '../facts/extensionPoint.ts';
import type { CodeIds } from '../handbook/loadContent.ts';
import { ownFolder } from '../handbook/organisationFolder.ts';
import { metricFiles } from '../metrics/populations/metric.ts';
import { checkFiles } from '../policy/core/check.ts';

/**
 * @param root the project's root
 * @param organisation the organisation folder, from the working directory
 * @returns the ids of the code that content refers to; nothing is imported
 */
export async function codeIds(root: string, organisation: string): Promise<CodeIds> {
  const withOwn = async (point: ExtensionPoint<unknown>, kind: 'metrics' | 'rules') => [
    ...new Set([
      ...(await extensionIds(point, root)),
      ...(await extensionIds({ ...point, folder: ownFolder(organisation, kind) }, process.cwd())),
    ]),
  ];
  return {
    metrics: await withOwn(metricFiles, 'metrics'),
    checks: await withOwn(checkFiles, 'rules'),
    pictures: await extensionIds(pictureFiles, root),
  };
}
