import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readImport } from '../../src/sources/imports/readImport.ts';
import { redeclared, targets } from '../sources/imports/folder.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';

let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'record-'));
});
afterAll(() => rm(data, { recursive: true }));

function record(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((settle) => {
    execFile(
      process.execPath,
      ['scripts/record.ts', 'deployment', '--data', data, ...args],
      { env: bareEnvironment() },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        settle({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

const recorded = () => readFile(join(data, 'imports/deployment/recorded.csv'), 'utf8');

test('each deployment is a row that the recipe `deployment` reads', async () => {
  const commit = 'a'.repeat(40);
  const first = await record(
    '--repository',
    'org/shop',
    '--commit',
    commit,
    '--started',
    '2026-09-01T10:00:00Z',
  );
  expect(first).toMatchObject({
    code: 0,
    output: expect.stringContaining('org/shop to production, success'),
  });
  await record(
    '--repository',
    'org/shop',
    '--release',
    'v1, final',
    '--status',
    'failure',
    '--environment',
    'live',
  );
  const lines = (await recorded()).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toContain('"v1, final"');

  const recipe = await readFile('content/recipes/deployment.yaml', 'utf8');
  const request = redeclared({ data, id: 'deployment' }, recipe);
  const { manifest } = await readImport({ ...request, targets: { ...targets, now: Date.now() + 60_000 } });
  expect(manifest?.facts).toEqual([{ fact: 'deployments', rows: 2 }]);
  expect(manifest?.setAside).toEqual([]);
});

test.each([
  [['--repository', 'org/shop'], 'neither a commit nor a version'],
  [['--commit', 'abc'], '--repository'],
  [['--repository', 'org/shop', '--commit', 'abc', '--status', 'fine'], 'Allowed choices are'],
])('%j is refused, and nothing is written', async (args, expected) => {
  const before = await recorded();
  const { code, output } = await record(...args);
  expect(code).toBe(2);
  expect(output).toContain(expected);
  expect(await recorded()).toBe(before);
});
