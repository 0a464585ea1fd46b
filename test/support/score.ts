import type { Snapshot } from '../../src/facts/store.ts';
import { holder, measurer } from '../../src/scoring/collect.ts';
import type { Material } from '../../src/scoring/scope.ts';
import type { ScoredPage } from '../../src/scoring/scoredPage.ts';
import { scorer } from '../../src/scoring/scorer.ts';

/** @returns every page that some snapshots give, and how many of their facts were set aside */
export function score(
  { organisation, definitions, metrics, asOf }: Omit<Material, 'holdings'>,
  snapshots: readonly Snapshot[],
): { pages: ScoredPage[]; setAside: number } {
  const measure = measurer(organisation, metrics, asOf);
  const { holdings, hold } = holder(organisation, asOf);
  let setAside = 0;
  for (const snapshot of snapshots) {
    const settings = organisation.repositories.find(({ name }) => name === snapshot.repository.name);
    if (settings === undefined) throw new Error(`no ${snapshot.repository.name} in the organisation`);
    const measured = measure(settings, snapshot);
    hold(measured);
    setAside += measured.setAside;
  }
  const parts = scorer({ organisation, definitions, metrics, holdings, asOf });
  const pages = [
    ...parts.teams.flatMap(parts.pagesOfTeam),
    ...parts.pagesOfOrganisation(new Map(parts.metrics.map((id) => [id, parts.organisationMetric(id)]))),
  ];
  return { pages, setAside };
}
