import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectionNames, type Facts, noFacts } from '../../src/facts/collection.ts';
import { GRACE, quarantine } from '../../src/facts/quarantine.ts';
import type { Measurement, Release, Tag } from '../../src/facts/schema.ts';
import {
  check,
  closedIssue,
  commit,
  deployment,
  incident,
  issue,
  merged,
  milestone,
  pullRequest,
  review,
  sha,
} from '../support/facts.ts';

const READ_THROUGH = Date.parse('2026-04-01T00:00:00Z');
const WITHIN_GRACE = '2026-04-02T00:00:00Z';
const BEYOND_GRACE = '2026-04-02T00:00:01Z';
const LATE = 'dated more than a day after the facts were read';

const release = (fields: Partial<Release> = {}): Release => ({
  id: 'RE_1',
  tag: 'v1.0.0',
  name: null,
  createdAt: '2026-02-10T10:00:00Z',
  publishedAt: '2026-02-11T11:00:00Z',
  prerelease: false,
  sha: sha(1),
  ...fields,
});

const tag = (at: string): Tag => ({ name: 'v1.0.0', sha: sha(1), at });

const measurement = (fields: Partial<Measurement> = {}): Measurement => ({
  metric: 'test-coverage',
  start: '2026-03-02T00:00:00Z',
  end: '2026-03-09T00:00:00Z',
  sample: { kind: 'proportion', hits: 3, total: 4 },
  source: 'a tool',
  ...fields,
});

function sift(facts: Partial<Facts>) {
  return quarantine({ ...noFacts(), ...facts }, READ_THROUGH);
}

/** What was set aside, as `id: reason`. */
function reasons(facts: Partial<Facts>): string[] {
  return sift(facts).quarantined.map(({ id, reason }) => `${id}: ${reason}`);
}

const impossible: [rule: string, facts: Partial<Facts>, reported: string][] = [
  ...(['additions', 'deletions', 'changedFiles'] as const).map((size): (typeof impossible)[number] => [
    `a pull request with ${size} below zero`,
    { 'pull-requests': [pullRequest({ [size]: -1 })] },
    '1: pull request with a negative size',
  ]),
  [
    'an issue closed before it was created',
    { issues: [closedIssue(3, '2026-02-03T09:59:59Z')] },
    '3: issue closed before it was created',
  ],
  [
    'a milestone closed before it was created',
    { milestones: [milestone(4, { state: 'closed', closedAt: '2025-12-01T08:59:59Z' })] },
    '4: milestone closed before it was created',
  ],
  [
    'a deployment with a status from before it was created',
    {
      deployments: [
        deployment('d1', '2026-02-05T10:00:00Z', 1, {
          statuses: [
            { state: 'in-progress', at: '2026-02-05T09:59:59Z' },
            { state: 'success', at: '2026-02-05T10:07:00Z' },
          ],
        }),
      ],
    },
    'd1: deployment with a status from before it was created',
  ],
  [
    'a commit with fewer than no lines',
    { commits: [commit(1, { deletions: -2 })] },
    `${sha(1)}: commit with a negative size`,
  ],
  [
    'a commit of which fewer than no lines were rewritten',
    {
      commits: [commit(1, { arrival: { addedPaths: [], lines: 5, rewritten: [{ days: 3, lines: -1 }] } })],
    },
    `${sha(1)}: commit with a negative size`,
  ],
  [
    'a check completed before it started',
    {
      checks: [
        check('c1', '2026-02-06T10:00:00Z', {
          startedAt: '2026-02-06T10:01:00Z',
          completedAt: '2026-02-06T10:00:59Z',
        }),
      ],
    },
    'c1: check completed before it started',
  ],
  [
    'an incident resolved before it started',
    { incidents: [incident('i1', '2026-02-07T10:00:00Z', { resolvedAt: '2026-02-07T09:59:59Z' })] },
    'i1: incident resolved before it started',
  ],
  [
    'a measurement of a period that ended before it began',
    { measurements: [measurement({ end: '2026-03-01T23:59:59Z' })] },
    'test-coverage 2026-03-02T00:00:00Z a tool: measurement of a period that ended before it began',
  ],
  [
    'a measurement with more hits than its total',
    { measurements: [measurement({ sample: { kind: 'proportion', hits: 5, total: 4 } })] },
    'test-coverage 2026-03-02T00:00:00Z a tool: measurement with more hits than its total',
  ],
  [
    'a measurement over less than no time',
    { measurements: [measurement({ sample: { kind: 'rate', events: 1, exposure: -0.5 } })] },
    'test-coverage 2026-03-02T00:00:00Z a tool: measurement with a negative size',
  ],
];

const possible: [rule: string, facts: Partial<Facts>][] = [
  [
    'a pull request merged in the second of its creation',
    { 'pull-requests': [merged('2026-01-05T09:00:00Z')] },
  ],
  [
    'a merge in the same second, written with milliseconds',
    { 'pull-requests': [merged('2026-01-05T09:00:00.000Z')] },
  ],
  [
    'a review in the second of the creation, and a pending one',
    { 'pull-requests': [pullRequest({ reviews: [review('2026-01-05T09:00:00Z'), review(null)] })] },
  ],
  [
    'a review after the merge',
    { 'pull-requests': [merged('2026-01-06T09:00:00Z', { reviews: [review('2026-01-08T09:30:00Z')] })] },
  ],
  [
    'a pull request of no lines and no files',
    { 'pull-requests': [pullRequest({ additions: 0, deletions: 0, changedFiles: 0 })] },
  ],
  [
    'a pull request whose commits were authored years before, after its creation, or by a clock gone wrong',
    {
      'pull-requests': [
        pullRequest({
          commits: [
            { sha: sha(1), authoredAt: '2009-05-04T03:02:01Z', committedAt: '2012-06-05T04:03:02Z' },
            { sha: sha(2), authoredAt: '2026-01-06T10:11:12Z', committedAt: '2026-01-06T10:11:13Z' },
            { sha: sha(3), authoredAt: '2037-01-01T01:01:01Z', committedAt: '2038-01-02T02:02:02Z' },
          ],
        }),
      ],
    },
  ],
  [
    'a commit of long ago, and one committed before it was authored',
    {
      commits: [
        commit(1, { authoredAt: '1970-01-01T00:00:00Z', committedAt: '1985-10-26T01:21:00Z' }),
        commit(2, { authoredAt: '2026-03-05T08:00:00Z', committedAt: '2026-03-04T08:30:00Z' }),
      ],
    },
  ],
  ['an issue closed in the second of its creation', { issues: [closedIssue(3, '2026-02-03T10:00:00Z')] }],
  ['a milestone that is due years ahead', { milestones: [milestone(4, { dueAt: '2031-12-31T00:00:00Z' })] }],
  [
    'a release published before its tag’s commit was made',
    { releases: [release({ createdAt: '2026-02-12T10:00:00Z' })] },
  ],
  [
    'a deployment with a status in the second of its creation',
    { deployments: [deployment('d1', '2026-02-05T10:00:00Z', 1)] },
  ],
  [
    'a skipped and a cancelled check, whose times mean nothing',
    {
      checks: ['skipped', 'cancelled'].map((conclusion) =>
        check(`c-${conclusion}`, '2026-02-06T10:00:00Z', {
          startedAt: '2026-02-06T10:01:00Z',
          completedAt: '2026-02-06T10:00:59Z',
          conclusion,
        }),
      ),
    },
  ],
  [
    'a check that reports a result at the moment of its start',
    {
      checks: [
        check('c1', '2026-02-06T10:00:00Z', {
          startedAt: '2026-02-06T10:01:00Z',
          completedAt: '2026-02-06T10:01:00Z',
        }),
      ],
    },
  ],
  [
    'an incident that is still open',
    { incidents: [incident('i1', '2026-02-07T10:00:00Z', { resolvedAt: null })] },
  ],
  [
    'a measurement of the period that is running',
    { measurements: [measurement({ start: '2026-03-30T00:00:00Z', end: '2026-04-06T00:00:00Z' })] },
  ],
  [
    'an issue and a pull request with the same number',
    { 'pull-requests': [pullRequest({ number: 7 })], issues: [issue(7)] },
  ],
];

/** Each collection with a row whose last moment is the given one. */
const dated: [collection: string, at: (moment: string) => Partial<Facts>][] = [
  [
    'pull request opened',
    (at) => ({ 'pull-requests': [pullRequest({ createdAt: at, updatedAt: '2026-03-31T00:00:00Z' })] }),
  ],
  ['pull request merged', (at) => ({ 'pull-requests': [merged(at)] })],
  ['pull request updated', (at) => ({ 'pull-requests': [pullRequest({ updatedAt: at })] })],
  ['pull request reviewed', (at) => ({ 'pull-requests': [pullRequest({ reviews: [review(at)] })] })],
  [
    'pull request made ready',
    (at) => ({ 'pull-requests': [pullRequest({ readiness: [{ at, to: 'ready' }] })] }),
  ],
  ['issue closed', (at) => ({ issues: [closedIssue(3, at)] })],
  ['milestone closed', (at) => ({ milestones: [milestone(4, { state: 'closed', closedAt: at })] })],
  ['release published', (at) => ({ releases: [release({ publishedAt: at })] })],
  ['tag', (at) => ({ tags: [tag(at)] })],
  ['deployment', (at) => ({ deployments: [deployment('d1', at, 1)] })],
  ['commit authored', (at) => ({ commits: [commit(1, { authoredAt: at })] })],
  ['commit committed', (at) => ({ commits: [commit(1, { committedAt: at })] })],
  ['check completed', (at) => ({ checks: [check('c1', '2026-02-06T10:00:00Z', { completedAt: at })] })],
  [
    'incident resolved',
    (at) => ({ incidents: [incident('i1', '2026-02-07T10:00:00Z', { resolvedAt: at })] }),
  ],
  ['measurement', (at) => ({ measurements: [measurement({ start: at, end: '2026-07-01T00:00:00Z' })] })],
];

describe('is set aside with its reason:', () => {
  test.each(impossible)('%s', (_, facts, reported) => {
    const { facts: sound } = sift(facts);
    expect(reasons(facts)).toEqual([reported]);
    expect(sound).toEqual(noFacts());
  });

  test.each(dated)('a %s more than a day after the facts were read', (_, at) => {
    const { quarantined } = sift(at(BEYOND_GRACE));
    expect(quarantined.map(({ reason }) => reason.slice(-LATE.length))).toEqual([LATE]);
  });
});

describe('a commit whose date cannot be is marked, and joins its children to its parents:', () => {
  const chain = (...dates: string[]) =>
    dates.map((committedAt, index) =>
      commit(index + 1, { committedAt, parents: index === 0 ? [] : [sha(index)] }),
    );
  const marked = (facts: Partial<Facts>) =>
    sift(facts).facts.commits.map(({ misdated }) => misdated ?? false);

  test.each<[string, string[], boolean[]]>([
    [
      'at the beginning',
      ['1970-01-01T00:00:01Z', '2026-01-02T08:00:00Z', '2026-01-03T08:00:00Z'],
      [true, false, false],
    ],
    [
      'in the middle',
      ['2025-12-01T08:00:00Z', '1999-12-31T23:59:59Z', '2026-01-03T08:00:00Z'],
      [false, true, false],
    ],
    [
      'at the end',
      ['2025-12-01T08:00:00Z', '2025-12-02T08:00:00Z', '1980-01-01T00:00:00Z'],
      [false, false, true],
    ],
    [
      'after what follows it',
      ['2001-01-01T08:00:00Z', '2025-01-01T08:00:00Z', '2001-01-03T08:00:00Z', '2001-01-04T08:00:00Z'],
      [false, true, false, false],
    ],
    [
      'after the reading',
      ['2025-12-01T08:00:00Z', '2099-01-01T00:00:00Z', '2026-01-03T08:00:00Z'],
      [false, true, false],
    ],
    [
      'twice',
      [
        '1970-01-01T00:00:01Z',
        '1970-01-01T00:00:02Z',
        '2026-01-02T08:00:00Z',
        '2026-01-03T08:00:00Z',
        '2026-01-04T08:00:00Z',
      ],
      [true, true, false, false, false],
    ],
  ])('%s', (_, dates, expected) => {
    const facts = { commits: chain(...dates) };
    expect(marked(facts)).toEqual(expected);
    expect(sift(facts).quarantined).toHaveLength(expected.filter((each) => each).length);
  });

  test('not where a project rested for ten years', () => {
    const facts = chain(
      ...['2010-01-01', '2010-02-01', '2010-03-01', '2010-04-01'].map((day) => `${day}T08:00:00Z`),
      ...['2025-01-01', '2025-02-01', '2025-03-01', '2025-04-01', '2025-05-01'].map(
        (day) => `${day}T08:00:00Z`,
      ),
    );
    expect(reasons({ commits: facts })).toEqual([]);
  });

  test('a tag of the same date is set aside with it; one with a date of its own is kept', () => {
    const commits = chain('1970-01-01T00:00:01Z', '2026-01-02T08:00:00Z', '2026-01-03T08:00:00Z');
    const tags = [
      { ...tag('1970-01-01T00:00:01Z'), name: 'v0.1.0' },
      { ...tag('2026-01-01T08:00:00Z'), name: 'v0.2.0' },
      { name: 'v0.3.0', sha: sha(2), at: '1970-01-01T00:00:01Z' },
    ];
    const { facts } = sift({ commits, tags });
    expect(facts.tags.map(({ name }) => name)).toEqual(['v0.2.0']);
    expect(reasons({ commits, tags }).slice(1)).toEqual([
      'v0.1.0: tag dated by its commit, whose date cannot be',
      'v0.3.0: tag dated more than ten years before its commit',
    ]);
  });
});

describe('is kept:', () => {
  test.each(possible)('%s', (_, facts) => {
    expect(sift(facts)).toEqual({ facts: { ...noFacts(), ...facts }, quarantined: [] });
  });

  test.each(dated)('a %s a day after the facts were read, which clocks explain', (_, at) => {
    expect(Date.parse(WITHIN_GRACE) - READ_THROUGH).toBe(GRACE);
    expect(reasons(at(WITHIN_GRACE))).toEqual([]);
  });
});

describe('rows that share a number', () => {
  const twice = 'pull request with the same number or identifier as another';

  test('are all set aside, because nothing says which is true', () => {
    const rows = [7, 8, 7].map((number, index) => pullRequest({ number, additions: index }));
    const { facts, quarantined } = sift({ 'pull-requests': rows });
    expect(quarantined.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([`7: ${twice}`, `7: ${twice}`]);
    expect(facts['pull-requests'].map(({ number }) => number)).toEqual([8]);
  });

  test('leave one where the others are impossible', () => {
    const rows = [pullRequest({ number: 7, additions: -1 }), pullRequest({ number: 7 })];
    const { facts, quarantined } = sift({ 'pull-requests': rows });
    expect(quarantined.map(({ reason }) => reason)).toEqual(['pull request with a negative size']);
    expect(facts['pull-requests']).toEqual([rows[1]]);
  });
});

test('a row with several faults is counted once', () => {
  const row = pullRequest({ additions: -1, createdAt: '2030-01-05T07:00:00Z' });
  expect(reasons({ 'pull-requests': [row] })).toEqual(['1: pull request with a negative size']);
});

test('a pull request that was merged or reviewed before it was created stays: an import dates it so', () => {
  const row = merged('2026-01-05T08:00:00Z', { reviews: [review('2026-01-05T07:00:00Z')] });
  const { facts, quarantined } = sift({ 'pull-requests': [row] });
  expect(facts['pull-requests']).toEqual([row]);
  expect(quarantined).toEqual([]);
});

describe('for any facts', () => {
  const moment = fc
    .integer({ min: Date.parse('2025-12-01'), max: Date.parse('2026-05-01') })
    .map((at) => new Date(at).toISOString());
  const number = fc.integer({ min: 1, max: 8 });
  const rows = <Row>(row: fc.Arbitrary<Row>) => fc.array(row, { maxLength: 6 });
  const anyFacts: fc.Arbitrary<Facts> = fc.record({
    'pull-requests': rows(
      fc
        .record({
          number,
          createdAt: moment,
          mergedAt: fc.option(moment),
          additions: fc.integer({ min: -2, max: 50 }),
          reviews: fc.array(
            moment.map((at) => review(at)),
            { maxLength: 2 },
          ),
        })
        .map((fields) => pullRequest(fields)),
    ),
    issues: rows(
      fc.tuple(number, moment, moment).map(([id, createdAt, at]) => closedIssue(id, at, { createdAt })),
    ),
    milestones: rows(
      fc
        .tuple(number, moment, moment)
        .map(([id, createdAt, closedAt]) => milestone(id, { createdAt, closedAt })),
    ),
    releases: rows(
      fc.tuple(number, moment).map(([id, publishedAt]) => release({ id: `${id}`, publishedAt })),
    ),
    tags: rows(moment.map(tag)),
    deployments: rows(
      fc
        .tuple(number, moment, moment)
        .map(([id, createdAt, at]) => deployment(`${id}`, at, id, { createdAt })),
    ),
    commits: rows(fc.tuple(number, moment).map(([id, committedAt]) => commit(id, { committedAt }))),
    checks: rows(
      fc.tuple(number, moment, moment).map(([id, at, completedAt]) => check(`${id}`, at, { completedAt })),
    ),
    incidents: rows(
      fc.tuple(number, moment, moment).map(([id, at, resolvedAt]) => incident(`${id}`, at, { resolvedAt })),
    ),
    measurements: rows(fc.tuple(moment, moment).map(([start, end]) => measurement({ start, end }))),
  });

  test('setting rows aside twice gives the same as once', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const once = quarantine(facts, READ_THROUGH);
        expect(quarantine(once.facts, READ_THROUGH)).toEqual({ facts: once.facts, quarantined: [] });
      }),
    );
  });

  test('kept rows are unchanged and in order, and every other one is counted', () => {
    let seen = 0;
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const before = structuredClone(facts);
        const { facts: sound, quarantined } = quarantine(facts, READ_THROUGH);
        expect(facts).toEqual(before);
        for (const name of collectionNames) {
          const all: readonly object[] = facts[name];
          const stayed: readonly object[] = sound[name].filter((row) => !('misdated' in row));
          expect(stayed).toEqual(all.filter((row) => stayed.includes(row)));
          const gone = quarantined.filter(({ collection }) => collection === name);
          expect(stayed.length + gone.length).toBe(all.length);
          seen += gone.length;
        }
      }),
    );
    expect(seen).toBeGreaterThan(0);
  });
});
