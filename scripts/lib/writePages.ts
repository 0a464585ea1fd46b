import { hash } from 'node:crypto';
import { ORGANISATION_PAGE } from '../../src/scoring/pageContext.ts';
import type { MeasuredMetric } from '../../src/scoring/scoredPage.ts';
import type { UnwrittenPage } from '../../src/scoring/scorer.ts';
import type { StoredRepository } from '../../src/scoring/storedRepository.ts';
import type { Unreadable } from '../../src/scoring/teamData.ts';
import type { Keep } from './scoredState.ts';
import type { ScoringWork, Task } from './scoringWork.ts';
import type { Workers } from './scoringWorkers.ts';

/** Which pages were written. */
export interface Written {
  pages: number;
  /** How many of them an earlier run had computed from the same. */
  kept: number;
  /** By path of each page that another run may keep, the digest of what its metrics depend on. */
  inputs: ReadonlyMap<string, string>;
}

/**
 * Writes the pages of what was observed: those that an earlier run computed from the same with its metrics.
 * @param workersFor who computes a share of the pages
 * @param settings a digest of the code, the definitions and the settings
 * @param keep what keeps metrics of an earlier run
 */
export async function writePages(
  workersFor: (share: number) => Pick<Workers, 'perform'>,
  work: Pick<ScoringWork, 'scorer'>,
  repositories: readonly StoredRepository[],
  unreadable: readonly Unreadable[],
  { folder, settings, keep }: { folder: string; settings: string; keep: Keep },
): Promise<Written> {
  const scorer = await work.scorer(repositories, unreadable);
  const { metrics, batches, organisation } = scorer;
  const observations = {
    repositories: JSON.stringify(repositories),
    unreadable,
    withheld: await scorer.withheld(),
  };
  const all = await scorer.pages();
  const inputs = new Map<string, string>();
  const changed: UnwrittenPage[] = [];
  for (const one of all) {
    const path = `${one.quarter}/${one.scope}`;
    if (one.inputs !== null) inputs.set(path, hash('sha256', JSON.stringify([settings, one.inputs])));
    const own = inputs.get(path);
    const metrics = own === undefined ? null : await keep(path, own, folder);
    if (metrics === null) changed.push(one);
    else await one.keep(metrics, folder);
  }
  const workers = workersFor(changed.length / Math.max(1, all.length));
  const byMetric = new Map<string, readonly MeasuredMetric[]>();
  let pages = 0;
  const perform = async (task: Task): Promise<void> => {
    const answer = await workers.perform(task);
    if (answer.kind === 'team') pages += answer.pages;
    if (answer.kind === 'metrics') for (const [id, pages] of answer.metrics) byMetric.set(id, pages);
  };
  const quartersOf = Map.groupBy(changed, ({ scope }) => scope);
  const quarters = (scope: string) => (quartersOf.get(scope) ?? []).map(({ quarter }) => quarter);
  const organisations = quarters(ORGANISATION_PAGE);
  const [first = [], ...others] = organisations.length === 0 ? [] : batches;
  const measure = (ids: readonly string[]) =>
    perform({ kind: 'metrics', ids, quarters: organisations, ...observations });
  await Promise.all([
    ...(first.length === 0 ? [] : [measure(first)]),
    ...[...quartersOf.keys()]
      .filter((id) => id !== ORGANISATION_PAGE)
      .map((id) => perform({ kind: 'team', id, quarters: quarters(id), ...observations })),
    ...others.map(measure),
  ]);
  if (organisations.length > 0)
    pages += await organisation(
      new Map(metrics.map((id) => [id, byMetric.get(id) ?? []])),
      organisations,
      folder,
    );
  const kept = all.length - changed.length;
  return { pages: pages + kept, kept, inputs };
}
