import { execFile } from 'node:child_process';
import { cp, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { bareEnvironment } from './bareEnvironment.ts';
import { copyContent } from './content.ts';
import { madeOnce, ownFolder } from './runFolder.ts';

const root = join(import.meta.dirname, '../..');

/** Enough for a baseline, a trend, and a team whose numbers are withheld. */
const QUARTERS = ['2026-Q1', '2026-Q2', '2026-Q3'];

/** What a site is built from. */
interface Folders {
  content: string;
  /** Default: the one that belongs to the content. */
  organisation?: string;
  data: string;
}

/** A site that all test files share: nothing in it may be changed. */
export interface BuiltSite {
  /** The folder to serve. */
  dist: string;
  /** The scorecards that it was built from. */
  scorecards: string;
  base: string;
}

/** @returns the site of the sample’s last quarters below a base, built once a run */
export async function builtSite(base: string): Promise<BuiltSite> {
  const data = await sampleData();
  const folder = await madeOnce(`site${base.replaceAll('/', '_')}`, (folder) =>
    buildSite(folder, { content: 'content', organisation: 'content/sample', data }, base).then(() => {}),
  );
  return { dist: join(folder, 'dist'), scorecards: join(data, 'scorecards'), base };
}

/** @returns a folder with all scorecards of the sample, computed once a run by one thread; beside it is what they are computed from */
export function sampleScorecards(): Promise<string> {
  return madeOnce('scored', async (data) => {
    await symlink(join(root, 'data/sample/snapshots'), join(data, 'snapshots'));
    // Exports are not read through links.
    await cp(join(root, 'data/sample/imports'), join(data, 'imports'), { recursive: true });
    for (const command of [['import'], ['score', '--threads', '1']])
      await promisify(execFile)(
        process.execPath,
        [`scripts/${command[0]}.ts`, ...command.slice(1), '--org', 'content/sample', '--data', data],
        { cwd: root },
      );
  }).then((data) => join(data, 'scorecards'));
}

/** @returns a data folder with the scorecards of the sample’s last quarters */
export async function sampleData(): Promise<string> {
  const scorecards = await sampleScorecards();
  return madeOnce('data', async (data) => {
    for (const quarter of QUARTERS) {
      await cp(join(scorecards, quarter), join(data, 'scorecards', quarter), { recursive: true });
    }
  });
}

/**
 * Builds the site from copies of content and data into which a fault was put.
 * @returns what the build said when it failed
 * @throws when it did not fail
 */
export async function failedBuild(putFault: (folders: Folders) => Promise<void>): Promise<string> {
  const folder = await ownFolder();
  const copy = { content: join(folder, 'content'), data: join(folder, 'data') };
  try {
    await copyContent(copy.content);
    await cp(await sampleData(), copy.data, { recursive: true });
    await putFault(copy);
    await buildSite(folder, copy, '/');
  } catch (error) {
    const said = z.object({ stdout: z.string(), stderr: z.string() }).safeParse(error);
    if (said.success) return `${said.data.stdout}${said.data.stderr}`;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw new Error('the build did not fail');
}

/**
 * Builds a site into the folder `dist` of a folder again, with the program that the last build kept there.
 * @returns what was said; undefined where only Astro can build it
 */
export async function rebuildSite(
  folder: string,
  folders: Folders,
  base: string,
): Promise<string | undefined> {
  const script = join(root, 'scripts/lib/rerendering.ts');
  const places = [root, join(folder, 'dist'), join(folder, 'cache')];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...places], {
      cwd: root,
      env: { ...siteEnvironment(folders), NODE_ENV: 'production', PLUMBLINE_BASE: base },
    });
    return stdout;
  } catch (error) {
    const { code, stderr } = z.object({ code: z.number(), stderr: z.string() }).parse(error);
    if (code === 3 && !stderr.includes('from the start')) return undefined;
    throw error;
  }
}

/**
 * Builds a site into the folder `dist` of a folder.
 * @returns what the build said
 */
export async function buildSite(folder: string, folders: Folders, base: string): Promise<string> {
  const options = JSON.stringify({ root, outDir: join(folder, 'dist'), cacheDir: join(folder, 'cache') });
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `const { build } = await import('astro'); await build(${options});`],
    {
      cwd: root,
      env: { ...siteEnvironment(folders), NODE_ENV: 'production', PLUMBLINE_BASE: base },
    },
  );
  return `${stdout}${stderr}`;
}

/** What Astro is started with: nothing else of this process, for Vitest’s own variables would mislead it. */
export function siteEnvironment({
  content,
  organisation,
  data,
}: Folders): Record<string, string | undefined> {
  return {
    ...bareEnvironment(),
    HOME: process.env['HOME'],
    ASTRO_TELEMETRY_DISABLED: '1',
    PLUMBLINE_ORG: organisation,
    PLUMBLINE_CONTENT: content,
    PLUMBLINE_DATA: data,
  };
}

/** @returns the paths of all files in a folder, relative to it */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
