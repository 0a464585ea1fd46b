import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Evidence } from '../../scripts/lib/init/evidence.ts';
import { type Answers, organisationText } from '../../scripts/lib/init/organisationText.ts';
import {
  asPatterns,
  bestSource,
  deploymentsOf,
  kpisFor,
  merged,
  smallTeams,
  smallTeamWords,
  teamsBySource,
} from '../../scripts/lib/init/proposal.ts';
import { askAboutSmallTeams } from '../../scripts/lib/init/smallTeams.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import { initHere } from '../support/commandHere.ts';
import { acme, acmeTeams } from '../support/github/acme.ts';
import { startGitHub } from '../support/github/server.ts';
import { gitRepository } from '../support/gitRepository.ts';

const NOW = Date.now();
const ago = (days: number) => new Date(NOW - days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const init = (env: Record<string, string>, ...args: string[]) =>
  initHere(['--org', join(folder, 'acme'), '--key-file', join(folder, '.env'), ...args], env);

/** 60 repositories of 8 teams, 10 of them archived, forked or quiet; the last team has two people. */
const sixty = () => acme({ repositories: 60, pullRequests: 12, days: 40, now: NOW });

test('an organisation of 60 repositories and 8 teams gets its folder without a question, and nothing is overwritten', async () => {
  const github = await startGitHub({ repositories: sixty(), token: 'good' });
  const env = { GITHUB_TOKEN: 'good', GITHUB_GRAPHQL_URL: github.url };
  try {
    const args = ['--github', 'acme', '--name', 'Acme', '--time-zone', 'Europe/Amsterdam'];
    const { code, output } = await init(env, ...args);
    expect(output).toContain('60 repositories: 50 active; left out: 4 quiet, 4 archived, 2 forks, 0 empty');
    expect(output).toMatch(
      /warning: Theta: 2 people in a quarter, so all of its figures will be withheld; merge it with \w+\? \(--merge theta=\w+\)/,
    );
    expect(output).toContain('deployments to `prod-eu`: 4 in 90 days');
    expect(output).toMatch(/Next:\n.*--plan.*\n.*npm start -- --org /);
    expect(code).toBe(0);
    const file = join(folder, 'acme/org.yaml');
    const text = await readFile(file, 'utf8');
    expect(text.split('\n').length).toBeLessThan(40);
    expect(text).toContain('labels: [ outage ]');
    expect(text).toContain('prod-eu');
    expect(await readFile(join(folder, '.env'), 'utf8')).toMatch(/^PLUMBLINE_PSEUDONYM_KEY=[0-9a-f]{64}$/m);
    const metrics = [...(await loadDefinitions('content')).keys()];
    const names = sixty()
      .map(({ name }) => `acme/${name}`)
      .slice(0, 50);
    const { teams, repositories } = await loadOrganisation(
      join(folder, 'acme'),
      metrics,
      names.map((name) => ({ name })),
    );
    expect(teams.map(({ id }) => id)).toEqual(acmeTeams);
    expect(repositories).toHaveLength(50);
    expect(teams.flatMap(({ owns }) => owns.map(({ repository }) => repository)).sort()).toEqual(
      names.toSorted(),
    );

    const again = await init(env, ...args);
    expect(again.code).toBe(2);
    expect(again.output).toContain('overwrites nothing');
    expect(await readFile(file, 'utf8')).toBe(text);
  } finally {
    await github.close();
  }
});

test.each([
  ['a token that is refused', 'bad', 'acme', 1, 'the token was refused'],
  ['an organisation that does not exist', 'good', 'no-such', 2, 'no organisation or person `no-such`'],
])('%s leaves nothing behind', async (_, token, owner, code, found) => {
  const github = await startGitHub({ repositories: sixty().slice(0, 2), token: 'good' });
  try {
    const ended = await init({ GITHUB_TOKEN: token, GITHUB_GRAPHQL_URL: github.url }, '--github', owner);
    expect(ended.output).toContain(found);
    expect(ended.code).toBe(code);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await github.close();
  }
});

test('an organisation without an active repository is refused, and nothing is written', async () => {
  const github = await startGitHub({ repositories: sixty().slice(50, 54), token: 'good' });
  try {
    const ended = await init({ GITHUB_TOKEN: 'good', GITHUB_GRAPHQL_URL: github.url }, '--github', 'acme');
    expect(ended.output).toContain('no repository with a push in the last 180 days');
    expect(ended.code).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await github.close();
  }
});

test('a token that expires on the way leaves nothing behind, and the message says what to do', async () => {
  const github = await startGitHub({
    repositories: sixty().slice(0, 25),
    token: 'good',
    faults: ({ number }) =>
      number > 2 ? { kind: 'answer', status: 401, body: { message: 'Bad credentials' } } : undefined,
  });
  try {
    const env = { GITHUB_TOKEN: 'good', GITHUB_GRAPHQL_URL: github.url };
    const { code, output } = await init(env, '--github', 'acme');
    expect(output).toMatch(
      /graphql\n +found: +the token was refused \(HTTP 401: Bad credentials\)\n +expected: .+\n +remedy: .+/,
    );
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await github.close();
  }
});

test('clones alone get a folder, too, and their path is as org.yaml reads it', async () => {
  const clones = ['shop', 'engine'].map(() => gitRepository());
  for (const clone of clones)
    for (const person of ['ada', 'ben', 'cleo', 'dan'])
      clone.commit({
        author: `${person} <${person}@example.org>`,
        authored: ago(3),
        committed: ago(3),
        files: { [`${person}.txt`]: 'x' },
      });
  const [first] = clones;
  const parent = join(first?.path ?? '', '..');
  const { code, output } = await init({}, '--clones', parent, '--name', 'Acme', '--yes');
  expect(output).toContain('1 team');
  expect(code).toBe(0);
  const metrics = [...(await loadDefinitions('content')).keys()];
  const { repositories } = await loadOrganisation(join(folder, 'acme'), metrics);
  for (const { source, path } of repositories) {
    expect(source).toBe('git');
    expect(await readdir(join(folder, 'acme', path ?? ''))).toContain('.git');
  }
});

test('an answer that is not valid is refused before anything is written', async () => {
  const clone = gitRepository();
  clone.commit();
  const { code, output } = await init(
    {},
    '--clones',
    join(clone.path, '..'),
    '--time-zone',
    'Mars/Base',
    '--yes',
  );
  expect(output).toContain('an IANA time zone');
  expect(code).not.toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

const quiet: Evidence = {
  name: 'acme/shop',
  path: null,
  isPrivate: false,
  topics: [],
  properties: [],
  codeowners: null,
  changes: [],
  pullRequestLabels: [],
  branches: [],
  hasReverts: false,
  issueLabels: [],
  deployments: [],
  checks: [],
  releases: [],
  tags: [],
};

test.each([400, 3000])('an organisation of %i repositories and 14 teams fits in 40 lines', (count) => {
  const evidence = Array.from(
    { length: count },
    (_, index): Evidence => ({
      ...quiet,
      name: `acme/team${index % 14}-part-${index}`,
      topics: [`team-squad-${index % 14}`],
    }),
  );
  const { teams } = teamsBySource(evidence, [], NOW);
  expect(bestSource(teams, count)).toBe('topics');
  const answers: Answers = {
    name: 'Acme',
    owner: 'acme',
    visibility: 'internal',
    timeZone: 'UTC',
    fiscalYearStart: 1,
    since: '2024-10-01',
    repositories: evidence.map((one) => ({
      name: one.name,
      path: null,
      deployments: deploymentsOf(one, NOW),
    })),
    except: [],
    teams: teams.get('topics') ?? [],
    incidents: [],
    bugs: [],
    kpis: kpisFor(evidence, NOW),
    schema: null,
  };
  const text = organisationText(answers);
  expect(text.split('\n').length).toBeLessThan(40);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(140);
});

test('teams that CODEOWNERS divides a repository among follow it; a repository of one team is its own', () => {
  const codeowners = '* @acme/core\n/apps/shop/ @acme/shop\n/b @ada\n/a [b] @acme/x\n';
  const { teams, unused } = teamsBySource(
    [
      { ...quiet, name: 'acme/mono', codeowners },
      { ...quiet, name: 'acme/shop', codeowners: '/src/ @acme/shop' },
    ],
    [],
    NOW,
  );
  expect(teams.get('codeowners')?.map(({ id, owns }) => [id, owns])).toEqual([
    ['core', [{ repository: 'acme/mono', codeowners: ['@acme/core'] }]],
    ['shop', [{ repository: 'acme/mono', codeowners: ['@acme/shop'] }, { repository: 'acme/shop' }]],
  ]);
  expect(unused).toEqual([
    'acme/mono, CODEOWNERS, line 3: its owners are people, and figures are of teams',
    expect.stringMatching(/^acme\/mono, CODEOWNERS, line 4: .*not written as/),
  ]);
});

test.each([
  ['one beginning of their own', ['o/a-1', 'o/a-2', 'o/a-3'], ['o/b-1'], ['o/a-*']],
  [
    'a beginning that another team has, too',
    ['o/a-1', 'o/a-2', 'o/a-3'],
    ['o/a-4'],
    ['o/a-1', 'o/a-2', 'o/a-3'],
  ],
  ['all that there are', ['o/x', 'o/y', 'o/z'], [], ['o/*']],
])('repositories with %s are written as short as is true', (_, names, others, expected) => {
  expect(asPatterns(names, [...names, ...others])).toEqual(expected);
});

test('deployments are recognised by what happened in 90 days, production first', () => {
  const at = NOW - DAY;
  const seen = (change: Partial<Evidence>) => deploymentsOf({ ...quiet, ...change }, NOW);
  expect(seen({ deployments: [{ at, name: 'production' }] }).settings).toBeNull();
  expect(seen({ deployments: [{ at, name: 'prod-eu' }] }).settings).toEqual({
    from: 'deployments',
    environments: ['prod-eu'],
  });
  expect(
    seen({
      checks: [
        { at, name: 'Deploy to prod' },
        { at, name: 'build' },
      ],
    }),
  ).toEqual({
    settings: { from: 'checks', checks: ['Deploy to prod'] },
    evidence: '`Deploy to prod`: 1 runs in 90 days',
  });
  expect(seen({ deployments: [{ at: NOW - 100 * DAY, name: 'prod-eu' }] }).evidence).toContain('none seen');
});

test('the proposed KPIs are valid, three to five, and each figure about speed has its counterweight', async () => {
  const definitions = await loadDefinitions('content');
  const at = NOW - DAY;
  const deployed: Evidence = { ...quiet, deployments: [{ at, name: 'production' }] };
  for (const one of [
    quiet,
    deployed,
    { ...deployed, issueLabels: ['incident'] },
    { ...quiet, path: '../shop' },
    { ...quiet, path: '../shop', tags: ['v1.0.0', 'v1.1.0'] },
    { ...quiet, path: '../shop', tags: ['v1.0.0', 'v1.1.0'], hasReverts: true },
  ]) {
    const kpis = kpisFor([one], NOW);
    expect(kpis.length).toBeGreaterThanOrEqual(3);
    expect(kpis.length).toBeLessThanOrEqual(5);
    const tiers = kpis.map((id) => definitions.get(id)?.tier);
    expect(tiers).toContain('leading');
    expect(tiers.some((tier) => tier === 'lagging' || tier === 'business')).toBe(true);
    for (const id of kpis.filter((id) => /time|frequency/.test(id)))
      expect(
        definitions.get(id)?.counterMetrics.some((counter) => kpis.includes(counter)),
        id,
      ).toBe(true);
  }
});

test('clones get deployment frequency among their KPIs where versions show deployments and reverts show failures', () => {
  const clone = { ...quiet, path: '../shop' };
  expect(kpisFor([{ ...clone, tags: ['v1.0.0'], hasReverts: true }], NOW)).toContain('deployment-frequency');
  expect(kpisFor([{ ...clone, tags: ['v1.0.0'] }], NOW)).not.toContain('deployment-frequency');
  expect(kpisFor([clone], NOW)).not.toContain('deployment-frequency');
});

test('teams come from a custom property, over several pages of the answer, and others say nothing of teams', async () => {
  const repositories = sixty().slice(0, 24);
  const named = repositories.map(({ name }, index) => [
    `acme/${name}`,
    { 'owning-team': index % 2 === 0 ? 'Even Steven' : ['odd'], tier: 'gold', lead: 'ada', squad: null },
  ]);
  const others = Array.from({ length: 230 }, (_, index) => [`acme/archive-${index}`, { tier: 'none' }]);
  const github = await startGitHub({
    repositories,
    token: 'good',
    properties: Object.fromEntries([...others, ...named]),
  });
  try {
    const env = { GITHUB_TOKEN: 'good', GITHUB_GRAPHQL_URL: github.url };
    const { code, output } = await init(env, '--github', 'acme', '--teams', 'properties', '--yes');
    expect(code, output).toBe(0);
    const text = await readFile(join(folder, 'acme/org.yaml'), 'utf8');
    expect([...text.matchAll(/\{ id: ([a-z-]+)/g)].map(([, id]) => id)).toEqual(['even-steven', 'odd']);
  } finally {
    await github.close();
  }
});

test('where the token may not read custom properties, a message says so and the rest is proposed', async () => {
  const github = await startGitHub({ repositories: sixty().slice(0, 8), token: 'good', properties: null });
  try {
    const env = { GITHUB_TOKEN: 'good', GITHUB_GRAPHQL_URL: github.url };
    const { code, output } = await init(env, '--github', 'acme', '--yes');
    expect(output).toMatch(/the token may not read this: custom properties: .*403/);
    expect(code).toBe(0);
  } finally {
    await github.close();
  }
});

describe('a team of fewer than four people', () => {
  const change = (author: string) => ({ at: NOW - DAY, author });
  const evidence = [
    { ...quiet, name: 'o/labs-1', changes: ['ada', 'ben'].map(change) },
    { ...quiet, name: 'o/search-1', changes: ['ada', 'cleo', 'dan', 'eve'].map(change) },
    { ...quiet, name: 'o/shop-1', changes: ['fay', 'gus', 'hal', 'ida'].map(change) },
    { ...quiet, name: 'o/alone-1', changes: ['kim'].map(change) },
  ].map((one) => ({ ...one, topics: [`team-${one.name.replace(/^o\/|-1$/g, '')}`] }));
  const teams = teamsBySource(evidence, [], NOW).teams.get('topics') ?? [];

  test('is proposed to the team with which it shares most people, else to a small one', () => {
    expect(smallTeams(teams, evidence, NOW).map(smallTeamWords)).toEqual([
      'Alone: 1 person in a quarter, so all of its figures will be withheld; merge it with Labs?',
      'Labs: 2 people in a quarter, so all of its figures will be withheld; merge it with Search, with which it shares 1 person?',
    ]);
    const [one] = teams;
    expect(smallTeams(one ? [one] : [], evidence, NOW).map(smallTeamWords)).toEqual([
      'Alone: 1 person in a quarter, so all of its figures will be withheld',
    ]);
  });

  test('is taken in with what it owns, and a person of both counts once', () => {
    const left = merged(teams, 'labs', 'search', evidence, NOW);
    expect(left.map(({ id, people }) => [id, people])).toEqual([
      ['alone', 1],
      ['search', 5],
      ['shop', 4],
    ]);
    expect(left.find(({ id }) => id === 'search')?.owns).toEqual([
      { repository: 'o/search-1' },
      { repository: 'o/labs-1' },
    ]);
  });

  test('is asked about once; the proposal is the team with which it shares people, else none', async () => {
    const asked: [string, readonly string[], string][] = [];
    const answer = (pick: (proposed: string, values: readonly string[]) => string) => ({
      choose: <T extends string>(
        question: string,
        _: T | undefined,
        choices: readonly { value: T }[],
        proposed: T,
      ): Promise<T> => {
        const values = choices.map(({ value }) => value);
        asked.push([question.split(':')[0] ?? '', values, proposed]);
        return Promise.resolve(
          choices.find(({ value }) => value === pick(proposed, values))?.value ?? proposed,
        );
      },
    });
    const asProposed = await askAboutSmallTeams(
      teams,
      answer((proposed) => proposed),
      evidence,
      NOW,
    );
    expect(asProposed.map(({ id }) => id)).toEqual(['alone', 'search', 'shop']);
    expect(asked).toEqual([
      ['Alone', ['labs', 'search', 'shop', 'no, with none'], 'no, with none'],
      ['Labs', ['search', 'alone', 'shop', 'no, with none'], 'search'],
    ]);
    asked.length = 0;
    const all = await askAboutSmallTeams(
      teams,
      answer((_, [first = '']) => first),
      evidence,
      NOW,
    );
    expect(all.map(({ id, people }) => [id, people])).toEqual([
      ['search', 6],
      ['shop', 4],
    ]);
    expect(asked.map(([team]) => team)).toEqual(['Alone', 'Labs']);
  });

  test('and the one that takes it in own the parts of both, or the whole that one of them owns', () => {
    const owning = (id: string, owns: (typeof teams)[number]['owns']) => ({ id, name: id, owns, people: 1 });
    const [one] = merged(
      [
        owning('a', [
          { repository: 'o/x', codeowners: ['@o/a'] },
          { repository: 'o/y', codeowners: ['@o/a'] },
        ]),
        owning('b', [{ repository: 'o/x', codeowners: ['@o/b'] }, { repository: 'o/y' }]),
      ],
      'b',
      'a',
      [],
      NOW,
    );
    expect(one?.owns).toEqual([{ repository: 'o/x', codeowners: ['@o/a', '@o/b'] }, { repository: 'o/y' }]);
  });
});

test('without a terminal, the warning names the option that merges a small team, and the option does', async () => {
  const github = await startGitHub({ repositories: sixty().slice(0, 16), token: 'good' });
  const env = { GITHUB_TOKEN: 'good', GITHUB_GRAPHQL_URL: github.url };
  try {
    for (const [pairs, found] of [
      ['thete=alpha', 'no team `thete` at that point'],
      ['theta=theta', '`theta=theta`'],
      ['theta=alpha,theta=beta', 'no team `theta` at that point'],
    ] as const) {
      const refused = await init(env, '--github', 'acme', '--yes', '--merge', pairs);
      expect(refused.output).toContain(found);
      expect(refused.code).toBe(2);
      expect(await readdir(folder)).toEqual([]);
    }
    const { code, output } = await init(env, '--github', 'acme', '--yes', '--merge', 'theta=alpha');
    expect(output).not.toContain('will be withheld');
    expect(code).toBe(0);
    const text = await readFile(join(folder, 'acme/org.yaml'), 'utf8');
    expect(text).toMatch(/id: alpha.*acme\/alpha-0.*acme\/theta-7/);
    expect(text).not.toContain('id: theta');
  } finally {
    await github.close();
  }
});
