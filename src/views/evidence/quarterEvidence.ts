import { gzipSync } from 'node:zlib';
import type { RuleResult } from '../../policy/core/policy.ts';
import { resultOf } from '../../scorecard/resultOf.ts';
import type { Evidence, EvidenceItem, MetricResult, Scorecard } from '../../scorecard/schema.ts';
import { countsAlike } from '../clockWords.ts';
import type { Erratum } from '../errata.ts';
import { rankedEvidence } from '../evidenceTable.ts';
import { cardsOf, type Library, type QuarterShelf, teamsWithin } from '../library.ts';
import { countersOf } from '../pairs.ts';
import { evidencePages } from './evidencePages.ts';

/** So many items are listed on a page. */
const SHOWN = 25;

/** What pages show of the evidence of one number. */
interface Shown {
  /** The most influential ones. */
  items: readonly EvidenceItem[];
  /** The values of all that have one. */
  values: readonly number[];
}

/** What pages show of the evidence of a quarter, and what depends on all of it: every item would fill the memory. */
export interface QuarterEvidence {
  rules: readonly RuleResult[];
  errata: readonly Erratum[];
  /** By scope and metric, for KPIs and the metrics that guard them; no scope whose evidence was not stored. */
  shown: ReadonlyMap<string, ReadonlyMap<string, Shown>>;
  /** By scope, the files that hold all of it, by name, compressed. */
  files: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
}

/** The evidence of a quarter without scorecards. */
export const NOTHING: Pick<QuarterEvidence, 'shown' | 'files'> = { shown: new Map(), files: new Map() };

export function quarterEvidenceOf(
  library: Pick<Library, 'metrics'>,
  shelf: QuarterShelf,
  evidence: readonly Evidence[],
): Pick<QuarterEvidence, 'shown' | 'files'> {
  const shown = new Map<string, Map<string, Shown>>();
  const files = new Map<string, Map<string, Buffer>>();
  for (const scorecard of cardsOf(shelf)) {
    const { scope, metrics } = scorecard;
    const own = evidence.find((each) => each.scope === scope.id);
    if (own === undefined) continue;
    const cards = cardsBehind(shelf, scorecard);
    shown.set(
      scope.id,
      new Map(
        guardedKpis(library, scorecard).map((result) => {
          const alike = cards.filter((card) => countsAlike(resultOf(card, result.id), result));
          const behind = evidence.filter(({ scope }) => alike.some((card) => card.scope.id === scope));
          const ranked = rankedEvidence(behind, result);
          const values = ranked.flatMap(({ value }) => value ?? []);
          return [result.id, { items: ranked.slice(0, SHOWN), values }];
        }),
      ),
    );
    files.set(
      scope.id,
      new Map(
        evidencePages(own, metrics).map(({ name, content }) => [name, gzipSync(JSON.stringify(content))]),
      ),
    );
  }
  return { shown, files };
}

/** Whose evidence is behind a scorecard: its own, and of a group and the organisation first that of the teams in its numbers. */
export function cardsBehind(shelf: QuarterShelf, scorecard: Scorecard): Scorecard[] {
  const teams = teamsWithin(shelf, scorecard);
  return [...teams.filter(({ scope }) => !scorecard.leftOutTeams.includes(scope.id)), scorecard];
}

/** A scorecard's KPIs and the metrics that guard them. */
export function guardedKpis(library: Pick<Library, 'metrics'>, scorecard: Scorecard): MetricResult[] {
  const guards = scorecard.kpis.flatMap((id) => countersOf(library, scorecard, id).map(({ id }) => id));
  return [...new Set([...scorecard.kpis, ...guards])].flatMap((id) => resultOf(scorecard, id) ?? []);
}
