import { describe, expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { checkKpiSettings, checkTargetQuarters, retiredKpis } from '../../src/handbook/kpiSettings.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const definitions = await loadDefinitions('content');
const organisation = await loadOrganisation('content/sample', [...definitions.keys()]);

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
    new RegExp(`org\\.yaml \\(team catalogue, KPI ${metric}, target\\)\\s+found: +${target}\\n`),
  );
});

test.each([
  ['review-coverage', 1],
  ['cycle-time', 72],
  ['schedule-performance', -2],
  ['net-promoter-score', -0.05],
  ['net-dollar-retention', 1.2],
])('%s can have the target %d', (metric, target) => {
  expect(holding(withTarget(metric, target))).not.toThrow();
});

test.each(['commits-pushed', 'lines-of-code'])('%s cannot be a KPI of the organisation', (metric) => {
  expect(holding({ ...organisation, kpis: [{ metric }] })).toThrow(`org.yaml (kpis, ${metric})`);
});

describe('the quarter by which a target is to be reached', () => {
  const FIRST_FACT = Date.parse('2026-11-15T12:00:00Z');
  const checking = (by: string, fiscalYearStart: number) => () =>
    checkTargetQuarters(
      {
        timeZone: 'UTC',
        groups: [],
        fiscalYearStart,
        teams: organisation.teams.map((team) => ({
          ...team,
          kpis: [{ metric: 'cycle-time', target: 40, by }],
        })),
      },
      FIRST_FACT,
    );

  test.each([
    ['2026-Q4', 1],
    ['2031-Q1', 1],
    ['FY2027-Q3', 4],
  ])('may be %s in a year that begins in month %d', (by, month) => {
    expect(checking(by, month)).not.toThrow();
  });

  test.each([
    ['2026-Q3', 1],
    ['2020-Q1', 1],
    ['FY2027-Q1', 1],
    ['2027-Q1', 4],
    ['FY2027-Q2', 4],
  ])('is not %s in a year that begins in month %d', (by, month) => {
    expect(checking(by, month)).toThrow(
      new RegExp(`org\\.yaml \\(team catalogue, KPI cycle-time, by\\)\\s+found: +the quarter \`${by}\``),
    );
  });
});

test('a KPI whose metric is retired is warned of, with what to choose instead, until it has an end', () => {
  const metrics = new Map(definitions);
  const cycleTime = metrics.get('cycle-time');
  if (cycleTime === undefined) throw new Error('no cycle time');
  const retired = {
    since: '2026-05-01',
    reason: 'Everybody reads lead time.',
    replacedBy: 'lead-time-for-changes',
  };
  metrics.set('cycle-time', { ...cycleTime, retired });
  const teams = (kpi: object) => ({
    ...organisation,
    kpis: [{ metric: 'cycle-time' }],
    teams: organisation.teams
      .slice(0, 1)
      .map((team) => ({ ...team, kpis: [{ metric: 'cycle-time', ...kpi }] })),
  });
  const [ofAll, ofTeam] = retiredKpis(teams({}), metrics).map(({ message }) => message);
  expect(ofAll).toContain('org.yaml (kpis, KPI cycle-time)');
  expect(ofTeam).toMatch(/retired on 2026-05-01[\s\S]*add `lead-time-for-changes` with `from`/);
  expect(retiredKpis(teams({ until: '2026-07-01' }), metrics)).toHaveLength(1);
  expect(retiredKpis(organisation, definitions)).toEqual([]);
});
