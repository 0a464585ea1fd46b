import { type Facts, mergeFacts, noFacts } from '../../src/facts/collection.ts';
import type { Measurement } from '../../src/metrics/populations/observation.ts';
import type { ReadingRules } from '../../src/metrics/populations/readingRules.ts';
import { type RepositoryView, repositoryView } from '../../src/metrics/populations/repositoryView.ts';
import { repository } from './facts.ts';

const rules: ReadingRules = {
  branches: ['main'],
  deployments: { from: 'auto', environments: ['production'], tags: ['v[0-9]*'] },
  incidentLabels: ['incident'],
  linkWithinHours: 24,
  hotfix: { labels: ['hotfix'], branches: ['hotfix/*'] },
};

/** A repository of which one team owns everything, with default rules unless given. */
export function viewOf(facts: Partial<Facts>, overrides: Partial<ReadingRules> = {}): RepositoryView {
  const all = mergeFacts(noFacts(), { ...noFacts(), ...facts });
  return repositoryView(repository(), { ...rules, ...overrides }, all, all['pull-requests']);
}

/** The observations as `id: value`, which is what most rules are about. */
export function values({ observations }: Measurement): Record<string, number> {
  return Object.fromEntries(
    observations.map(({ item, value }) => [item.id.replace('sample-org/shop', ''), value]),
  );
}

/** The moments at which observations count. */
export function dates({ observations }: Measurement): string[] {
  return observations.map(({ at }) => new Date(at).toISOString().replace('.000Z', 'Z'));
}

/** Why things were left out, one text an item. */
export function reasons({ excluded }: Measurement): string[] {
  return excluded.map(({ text }) => text);
}
