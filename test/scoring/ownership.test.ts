import { describe, expect, test } from 'vitest';
import { type Facts, noFacts } from '../../src/facts/collection.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { sharesOf } from '../../src/scoring/ownership.ts';
import {
  check,
  commit,
  deployment,
  incident,
  incidentIssue,
  issue,
  merged,
  repository,
  sha,
} from '../support/facts.ts';

const NAME = 'sample-org/shop';

function shares(
  settings: object,
  owns: readonly object[],
  facts: Partial<Facts>,
  source: 'github' | 'git' = 'github',
) {
  const organisation = organisationSchema.parse({
    name: 'Test organisation',
    repositories: [{ name: NAME }],
    teams: owns.map((own, index) => ({
      id: `team-${index}`,
      name: `Team ${index}`,
      owns: [{ repository: NAME, ...own }],
      kpis: ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric })),
    })),
    ...settings,
  });
  const [repositorySettings] = organisation.repositories;
  if (repositorySettings === undefined) throw new Error('one repository');
  const snapshot: Snapshot = {
    repository: repository({ name: NAME }),
    manifest: manifestSchema.parse({
      schemaVersion: 1,
      source,
      readThrough: '2026-06-01T00:00:00Z',
      keyFingerprint: 'k',
      botsFingerprint: 'b',
      coverage: {},
      unreadable: [],
      files: {},
    }),
    facts: { ...noFacts(), ...facts },
  };
  return sharesOf(organisation, repositorySettings, snapshot);
}

test('what the organisation says of promises and checks reaches its metrics', () => {
  const settings = {
    incidents: { resolveWithinHours: { major: 4 } },
    checks: { builds: ['compile'], tests: ['verify'] },
  };
  const [share] = shares(settings, [{}], {
    incidents: [incident('page-1', '2026-02-08T10:00:00Z', { severity: 'major' })],
    checks: [check('1', '2026-02-09T10:00:00Z', { name: 'verify' })],
  });
  expect(share?.view.incidents).toMatchObject({ limitsAgreed: true, all: [{ limitHours: 4 }] });
  const { isBuild, isTest } = share?.view.checks ?? {};
  expect([isBuild?.('compile'), isBuild?.('verify'), isTest?.('verify'), isTest?.('test')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('without a word of promises there are none', () => {
  const [share] = shares({}, [{}], { incidents: [incident('page-1', '2026-02-08T10:00:00Z')] });
  expect(share?.view.incidents).toMatchObject({ limitsAgreed: false, all: [{ limitHours: null }] });
});

test('a team has the deployments to its own environments, and both have the checks of what they share', () => {
  const teams = shares({}, [{ environments: ['eu'] }, { environments: ['us'] }], {
    deployments: [
      deployment('d1', '2026-02-08T10:00:00Z', 1, { environment: 'eu' }),
      deployment('d2', '2026-02-09T10:00:00Z', 1, { environment: 'us' }),
    ],
    checks: [check('1', '2026-02-07T10:00:00Z')],
  });
  expect(teams.map(({ view }) => view.deployments.all.map(({ item }) => item.id))).toEqual([
    [`${NAME} deployment d1`],
    [`${NAME} deployment d2`],
  ]);
  expect(teams.map(({ view }) => view.checks.runs.length)).toEqual([1, 1]);
});

test('a team owns the issues of a type, with a value of a field, or with a status on a board', () => {
  const issues = [
    issue(1, { type: 'Bug' }),
    issue(2, { fields: { Team: ['shop', 'search'] } }),
    issue(3, { changes: [{ at: '2026-02-07T10:00:00Z', status: 'Shop', before: '' }] }),
    issue(4, {}),
  ];
  const owned = (labels: string[]) =>
    shares({}, [{ labels }], { issues })[0]?.view.facts.issues.map(({ number }) => number);
  expect(owned(['bug'])).toEqual([1]);
  expect(owned(['team: shop'])).toEqual([2]);
  expect(owned(['status: shop'])).toEqual([3]);
});

describe('a version, a release or a merge', () => {
  const facts = {
    commits: [1, 2, 3].map((number) => commit(number, { committedAt: `2026-02-0${number}T08:00:00Z` })),
    'pull-requests': [
      merged('2026-02-02T07:50:00Z', { number: 2, mergeCommit: sha(2), paths: ['core/a.ts'] }),
      merged('2026-02-03T07:50:00Z', { number: 3, mergeCommit: sha(3), paths: ['web/b.ts', 'core/c.ts'] }),
    ],
    tags: [
      { name: '@acme/core@1.0.0', sha: sha(1), at: '2026-02-01T09:00:00Z' },
      { name: '@acme/core@1.1.0', sha: sha(2), at: '2026-02-02T09:00:00Z' },
      { name: '@acme/core@1.2.0', sha: sha(3), at: '2026-02-03T09:00:00Z' },
      { name: '@acme/web@2.0.0', sha: sha(3), at: '2026-02-03T09:00:00Z' },
      { name: '@acme/icons@3.0.0', sha: sha(3), at: '2026-02-03T09:00:00Z' },
    ],
  };
  const releases = facts.tags.map(({ name, sha, at }) => ({
    id: name,
    tag: name,
    name,
    sha,
    createdAt: at,
    publishedAt: at,
    prerelease: false,
  }));
  const deployed = (settings: object, owns: readonly object[], more: Partial<Facts> = {}) =>
    shares({ repositories: [{ name: NAME, deployments: settings }] }, owns, { ...facts, ...more }).map(
      ({ view }) => view.deployments.all.map(({ item }) => item.id.replace(`${NAME} `, '')),
    );
  const byPath = [{ paths: ['core/**'] }, { paths: ['web/**'] }];

  test('counts for a team by path where it brought a pull request of it, and once for several packages', () => {
    const [core, web, rest] = deployed({ from: 'tags' }, byPath);
    expect(core).toEqual(['tag @acme/core@1.1.0', 'tag @acme/core@1.2.0']);
    expect(web).toEqual(['tag @acme/core@1.2.0']);
    expect(rest).toHaveLength(3);
    expect(deployed({ from: 'merges' }, byPath).slice(0, 2)).toEqual(
      [['#2 merge', '#3 merge'], ['#3 merge']].map((ids) => ids.map((id) => `${NAME}${id}`)),
    );
  });

  test('counts for a team by the names of its packages, among tags as among releases', () => {
    const owns = [
      { paths: ['core/**'], tags: ['@acme/core@*'] },
      { paths: ['web/**', 'icons/**'], tags: ['@acme/web@*', '@acme/icons@*'] },
    ];
    const names = [
      ['1.0.0', '1.1.0', '1.2.0'].map((version) => `@acme/core@${version}`),
      ['@acme/icons@3.0.0'],
    ];
    const [core, web] = deployed({ from: 'tags' }, owns);
    expect(core).toEqual(names[0]?.map((name) => `tag ${name}`));
    expect(web).toHaveLength(1);
    const [coreReleases, webReleases] = deployed({ from: 'releases' }, owns, { releases });
    expect(coreReleases).toEqual(names[0]?.map((name) => `release ${name}`));
    expect(webReleases).toHaveLength(1);
  });
});

describe('incidents that a team names itself', () => {
  const owns = [
    { paths: ['checkout/**'], incidents: ['service/checkout', 'Payments'] },
    { paths: ['search/**'] },
  ];
  const facts = {
    'pull-requests': [
      merged('2026-02-08T10:00:00Z', { number: 1, paths: ['checkout/a.ts'], closes: [11, 15] }),
      merged('2026-02-08T10:00:00Z', { number: 2, paths: ['search/a.ts'], closes: [12] }),
    ],
    issues: [
      incidentIssue(11),
      incidentIssue(12),
      incidentIssue(13, { labels: ['incident', 'service/checkout'] }),
      incidentIssue(14, { fields: { Service: ['payments'] }, labels: ['incident', 'payments'] }),
      issue(15),
    ],
    incidents: [
      incident('page-1', '2026-02-08T10:00:00Z', { service: 'payments' }),
      incident('page-2', '2026-02-08T11:00:00Z', { service: 'search' }),
      incident('page-3', '2026-02-08T12:00:00Z'),
    ],
  };

  test('are its incidents by label, field or service, whatever fixed them; other issues follow their fix', () => {
    const [checkout, search, rest] = shares({}, owns, facts);
    const found = (share: typeof checkout) => [
      ...(share?.view.facts.issues.map(({ number }) => number) ?? []),
      ...(share?.view.facts.incidents.map(({ id }) => id) ?? []),
    ];
    expect(found(checkout)).toEqual([13, 14, 15, 'page-1']);
    expect(found(search)).toEqual([12, 'page-1', 'page-2', 'page-3']);
    expect(found(rest)).toEqual([11, 'page-1', 'page-2', 'page-3']);
  });

  test('can be separated where no pull request closes one', () => {
    const [checkout, search] = shares({}, owns, { ...facts, 'pull-requests': [] });
    expect(checkout?.inseparable(['incidents'])).toBeNull();
    expect(checkout?.unplaced).toEqual([]);
    expect(search?.inseparable(['incidents'])).toContain('cannot be told apart by path');
  });
});

describe('a repository that teams share by path', () => {
  const two = [{ paths: ['checkout/**'] }, { paths: ['search/**'] }];
  const fix = (number: number, path: string, closes: number[]) =>
    merged('2026-02-08T10:00:00Z', { number, paths: [path], closes });

  test('gives issues and incidents to the team whose paths their fix changes', () => {
    const [checkout, search, rest] = shares({}, two, {
      'pull-requests': [fix(1, 'checkout/a.ts', [11, 12]), fix(2, 'search/b.ts', [13])],
      issues: [incidentIssue(11), issue(12), incidentIssue(13), issue(14)],
    });
    const numbers = (share: typeof checkout) => share?.view.facts.issues.map(({ number }) => number);
    expect([checkout, search, rest].map(numbers)).toEqual([[11, 12], [13], [14]]);
    expect(checkout?.view.incidents.all).toHaveLength(1);
    expect(checkout?.inseparable(['incidents'])).toBeNull();
    expect(checkout?.unplaced).toEqual([]);
  });

  test('cannot say whose incidents are that no fix names', () => {
    const [checkout] = shares({}, two, {
      'pull-requests': [fix(1, 'checkout/a.ts', [])],
      issues: [incidentIssue(11)],
    });
    expect(checkout?.inseparable(['issues', 'incidents'])).toMatch(
      /^The incidents of sample-org\/shop cannot/,
    );
    expect(checkout?.inseparable(['pull-requests'])).toBeNull();
    expect(checkout?.unplaced).toMatchObject([{ id: 'sample-org/shop#11' }]);
  });

  test('without incidents of its own has declared some, if another team has', () => {
    const [, search] = shares({}, two, {
      'pull-requests': [fix(1, 'checkout/a.ts', [11]), fix(2, 'search/b.ts', [])],
      issues: [incidentIssue(11)],
    });
    expect(search?.view.incidents).toMatchObject({ all: [], declared: true });
  });

  test('as a clone gives commits and the versions that they reach to the teams whose paths they change', () => {
    const days = ['2026-02-01', '2026-02-02', '2026-02-03', '2026-02-04'];
    const paths = [['README.md'], ['checkout/a.ts'], ['search/b.ts', 'checkout/c.ts'], []];
    const commits = days.map((day, index) =>
      commit(index + 1, { committedAt: `${day}T08:00:00Z`, paths: paths[index] ?? [] }),
    );
    const tags = days.map((day, index) => ({
      name: `v1.${index}.0`,
      sha: sha(index + 1),
      at: `${day}T09:00:00Z`,
    }));
    const all = shares({}, two, { commits, tags });
    const counted = all.map(({ view }) => view.commits.counted.map(({ row }) => row.sha));
    expect(counted).toEqual([[sha(2), sha(3)], [sha(3)], [sha(1), sha(4)]]);
    const versions = all.map(({ view }) => view.deployments.all.map(({ item }) => item.title));
    expect(versions.slice(0, 2)).toEqual([['v1.1.0', 'v1.2.0'], ['v1.2.0']]);
    expect(all.map(({ inseparable }) => inseparable(['commits']))).toEqual([null, null, null]);
  });

  test('as a clone cannot be divided until the paths are read', () => {
    const [checkout] = shares({}, two, { commits: [commit(1)] });
    expect(checkout?.inseparable(['commits'])).toContain('read without the paths');
  });
});

test('a team has the versions of its package and the checks that it names', () => {
  const deployments = { deployments: { from: 'tags' } };
  const [core, web] = shares(
    { repositories: [{ name: NAME, ...deployments }] },
    [
      { paths: ['core/**'], tags: ['@acme/core@*'], checks: ['core / *'] },
      { paths: ['web/**'], tags: ['@acme/web@*'], checks: ['web / *'] },
    ],
    {
      checks: [
        check('1', '2026-02-09T10:00:00Z', { name: 'core / test' }),
        check('2', '2026-02-09T10:00:00Z', { name: 'web / test' }),
      ],
      tags: ['@acme/core@1.0.0', '@acme/web@2.0.0', '@acme/web@2.1.0'].map((name, index) => ({
        name,
        sha: sha(index + 1),
        at: '2026-02-08T10:00:00Z',
      })),
    },
  );
  expect([core, web].map((share) => share?.view.deployments.all.length)).toEqual([1, 2]);
  expect([core, web].map((share) => share?.view.facts.checks.map(({ id }) => id))).toEqual([['1'], ['2']]);
});

test('a repository that no team owns counts for the organisation', () => {
  const [share, ...others] = shares({ repositories: [{ name: 'sample-org/other' }] }, [{}], {});
  expect(others).toEqual([]);
  expect(share).toMatchObject({ team: null });
});

test('paths that are excepted do not make a pull request the team’s', () => {
  const [own, rest] = shares({}, [{ paths: ['**'], exceptPaths: ['apps/**'] }], {
    'pull-requests': [
      merged('2026-02-08T10:00:00Z', { number: 1, paths: ['apps/shop/a.ts'] }),
      merged('2026-02-08T10:00:00Z', { number: 2, paths: ['apps/shop/a.ts', 'README.md'] }),
    ],
  });
  expect(own?.view.facts['pull-requests'].map(({ number }) => number)).toEqual([2]);
  expect(rest).toMatchObject({ team: null });
  expect(rest?.view.facts['pull-requests'].map(({ number }) => number)).toEqual([1]);
});

test('what CODEOWNERS gives to a team does not count as everything before it was read', () => {
  const owns = [{ codeowners: ['@acme/shop'] }];
  expect(() =>
    shares({}, owns, { 'pull-requests': [merged('2026-02-08T10:00:00Z', { number: 1, paths: ['a'] })] }),
  ).toThrow(
    /the snapshot of sample-org\/shop\n +found: +no CODEOWNERS, although team `team-0` owns what it says/,
  );
});

test('a pull request without paths is missing them where it came from: the snapshot, or the import of a clone', () => {
  const facts = { 'pull-requests': [merged('2026-02-08T10:00:00Z', { number: 1, paths: null })] };
  const owns = [{ paths: ['a/**'] }];
  expect(() => shares({}, owns, facts)).toThrow(
    /the snapshot of sample-org\/shop\n[\s\S]*Run `npm run snapshot`/,
  );
  expect(() => shares({}, owns, facts, 'git')).toThrow(
    /the imported pull requests of sample-org\/shop\n[\s\S]*column `paths`[\s\S]*`npm run import`/,
  );
});
