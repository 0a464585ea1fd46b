import { join } from 'node:path';
import { loadExtensions, withOwnExtensions } from '../../src/facts/extensionPoint.ts';
import { ownFolder } from '../../src/handbook/organisationFolder.ts';
import { type Check, checkFiles } from '../../src/policy/core/check.ts';

const root = join(import.meta.dirname, '../..');

/**
 * @param organisation the organisation folder, whose own checks count, too; none when left out
 * @returns every check by its id, which is the name of its file
 * @throws Problem (exit 2) for every file that is not a check
 */
export async function loadRuleChecks(organisation?: string): Promise<Map<string, Check>> {
  const shipped = await loadExtensions(checkFiles, root);
  if (organisation === undefined) return shipped;
  return withOwnExtensions(shipped, checkFiles, ownFolder(organisation, 'rules'), root);
}
