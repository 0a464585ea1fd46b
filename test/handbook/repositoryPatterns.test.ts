import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whyLeftOut } from '../../scripts/lib/coveredRepositories.ts';
import { readCodeowners } from '../../src/facts/codeowners.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-patterns-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(yaml: string, ...known: string[]) {
  await writeFile(join(folder, 'org.yaml'), yaml);
  return loadOrganisation(
    folder,
    ['a', 'b', 'c'],
    known.map((name) => ({ name })),
  );
}

const KPIS = 'kpis: [{ metric: a }, { metric: b }, { metric: c }]';
const ACME = `name: Acme
repositories:
  - { name: acme/shop-web, deployments: { from: tags } }
  - { name: acme/shop-*, except: [acme/shop-old*], deployments: { from: merges } }
  - { name: acme/* }
teams:
  - { id: shop, name: Shop, ${KPIS}, owns: [{ repository: acme/shop-* }] }
  - { id: core, name: Core, ${KPIS}, owns: [{ repository: acme/core, labels: [core] }] }
`;

test('a pattern stands for every known repository that it covers; a full name and an earlier pattern come first', async () => {
  const { repositories, teams } = await load(
    ACME,
    'acme/core',
    'acme/shop-api',
    'acme/shop-old',
    'acme/shop-web',
    'other/x',
  );
  expect(repositories.map(({ name, deployments }) => [name, deployments.from])).toEqual([
    ['acme/shop-web', 'tags'],
    ['acme/shop-api', 'merges'],
    ['acme/core', 'auto'],
    ['acme/shop-old', 'auto'],
  ]);
  expect(teams[0]?.owns.map(({ repository }) => repository)).toEqual([
    'acme/shop-web',
    'acme/shop-api',
    'acme/shop-old',
  ]);
});

test('a pattern that covers nothing yet stays as it is, so that its repositories are missed', async () => {
  const { repositories } = await load(ACME);
  expect(repositories.map(({ name }) => name)).toEqual(['acme/shop-web', 'acme/shop-*', 'acme/*']);
});

test('a repository may belong to no team', async () => {
  await expect(load(ACME, 'acme/nobody')).resolves.toBeDefined();
  const named = ACME.replace('repositories:\n', 'repositories:\n  - { name: other/alone }\n');
  expect((await load(named)).repositories.map(({ name }) => name)).toContain('other/alone');
});

test('a pattern of clones is refused: nobody can be asked which there are', async () => {
  await expect(load(ACME.replace('name: acme/* ', 'name: acme/*, source: git '))).rejects.toThrow(
    /org\.yaml:5:\d+\n +found: +the pattern `acme\/\*` with `source: git`/,
  );
});

test('a folder of a newer version is reported as one fault, before its unknown fields', async () => {
  await expect(load(`version: 2\nsomething: new\n${ACME}`)).rejects.toThrow(
    /^\S+org\.yaml:1:10\n +found: +an organisation folder of version 2\n +expected: .*\n +remedy: .*newer.*$/,
  );
});

test.each([
  ['archived', { isArchived: true }, {}, 'archived'],
  ['archived, where they count', { isArchived: true }, { archived: true }, null],
  ['forked', { isFork: true }, {}, 'forks'],
  ['empty', { isEmpty: true }, {}, 'empty'],
  ['quiet for 181 days', { days: 181 }, {}, 'quiet'],
  ['quiet for 179 days', { days: 179 }, {}, null],
  ['quiet for longer than org.yaml says', { days: 31 }, { quietDays: 30 }, 'quiet'],
])('a repository that is %s is left out, or not, as the pattern says', (_, is, settings, reason) => {
  const { days, ...state } = { days: 1, isArchived: false, isFork: false, isEmpty: false, ...is };
  const now = Date.parse('2026-11-29T00:00:00Z');
  const pushedAt = new Date(now - days * DAY).toISOString();
  expect(whyLeftOut(settings, { ...state, pushedAt }, now)).toBe(reason);
});

test('what CODEOWNERS gives to a team becomes its paths, for each repository of a pattern by its own file', async () => {
  await writeFile(
    join(folder, 'org.yaml'),
    ACME.replace(
      'owns: [{ repository: acme/shop-* }]',
      "owns: [{ repository: acme/shop-*, codeowners: ['@acme/shop'] }]",
    ),
  );
  const { teams } = await loadOrganisation(
    folder,
    ['a', 'b', 'c'],
    [
      {
        name: 'acme/shop-api',
        codeowners: readCodeowners('* @acme/core\n/src/ @acme/Shop\n/src/ui/ @acme/web\n'),
      },
      { name: 'acme/shop-none', codeowners: readCodeowners('* @acme/core\n') },
      { name: 'acme/shop-web' },
    ],
  );
  expect(teams[0]?.owns).toEqual([
    { repository: 'acme/shop-web', codeowners: ['@acme/shop'] },
    { repository: 'acme/shop-api', paths: ['src/**'], exceptPaths: ['src/ui/**'] },
  ]);
});
