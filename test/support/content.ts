import { cp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { madeOnce } from './runFolder.ts';

const root = join(import.meta.dirname, '../..');
const handbook = join(root, 'test/fixtures/handbook');

/** The metrics of {@link writeContent} as an organisation's KPIs. */
export const KPIS = '[{ metric: cycle-time }, { metric: first-review-time }, { metric: review-coverage }]';

/**
 * Copies the shipped handbook, without the organisation that a fork may hold beside it.
 * @param withSample whether to copy the sample organisation, too
 */
export async function copyContent(folder: string, { withSample = true } = {}): Promise<void> {
  const left = withSample ? ['organisation', 'org.yaml'] : ['organisation', 'org.yaml', 'sample'];
  await cp(join(root, 'content'), folder, {
    recursive: true,
    filter: (source) => !left.some((name) => source === join(root, 'content', name)),
  });
}

/**
 * Writes a content folder with a handbook of few pages, for commands of a {@link smallProject}.
 * @param organisation the text of org.yaml
 */
export async function writeContent(folder: string, organisation: string): Promise<void> {
  await cp(handbook, folder, { recursive: true });
  await writeFile(join(folder, 'org.yaml'), organisation);
}

/**
 * The commands of this project with no other computed metrics than those of {@link writeContent}, in a folder to run
 * them from, made once a run: a command that reads the whole handbook first takes twice the CPU time.
 */
export function smallProject(): Promise<string> {
  return madeOnce('project', copySmallProject, { outside: true });
}

/** Copies what {@link smallProject} is into a folder, for a test that changes it. */
export async function copySmallProject(folder: string): Promise<void> {
  for (const path of ['src', 'scripts', 'test/metrics', 'test/policy', 'package.json', 'package-lock.json'])
    await cp(join(root, path), join(folder, path), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const pages = (await readdir(join(handbook, 'metrics'))).map((name) => basename(name, '.mdx'));
  const metrics = join(folder, 'src/metrics');
  for (const name of await readdir(metrics))
    if (name.endsWith('.ts') && !pages.includes(basename(name, '.ts'))) await rm(join(metrics, name));
}
