import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from '../../src/policy/core/check.ts';

/** @returns every check by its id, which is the name of its file in `src/policy` */
export async function loadRuleChecks(): Promise<Map<string, Check>> {
  const folder = new URL('../../src/policy/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const checks = new Map<string, Check>();
  for (const file of files) {
    const module: { default: Check } = await import(new URL(file, folder).href);
    checks.set(basename(file, '.ts'), module.default);
  }
  return checks;
}
