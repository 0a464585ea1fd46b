import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noFacts } from '../../src/facts/collection.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { snapshotFolder, writeSnapshot } from '../../src/facts/store.ts';
import { commandHere } from '../support/commandHere.ts';
import { KPIS, smallProject, writeContent } from '../support/content.ts';
import { merged, repository } from '../support/facts.ts';

const NAMES = ['sample-org/shop', 'sample-org/search'];
const ORGANISATION = `name: Test organisation
repositories: [${NAMES.map((name) => `{ name: ${name} }`).join(', ')}]
teams:
  - id: shop
    name: Shop
    owns: [${NAMES.map((name) => `{ repository: ${name} }`).join(', ')}]
    kpis: ${KPIS}
`;

const sound = merged('2026-03-03T10:00:00Z', { number: 1, createdAt: '2026-03-02T09:00:00Z' });
const broken = merged('2026-03-04T11:00:00Z', {
  number: 2,
  createdAt: '2026-03-03T12:00:00Z',
  additions: -3,
});

let content: string;
let data: string;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-set-aside-'));
  content = join(folder, 'content');
  data = join(folder, 'data');
  await writeContent(content, ORGANISATION);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Stores a snapshot of each repository, scores them, and returns what the command said. */
async function score(...pullRequests: PullRequest[][]): Promise<string> {
  for (const [index, rows] of pullRequests.entries()) {
    const name = NAMES[index] ?? '';
    await writeSnapshot(
      data,
      repository({ name, id: name }),
      { ...noFacts(), 'pull-requests': rows },
      {
        source: 'github',
        readThrough: '2026-04-01T00:00:00Z',
        keyFingerprint: 'k',
        botsFingerprint: 'b',
        coverage: {},
        unreadable: [],
      },
    );
  }
  const options = ['--content', content, '--data', data];
  return (await commandHere('score', options, await smallProject())).output;
}

test('the summary counts the facts set aside in all repositories and says where to look; the snapshot keeps them', async () => {
  expect(await score([sound, broken], [sound, broken])).toContain(
    '2 facts set aside: see the data-health page',
  );
  const rows = join(snapshotFolder(data, 'sample-org/shop'), 'pull-requests');
  const texts = await Promise.all((await readdir(rows)).map((file) => readFile(join(rows, file), 'utf8')));
  expect(texts.join('')).toContain('"number":2');
});

test('one fact is a fact', async () => {
  expect(await score([sound], [sound, broken])).toContain('1 fact set aside: see');
});

test('the summary does not mention facts set aside when there are none', async () => {
  const said = await score([sound], [sound]);
  expect(said).toMatch(/\d+ scorecards from 2 pull requests/);
  expect(said).not.toContain('set aside');
});
