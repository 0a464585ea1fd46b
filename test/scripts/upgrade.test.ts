import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyContent } from '../support/content.ts';

/** A fork that somebody has used for a year, and an upstream that went on meanwhile; with git itself. */

const root = join(import.meta.dirname, '../..');
/** The parts of the product that an upstream changes. */
const PARTS = ['.gitignore', 'src/handbook', 'data/sample/seals', 'README.md'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-upgrade-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function git(cwd: string, ...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  const { stdout } = await promisify(execFile)('git', [...identity, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  return stdout.trim();
}

async function commit(repository: string, message: string): Promise<void> {
  await git(repository, 'add', '--all');
  await git(repository, 'commit', '--quiet', '--message', message);
}

async function write(repository: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, name)), { recursive: true });
    await writeFile(join(repository, name), text);
  }
}

async function append(repository: string, name: string, text: string): Promise<void> {
  await writeFile(join(repository, name), `${await readFile(join(repository, name), 'utf8')}${text}`);
}

test('an organisation folder with a year of use and a changed upstream merge without a conflict', async () => {
  const upstream = join(folder, 'upstream');
  for (const part of PARTS) await cp(join(root, part), join(upstream, part), { recursive: true });
  await copyContent(join(upstream, 'content'));
  await git(folder, 'init', '--quiet', '--initial-branch=main', upstream);
  await commit(upstream, 'First');

  const fork = join(folder, 'fork');
  await git(folder, 'clone', '--quiet', upstream, fork);
  await write(fork, {
    'content/organisation/org.yaml': 'name: Acme\n',
    'content/organisation/reviews/shop/2026-Q2.mdx': 'We talked.\n',
    'content/organisation/notes/metrics/cycle-time.md': 'With us.\n',
    'content/organisation/pages/rules/ours.yaml': 'title: Ours\n',
    'content/organisation/imports/pager.yaml': 'id: pager\n',
    'content/organisation/events.yaml': '[]\n',
    'data/snapshots/acme/shop/manifest.json': '{}\n',
    'data/seals/2026-Q2/shop.json': '{}\n',
    'data/imports/pager/1.csv': 'id\n',
    'data/scorecards/2026-Q2/shop.json': '{}\n',
  });
  await commit(fork, 'A year of use');
  const committed = (await git(fork, 'ls-files', 'content/organisation', 'data')).split('\n');
  expect(committed).toContain('data/snapshots/acme/shop/manifest.json');
  expect(committed).not.toContain('data/scorecards/2026-Q2/shop.json');

  await append(upstream, 'content/sample/org.yaml', '# A comment.\n');
  await append(upstream, 'content/metrics/cycle-time.mdx', '\nOne more sentence.\n');
  await append(upstream, 'content/sample/reviews/platform/2026-Q3.mdx', '\nWe also said this.\n');
  await append(upstream, 'src/handbook/organisation.ts', '// Changed.\n');
  for (const quarter of await readdir(join(upstream, 'data/sample/seals')))
    await append(upstream, `data/sample/seals/${quarter}/platform.json`, '\n');
  await commit(upstream, 'The next version');

  await git(fork, 'pull', '--quiet', '--no-rebase', '--no-edit', 'origin', 'main');
  expect(await git(fork, 'status', '--porcelain')).toBe('');
  expect(await readFile(join(fork, 'content/organisation/org.yaml'), 'utf8')).toBe('name: Acme\n');
  expect(await readFile(join(fork, 'content/sample/org.yaml'), 'utf8')).toContain('# A comment.');
});
