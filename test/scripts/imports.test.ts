import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importAll } from '../../scripts/lib/importing.ts';
import { loadImports } from '../../scripts/lib/imports.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const definitions = await loadDefinitions('content');
const organisation = await loadOrganisation('content/sample', [...definitions.keys()]);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imports-'));
  await mkdir(join(folder, 'imports'));
});
afterEach(() => rm(folder, { recursive: true }));

const declare = (id: string, { metric = 'support-ticket-volume', team = '', currency = '' } = {}) =>
  writeFile(
    join(folder, 'imports', `${id}.yaml`),
    `title: Numbers\ntool: Sheet\ndelivered: weekly\n${currency === '' ? '' : `currency: ${currency}\n`}tables:
  rows:
    files: "*.csv"
    columns: {day: {from: day, as: time}, n: {from: n, as: number}}
observations:
  - metric: ${metric}
${team === '' ? '' : `    team: ${team}\n`}    select: SELECT day AS at, n AS value, 'checkout' AS team, 1 AS of FROM rows
`,
  );

const load = () => loadImports({ folder, data: folder, organisation, definitions, now: 0 });

describe('two imports of one metric', () => {
  test('are refused where both may be of one team', async () => {
    await declare('desk');
    await declare('other', { team: 'checkout' });
    await expect(load()).rejects.toThrow(
      /imports\/other\.yaml:\d+:\d+[\s\S]*support-ticket-volume of checkout a second time, after imports\/desk\.yaml[\s\S]*one import for each metric and team[\s\S]*Remove one/,
    );
  });

  test('are accepted where each is of a team of its own', async () => {
    await declare('desk', { team: 'catalogue' });
    await declare('other', { team: 'checkout' });
    expect((await load()).map(({ id }) => id)).toEqual(['desk', 'other']);
  });

  test('are refused in two currencies, which have no sum', async () => {
    await declare('euros', { metric: 'cost-per-lead', team: 'catalogue', currency: 'EUR' });
    await declare('pounds', { metric: 'cost-per-lead', team: 'checkout', currency: 'GBP' });
    await expect(load()).rejects.toThrow(
      /imports\/pounds\.yaml:\d+:\d+[\s\S]*cost-per-lead in GBP, and in EUR in imports\/euros\.yaml[\s\S]*Convert the amounts/,
    );
  });

  test('are accepted in one currency', async () => {
    await declare('one', { metric: 'cost-per-lead', team: 'catalogue', currency: 'EUR' });
    await declare('two', { metric: 'cost-per-lead', team: 'checkout', currency: 'EUR' });
    expect(await load()).toHaveLength(2);
  });
});

test('an import that no file declares is refused with the nearest name', async () => {
  await declare('zendesk');
  await expect(
    loadImports({ folder, data: folder, organisation, definitions, now: 0 }, 'zendsk'),
  ).rejects.toThrow(/no import `zendsk`[\s\S]*Did you mean `zendesk`/);
});

test('an import that names people is refused without the key of their pseudonyms', async () => {
  await cp('content/sample/org.yaml', join(folder, 'org.yaml'));
  await cp('content/recipes/gitlab-merge-requests.yaml', join(folder, 'imports/gitlab.yaml'));
  const folders = { content: 'content', organisation: folder, data: folder };
  await expect(importAll(folders, { id: null, check: false, now: 0, secrets: {} })).rejects.toMatchObject({
    place: 'PLUMBLINE_PSEUDONYM_KEY',
    exitCode: 2,
  });
});

test('every recipe can be loaded as an import as it is, by itself', async () => {
  for (const name of await readdir('content/recipes')) {
    await cp(join('content/recipes', name), join(folder, 'imports', name));
    expect(await load(), name).toHaveLength(1);
    await rm(join(folder, 'imports', name));
  }
});

test('each import of the sample names a recipe’s tool and reads files that are there', async () => {
  const recipes = await readdir('content/recipes');
  const declared = await loadImports({
    folder: 'content/sample',
    data: 'data/sample',
    organisation,
    definitions,
    now: 0,
  });
  for (const { id, declaration } of declared) {
    expect(recipes, id).toContain(`${id}.yaml`);
    const recipe = await readFile(join('content/recipes', `${id}.yaml`), 'utf8');
    expect(recipe, id).toContain(`tool: ${declaration.tool}\n`);
  }
  expect((await readdir('data/sample/imports')).sort()).toEqual(declared.map(({ id }) => id));
});
