import { join } from 'node:path';
import { loadExtensions } from '../../src/facts/extensionPoint.ts';
import { type Check, checkFiles } from '../../src/policy/core/check.ts';

const root = join(import.meta.dirname, '../..');

/**
 * @returns every check by its id, which is the name of its file in `src/policy`
 * @throws Problem (exit 2) for every file that is not a check
 */
export function loadRuleChecks(): Promise<Map<string, Check>> {
  return loadExtensions(checkFiles, root);
}
