import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { type Organisation, organisationSchema } from '../../src/handbook/organisation.ts';
import type { Review } from '../../src/handbook/reviews.ts';
import type { Team } from '../../src/handbook/settingsAt.ts';
import type { Seen } from '../../src/policy/core/check.ts';
import type { MetricResult, Scorecard } from '../../src/scorecard/schema.ts';
import { result, scorecard } from './scorecards.ts';

/** The handbook's own definitions: rules are tried on these. */
export const definitions = await loadDefinitions('content');

/** A team with these KPIs and, where a test gives them, limits. */
export function team(kpis: Team['kpis'] | readonly string[], parts: Partial<Team> = {}): Team {
  return {
    id: 'harbour',
    name: 'Harbour',
    about: null,
    workInProgressLimit: null,
    baseline: null,
    materiality: 0.1,
    owns: [{ repository: 'sample-org/harbour' }],
    kpis: kpis.map((kpi) => (typeof kpi === 'string' ? { metric: kpi } : kpi)),
    ...parts,
  };
}

/** An organisation of one repository and these teams. */
export function organisation(teams: readonly Team[]): Organisation {
  const three = [{ metric: 'cycle-time' }, { metric: 'review-coverage' }, { metric: 'change-failure-rate' }];
  return {
    ...organisationSchema.parse({
      name: 'Org',
      repositories: [{ name: 'sample-org/harbour' }],
      teams: [{ id: 'harbour', name: 'Harbour', owns: [{ repository: 'sample-org/harbour' }], kpis: three }],
    }),
    teams: teams.map(({ id, name, owns, kpis }) => ({ id, name, owns: [...owns], kpis: [...kpis] })),
  };
}

/** What a rule sees of a team: its KPIs, and a closed quarter of which nothing is known unless a test says so. */
export function seen(parts: Partial<Seen> = {}): Seen {
  const own = parts.team ?? team(['cycle-time', 'review-coverage', 'change-failure-rate']);
  return {
    organisation: organisation([own]),
    team: own,
    definitions,
    quarter: '2026-Q2',
    scorecard: card([]),
    evidence: null,
    review: null,
    ...parts,
  };
}

/** The team's scorecard of 2026-Q2 with these results. */
export function card(metrics: readonly MetricResult[], parts: Partial<Scorecard> = {}): Scorecard {
  return scorecard('Harbour', { ...parts, metrics: [...metrics] });
}

/** A result of a metric whose page exists, with kind and unit as there. */
export function measured(id: string, value: number | null, parts: Partial<MetricResult> = {}): MetricResult {
  const definition = definitions.get(id);
  if (definition === undefined) throw new RangeError(`no metric ${id}`);
  const base = result();
  return {
    ...base,
    id,
    kind: definition.kind,
    unit: definition.unit,
    better: definition.better,
    state: value === null ? 'no-data' : 'ok',
    reason: value === null ? 'Nothing of this kind was observed in this quarter.' : null,
    summary: { ...base.summary, value },
    ...parts,
  };
}

/** What the team wrote about 2026-Q2, in response to some metrics. */
export function review(...metrics: readonly string[]): Review {
  return {
    team: 'harbour',
    quarter: '2026-Q2',
    date: '2026-07-06',
    responses: metrics.map((metric) => ({
      metric,
      says: 'It is what we expected to see.',
      will: 'Nothing, for a reason given here.',
    })),
    promises: [],
  };
}
