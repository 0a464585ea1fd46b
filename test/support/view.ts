import { type Facts, mergeFacts, noFacts } from '../../src/facts/collection.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import type { Measurement, Observation } from '../../src/metrics/populations/observation.ts';
import type { ReadingRules } from '../../src/metrics/populations/readingRules.ts';
import {
  everything,
  type RepositoryView,
  repositoryView,
} from '../../src/metrics/populations/repositoryView.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { repository } from './facts.ts';
import { pool } from './pool.ts';

/** The settings of an organisation that says nothing but what it must. */
const organisation = organisationSchema.parse({
  name: 'Sample organisation',
  repositories: [{ name: 'sample-org/shop' }],
  teams: [
    {
      id: 'shop',
      name: 'Shop',
      owns: [{ repository: 'sample-org/shop' }],
      kpis: ['cycle-time', 'review-coverage', 'change-failure-rate'].map((metric) => ({ metric })),
    },
  ],
});

export const defaultRules: ReadingRules = {
  timeZone: organisation.timeZone,
  agents: organisation.agents,
  branches: ['main'],
  deployments: {
    from: 'auto',
    environments: ['production'],
    checks: ['deploy*'],
    delayHours: 0,
  },
  incidentLabels: ['incident'],
  resolveWithinHours: null,
  checks: organisation.checks,
  linkWithinHours: 24,
  hotfix: { labels: ['hotfix'], branches: ['hotfix/*'] },
  work: organisation.work,
  issues: organisation.issues,
  decisionRecords: organisation.decisionRecords.paths,
};

/** A repository of which one team owns everything but what `own` cuts down, with default rules unless given. */
export function viewOf(
  facts: Partial<Facts>,
  overrides: Partial<ReadingRules> = {},
  own: Partial<Facts> = {},
): RepositoryView {
  const all = mergeFacts(noFacts(), { ...noFacts(), ...facts });
  return repositoryView(repository(), { ...defaultRules, ...overrides }, { ...all, ...own }, all, everything);
}

interface Observed {
  observations: readonly Observation[];
}

/** The observations as `id: value`, which is what most rules are about. */
export function values({ observations }: Observed): Record<string, number> {
  return Object.fromEntries(
    Array.from(observations, ({ item, value }) => [item.id.replace('sample-org/shop', ''), value]),
  );
}

/** The moments at which observations count. */
export function dates({ observations }: Observed): string[] {
  return Array.from(observations, ({ at }) => new Date(at).toISOString().replace('.000Z', 'Z'));
}

/** Why things were left out, one text an item. */
export function reasons({ excluded }: { excluded: readonly { text: string }[] }): string[] {
  return excluded.map(({ text }) => text);
}

/** What a scorecard says of all observations between two days. */
export function summaryOf(measured: Measurement, first = '2026-01-01', end = '2026-04-02'): Summary {
  const window = { start: Date.parse(first), end: Date.parse(end) };
  const series = pool(measured.kind, [{ shared: false, measurement: measured }]);
  return summarise(sampleOf(series, [window], { from: window.start, unit: 7 * 24 * 3_600_000 }));
}
