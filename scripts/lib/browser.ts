import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** No absolute path: Chromium stops where its fonts are gone because the project's folder was moved. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">.</dir></fontconfig>
`;

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A browser to start, and where it is from. */
export interface BrowserProgram {
  /** For people: which browser this is. */
  name: string;
  /** Undefined: the Chrome that is installed where Chrome installs itself. */
  path: string | undefined;
  /** What it needs in its environment besides this process's own. */
  env: Record<string, string>;
}

/**
 * @returns the browser for tests and for printing: `CHROME_PATH` if that is set; on Linux x64 the Chromium inside the npm package
 *   `@sparticuz/chromium`, unpacked at first use; elsewhere the installed Chrome
 */
export async function findBrowser(): Promise<BrowserProgram> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) return { name: `${chosen} (from CHROME_PATH)`, path: chosen, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { name: 'the installed Chrome (CHROME_PATH names another)', path: undefined, env: {} };
  }
  const description = await readFile(join(modules, '@sparticuz/chromium/package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(description));
  const folder = join(modules, '.cache/plumbline-browser', version);
  if (!existsSync(folder)) await unpack(folder);
  const fonts = join(folder, 'fonts/beside.conf');
  if (!existsSync(fonts)) await writeFileAtomic(fonts, FONTS);
  return {
    name: `Chromium ${version} from the npm package @sparticuz/chromium`,
    path: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: fonts },
  };
}

/** @returns a started browser; close it after use */
export async function launchBrowser(): Promise<Browser> {
  // Loaded only now: a build without a browser must not need its driver.
  const [{ chromium }, { path, env }] = await Promise.all([import('playwright-core'), findBrowser()]);
  return chromium.launch({
    ...(path === undefined ? { channel: 'chrome' } : { executablePath: path }),
    args: ARGUMENTS,
    env: { ...process.env, ...env },
  });
}

/** Unpacks beside the folder and moves the whole into place: nobody sees half of it, and the second of two gives way. */
async function unpack(folder: string): Promise<void> {
  const parent = join(folder, '..');
  await mkdir(parent, { recursive: true });
  const staging = await mkdtemp(join(parent, 'unpacking-'));
  // The package unpacks into the temporary folder of its process, its libraries only where it takes itself to be on
  // Lambda.
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(modules, '..'),
    env: { ...process.env, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
  await rename(staging, folder).catch(async (error: unknown) => {
    await rm(staging, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
}
