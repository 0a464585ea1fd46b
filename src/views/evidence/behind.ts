import { gzipSync } from 'node:zlib';
import type { RuleResult } from '../../policy/core/policy.ts';
import { resultOf } from '../../scorecard/resultOf.ts';
import type { Evidence, EvidenceItem, MetricResult, Scorecard } from '../../scorecard/schema.ts';
import type { Erratum } from '../errata.ts';
import { rankedEvidence } from '../evidenceTable.ts';
import type { Library } from '../library.ts';
import { countersOf } from '../pairs.ts';
import { evidencePages } from './pages.ts';

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
export interface Behind {
  rules: readonly RuleResult[];
  errata: readonly Erratum[];
  /** By scope and metric, for KPIs and the metrics that guard them; no scope whose evidence was not stored. */
  shown: ReadonlyMap<string, ReadonlyMap<string, Shown>>;
  /** By scope, the files that hold all of it, by name, compressed. */
  files: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
}

/** @param scorecards of the quarter */
export function behindOf(
  library: Pick<Library, 'metrics'>,
  scorecards: readonly Scorecard[],
  evidence: readonly Evidence[],
): Pick<Behind, 'shown' | 'files'> {
  const shown = new Map<string, Map<string, Shown>>();
  const files = new Map<string, Map<string, Buffer>>();
  for (const scorecard of scorecards) {
    const { scope, metrics } = scorecard;
    const own = evidence.find((each) => each.scope === scope.id);
    if (own === undefined) continue;
    const scopes = scopesBehind(scorecard, scorecards);
    const behind = evidence.filter((each) => scopes.includes(each.scope));
    shown.set(
      scope.id,
      new Map(
        guardedKpis(library, scorecard).map((result) => {
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

/** Whose evidence is behind a scorecard: its own, and behind the organisation's first that of the teams in its numbers. */
export function scopesBehind(
  { scope, leftOutTeams }: Pick<Scorecard, 'scope' | 'leftOutTeams'>,
  scorecards: readonly Pick<Scorecard, 'scope'>[],
): string[] {
  if (scope.kind === 'team') return [scope.id];
  const teams = scorecards.filter((card) => card.scope.kind === 'team').map((card) => card.scope.id);
  return [...teams.filter((id) => !leftOutTeams.includes(id)), scope.id];
}

/** A scorecard's KPIs and the metrics that guard them. */
export function guardedKpis(library: Pick<Library, 'metrics'>, scorecard: Scorecard): MetricResult[] {
  const guards = scorecard.kpis.flatMap((id) => countersOf(library, scorecard, id).map(({ id }) => id));
  return [...new Set([...scorecard.kpis, ...guards])].flatMap((id) => resultOf(scorecard, id) ?? []);
}
