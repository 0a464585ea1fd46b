import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upgradeReport, versionAt, versionIn } from '../../scripts/lib/upgradeReport.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { definitionOf } from '../support/handbook.ts';

/** A newer version in a repository of git: one definition changed, one metric gone and one new. */
let folder: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
    env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null' },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-newer-'));
  const metrics = join(folder, 'content/metrics');
  await cp('test/fixtures/handbook/metrics', metrics, { recursive: true });
  const text = await readFile(join(metrics, 'cycle-time.mdx'), 'utf8');
  await writeFile(join(metrics, 'cycle-time.mdx'), text.replace(/^version: .*/m, 'version: 99'));
  await rm(join(metrics, 'review-coverage.mdx'));
  await writeFile(join(metrics, 'brand-new.mdx'), text);
  await mkdir(join(folder, 'src/handbook'), { recursive: true });
  await writeFile(join(folder, 'src/handbook/organisation.ts'), 'export const ORGANISATION_VERSION = 2;\n');
  await mkdir(join(folder, 'docs'));
  await writeFile(
    join(folder, 'docs/CHANGELOG.md'),
    '- Old. **To do:** this.\n- New.\n  **To do:** that, too.\n',
  );
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Next');
  git('tag', 'v9');
});
afterAll(() => rm(folder, { recursive: true }));

const organisation = organisationSchema.parse({
  name: 'Acme',
  repositories: [{ name: 'acme/shop' }],
  teams: [
    {
      id: 'shop',
      name: 'Shop',
      owns: [{ repository: 'acme/shop' }],
      kpis: [{ metric: 'cycle-time' }, { metric: 'review-coverage' }, { metric: 'first-review-time' }],
    },
  ],
});
const present = {
  definitions: new Map(
    ['Cycle time', 'Review coverage', 'First review time', 'Ours'].map((title) => [
      title.toLowerCase().replaceAll(' ', '-'),
      definitionOf({ title, version: 3 }),
    ]),
  ),
  own: [{ kind: 'metric' as const, id: 'ours', replaces: false }],
  organisation,
  changelog: '- Old. **To do:** this.\n',
};

test.each([
  ['a reference of git', () => versionAt(folder, 'v9')],
  ['a folder', () => versionIn(folder)],
])('what a newer version changes is reported before it is taken, from %s', async (_, other) => {
  const lines = upgradeReport(present, await other());
  expect(lines).toEqual([
    'Organisation folders: version 1 → 2. Read its changelog first.',
    'Definitions with a higher version: 1',
    '  Cycle time: definition 3 → 99; KPI of Shop',
    'Metrics that are gone: 1',
    '  Review coverage: no longer there; KPI of Shop',
    expect.stringMatching(/^New metrics: .*brand-new/),
    'To do, says its changelog:',
    '  New. **To do:** that, too.',
    '2 metrics among your KPIs would be counted differently: their sealed quarters will show restatements.',
  ]);
});

test('a page of one’s own in the place of a changed metric is named', async () => {
  const own = [...present.own, { kind: 'metric' as const, id: 'cycle-time', replaces: true }];
  expect(upgradeReport({ ...present, own }, await versionIn(folder)).join('\n')).toContain(
    'your own page takes its place',
  );
});

test('a reference that was not fetched is refused with what to do', async () => {
  await expect(versionAt(folder, 'upstream/main')).rejects.toThrow('git fetch');
});
