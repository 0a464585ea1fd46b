import { expect, test } from 'vitest';
import { readCodeowners } from '../../src/facts/codeowners.ts';
import { noFacts } from '../../src/facts/collection.ts';
import { namesIn, unmatchedNames } from '../../src/handbook/unmatchedNames.ts';
import { deployment, issue, pullRequest, repository } from '../support/facts.ts';

const facts = {
  ...noFacts(),
  issues: [issue(1, { labels: ['incident', 'Team/Shop'], type: 'Bug', fields: { Severity: 'high' } })],
  'pull-requests': [
    pullRequest({ number: 2, head: 'hotfix/1', base: 'main', author: { bot: 'acme-merger' } }),
  ],
  deployments: [deployment('1', '2026-01-05T09:00:00Z', 1, { environment: 'production' })],
};

const divided = repository({ codeowners: readCodeowners('/a/ @acme/payments\n') });

const found = (raw: unknown) =>
  unmatchedNames(raw, new Map([['sample/shop', namesIn({ facts, repository: divided })]]), (path) =>
    path.join('.'),
  ).map(({ place, found: what, remedy }) => [place, what, /`(.*)`/.exec(remedy)?.[1] ?? null]);

test('a pattern that matches nothing is reported with its place and the nearest name that exists', () => {
  const raw = {
    bots: ['acme-*'],
    incidents: { labels: ['incdent'], resolveWithinHours: { incident: 4 } },
    hotfix: { branches: ['hotfix/*'] },
    repositories: [{ name: 'sample/shop', deployments: { environments: ['prodution'] }, branches: ['Main'] }],
    teams: [{ owns: [{ repository: 'sample/shop', labels: ['team/*'] }] }],
  };
  expect(found(raw)).toEqual([
    ['incidents.labels.0', '`incdent`, which matches no label in the facts', 'incident'],
    ['repositories.0.branches.0', '`Main`, which matches no branch in the facts', 'main'],
    [
      'repositories.0.deployments.environments.0',
      '`prodution`, which matches no environment in the facts',
      'production',
    ],
  ]);
});

test('one of several alternatives may match nothing, unless a name is like it', () => {
  expect(found({ incidents: { labels: ['incident', 'outage'] } })).toEqual([]);
  expect(found({ incidents: { labels: ['incident', 'incidnt'] } })).toHaveLength(1);
  expect(found({ incidents: { labels: ['outage', 'broken'] } })).toHaveLength(2);
});

test('the type of an issue and the values of its fields are names, too', () => {
  expect(found({ issues: { production: ['bug'], customer: ['severity: *'] } })).toEqual([]);
});

test('where the facts hold no names of a kind, nothing is said of it', () => {
  expect(
    found({ checks: { builds: ['verify'] }, repositories: [{ name: 'other/one', branches: ['next'] }] }),
  ).toEqual([]);
});

test('a team that no line of CODEOWNERS names is reported, also where a pattern stands for the repository', () => {
  for (const name of ['sample/shop', 'sample/*'])
    expect(found({ teams: [{ owns: [{ repository: name, codeowners: ['@acme/paymnets'] }] }] })).toEqual([
      [
        'teams.0.owns.0.codeowners.0',
        '`@acme/paymnets`, which matches no team in CODEOWNERS in the facts',
        '@acme/payments',
      ],
    ]);
});
