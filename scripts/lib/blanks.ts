import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Problem } from '../../src/facts/problem.ts';
import { blanksIn } from '../../src/handbook/editorial.ts';
import { ownFolder } from '../../src/handbook/organisationFolder.ts';
import { pageNames } from '../../src/handbook/plainText.ts';

const root = join(import.meta.dirname, '../..');

/** Folders into which `npm run new` writes code. */
export const codeFolders = ['src/metrics', 'src/policy', 'test/metrics', 'test/policy'] as const;

/** @returns the blanks that are left in the reviews of an organisation folder */
export async function blanksInReviews(folder: string): Promise<Problem[]> {
  const reviews = join(folder, 'reviews');
  const problems: Problem[] = [];
  for (const name of await pageNames(reviews, '.mdx', { recursive: true })) {
    const file = join(reviews, name);
    problems.push(...blanksIn(file, await readFile(file, 'utf8')));
  }
  return problems;
}

/**
 * @param organisation the organisation folder, whose own code counts, too
 * @returns the blanks that are left in metrics, checks and their tests
 */
export async function blanksInCode(organisation: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  const own = [ownFolder(organisation, 'metrics'), ownFolder(organisation, 'rules')];
  for (const folder of [...codeFolders.map((each) => join(root, each)), ...own]) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => each.endsWith('.ts')).sort()) {
      const file = join(folder, name);
      problems.push(...blanksIn(relative(process.cwd(), file), await readFile(file, 'utf8')));
    }
  }
  return problems;
}
