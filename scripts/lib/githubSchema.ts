import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const FILE = join(root, '.cache/github-schema.graphql');
const ADDITIONS = join(root, 'src/sources/github/transport/additions.graphql');

/**
 * GitHub's schema in its own language: as the package has it, and with what the package lacks.
 * @throws RangeError when the package is not installed
 */
export async function githubSchema(): Promise<{ published: string; complete: string }> {
  const schemaPackage = findPackageJSON('@octokit/graphql-schema', import.meta.url);
  if (schemaPackage === undefined) throw new RangeError("GitHub's schema is not installed: run npm install");
  const published = await readFile(join(dirname(schemaPackage), 'schema.graphql'), 'utf8');
  return { published, complete: `${published}\n${await readFile(ADDITIONS, 'utf8')}` };
}

/** Writes the complete schema where tsconfig.json names it, for the generator of types and for editors. */
export async function writeGithubSchema(): Promise<void> {
  const { complete } = await githubSchema();
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, complete);
}
