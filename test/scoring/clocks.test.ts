import memoize from 'memoize';
import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { restatementsOf, type Seal, sealOf, settingsIn } from '../../src/scorecard/seal.ts';
import { sealContextOf } from '../../src/scorecard/sealContext.ts';
import { merged, review } from '../support/facts.ts';
import { snapshot } from '../support/flow.ts';
import { score } from '../support/score.ts';

/** Teams that count by different clocks: with changes from Friday 15:00 to Monday 11:00, reviewed on Monday at 10:00, in UTC. */

const definitions = await loadDefinitions('content');
const following = [
  'cycle-time',
  'first-review-time',
  'flow-efficiency',
  'review-queue-time',
  'review-to-merge-time',
  'review-turnaround-time',
];
const all = await loadMetrics();
const metrics = new Map([...all].filter(([id]) => [...following, 'pull-request-size'].includes(id)));
const kpis = ['cycle-time', 'first-review-time', 'review-to-merge-time'].map((metric) => ({ metric }));
const ASOF = Date.parse('2026-07-10T00:00:00Z');
const HOURS = { from: '09:00', to: '17:00' };

const person = (number: number) => ({ person: `p-${String(number).padStart(16, '0')}` });

/** On as many Fridays from 3 April 2026 on; all but one in a hundred of the members are at work. */
const changes = Array.from({ length: 12 }, (_, index) => {
  const friday = Date.parse('2026-04-03T15:00:00Z') + index * 7 * 86_400_000;
  const at = (hours: number) => new Date(friday + hours * 3_600_000).toISOString();
  return merged(at(68), {
    number: index + 1,
    createdAt: at(0),
    author: person(index % 5),
    reviews: [review(at(67), { author: person((index + 1) % 5), state: 'approved' })],
  });
});

const facts = (name: string) => snapshot(name, { 'pull-requests': changes }, '2026-07-10T00:00:00Z');

/** Several tests start from the same teams. */
const pagesOf = memoize(
  async (teams: readonly object[], rest: object = {}, seals: readonly Seal[] = []) => {
    const written = organisationSchema.parse({
      name: 'Acme',
      repositories: ['acme/shop', 'acme/pay'].map((name) => ({ name, deployments: { from: 'none' } })),
      teams: teams.map((team) => ({ kpis, ...team })),
      ...rest,
    });
    const organisation = { ...written, sealed: settingsIn(seals, written) };
    const { pages } = await score({ organisation, definitions, metrics, asOf: ASOF }, [
      facts('acme/shop'),
      facts('acme/pay'),
    ]);
    const card = (scope: string) => {
      const found = pages.find(
        ({ scorecard }) => scorecard.scope.id === scope && scorecard.quarter.id === '2026-Q2',
      );
      if (found === undefined) throw new Error(`no page of ${scope}`);
      return found;
    };
    const of = (scope: string, metric: string) => {
      const result = card(scope).scorecard.metrics.find(({ id }) => id === metric);
      if (result === undefined) throw new Error(`no ${metric}`);
      return result;
    };
    return { card, of, organisation };
  },
  { cacheKey: JSON.stringify },
);

type Pages = Awaited<ReturnType<typeof pagesOf>>;

const shop = { id: 'shop', name: 'Shop', owns: [{ repository: 'acme/shop' }] };
const pay = { id: 'pay', name: 'Pay', owns: [{ repository: 'acme/pay' }] };
const working = { clock: 'working', workingHours: HOURS };

test('the metrics of hours in which people wait or work follow the clock, and no others', () => {
  const found = [...all].filter(([, metric]) => 'measure' in metric && metric.followsClock === true);
  expect(found.map(([id]) => id).sort()).toEqual(following);
});

describe('a team that counts working hours', () => {
  test('has these as its figures, beside those of the calendar', async () => {
    const { of, card } = await pagesOf([{ ...shop, ...working }, pay]);
    const figures = following.map((id) => [id, of('shop', id).summary.value, of('shop', id).elapsed?.value]);
    expect(figures).toEqual([
      ['cycle-time', 4, 68],
      ['first-review-time', 3, 67],
      ['flow-efficiency', 0, 0],
      ['review-queue-time', 3, 67],
      ['review-to-merge-time', 1, 1],
      ['review-turnaround-time', 3, 67],
    ]);
    expect(of('shop', 'cycle-time')).toMatchObject({ unit: 'working-hours', state: 'ok' });
    expect(of('shop', 'cycle-time').sentence).toContain('4.0\u00a0working h');
    expect(of('shop', 'cycle-time').phases.map(({ id, summary }) => [id, summary.value])).toEqual([
      ['coding', 0],
      ['pickup', 3],
      ['review', 0],
      ['merge', 1],
    ]);
    expect(card('shop').evidence.behind['cycle-time']?.map(({ value }) => value)).toEqual(
      changes.map(() => 4),
    );
    expect(card('shop').scorecard.clock).toEqual({
      kind: 'working',
      hours: [
        {
          timeZone: 'UTC',
          days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
          ...HOURS,
          holidays: null,
        },
      ],
    });
  });

  test('is compared with ranges by the calendar, as sources give them', async () => {
    const [byHours, byCalendar] = [await pagesOf([{ ...shop, ...working }, pay]), await pagesOf([shop, pay])];
    for (const id of following)
      expect(byHours.of('shop', id).ranges).toEqual(byCalendar.of('shop', id).ranges);
  });

  test('changes no figure of another team, of the organisation or of what does not follow the clock', async () => {
    const [one, none] = [await pagesOf([{ ...shop, ...working }, pay]), await pagesOf([shop, pay])];
    expect(one.card('pay')).toEqual(none.card('pay'));
    expect(one.card('organisation').scorecard).toEqual(none.card('organisation').scorecard);
    expect(one.of('shop', 'pull-request-size')).toEqual(none.of('shop', 'pull-request-size'));
  });

  test('does not work at night, on holidays or in another zone’s hours', async () => {
    const cycle = async (own: object) =>
      (await pagesOf([{ ...shop, clock: 'working', ...own }, pay])).of('shop', 'cycle-time').summary.value;
    expect(await cycle({ workingHours: { from: '00:00', to: '06:00' } })).toBe(6);
    expect(await cycle({ timeZone: 'America/New_York', workingHours: HOURS })).toBe(6);
    const { card } = await pagesOf([{ ...shop, ...working, holidays: 'DE' }, pay]);
    // Good Friday with Easter Monday, the first of May, and Whit Monday.
    const values = card('shop').evidence.behind['cycle-time']?.map(({ value }) => value) ?? [];
    expect(values.filter((value) => value !== 4)).toEqual([0, 2, 2]);
  });
});

describe('a clock that changes', () => {
  const restated = (was: Pages, now: Pages, scope: string) => {
    const [before, after] = [was.card(scope), now.card(scope)];
    const seal = sealOf(before.scorecard, before.evidence, sealContextOf(was.organisation, before.scorecard));
    const context = sealContextOf(now.organisation, after.scorecard);
    return restatementsOf(seal, after.scorecard, after.evidence, context);
  };
  const sealsOf = ({ card, organisation }: Pages) =>
    ['shop', 'pay', 'organisation'].map((scope) => {
      const { scorecard, evidence } = card(scope);
      return sealOf(scorecard, evidence, sealContextOf(organisation, scorecard));
    });

  test('without a date changes no sealed quarter, in either direction', async () => {
    const [byCalendar, byHours] = [
      [shop, pay],
      [{ ...shop, ...working }, pay],
    ];
    for (const [before, after] of [
      [byCalendar, byHours],
      [byHours, byCalendar],
      [byHours, [{ ...shop, clock: 'working', timeZone: 'Asia/Tokyo', holidays: 'JP' }, pay]],
    ] as const) {
      const was = await pagesOf(before);
      const now = await pagesOf(after, {}, sealsOf(was));
      for (const scope of ['shop', 'pay', 'organisation']) expect(restated(was, now, scope)).toEqual([]);
      expect(now.card('shop').scorecard.clock).toEqual(was.card('shop').scorecard.clock);
    }
  });

  test('with a date in a sealed quarter restates its figures for the reason settings, and those of no other team', async () => {
    const was = await pagesOf([shop, pay]);
    const dated = { ...shop, clocks: [{ from: '2026-06-01', ...working }] };
    const now = await pagesOf([dated, pay], {}, sealsOf(was));
    const found = restated(was, now, 'shop');
    expect(found.map(({ metric }) => metric)).toEqual(expect.arrayContaining(['cycle-time']));
    expect(found.every(({ reasons }) => reasons.join() === 'settings')).toBe(true);
    expect(restated(was, now, 'pay')).toEqual([]);
  });

  test('counts each part of an item by the hours that held then', async () => {
    const night = { until: '2026-05-02', workingHours: { from: '00:00', to: '06:00' } };
    const { card } = await pagesOf([{ ...shop, ...working, clocks: [night] }, pay]);
    const values = card('shop').evidence.behind['cycle-time']?.map(({ value }) => value);
    // The fifth change began on Friday evening by the old hours and was merged on Monday by the new ones.
    expect(values).toEqual([6, 6, 6, 6, 2, 4, 4, 4, 4, 4, 4, 4]);
    expect(card('shop').scorecard.clock.hours.map(({ from }) => from)).toEqual(['00:00', '09:00']);
  });

  test('counts a quarter by the clock of its last day', async () => {
    const kind = async (clock: object) =>
      (await pagesOf([{ ...shop, ...working, clocks: [clock] }, pay])).card('shop').scorecard.clock.kind;
    expect(await kind({ until: '2026-07-01', clock: 'calendar' })).toBe('calendar');
    expect(await kind({ until: '2026-06-30', clock: 'calendar' })).toBe('working');
  });

  test('of the organisation holds for the teams that say nothing else', async () => {
    const rest = { clocks: [{ until: '2026-07-01', clock: 'working', workingHours: HOURS }] };
    const { card } = await pagesOf([shop, { ...pay, clock: 'calendar' }], rest);
    const kinds = ['shop', 'pay', 'organisation'].map((scope) => card(scope).scorecard.clock.kind);
    expect(kinds).toEqual(['working', 'calendar', 'working']);
  });
});

describe('what two teams share', () => {
  const both = [
    { ...shop, ...working, owns: [...shop.owns, ...pay.owns] },
    {
      ...pay,
      clock: 'working',
      timeZone: 'America/New_York',
      workingHours: HOURS,
    },
    {
      id: 'third',
      name: 'Third',
      owns: [{ repository: 'acme/pay' }, { repository: 'acme/shop' }],
      clock: 'calendar',
    },
  ];

  test('counts by each team’s own clock', async () => {
    const { of } = await pagesOf(both);
    const values = ['shop', 'pay', 'third'].map((team) => of(team, 'cycle-time').summary.value);
    expect(values).toEqual([4, 6, 68]);
  });

  test('counts once for the organisation: by the calendar, or by the hours of the first of its teams', async () => {
    const byCalendar = (await pagesOf(both)).of('organisation', 'cycle-time');
    expect(byCalendar).toMatchObject({ unit: 'hours', summary: { value: 68, size: { n: 24 } } });
    const teams = both.slice(0, 2);
    const { of, card } = await pagesOf(teams, { clock: 'working', workingHours: HOURS });
    expect(of('organisation', 'cycle-time')).toMatchObject({
      unit: 'working-hours',
      summary: { size: { n: 24 } },
    });
    expect(of('organisation', 'cycle-time').summary.value).toBe(5);
    expect(of('organisation', 'review-queue-time').summary.value).toBe(4.5);
    expect(card('organisation').scorecard.clock.hours.map(({ timeZone }) => timeZone)).toEqual([
      'America/New_York',
      'UTC',
    ]);
  });
});

test('a review that is still awaited counts the working hours up to the end of the quarter', async () => {
  const waiting = changes.map((pull) => ({
    ...pull,
    state: 'open' as const,
    mergedAt: null,
    closedAt: null,
    reviews: [],
    createdAt: '2026-06-29T15:00:00Z',
    commits: [],
  }));
  const organisation = organisationSchema.parse({
    name: 'Acme',
    repositories: [{ name: 'acme/shop', deployments: { from: 'none' } }],
    teams: [{ kpis, ...shop, ...working }],
  });
  const { pages } = await score({ organisation, definitions, metrics, asOf: ASOF }, [
    snapshot(
      'acme/shop',
      { 'pull-requests': [...changes, ...waiting.map((pull) => ({ ...pull, number: pull.number + 100 }))] },
      '2026-07-10T00:00:00Z',
    ),
  ]);
  const page = pages.find(
    ({ scorecard }) => scorecard.scope.id === 'shop' && scorecard.quarter.id === '2026-Q2',
  );
  const queue = page?.evidence.behind['review-queue-time'] ?? [];
  expect(queue.filter(({ note }) => note === 'not over yet').map(({ value }) => value)).toEqual(
    waiting.map(() => 10),
  );
});
