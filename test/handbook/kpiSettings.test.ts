import { expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { checkKpiSettings } from '../../src/handbook/kpiSettings.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const definitions = await loadDefinitions('content');
const organisation = await loadOrganisation('content', [...definitions.keys()]);

const withTarget = (metric: string, target: number) => ({
  ...organisation,
  teams: organisation.teams.map((team) => ({ ...team, kpis: [{ metric, target }] })),
});
const holding = (settings: typeof organisation) => () => checkKpiSettings(settings, definitions);

test.each([
  ['review-coverage', 90],
  ['review-coverage', -0.1],
  ['cycle-time', -1],
])('%s cannot have the target %d', (metric, target) => {
  expect(holding(withTarget(metric, target))).toThrow(
    new RegExp(`content/org\\.yaml \\(team catalogue, KPI ${metric}, target\\)\\s+found: +${target}\\n`),
  );
});

test.each([
  ['review-coverage', 1],
  ['cycle-time', 72],
  ['schedule-performance', -2],
  ['net-promoter-score', -5],
  ['net-dollar-retention', 1.2],
])('%s can have the target %d', (metric, target) => {
  expect(holding(withTarget(metric, target))).not.toThrow();
});

test.each(['commits-pushed', 'lines-of-code'])('%s is no KPI of the organisation', (metric) => {
  expect(holding({ ...organisation, kpis: [{ metric }] })).toThrow(`content/org.yaml (kpis, ${metric})`);
});
