import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  diagnosisLines,
  importFindings,
  inseparableClones,
  overlappingTeams,
  unusedCodeowners,
  withoutFigure,
} from '../../scripts/lib/diagnosis.ts';
import { readCodeowners } from '../../src/facts/codeowners.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { KPIS, writeContent } from '../support/content.ts';
import { result, scorecard } from '../support/scorecards.ts';

const kpis = [{ metric: 'cycle-time' }, { metric: 'first-review-time' }, { metric: 'review-coverage' }];
const organisation = organisationSchema.parse({
  name: 'Acme',
  repositories: [{ name: 'acme/shop' }, { name: 'acme/engine', source: 'git', path: '../engine' }],
  teams: [
    {
      id: 'shop',
      name: 'Shop',
      kpis,
      owns: [{ repository: 'acme/shop' }, { repository: 'acme/engine', paths: ['a/**'] }],
    },
    {
      id: 'search',
      name: 'Search',
      kpis,
      owns: [{ repository: 'acme/shop' }, { repository: 'acme/engine', paths: ['b/**'] }],
    },
  ],
});

test('two teams that own the same are named', () => {
  expect(overlappingTeams(organisation)).toEqual([
    expect.stringContaining('acme/shop belongs to shop and search'),
  ]);
});

test('parts of a clone that git cannot tell apart are named; paths tell its commits apart', () => {
  const [shop] = organisation.teams;
  const owns = [{ repository: 'acme/engine', labels: ['team/shop'] }];
  expect(inseparableClones(organisation)).toEqual([]);
  expect(
    inseparableClones({ ...organisation, teams: shop === undefined ? [] : [{ ...shop, owns }] }),
  ).toEqual([expect.stringContaining('shop: labels team/shop of the clone acme/engine')]);
});

test('lines of CODEOWNERS that are not used are named, and a file that names nobody', () => {
  expect(
    unusedCodeowners([
      { name: 'acme/mono', codeowners: readCodeowners('* @acme/core\n*.md @acme/docs\n') },
      { name: 'acme/bare', codeowners: readCodeowners('') },
      { name: 'acme/shop', codeowners: undefined },
    ]),
  ).toEqual([
    expect.stringMatching(/^acme\/mono, CODEOWNERS, line 2: /),
    expect.stringMatching(/^acme\/bare: CODEOWNERS is missing or names nothing/),
  ]);
});

test('what lacks a figure is listed once for each reason, KPIs apart from other metrics', () => {
  const lacking = result({
    id: 'review-coverage',
    state: 'not-applicable',
    reason: 'A clone knows no reviews.',
  });
  const cards = ['Shop', 'Search'].map((name) => ({
    ...scorecard(name, { metrics: [result(), lacking] }),
    kpis: name === 'Shop' ? ['cycle-time', 'review-coverage'] : ['cycle-time'],
  }));
  const titles = new Map([['review-coverage', 'Review coverage']]);
  expect(withoutFigure(cards, titles, true)).toEqual(['Review coverage: A clone knows no reviews. (Shop)']);
  expect(withoutFigure(cards, titles, false)).toEqual([
    'Review coverage: A clone knows no reviews. (Search)',
  ]);
});

test('groups of teams are named apart from teams', () => {
  const lacking = result({ id: 'review-coverage', state: 'no-data', reason: 'Nothing was reviewed.' });
  const groups = ['Commerce', 'Platform'].map((name) => ({
    ...scorecard(name, { metrics: [lacking] }),
    scope: { kind: 'group' as const, id: name, name, about: null },
  }));
  expect(withoutFigure(groups, new Map(), true, 'all groups')).toEqual([
    'review-coverage: Nothing was reviewed. (all groups)',
  ]);
});

test('an import that is declared and was never read is named', () => {
  expect(importFindings(['pager'], [])).toEqual([expect.stringContaining('pager: no rows yet')]);
});

test('a part of the diagnosis without findings says so', () => {
  expect(
    diagnosisLines([
      { title: 'A', lines: [] },
      { title: 'B', lines: ['first'] },
    ]),
  ).toEqual(['✔ A: nothing found', '! B', '    first']);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-doctor-'));
});
afterAll(() => rm(folder, { recursive: true }));

function doctor(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const args = ['scripts/doctor.ts', '--org', join(folder, 'acme'), '--data', join(folder, 'data')];
    execFile(process.execPath, args, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` }),
    );
  });
}

test('the command exits with 0 for advice alone, and with 2 for wrong content', async () => {
  const text = `name: Acme\nrepositories: [{name: acme/shop}, {name: acme/find}]\nteams:\n  - {id: shop, name: Shop, owns: [{repository: acme/shop}], kpis: ${KPIS}}\n  - {id: search, name: Search, owns: [{repository: acme/shop}, {repository: acme/find}], kpis: ${KPIS}}\n`;
  await writeContent(join(folder, 'acme'), text);
  const advised = await doctor();
  expect(advised.output).toContain('acme/shop belongs to shop and search');
  expect(advised.output).toContain('There are no scorecards yet');
  expect(advised.code).toBe(0);
  await writeFile(join(folder, 'acme/org.yaml'), text.replace('name: Search', 'nam: Search'));
  expect(await doctor()).toMatchObject({ code: 2, output: expect.stringContaining('org.yaml:5') });
});
