import type { Window } from '../facts/quarter.ts';
import { type DatedOrganisation, ownershipOverTime } from '../handbook/ownershipOverTime.ts';
import { kinds } from '../stats/kinds.ts';
import { isWhole } from './ownership.ts';
import type { PageContext } from './pageContext.ts';
import { numberedMetrics, type ScoringInput } from './scope.ts';
import { keyOf, type PublishedScope, type WithheldFigures, withheldScopes } from './suppression.ts';
import { type CountedMetric, cellsOf } from './tables/contributors.ts';

/** @returns which figures of some pages are withheld, those that they are compared with among them */
export async function withheldFigures(
  input: ScoringInput,
  ids: readonly string[],
  contexts: readonly PageContext[],
): Promise<WithheldFigures> {
  const { organisation, definitions, metrics, teams, database } = input;
  const numbers = numberedMetrics(metrics);
  const counted = ids.map((id): CountedMetric => {
    const { kind, unit, minimum } = definitions.get(id) ?? {};
    return {
      number: numbers.includes(id) ? numbers.indexOf(id) : null,
      lasts: kind !== undefined && kinds[kind].lasts,
      workers: metrics.get(id)?.people ?? 'authors',
      // What money is divided by is a count, unless the result is a share.
      amounts: minimum?.areAmounts ? (unit === 'currency' ? ['value'] : ['value', 'of']) : [],
    };
  });
  const windows = new Map<string, { window: Window; scopes: Map<string, PublishedScope> }>();
  for (const context of contexts)
    for (const { window, shown, isOwn } of context.windows) {
      const key = `${window.start} ${window.end}`;
      const known = windows.get(key) ?? { window, scopes: new Map<string, PublishedScope>() };
      windows.set(key, known);
      const before = known.scopes.get(context.id);
      known.scopes.set(context.id, {
        id: context.id,
        members: context.members,
        whole: context.subject.kind === 'team' ? wholesOf(organisation, context.subject.id) : null,
        listsUnowned:
          before?.listsUnowned === true ||
          (isOwn && context.subject.kind === 'organisation' && context.members.has(null)),
        comesLast: context.subject.kind === 'group',
        shown,
      });
    }
  const all = [...windows.values()];
  const parts = [...teams.values()].flatMap((team) => team.parts);
  const cells = await cellsOf(
    database,
    parts,
    counted,
    all.map(({ window }) => window),
  );
  return ids.flatMap((id, metric) =>
    all.flatMap(({ window, scopes }, place) => {
      const found = withheldScopes(
        cells.get(metric)?.get(place) ?? [],
        [...scopes.values()],
        definitions.get(id)?.minimum?.count,
      );
      return Array.from(found, ([scope, reason]) => [keyOf(scope, id, window), reason] as const);
    }),
  );
}

function wholesOf(organisation: DatedOrganisation, id: string): Set<string> {
  return new Set(
    [...ownershipOverTime(organisation)].flatMap(([repository, spans]) =>
      spans.some(({ holdings }) => holdings.some(({ team, owns }) => team === id && owns.some(isWhole)))
        ? [repository]
        : [],
    ),
  );
}
