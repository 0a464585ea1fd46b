import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import type { Issue } from '../../src/facts/schema.ts';
import defectDensityMetric from '../../src/metrics/defect-density.ts';
import defectRateMetric from '../../src/metrics/defect-rate.ts';
import type { Measurement } from '../../src/metrics/populations/observation.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { bot, commit, incidentIssue, sha } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { reasons, viewOf } from '../support/view.ts';

const { measure: defectDensity } = defectDensityMetric;
const { measure: defectRate } = defectRateMetric;

const defect = (number: number, fields: Partial<Issue> = {}) =>
  incidentIssue(number, {
    labels: ['bug'],
    createdAt: new Date(Date.UTC(2026, 1, 1, number)).toISOString(),
    ...fields,
  });
const commits = [
  commit(1, { committedAt: '2026-02-01T09:00:00Z', additions: 900, deletions: 100 }),
  commit(2, { committedAt: '2026-02-02T09:00:00Z', additions: 2000, deletions: 1000 }),
  commit(3, { committedAt: '2026-02-03T09:00:00Z', author: bot, additions: 7000 }),
  commit(4, { committedAt: '2026-02-04T09:00:00Z', parents: [sha(2), sha(3)], additions: 9000 }),
];
const facts: Partial<Facts> = {
  commits,
  issues: [
    defect(1),
    defect(2, { labels: ['team/shop', 'Defect'], state: 'closed', closedAt: '2026-02-20T09:00:00Z' }),
    defect(3, { state: 'closed', stateReason: 'duplicate', closedAt: '2026-02-21T09:00:00Z' }),
    defect(4, { state: 'closed', stateReason: 'not_planned', closedAt: '2026-02-22T09:00:00Z' }),
    defect(5, { labels: ['feature'] }),
    incidentIssue(6),
  ],
};

function figureOf(measurement: Measurement, end = Date.UTC(2026, 3, 1)): number | null {
  const series = pool('ratio', [{ shared: false, measurement }]);
  return summarise(sampleOf(series, [{ start: 0, end }], { from: 0, unit: 1 })).value;
}

describe.each([
  ['defect rate', defectRate, 2 / 2],
  ['defect density', defectDensity, 2 / 4],
])('%s', (_, measure, value) => {
  test('divides defects opened by what people committed, merges aside', () => {
    expect(figureOf(measure(viewOf(facts)))).toBe(value);
    expect(reasons(measure(viewOf(facts))).sort()).toEqual([
      'a merge commit, which only joins changes',
      'closed as a duplicate or as no defect',
      'closed as a duplicate or as no defect',
      'committed by automation',
    ]);
  });

  test('dates a defect by its opening and a commit by its committer date', () => {
    const dated = measure(viewOf(facts)).observations.map(({ at }) => new Date(at).toISOString());
    expect(dated).toEqual([
      '2026-02-01T01:00:00.000Z',
      '2026-02-01T02:00:00.000Z',
      '2026-02-01T09:00:00.000Z',
      '2026-02-02T09:00:00.000Z',
    ]);
  });

  test('over no commit gives no data, never infinity', () => {
    expect(figureOf(measure(viewOf(facts)), Date.UTC(2026, 1, 1, 5))).toBeNull();
  });

  test('does not apply where issues cannot tell defects', () => {
    expect(measure(viewOf({ commits })).notApplicable).toBe(
      'sample-org/shop has no issues that tell its defects',
    );
    expect(measure(viewOf({ commits, issues: [incidentIssue(1)] })).notApplicable).toMatch(
      /^sample-org\/shop has no issue labelled bug, /,
    );
  });
});

test('the page’s example: 24 defects over 160 commits are 15 %', () => {
  const view = viewOf({
    issues: Array.from({ length: 24 }, (_, index) => defect(index + 1)),
    commits: Array.from({ length: 160 }, (_, index) =>
      commit(index + 1, { committedAt: new Date(Date.UTC(2026, 1, 1, index)).toISOString() }),
    ),
  });
  expect(figureOf(defectRate(view))).toBe(0.15);
});
