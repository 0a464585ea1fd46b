import type { Evidence, MetricResult, Scorecard } from '../../src/scorecard/schema.ts';

type Comparison = NonNullable<MetricResult['baseline']>;

const size = { n: 40, hits: null, total: null, events: null, exposure: null, clusters: null };

/** A distribution in hours, lower is better, steady; what the test does not name does not matter to it. */
export function result(parts: Partial<MetricResult> = {}): MetricResult {
  return {
    id: 'cycle-time',
    definitionVersion: 1,
    kind: 'distribution',
    unit: 'hours',
    better: 'lower',
    state: 'ok',
    reason: null,
    summary: {
      value: 30,
      size,
      interval: { low: 24, high: 37, method: 'order statistics' },
      p75: null,
      p90: null,
    },
    elapsed: null,
    baseline: null,
    previous: null,
    materiality: 0.1,
    verdict: 'steady',
    movedBy: [],
    sentence: 'It held steady.',
    ranges: [],
    phases: [],
    open: null,
    excluded: [],
    notes: [],
    importedFrom: [],
    chart: null,
    evidence: { total: 0, items: [] },
    ...parts,
  };
}

/** A baseline of one quarter whose value changed by a ratio. */
export function changedBy(estimate: number, [low, high]: readonly [number, number], then = 40): Comparison {
  return {
    quarters: ['2026-Q1'],
    summary: { value: then, size, interval: null, p75: null, p90: null },
    change: { measure: 'ratio', estimate, low, high, method: 'ratio of medians', relative: estimate - 1 },
    obstacle: null,
  };
}

/** A team's scorecard of 2026-Q2. */
export function scorecard(name: string, parts: Partial<Scorecard> = {}): Scorecard {
  const metrics = parts.metrics ?? [result()];
  return {
    schemaVersion: 1,
    organisation: 'Org',
    sample: false,
    visibility: 'internal',
    scope: { kind: 'team', id: name.toLowerCase(), name, about: null },
    quarter: quarter(2),
    asOf: '2026-06-30T23:00:00.000Z',
    timeZone: 'UTC',
    clock: { kind: 'calendar', hours: [] },
    activePeople: 6,
    kpis: metrics.map(({ id }) => id),
    baselineFrom: 'default',
    repositories: [],
    unreadable: [],
    privateLeftOut: 0,
    leftOutTeams: [],
    imports: [],
    unownedLeftOut: false,
    ...parts,
    metrics,
  };
}

type Repository = Scorecard['repositories'][number];

/** A repository that was read whole, a day after the quarter; what the test does not name does not matter to it. */
export function readRepository(name: string, parts: Partial<Repository> = {}): Repository {
  return {
    name,
    url: `https://example.org/${name}`,
    source: 'github',
    deploymentsFrom: 'published releases',
    readThrough: '2026-07-01T06:00:00Z',
    partial: [],
    read: [],
    snapshot: {
      tool: '0.1.0',
      digest: null,
      wholeAt: null,
      archived: false,
      fork: false,
      excluded: [],
      deleted: [],
    },
    quarantined: [],
    ...parts,
  };
}

/** A quarter of 2026. */
export function quarter(number: 1 | 2 | 3, closed = true): Scorecard['quarter'] {
  const month = (index: number) => `2026-${String(index).padStart(2, '0')}-01T00:00:00.000Z`;
  return { id: `2026-Q${number}`, start: month(number * 3 - 2), end: month(number * 3 + 1), closed };
}

/** Evidence with items for one metric: id, day of June, value. */
export function evidence(
  metric: string,
  rows: readonly (readonly [string, number, number | null])[],
): Evidence {
  return {
    scope: 'team',
    quarter: '2026-Q2',
    behind: {
      [metric]: rows.map(([id, day, value]) => ({
        id,
        kind: 'pull-request',
        title: `Change ${id}`,
        url: null,
        at: new Date(Date.UTC(2026, 5, day)).toISOString(),
        value,
        note: null,
      })),
    },
  };
}
