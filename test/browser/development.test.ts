import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { copySmallProject, KPIS, writeContent } from '../support/content.ts';
import { siteEnvironment } from '../support/site.ts';

const root = join(import.meta.dirname, '../..');

/** What a site needs besides the code of the commands. */
const PARTS = ['astro.config.mjs', 'tsconfig.json'];

const ORGANISATION = `name: Test organisation
repositories:
  - name: sample-org/harbour
teams:
  - id: harbour
    name: Harbour
    owns: [{ repository: sample-org/harbour }]
    kpis: ${KPIS}
`;

const START = `
  const { dev } = await import('astro');
  const { address } = await dev({ root: process.cwd(), server: { host: '127.0.0.1', port: 0 } });
  process.send(address.port);
  process.on('disconnect', () => process.exit());
`;

describe('while somebody edits the handbook', () => {
  let folder: string;
  let server: ReturnType<typeof spawn> | undefined;
  let browser: Browser;
  let page: Page;
  /** How long the page takes to load the script that listens to the server. */
  let loadingMs = 0;

  // A copy of the project, since Astro keeps the state of a development server beside its configuration; with a small
  // handbook, which is read again after each change.
  beforeAll(async () => {
    await mkdir(join(root, '.cache'), { recursive: true });
    folder = await mkdtemp(join(root, '.cache/development-'));
    await copySmallProject(folder);
    for (const part of PARTS) await cp(join(root, part), join(folder, part));
    await writeContent(join(folder, 'content'), ORGANISATION);
    const { content, data } = { content: join(folder, 'content'), data: join(folder, 'data') };
    const started = spawn(process.execPath, ['--input-type=module', '--eval', START], {
      cwd: folder,
      env: siteEnvironment({ content, data }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    server = started;
    let said = '';
    started.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    const port = new Promise((resolve, reject) => {
      started.on('message', resolve);
      started.on('exit', () => reject(new Error(said)));
    });
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.route('**/@vite/client', async (route) => {
      await setTimeout(loadingMs);
      await route.continue();
    });
    await page.goto(`http://127.0.0.1:${await port}/metrics/cycle-time/`, { timeout: 120_000 });
    await heading('Cycle time');
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    if (server?.exitCode === null) {
      const ended = new Promise((resolve) => server?.on('exit', resolve));
      server.kill();
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  });

  const told = (selector: string, text: string) =>
    page.locator(selector).filter({ hasText: text }).first().waitFor({ timeout: 60_000 });
  const heading = (text: string) => told('h1', text);
  const fault = (text: string) => told('vite-error-overlay', text);

  /** Changes a file, lets the test look, and restores the file. */
  async function during(
    name: string,
    [part, by]: readonly [part: string, by: string],
    look: () => Promise<void>,
  ): Promise<void> {
    const file = join(folder, 'content', name);
    const text = await readFile(file, 'utf8');
    const changed = text.replace(part, by);
    expect(changed).not.toBe(text);
    await writeFile(file, changed);
    await look();
    await writeFile(file, text);
  }

  it('a change of a metric’s fields shows on its page', async () => {
    const metric = 'metrics/cycle-time.mdx';
    await during(metric, ['title: Cycle time', 'title: Cycling time'], () => heading('Cycling time'));
    await heading('Cycle time');
  }, 120_000);

  it('a page that is still loading while another one is notified of a change follows it, too', async () => {
    const other = await browser.newPage();
    await other.goto(page.url());
    loadingMs = 2000;
    await during('metrics/cycle-time.mdx', ['</WorkedExample>', ''], () => fault('close each component'));
    await heading('Cycle time');
    loadingMs = 0;
    // A page that is closed while it loads would hold up what comes next.
    await other.waitForLoadState('networkidle');
    await other.close();
  }, 120_000);

  it.each([
    [
      'an unknown id',
      'metrics/cycle-time.mdx',
      ['counterMetrics: [change-failure-rate', 'counterMetrics: [chnge-failure-rate'],
      [
        'metrics/cycle-time.mdx:',
        'the id of a page in `content/metrics`',
        'Did you mean `change-failure-rate`?',
      ],
    ],
    [
      'MDX that cannot be read',
      'metrics/cycle-time.mdx',
      ['</WorkedExample>', ''],
      ['metrics/cycle-time.mdx', 'MDX that cannot be read', 'close each component'],
    ],
    [
      'a wrong field of another file',
      'rules/small-patches.yaml',
      ['severity: ', 'severity: never-'],
      ['rules/small-patches.yaml:', '(severity)', 'must or should'],
    ],
  ] as const)(
    '%s is reported on the page, which comes back once it is fixed',
    async (_, file, change, words) => {
      await during(file, change, async () => {
        for (const word of words) await fault(word);
      });
      await heading('Cycle time');
      expect(await page.locator('vite-error-overlay').count()).toBe(0);
    },
    180_000,
  );
});
