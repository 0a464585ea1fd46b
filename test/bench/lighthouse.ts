/**
 * Looks at five kinds of page of the sample's built site with Lighthouse, as on a phone and on a desk, and fails below 100
 * for accessibility, best practices and SEO or below 98 for performance. Lighthouse is large and needed nowhere else, so
 * it is installed into `.cache`.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findBrowser } from '../../scripts/lib/browser.ts';
import { serve } from '../../scripts/lib/serving.ts';

const VERSION = '13.5.0';
const LEAST = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 };
const TEAM = 'scorecards/2026-Q3/catalogue/';
const PAGES = ['', TEAM, `${TEAM}detail/`, 'metrics/change-failure-rate/', `${TEAM}evidence/`];
const PORT = 4390;

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.cache/lighthouse', VERSION);

const resultSchema = z.object({
  lhr: z.object({ categories: z.record(z.string(), z.object({ score: z.number().nullable() })) }),
});
type Run = (url: string, flags: object, config: unknown) => Promise<unknown>;
const lighthouseSchema = z.object({
  default: z.custom<Run>((value) => typeof value === 'function'),
  desktopConfig: z.unknown(),
});

async function loadLighthouse() {
  const module = join(folder, 'node_modules/lighthouse/core/index.js');
  if (!(await isThere(module))) {
    await mkdir(folder, { recursive: true });
    const wanted = `lighthouse@${VERSION}`;
    await promisify(execFile)('npm', [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      wanted,
    ]);
  }
  return lighthouseSchema.parse(await import(pathToFileURL(module).href));
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Starts a browser that can be controlled from outside. */
async function startBrowser(profile: string) {
  const { path = 'google-chrome', env } = await findBrowser();
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0'];
  const child = spawn(path, [...args, `--user-data-dir=${profile}`, 'about:blank'], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const file = join(profile, 'DevToolsActivePort');
  while (!(await isThere(file))) await setTimeout(100);
  const [port] = (await readFile(file, 'utf8')).split('\n');
  return { child, port: Number(port) };
}

const url = await serve(PORT);
const { default: lighthouse, desktopConfig } = await loadLighthouse();
const profile = await mkdtemp(join(tmpdir(), 'plumbline-lighthouse-'));
const { child, port } = await startBrowser(profile);
const low: string[] = [];
try {
  for (const page of PAGES)
    for (const [form, config] of [
      ['mobile', undefined],
      ['desktop', desktopConfig],
    ] as const) {
      const flags = { port, logLevel: 'error', onlyCategories: Object.keys(LEAST) };
      const { lhr } = resultSchema.parse(await lighthouse(`${url}${page}`, flags, config));
      const scores = Object.entries(LEAST).map(([name, least]) => {
        const score = Math.round((lhr.categories[name]?.score ?? Number.NaN) * 100);
        if (!(score >= least)) low.push(`/${page} on ${form}: ${name} ${score} instead of ${least}`);
        return `${name} ${score}`;
      });
      console.log(`/${page} on ${form}: ${scores.join(', ')}`);
    }
} finally {
  child.kill();
  await once(child, 'exit');
  await rm(profile, { recursive: true, force: true });
}
for (const line of low) console.error(line);
process.exit(low.length === 0 ? 0 : 1);
