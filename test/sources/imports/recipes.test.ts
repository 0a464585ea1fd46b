import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identity } from '../../../src/facts/identity.ts';
import { loadDefinitions } from '../../../src/handbook/handbook.ts';
import { parseYaml } from '../../../src/handbook/yaml.ts';
import { importSchema } from '../../../src/sources/imports/declaration.ts';
import { readImport } from '../../../src/sources/imports/readImport.ts';
import { importOf } from './folder.ts';

const root = join(import.meta.dirname, '../../..');
const recipes = join(root, 'content/recipes');
const fixtures = join(root, 'test/fixtures/imports');
const definitions = await loadDefinitions(join(root, 'content'));
const metrics = new Map(
  [...definitions].map(([id, { kind, unit, respondents }]) => [id, { kind, unit, respondents }]),
);

/** What each recipe makes of its fixture: rows by kind of fact and by metric, and what it sets aside. */
const expected: Record<string, { reads: Record<string, number>; setAside?: string[] }> = {
  'access-log': {
    reads: { 'response-time': 1 },
    setAside: ['1 `seconds` is below 0 (requests-2026-09-08.ndjson (row 2))'],
  },
  amplitude: {
    reads: {
      'time-to-first-value': 2,
      'repeat-usage': 1,
      'weekly-active-users': 13,
      'feature-adoption': 1,
      'session-length': 1,
      'session-frequency': 3,
    },
  },
  'argo-cd': { reads: { deployments: 2 } },
  asana: { reads: { issues: 2 }, setAside: ['1 `key` is not as `^(\\d+)$` (project.csv:4)'] },
  cdevents: { reads: { deployments: 1 } },
  cobertura: { reads: { 'test-coverage': 1 } },
  codecov: { reads: { 'test-coverage': 1 } },
  'coverage-summary': { reads: { 'test-coverage': 1 } },
  datadog: { reads: { 'service-reliability': 2 } },
  deployment: {
    reads: { deployments: 2 },
    setAside: ['1 deployments: neither a commit nor a version (deployments.csv:4)'],
  },
  'customer-survey': {
    reads: { 'net-promoter-score': 2, 'customer-satisfaction': 1 },
    setAside: ['1 `recommend` is above 10 (answers.csv:4)'],
  },
  finance: {
    reads: {
      'technology-expense-ratio': 2,
      'engineering-cost-per-feature': 2,
      'customer-acquisition-cost': 2,
      'cost-per-lead': 2,
      'customer-lifetime-value': 2,
      'acquisition-cost-to-lifetime-value': 1,
      'feature-revenue-growth': 2,
      'net-dollar-retention': 1,
      'automation-cost-savings': 2,
    },
    setAside: ['1 `technology` is not an amount in EUR (months.csv:4)'],
  },
  gitlab: { reads: { deployments: 2, checks: 2 } },
  'gitlab-merge-requests': {
    reads: { 'pull-requests': 4 },
    setAside: ['1 `additions` is empty (page-1.json (row 5))'],
  },
  'google-analytics': { reads: { 'conversion-rate': 2, 'page-views-per-session': 2 } },
  hr: {
    reads: {
      'employee-retention': 2,
      overtime: 2,
      'meeting-density': 2,
      'skill-development-investment': 2,
      'mentoring-participation': 2,
      'time-to-productivity': 1,
    },
  },
  hubspot: {
    reads: { 'sales-cycle-length': 1, 'lead-conversion': 2 },
    setAside: ['1 `amount` is not an amount in EUR (deals-2026-09-30.csv:4)'],
  },
  jenkins: { reads: { checks: 2 } },
  jira: { reads: { issues: 2 } },
  'jira-csv': {
    reads: { issues: 3 },
    setAside: ['1 issues: `closed` is before `created` (issues-2026-09-28.csv:6)'],
  },
  junit: { reads: { checks: 2 } },
  linear: { reads: { issues: 2 } },
  'linear-api': { reads: { issues: 2 } },
  mixpanel: { reads: { 'conversion-rate': 2 } },
  opsgenie: { reads: { incidents: 2 } },
  pagerduty: { reads: { incidents: 2, 'on-call-load': 2 } },
  planning: {
    reads: {
      'sprint-velocity': 1,
      'team-utilization': 1,
      'resource-allocation-variance': 1,
      'requirement-volatility': 1,
      'requirement-change-frequency': 1,
      'story-point-variance': 2,
    },
  },
  projects: {
    reads: { 'project-completion-rate': 2, 'budget-adherence': 1, 'return-on-investment': 1 },
    setAside: ['1 `estimated` is not an amount in EUR (projects-2026-10-01.csv:4)'],
  },
  prometheus: {
    reads: {
      'service-reliability': 2,
      'error-rate': 2,
      'service-throughput': 2,
      'system-uptime': 4,
      'resource-utilization': 2,
    },
  },
  salesforce: { reads: { 'sales-cycle-length': 1 } },
  sentry: { reads: { issues: 2 } },
  sonarqube: { reads: { 'code-complexity-score': 2, 'test-coverage': 1 } },
  stripe: { reads: { 'trial-to-paid-conversion': 3, 'customer-retention': 3 } },
  statuspage: { reads: { incidents: 2 } },
  survey: {
    reads: {
      'team-satisfaction': 5,
      'engineering-health-score': 5,
      'requirement-clarity': 5,
      'estimation-confidence': 5,
      'skill-progression': 5,
    },
  },
  trello: { reads: { issues: 2 } },
  zendesk: {
    reads: {
      'support-ticket-volume': 2,
      'ticket-resolution-time': 1,
      'first-contact-resolution': 1,
      'escalation-frequency': 1,
    },
  },
};

const ids = (await readdir(recipes)).map((name) => name.replace(/\.yaml$/, ''));

test('each recipe has a fixture and a line here', () => {
  expect(ids.sort()).toEqual(Object.keys(expected).sort());
});

test.each(ids)('retention, conversion and adoption name their cohort in the recipe %s', async (id) => {
  const text = await readFile(join(recipes, `${id}.yaml`), 'utf8');
  const { observations } = parseYaml(id, text, importSchema).value;
  const ofCohorts = observations.filter(({ metric }) =>
    /retention|conversion|adoption|repeat-usage/.test(metric),
  );
  expect(ofCohorts.filter(({ cohort }) => cohort === undefined)).toEqual([]);
});

test.each(ids)('the recipe %s reads its fixture', async (id) => {
  const folder = join(fixtures, id);
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name))] as const),
  );
  const request = await importOf(
    await readFile(join(recipes, `${id}.yaml`), 'utf8'),
    Object.fromEntries(files),
    id,
  );
  const { manifest } = await readImport({
    ...request,
    targets: {
      metrics,
      teams: ['checkout', 'catalogue'],
      repositories: ['sample-org/payments'],
      withPullRequests: [],
      actor: identity('key of these tests', []).actor,
      now: Date.parse('2026-10-05T00:00:00Z'),
    },
  });
  const reads = Object.fromEntries([
    ...(manifest?.facts ?? []).map(({ fact, rows }) => [fact, rows]),
    ...(manifest?.metrics ?? []).map(({ metric, rows }) => [metric, rows]),
  ]);
  const setAside =
    manifest?.setAside.map(({ reason, count, first }) => `${count} ${reason} (${first})`) ?? [];
  expect({ reads, setAside }).toEqual({ setAside: [], ...expected[id] });
});
