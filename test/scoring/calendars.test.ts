import memoize from 'memoize';
import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import type { DatedOrganisation } from '../../src/handbook/ownershipOverTime.ts';
import { restatementsOf, sealOf, settingsIn } from '../../src/scorecard/seal.ts';
import { sealContextOf } from '../../src/scorecard/sealContext.ts';
import { flow, snapshot } from '../support/flow.ts';
import { score } from '../support/score.ts';

const NAME = 'acme/shop';
const ASOF = '2026-06-20T00:00:00Z';
const definitions = await loadDefinitions('content');
const metrics = new Map([...(await loadMetrics())].filter(([id]) => id === 'cycle-time'));
const pulls = flow('2024-08-01T08:00:00Z', 690, { every: 1, people: 6, hours: 3 });
const world = snapshot(NAME, { 'pull-requests': pulls }, ASOF);

function organisation(rest: object) {
  return organisationSchema.parse({
    name: 'Acme',
    repositories: [{ name: NAME, deployments: { from: 'none' } }],
    teams: [
      {
        id: 'shop',
        name: 'Shop',
        owns: [{ repository: NAME }],
        kpis: ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric })),
      },
    ],
    ...rest,
  });
}

/** Several tests start from the same organisation. */
const scored = memoize(
  async (org: DatedOrganisation) =>
    (await score({ organisation: org, definitions, metrics, asOf: Date.parse(ASOF) }, [world])).pages.filter(
      ({ scorecard }) => scorecard.scope.id === 'shop',
    ),
  { cacheKey: JSON.stringify },
);

const week = { kind: '4-4-5', lastDay: 'saturday', yearEnd: 'nearest' };

test.each([
  [
    'half-years',
    { calendar: { kind: 'half-years' }, since: '2024-07-01' },
    ['2024-H2', '2025-H1', '2025-H2', '2026-H1'],
    '2026-01-01T00:00:00.000Z',
  ],
  [
    'half-years of a fiscal year',
    { calendar: { kind: 'half-years' }, fiscalYearStart: 4, since: '2025-04-01' },
    ['FY2026-H1', 'FY2026-H2', 'FY2027-H1'],
    '2026-04-01T00:00:00.000Z',
  ],
  [
    'quarters of 13 weeks',
    { calendar: week, fiscalYearStart: 2, since: '2025-05-10' },
    ['FY2026-Q2', 'FY2026-Q3', 'FY2026-Q4', 'FY2027-Q1', 'FY2027-Q2'],
    '2026-05-03T00:00:00.000Z',
  ],
])(
  'scorecards are of %s: each item in one of them, compared with those before',
  async (_, rest, ids, start) => {
    const org = organisation(rest);
    const pages = await scored(org);
    const cards = pages.map(({ scorecard }) => scorecard);
    expect(cards.map(({ quarter }) => quarter.id)).toEqual(ids);
    const last = cards.at(-1);
    expect(last?.quarter.start).toBe(start);
    const figure = (card: typeof last) => card?.metrics.find(({ id }) => id === 'cycle-time');
    expect(figure(last)?.baseline?.quarters).toEqual(ids.slice(-5, -1));
    const counted = cards.reduce((sum, card) => sum + (figure(card)?.summary.size.n ?? 0), 0);
    const first = cards[0]?.quarter.start ?? '';
    expect(counted).toBe(
      pulls.filter(({ mergedAt }) => mergedAt !== null && mergedAt >= first && mergedAt < ASOF).length,
    );

    const seals = pages
      .filter(({ scorecard }) => scorecard.quarter.closed)
      .map(({ scorecard, evidence }) => sealOf(scorecard, evidence, sealContextOf(org, scorecard)));
    const again = { ...org, sealed: settingsIn(seals, org) };
    const restated = (await scored(again)).flatMap(({ scorecard, evidence }) => {
      const seal = seals.find(({ quarter }) => quarter === scorecard.quarter.id);
      return seal === undefined
        ? []
        : restatementsOf(seal, scorecard, evidence, sealContextOf(again, scorecard));
    });
    expect(restated).toEqual([]);
  },
);

describe('a calendar that changes after quarters were sealed', () => {
  const rest = { since: '2025-01-01' };
  const sealsOf = (org: DatedOrganisation, pages: Awaited<ReturnType<typeof scored>>) =>
    pages
      .filter(({ scorecard }) => scorecard.quarter.closed)
      .map(({ scorecard, evidence }) => sealOf(scorecard, evidence, sealContextOf(org, scorecard)));
  const quarterly = organisation(rest);

  test.each([
    [
      'half-years',
      { calendar: { kind: 'half-years' } },
      'without the sealed quarter 2025-Q1, 2025-01-01 until 2025-04-01',
    ],
    ['a fiscal year', { fiscalYearStart: 4 }, 'without the sealed quarter 2025-Q1'],
    ['weeks', { calendar: { ...week, lastDay: 'sunday' } }, 'without the sealed quarter 2025-Q1'],
  ])('stops with the remedy where %s would leave them out', async (_, changed, found) => {
    const seals = sealsOf(quarterly, await scored(quarterly));
    expect(() => settingsIn(seals, organisation({ ...rest, ...changed }))).toThrow(
      expect.objectContaining({
        exitCode: 2,
        found: expect.stringContaining(found),
        remedy: expect.stringContaining('`calendars`, with `until: 2026-04-01`'),
      }),
    );
  });

  test('stops where quarters of the same name would be other days', async () => {
    const byWeeks = (lastDay: string) =>
      organisation({ ...rest, fiscalYearStart: 2, calendar: { ...week, lastDay } });
    const seals = sealsOf(byWeeks('saturday'), await scored(byWeeks('saturday')));
    expect(() => settingsIn(seals, byWeeks('sunday'))).toThrow(/the sealed quarter FY2025-Q4 is other days/);
    expect(settingsIn(seals, byWeeks('saturday'))).not.toEqual([]);
  });

  test.each([
    [
      '2026-04-01',
      { calendar: { kind: 'half-years' } },
      ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4', '2026-Q1', '2026-H1'],
      '2026-07-01',
    ],
    [
      '2026-05-01',
      { calendar: week, fiscalYearStart: 2 },
      ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4', '2026-Q1', '2026-Q2', 'FY2027-Q1', 'FY2027-Q2'],
      '2026-08-02',
    ],
  ])(
    'leaves sealed quarters as they are with the former calendar until %s',
    async (until, changed, ids, end) => {
      const seals = sealsOf(quarterly, await scored(quarterly));
      const former = [{ until, calendar: { kind: 'quarters' }, fiscalYearStart: 1 }];
      const written = organisation({ ...rest, ...changed, calendars: former });
      const org = { ...written, sealed: settingsIn(seals, written) };
      const pages = (await scored(org)).toSorted((a, b) =>
        a.scorecard.quarter.start.localeCompare(b.scorecard.quarter.start),
      );
      expect(pages.map(({ scorecard }) => scorecard.quarter.id)).toEqual(ids);
      const restated = pages.flatMap(({ scorecard, evidence }) => {
        const seal = seals.find(({ quarter, scope }) => quarter === scorecard.quarter.id && scope === 'shop');
        return seal === undefined
          ? []
          : [restatementsOf(seal, scorecard, evidence, sealContextOf(org, scorecard)).length];
      });
      expect(restated).toEqual([0, 0, 0, 0, 0]);
      const last = pages.at(-1)?.scorecard.quarter;
      expect(last?.end.slice(0, 10)).toBe(end);
    },
  );
});

test('what scorecards of half-years say speaks of half-years', async () => {
  const said = async (rest: object) =>
    (await scored(organisation(rest))).flatMap(({ scorecard }) =>
      scorecard.metrics.flatMap(({ sentence, reason, notes }) => [sentence, reason ?? '', ...notes]),
    );
  const since = '2024-07-01';
  const halves = await said({ since, calendar: { kind: 'half-years' } });
  expect(halves.filter((text) => /quarter/i.test(text))).toEqual([]);
  expect(halves.length).toBeGreaterThan(3);
});
