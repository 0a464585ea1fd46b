import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { merged, pullRequest, review } from '../support/facts.ts';
import { score as scored, type WrittenPage } from '../support/score.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { person, renamed } from '../support/teamWork.ts';

const IDS = ['merge-frequency', 'context-switching', 'knowledge-sharing', 'cross-team-collaboration'];

const definitions = await loadDefinitions('content');
const every = await loadMetrics();
const metrics = new Map([...every].filter(([id]) => IDS.includes(id)));

const AS_OF = '2026-04-01T00:00:00Z';

const kpis = ['merge-frequency', 'knowledge-sharing', 'context-switching'].map((metric) => ({ metric }));
const organisation = organisationSchema.parse({
  name: 'Test organisation',
  repositories: ['cart', 'kit', 'search', 'index'].map((name) => ({
    name: `sample-org/${name}`,
    deployments: { from: 'none' },
  })),
  teams: [
    {
      id: 'shop',
      name: 'Shop',
      owns: ['cart', 'kit'].map((name) => ({ repository: `sample-org/${name}` })),
      kpis,
    },
    {
      id: 'search',
      name: 'Search',
      owns: ['search', 'index'].map((name) => ({ repository: `sample-org/${name}` })),
      kpis,
    },
  ],
});

/** A change a day by people in turn, each open for three days and reviewed by the next of them. */
function flow(
  first: number,
  people: number,
  { from = '2025-01-02', days = 450, every = 1 } = {},
): PullRequest[] {
  const start = Date.parse(`${from}T00:00:00Z`);
  return Array.from({ length: Math.floor(days / every) }, (_, index) => {
    const created = start + index * every * DAY + (index % 5) * 3_600_000;
    const at = (hours: number) => new Date(created + hours * 3_600_000).toISOString();
    return merged(at(72 + (index % 3)), {
      number: index + 1,
      createdAt: at(0),
      author: person(first + (index % people)),
      reviews: [review(at(20 + (index % 7)), { author: person(first + ((index + 1) % people)) })],
    });
  });
}

type Facts = Readonly<Record<string, readonly PullRequest[]>>;

async function score(pulls: Facts, asOf = AS_OF): Promise<WrittenPage[]> {
  const snapshots = Object.entries(pulls).map(([name, rows]) =>
    snapshotOf(`sample-org/${name}`, { 'pull-requests': [...rows] }, AS_OF),
  );
  return (await scored({ organisation, definitions, metrics, asOf: Date.parse(asOf) }, snapshots)).pages;
}

function page(pages: readonly WrittenPage[], scope: string, quarter: string): WrittenPage {
  const found = pages.find(
    ({ scorecard }) => scorecard.scope.id === scope && scorecard.quarter.id === quarter,
  );
  if (found === undefined) throw new Error(`no page of ${scope} in ${quarter}`);
  return found;
}

function result(pages: readonly WrittenPage[], scope: string, id: string, quarter = '2026-Q1') {
  const found = page(pages, scope, quarter).scorecard.metrics.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const facts: Facts = {
  cart: flow(0, 5),
  kit: flow(0, 5, { every: 2 }),
  search: flow(3, 6),
  index: flow(3, 6, { every: 3 }),
};
const pages = await score(facts);

describe('metrics of people across repositories', () => {
  test.each(IDS)('%s has a value, a chart and a baseline for each team and the organisation', (id) => {
    for (const scope of ['shop', 'search', 'organisation']) {
      const found = result(pages, scope, id);
      expect(found.state).toBe('ok');
      expect(found.baseline?.quarters).toHaveLength(4);
      expect(found.baseline?.summary.value).not.toBeNull();
      expect(found.chart?.weeks.filter(({ value }) => value !== null).length).toBeGreaterThan(30);
      expect(found.evidence.items.length).toBeGreaterThan(0);
    }
  });

  test('are compared with four quarters where their weeks say nothing, and their items have no share of it', async () => {
    const { verdict, baseline, evidence } = result(pages, 'shop', 'knowledge-sharing');
    expect([verdict, baseline?.change?.method]).toEqual(['steady', 'Student’s t of quarters']);
    expect(evidence.items.map(({ value }) => value)).toEqual(evidence.items.map(() => null));
    expect(result(pages, 'shop', 'context-switching').evidence.items[0]?.value).toBeLessThanOrEqual(1);
  });

  test('list every item of a team on its page', async () => {
    for (const id of IDS) {
      const { evidence } = page(pages, 'shop', '2026-Q1');
      expect(evidence.behind[id] ?? []).toHaveLength(result(pages, 'shop', id).evidence.total);
    }
  });

  test('are the same bytes whatever pseudonyms people have and in whatever order facts come', async () => {
    const numbers = [7, 3, 8, 1, 0, 5, 2, 6, 4];
    const other = Object.fromEntries(
      Object.entries(facts)
        .toReversed()
        .map(([name, rows]) => [name, renamed(rows.toReversed(), numbers)]),
    );
    expect(JSON.stringify(await score(other))).toBe(JSON.stringify(pages));
  });

  test('say nothing of a closed quarter that hangs on what came after it', async () => {
    const then = await score(facts, '2026-01-01T00:00:00Z');
    for (const scope of ['shop', 'organisation']) {
      for (const id of IDS) {
        const { summary, baseline, chart } = result(pages, scope, id, '2025-Q4');
        expect(result(then, scope, id, '2025-Q4')).toMatchObject({ summary, baseline });
        expect(chart?.weeks.length).toBeGreaterThan(30);
      }
    }
  });

  test('know somebody who works for two teams as one person of the organisation', async () => {
    const developerWeeks = (scope: string) =>
      result(pages, scope, 'merge-frequency').summary.size.exposure ?? Number.NaN;
    const [shop, search, both] = ['shop', 'search', 'organisation'].map(developerWeeks);
    if (shop === undefined || search === undefined || both === undefined) throw new Error('three scopes');
    expect(both).toBeLessThan(shop + search);
    expect(both).toBeGreaterThan(Math.max(shop, search));
  });

  test('have a verdict where their weeks or counts tell how far they vary and a direction is better', async () => {
    const verdicts = IDS.map((id) => result(pages, 'shop', id)).map(({ verdict, baseline }) => [
      verdict,
      baseline?.change === null,
    ]);
    expect(verdicts).toEqual([
      [null, false],
      ['steady', false],
      ['steady', false],
      [null, false],
    ]);
  });

  test('tell guests by the work of the other teams', async () => {
    const { summary } = result(pages, 'search', 'cross-team-collaboration');
    const alone = await score({ search: facts['search'] ?? [], index: facts['index'] ?? [] });
    expect(summary.size.hits).toBeGreaterThan(0);
    expect(result(alone, 'search', 'cross-team-collaboration').summary.size.hits).toBe(0);
  });

  test('compare a quarter in progress with as many days of the quarters before', async () => {
    const { summary, baseline } = result(
      await score(facts, '2026-02-10T12:00:00Z'),
      'shop',
      'merge-frequency',
    );
    const weeks = (days: number, people: number) => (people * days) / 7 + 1e-9;
    expect(summary.size.exposure).toBeLessThanOrEqual(weeks(40.5, 5));
    expect(baseline?.summary.size.exposure).toBeLessThanOrEqual(weeks(4 * 40.5, 5));
    expect(baseline?.summary.size.exposure).toBeGreaterThan(weeks(3 * 40.5, 5));
  });

  test('hold no person', async () => {
    expect(JSON.stringify(pages)).not.toMatch(/p-[0-9a-f]{16}|"person"|"author"|"reviews"|"people"/);
  });
});

describe('where fewer than four people are behind a figure', () => {
  test('its week is a gap in the chart', async () => {
    const holiday = (row: PullRequest) => row.createdAt < '2026-02-01' || row.createdAt >= '2026-02-20';
    const quiet = {
      ...facts,
      cart: flow(0, 5).filter(holiday),
      kit: [
        ...flow(0, 5, { every: 2 }).filter(holiday),
        ...flow(0, 2, { from: '2026-02-05', days: 10 }).map((row) => ({ ...row, number: row.number + 5000 })),
      ],
    };
    const scored = await score(quiet);
    for (const id of ['merge-frequency', 'context-switching', 'knowledge-sharing']) {
      const weeks = result(scored, 'shop', id).chart?.weeks ?? [];
      const value = (day: string) => weeks.find(({ start }) => start.startsWith(day))?.value;
      expect(value('2026-02-09')).toBeNull();
      expect(value('2026-03-09')).toBeGreaterThan(0);
    }
  });

  test('it is withheld though others reviewed, and none of it is listed', async () => {
    const start = Date.parse('2026-01-05T08:00:00Z');
    const few = Array.from({ length: 40 }, (_, index) => {
      const at = (hours: number) => new Date(start + (index * 40 + hours) * 3_600_000).toISOString();
      const reviews = [review(at(10), { author: person(2 + (index % 2)) })];
      return merged(at(30), { number: index + 1, createdAt: at(0), author: person(index % 2), reviews });
    });
    const scored = await score({
      ...facts,
      cart: few,
      kit: [pullRequest({ createdAt: '2026-01-06T09:00:00Z', author: person(0) })],
    });
    expect(result(scored, 'shop', 'context-switching')).toMatchObject({
      state: 'withheld',
      reason:
        'Fewer than 4 people wrote what was merged in this quarter, so its figures would speak of persons.',
      summary: { value: null, size: { n: null } },
      notes: [],
      chart: null,
      evidence: { total: 0, items: [] },
    });
    const { evidence } = page(scored, 'shop', '2026-Q1');
    expect(evidence.behind['context-switching'] ?? []).toEqual([]);
  });

  test('a quarter of fewer active people is withheld as a whole', async () => {
    const scored = await score({ ...facts, cart: flow(0, 3), kit: [] });
    for (const id of IDS) expect(result(scored, 'shop', id).state).toBe('withheld');
    expect(page(scored, 'organisation', '2026-Q1').scorecard.leftOutTeams).toEqual(['shop']);
    expect(result(scored, 'organisation', 'merge-frequency').summary).toEqual(
      result(scored, 'search', 'merge-frequency').summary,
    );
  });
});

describe('cross-team collaboration of people whose home cannot be told', async () => {
  /** Two teams: what each owns, and what happened there. */
  const of = async (owns: readonly [string, string], own: Readonly<Record<string, PullRequest[]>>) => {
    const organisation = organisationSchema.parse({
      name: 'Test organisation',
      repositories: Object.keys(own).map((name) => ({
        name: `sample-org/${name}`,
        deployments: { from: 'none' },
      })),
      teams: owns.map((name, index) => ({
        id: index === 0 ? 'one' : 'two',
        name: `Team ${index + 1}`,
        owns: [{ repository: `sample-org/${name}` }],
        kpis,
      })),
    });
    const { pages } = await scored(
      { organisation, definitions, metrics, asOf: Date.parse(AS_OF) },
      Object.entries(own).map(([name, pulls]) =>
        snapshotOf(`sample-org/${name}`, { 'pull-requests': pulls }, AS_OF),
      ),
    );
    return result(pages, 'one', 'cross-team-collaboration');
  };
  test('has no value where two teams own their only code together', async () => {
    const { state, summary, reason, chart } = await of(['cart', 'cart'], { cart: flow(0, 6) });
    expect([state, summary.value, chart]).toEqual(['no-data', null, null]);
    expect(reason).toMatch(
      /^Nothing could be observed: (\d+) of \1 with somebody whose home cannot be told\.$/,
    );
  });

  test.each([
    [12, 'partial', /^The facts are incomplete: 12 of \d+ with somebody whose home cannot be told\.$/],
    [5, 'ok', null],
  ])('is partial from a tenth of the changes on: %i of 100', async (strangers, state, reason) => {
    const pulls = flow(0, 6, { from: '2026-01-02', days: 80, every: 0.8 }).map((row, index) =>
      index < strangers ? { ...row, reviews: [review(row.mergedAt, { author: person(500) })] } : row,
    );
    const found = await of(['cart', 'search'], { cart: pulls, search: flow(20, 6) });
    expect(found.state).toBe(state);
    if (reason === null) expect(found.reason).toBeNull();
    else expect(found.reason).toMatch(reason);
    expect(found.notes).toContain(`${strangers} with somebody whose home cannot be told`);
  });
});
