import { expect, test } from 'vitest';
import { type Facts, noFacts } from '../../src/facts/collection.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { sharesOf } from '../../src/scoring/ownership.ts';
import { check, deployment, incident, issue, repository } from '../support/facts.ts';

const NAME = 'sample-org/shop';

function shares(settings: object, owns: readonly object[], facts: Partial<Facts>) {
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
      source: 'github',
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
