import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import type { Facts } from '../../src/facts/collection.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import type { ComputedMetric, TeamMetric } from '../../src/metrics/populations/metric.ts';
import type { Measurement } from '../../src/metrics/populations/observation.ts';
import type { TeamRemark } from '../../src/metrics/populations/teamWork.ts';
import {
  bot,
  check,
  closedIssue,
  commit,
  deployment,
  incident,
  incidentIssue,
  issue,
  merged,
  milestone,
  pullRequest,
  review,
  reviewer,
  secondReviewer,
  sha,
} from '../support/facts.ts';
import { observed, workOf } from '../support/teamWork.ts';
import { viewOf } from '../support/view.ts';

const definitions = await loadDefinitions(join(import.meta.dirname, '../../content'));
const metrics = [...(await loadMetrics())];

const pulls = [
  merged('2026-01-09T10:00:00Z', {
    checks: { passed: ['build'], failed: ['test'], pending: [] },
    number: 1,
    title: 'feat: prices',
    createdAt: '2026-01-06T09:00:00Z',
    mergeCommit: sha(2),
    closes: [1],
    marks: [],
    commits: [
      { sha: sha(0x21), authoredAt: '2025-09-01T08:00:00Z', committedAt: '2026-01-06T08:00:00Z' },
      { sha: sha(0x22), authoredAt: '2026-01-07T08:00:00Z', committedAt: '2026-01-07T08:30:00Z' },
      { sha: sha(0x23), authoredAt: '2026-01-09T08:00:00Z', committedAt: '2026-01-09T08:30:00Z' },
    ],
    reviews: [
      review('2026-01-06T15:00:00Z', { state: 'changes-requested' }),
      review('2026-01-08T16:00:00Z', { author: secondReviewer, state: 'approved' }),
      review('2026-01-08T17:00:00Z', { author: null }),
    ],
  }),
  merged('2026-01-12T11:00:00Z', {
    number: 2,
    title: 'fix: prices',
    createdAt: '2026-01-12T10:00:00Z',
    labels: ['hotfix'],
    mergeCommit: sha(3),
  }),
  merged('2026-01-13T11:00:00Z', { number: 3, createdAt: '2026-01-13T10:00:00Z', author: bot }),
  merged('2026-01-14T11:00:00Z', { number: 4, createdAt: '2026-01-14T10:00:00Z', base: 'release/1' }),
  merged('2026-01-15T11:00:00Z', { number: 5, createdAt: '2026-01-15T10:00:00Z', author: null }),
  merged('2026-01-16T11:00:00Z', { number: 6, createdAt: '2026-01-16T10:00:00Z', title: 'docs: prices' }),
  merged('2026-01-05T11:00:00Z', { number: 7, createdAt: '2026-01-05T10:30:00Z', mergeCommit: sha(1) }),
  pullRequest({
    number: 8,
    createdAt: '2026-01-17T10:00:00Z',
    draft: true,
    state: 'closed',
    closedAt: '2026-01-18T10:00:00Z',
  }),
  pullRequest({ number: 9, createdAt: '2026-01-19T10:00:00Z' }),
  pullRequest({
    number: 10,
    createdAt: '2026-01-20T10:00:00Z',
    author: bot,
    state: 'closed',
    closedAt: '2026-01-21T10:00:00Z',
  }),
];

/** Something to count and something to leave out for every metric. */
const facts: Partial<Facts> = {
  'pull-requests': pulls,
  commits: [
    commit(1, { committedAt: '2026-01-05T11:00:00Z', pullRequest: 7, subject: 'chore: begin' }),
    commit(2, {
      committedAt: '2026-01-09T10:00:01Z',
      pullRequest: 1,
      subject: 'feat: prices',
      coAuthors: [reviewer],
      arrival: { addedPaths: ['docs/adr/0001-prices.md'], lines: 40, rewritten: [{ days: 3, lines: 4 }] },
    }),
    commit(3, { committedAt: '2026-01-12T11:00:01Z', pullRequest: 2, subject: 'fix: prices' }),
    commit(4, {
      committedAt: '2026-01-13T11:00:01Z',
      pullRequest: 3,
      author: bot,
      arrival: { addedPaths: [], lines: 9, rewritten: [] },
    }),
    commit(5, { committedAt: '2026-01-14T12:00:00Z', parents: [sha(4), sha(3)] }),
  ],
  deployments: [
    deployment('first', '2026-01-05T12:00:00Z', 1),
    deployment('second', '2026-01-09T12:00:00Z', 2),
    deployment('failed', '2026-01-10T12:00:00Z', 2, {
      statuses: [{ state: 'failure', at: '2026-01-10T12:05:00Z' }],
    }),
    deployment('third', '2026-01-12T12:00:00Z', 3),
    deployment('back', '2026-01-13T09:00:00Z', 2),
    deployment('stage', '2026-01-14T09:00:00Z', 3, { environment: 'staging' }),
  ],
  issues: [
    issue(1, { labels: ['feature', 'discovery'], createdAt: '2026-01-02T10:00:00Z' }),
    closedIssue(2, '2026-01-11T10:00:00Z', { labels: ['feature'], milestone: 1 }),
    closedIssue(3, '2026-01-12T10:00:00Z', {
      labels: ['feature'],
      milestone: 1,
      stateReason: 'not_planned',
    }),
    issue(4, { labels: ['bug', 'production'], createdAt: '2026-01-03T10:00:00Z' }),
    issue(5, { labels: ['bug', 'customer'], createdAt: '2026-01-04T10:00:00Z' }),
    issue(6, { labels: ['bug', 'qa'], createdAt: '2026-01-05T10:00:00Z' }),
    issue(7, { labels: ['bug'], createdAt: '2026-01-06T10:00:00Z' }),
    closedIssue(8, '2026-01-13T10:00:00Z', { labels: ['bug', 'customer'], stateReason: 'duplicate' }),
    incidentIssue(9, {
      createdAt: '2026-01-09T13:00:00Z',
      closedAt: '2026-01-09T15:00:00Z',
      state: 'closed',
      causes: [{ pullRequest: 1 }],
    }),
    incidentIssue(10, {
      createdAt: '2026-01-16T13:00:00Z',
      closedAt: '2026-01-16T15:00:00Z',
      state: 'closed',
      stateReason: 'duplicate',
    }),
    closedIssue(11, '2026-01-14T10:00:00Z', { createdAt: '2026-01-07T10:00:00Z' }),
  ],
  milestones: [
    milestone(1, { dueAt: '2026-02-10T07:00:00Z', closedAt: '2026-02-12T10:00:00Z', state: 'closed' }),
    milestone(2),
  ],
  incidents: [
    incident('slow', '2026-01-20T13:00:00Z', {
      detectedAt: '2026-01-20T13:20:00Z',
      resolvedAt: '2026-01-22T13:00:00Z',
      severity: 'high',
    }),
    incident('unseen', '2026-01-23T13:00:00Z'),
  ],
  checks: [
    check('good', '2026-01-09T10:01:00Z', { sha: sha(2) }),
    check('bad', '2026-01-12T11:01:00Z', { sha: sha(3), conclusion: 'failure' }),
    check('lint', '2026-01-12T11:02:00Z', { sha: sha(3), name: 'lint' }),
    check('cancelled', '2026-01-13T11:01:00Z', { sha: sha(4), conclusion: 'cancelled' }),
    check('skipped', '2026-01-14T12:01:00Z', { sha: sha(5), conclusion: 'skipped' }),
    check('waiting', '2026-01-14T12:02:00Z', {
      sha: sha(5),
      startedAt: null,
      completedAt: null,
      conclusion: null,
    }),
  ],
};

function measured(metric: ComputedMetric, kind: Measurement['kind']): Measurement {
  if ('measure' in metric)
    return metric.measure(viewOf(facts, { resolveWithinHours: { incident: 1, high: 8 } }));
  const elsewhere = merged('2026-01-10T10:00:00Z', {
    createdAt: '2026-01-08T10:00:00Z',
    author: secondReviewer,
    reviews: [review('2026-01-09T09:00:00Z')],
  });
  const shares = [
    { repository: 'shop', team: 'shop', pulls },
    { repository: 'search', team: 'search', pulls: [elsewhere] },
    { repository: 'kit', team: null, pulls: [{ ...elsewhere, number: 2 }] },
  ];
  return whole(metric, workOf(shares), kind);
}

/** As a measurement of a repository: the remarks of a scope name no item. */
function whole(
  { measureTeam }: TeamMetric,
  work: ReturnType<typeof workOf>,
  kind: Measurement['kind'],
): Measurement {
  const { figures, ...measured } = observed(measureTeam, work);
  const named = (remarks: readonly TeamRemark[]) => remarks.map((remark) => ({ id: 'scope', ...remark }));
  return {
    ...measured,
    kind,
    excluded: named(measured.excluded),
    remarks: named(measured.remarks),
    unknown: [],
    open: [],
    phases: [],
  };
}

function kindOf(id: string): Measurement['kind'] {
  const kind = definitions.get(id)?.kind;
  if (kind === undefined) throw new Error(`no definition of ${id}`);
  return kind;
}

const words = z.string().regex(/\p{L}/u);
const moment = z.number();
const item = z.strictObject({
  id: words,
  kind: z.enum(['pull-request', 'commit', 'deployment', 'incident', 'issue', 'milestone']),
  title: words,
  url: z.url().nullable(),
});
const observations = z.array(
  z.strictObject({
    at: moment,
    until: moment.nullable(),
    value: z.number(),
    of: z.number().optional(),
    settledAt: moment.optional(),
    cluster: words.optional(),
    item,
    note: words.nullable(),
  }),
);
const remarks = z.array(z.strictObject({ id: words, at: moment, text: words }));
const legible = z.strictObject({
  kind: words,
  observations,
  excluded: remarks,
  unknown: remarks,
  remarks,
  open: z.array(z.strictObject({ id: words, from: moment, to: moment.nullable(), item: item.optional() })),
  phases: z.array(z.strictObject({ id: words, label: words, observations })),
  notApplicable: words.nullable(),
});

/** The one counts files as they come, the other deployments that failed already. */
const LEAVE_NOTHING_OUT = ['architecture-decision-records', 'failed-deployment-recovery-time'];

describe.each(metrics)('%s', (id, metric) => {
  test('measures what its page says, each item by its name, and leaves nothing out in silence', () => {
    const result = measured(metric, kindOf(id));
    expect(result.kind).toBe(definitions.get(id)?.kind);
    expect(result.notApplicable).toBeNull();
    expect(result.observations).not.toEqual([]);
    expect(result.excluded.length > 0).toBe(!LEAVE_NOTHING_OUT.includes(id));
    expect(legible.safeParse(result).error).toBeUndefined();
  });

  test('observes nothing where nothing happened', () => {
    const result = 'measure' in metric ? metric.measure(viewOf({})) : whole(metric, workOf([]), kindOf(id));
    expect(result).toMatchObject({
      kind: definitions.get(id)?.kind,
      observations: [],
      excluded: [],
      unknown: [],
      remarks: [],
      open: [],
    });
    expect(legible.safeParse(result).error).toBeUndefined();
  });
});
