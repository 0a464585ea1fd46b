import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { mergeFacts, noFacts } from '../../src/facts/collection.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { issue, merged, repository, review } from '../support/facts.ts';
import { score as scoredFrom } from '../support/score.ts';

const READ_THROUGH = '2026-04-01T00:00:00Z';
const definitions = await loadDefinitions('content');
const metrics = await loadMetrics();
const organisation = organisationSchema.parse({
  name: 'Test organisation',
  repositories: [{ name: 'sample-org/shop', deployments: { from: 'none' } }],
  teams: [
    {
      id: 'shop',
      name: 'Shop',
      owns: [{ repository: 'sample-org/shop' }],
      kpis: ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric })),
    },
  ],
});

/** One merged pull request a day since the start of 2026, by five people in turn. */
const sound: PullRequest[] = Array.from({ length: 60 }, (_, index) => {
  const created = Date.parse('2026-01-02T08:00:00Z') + index * DAY + index * 61_000;
  const at = (hours: number) => new Date(created + hours * 3_600_000).toISOString();
  const person = (number: number) => ({ person: `p-${String(number % 5).padStart(16, '0')}` });
  return merged(at(20 + (index % 7)), {
    number: index + 1,
    createdAt: at(0),
    author: person(index),
    reviews: [review(at(5 + (index % 3)), { author: person(index + 1) })],
  });
});

const broken: PullRequest[] = [
  merged('2026-02-11T07:00:00Z', { number: 101, createdAt: '2026-02-12T07:30:00Z' }),
  merged('2026-02-13T07:00:00Z', { number: 102, createdAt: '2026-02-14T07:30:00Z' }),
  merged('2027-02-15T07:00:00Z', { number: 103, createdAt: '2026-02-15T07:30:00Z' }),
];

async function score(
  pullRequests: PullRequest[],
  asOf = READ_THROUGH,
): Promise<{ setAside: number; cards: Scorecard[] }> {
  const snapshot: Snapshot = {
    repository: repository(),
    manifest: manifestSchema.parse({
      schemaVersion: 1,
      source: 'github',
      readThrough: READ_THROUGH,
      keyFingerprint: 'k',
      botsFingerprint: 'b',
      coverage: { tags: { read: 0, expected: 0 } },
      unreadable: [],
      files: {},
    }),
    facts: mergeFacts(noFacts(), { ...noFacts(), 'pull-requests': pullRequests, issues: [issue(201)] }),
  };
  const material = { organisation, definitions, metrics, asOf: Date.parse(asOf) };
  const { pages, setAside } = await scoredFrom(material, [snapshot]);
  return { setAside, cards: pages.map(({ scorecard }) => scorecardSchema.parse(scorecard)) };
}

describe('a snapshot with facts that contradict themselves', async () => {
  const scored = await score([...sound, ...broken]);

  test('is scored as if they were not there', async () => {
    const clean = await score(sound);
    expect(scored.cards.map(({ metrics }) => metrics)).toEqual(clean.cards.map(({ metrics }) => metrics));
    expect(clean.setAside).toBe(0);
  });

  test('tells on every scorecard how many were set aside, and why', () => {
    expect(scored.setAside).toBe(3);
    expect(scored.cards.length).toBeGreaterThan(1);
    for (const { repositories } of scored.cards) {
      expect(repositories.map(({ quarantined }) => quarantined)).toEqual([
        [
          { reason: 'pull request merged before it was created', count: 2 },
          { reason: 'pull request dated more than a day after the facts were read', count: 1 },
        ],
      ]);
    }
  });

  test('counts them among what was read, of every collection that was', () => {
    expect(scored.cards[0]?.repositories[0]?.read).toEqual([
      expect.objectContaining({ collection: 'pull-requests', rows: 63, expected: null }),
      expect.objectContaining({ collection: 'issues', rows: 1, expected: null }),
      expect.objectContaining({ collection: 'tags', rows: 0, expected: 0 }),
    ]);
  });

  test('is not touched', async () => {
    const rows = structuredClone(broken);
    await score(broken);
    expect(broken).toEqual(rows);
  });
});

test('what came after the time of scoring, but before the reading, is none to set aside', async () => {
  expect((await score(sound, '2026-02-01T00:00:00Z')).setAside).toBe(0);
});

test('a fact from after the reading is none to set aside once the scores reach it', async () => {
  const late = merged('2026-05-05T07:00:00Z', { number: 104, createdAt: '2026-05-04T07:30:00Z' });
  expect((await score([...sound, late])).setAside).toBe(1);
  expect((await score([...sound, late], '2026-06-01T00:00:00Z')).setAside).toBe(0);
});
