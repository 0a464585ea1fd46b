import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeSynthetic } from '../bench/synthetic.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { copySmallProject, writeContent } from '../support/content.ts';

/*
 * `npm run dev` as a whole, for what it does beside Astro's own server: it scores again when a setting changes.
 */

const root = join(import.meta.dirname, '../..');
let folder: string;
let server: ChildProcess;
let output = '';

const own = () => join(folder, 'content/organisation');

/** Waits until the server has said something since a moment. */
async function said(text: string | RegExp, from = 0): Promise<void> {
  await vi.waitFor(() => expect(output.slice(from)).toMatch(text), { timeout: 100_000, interval: 100 });
}

// Astro keeps the state of a development server beside its configuration, so this one has a project of its own.
beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(join(root, '.cache/dev-'));
  await copySmallProject(folder);
  for (const part of ['astro.config.mjs', 'tsconfig.json']) await cp(join(root, part), join(folder, part));
  const yaml = await writeSynthetic(join(folder, 'data'), 200, 2, 2, Date.parse('2026-01-01T00:00:00Z'));
  await writeContent(join(folder, 'content'), yaml);
  await mkdir(own());
  await rename(join(folder, 'content/org.yaml'), join(own(), 'org.yaml'));
  server = spawn(process.execPath, ['scripts/dev.ts', '--port', '47621'], {
    cwd: folder,
    env: { ...bareEnvironment(), HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  await said('watching for file changes');
}, 120_000);

afterAll(async () => {
  if (server?.exitCode === null) {
    const ended = new Promise((resolve) => server.on('exit', resolve));
    server.kill();
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

test('a change of org.yaml is scored, and the terminal says so', async () => {
  const file = join(own(), 'org.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('name: Team 0', 'name: Team Zero'));
  await said('org.yaml changed: computing the scorecards.');
  await said(/Scored again in [\d.]+ s/);
  const card = JSON.parse(await readFile(join(folder, 'data/scorecards/2026-Q1/team-0.json'), 'utf8'));
  expect(card.scope.name).toBe('Team Zero');
}, 120_000);

test('a mistake is reported with its place, and the scorecards stay', async () => {
  const file = join(own(), 'org.yaml');
  const text = await readFile(file, 'utf8');
  const card = join(folder, 'data/scorecards/2026-Q1/team-0.json');
  const before = (await stat(card)).mtimeMs;
  const from = output.length;
  await writeFile(file, text.replace('metric: cycle-time', 'metric: cycle-tme'));
  await said(/org\.yaml:\d+[\s\S]*Did you mean `cycle-time`/, from);
  expect((await stat(card)).mtimeMs).toBe(before);
  await writeFile(file, text);
  await said(/Scored again/, from);
}, 120_000);

test('a change of a page or a review is not scored', async () => {
  const from = output.length;
  const page = join(folder, 'content/metrics/cycle-time.mdx');
  await writeFile(page, `${await readFile(page, 'utf8')}\n`);
  await mkdir(join(own(), 'reviews/team-0'), { recursive: true });
  await writeFile(
    join(own(), 'reviews/team-0/2026-Q1.mdx'),
    '---\nteam: team-0\nquarter: 2026-Q1\ndate: 2026-04-07\nresponses: []\n---\n\nText.\n',
  );
  await writeFile(join(own(), 'events.yaml'), '- { name: A move, from: 2026-02-01 }\n');
  await said('events.yaml changed: the pages follow.', from);
  expect(output.slice(from)).not.toContain('computing the scorecards');
}, 120_000);
