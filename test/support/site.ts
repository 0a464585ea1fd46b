import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** Inside of the project: for a folder elsewhere Astro would keep its work in `.astro`, where two builds meet. */
const cache = join(root, 'node_modules/.cache/plumbline-site');

/** Enough for a baseline, a trend, and a team whose numbers are withheld. */
const QUARTERS = ['2026-Q1', '2026-Q2', '2026-Q3'];

/** A site in a folder of its own. */
export interface BuiltSite {
  /** The folder to serve. */
  dist: string;
  /** The scorecards that it was built from. */
  data: string;
  base: string;
  remove: () => Promise<void>;
}

/**
 * Builds the site from the sample's last quarters.
 * @param options.prepare changes the copy of the data before the build
 * @throws when the build fails; `stdout` and `stderr` of the error hold what it said
 */
export async function buildSite({
  base,
  prepare,
}: {
  base: string;
  prepare?: (data: string) => Promise<void>;
}): Promise<BuiltSite> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'site-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const dist = join(folder, 'dist');
  const data = join(folder, 'data');
  try {
    await scoreSample(join(folder, 'scored'));
    for (const quarter of QUARTERS) {
      await cp(join(folder, 'scored/scorecards', quarter), join(data, 'scorecards', quarter), {
        recursive: true,
      });
    }
    await prepare?.(data);
    const options = JSON.stringify({ root, outDir: dist, cacheDir: join(folder, 'cache') });
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', `const { build } = await import('astro'); await build(${options});`],
      {
        cwd: root,
        env: {
          // Nothing else of this process: Vitest's own variables would tell the build that it is in development.
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          NODE_ENV: 'production',
          ASTRO_TELEMETRY_DISABLED: '1',
          PLUMBLINE_DATA: data,
          PLUMBLINE_BASE: base,
        },
      },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { dist, data, base, remove };
}

async function scoreSample(data: string): Promise<void> {
  await mkdir(data);
  await symlink(join(root, 'data/snapshots'), join(data, 'snapshots'));
  await promisify(execFile)(process.execPath, ['scripts/score.ts', '--content', 'content', '--data', data], {
    cwd: root,
  });
}

/** @returns the paths of all files in a folder, relative to it */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css'],
  ['.js', 'text/javascript'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.wasm', 'application/wasm'],
]);

/** Serves a built site as a static host does, with headers of the caller's. */
export async function serveSite(
  { dist, base }: BuiltSite,
  headers: Record<string, string> = {},
): Promise<{ address: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname);
    const file = join(dist, path.startsWith(base) ? path.slice(base.length) : 'nothing');
    const found = (await isFolder(file)) ? join(file, 'index.html') : file;
    createReadStream(found)
      .on('open', () => {
        response.writeHead(200, {
          'content-type': types.get(extname(found)) ?? 'application/octet-stream',
          ...headers,
        });
      })
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return { address: `http://127.0.0.1:${bound.port}${base}`, close: () => server.close() };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
