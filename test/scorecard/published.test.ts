import { describe, expect, it } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { mergeFacts, noFacts } from '../../src/facts/collection.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import { Problem } from '../../src/facts/problem.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { checkVisibility } from '../../src/scorecard/published.ts';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { merged, repository, review } from '../support/facts.ts';
import { score } from '../support/score.ts';
import { scorecard } from '../support/scorecards.ts';

const READ_THROUGH = '2026-04-01T00:00:00Z';
const definitions = await loadDefinitions('content');
const metrics = await loadMetrics();

const kpis = ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric }));
const organisationThatIs = (visibility: 'public' | 'internal') =>
  organisationSchema.parse({
    name: 'Test organisation',
    visibility,
    repositories: [{ name: 'sample-org/shop' }, { name: 'sample-org/vault' }],
    teams: [
      {
        id: 'shop',
        name: 'Shop',
        owns: [{ repository: 'sample-org/shop' }, { repository: 'sample-org/vault' }],
        kpis,
      },
      { id: 'vault', name: 'Vault', owns: [{ repository: 'sample-org/vault' }], kpis },
    ],
  });

/** Merged pull requests, by five people in turn, that took as many hours. */
const changes = (hours: number): PullRequest[] =>
  Array.from({ length: 40 }, (_, index) => {
    const created = Date.parse('2026-01-02T08:00:00Z') + index * DAY + index * 61_000;
    const at = (after: number) => new Date(created + after * 3_600_000).toISOString();
    const person = (number: number) => ({ person: `p-${String(number % 5).padStart(16, '0')}` });
    return merged(at(hours), {
      number: index + 1,
      createdAt: at(0),
      author: person(index),
      reviews: [review(at(hours / 2), { author: person(index + 1) })],
    });
  });

/** The scorecards when the vault is private or not; its changes take ten times as long. */
async function cards(visibility: 'public' | 'internal', vaultIsPrivate: boolean): Promise<Scorecard[]> {
  const organisation = organisationThatIs(visibility);
  const asOf = Date.parse(READ_THROUGH);
  const snapshots = organisation.repositories.map(({ name }) => {
    const isVault = name === 'sample-org/vault';
    const facts = { ...noFacts(), 'pull-requests': changes(isVault ? 200 : 20) };
    return {
      repository: repository({ name, private: isVault && vaultIsPrivate }),
      manifest: manifestSchema.parse({
        schemaVersion: 1,
        source: 'github',
        readThrough: READ_THROUGH,
        keyFingerprint: 'k',
        botsFingerprint: 'b',
        coverage: {},
        unreadable: [],
        files: {},
      }),
      facts: mergeFacts(noFacts(), facts),
    };
  });
  const { pages } = await score({ organisation, definitions, metrics, asOf }, snapshots);
  return pages.map((page) => page.scorecard);
}

const cardOf = (all: readonly Scorecard[], scope: string) => {
  const found = all.find((card) => card.scope.id === scope);
  if (found === undefined) throw new Error(`no scorecard of ${scope}`);
  return found;
};
const cycleTime = (card: Scorecard) => card.metrics.find(({ id }) => id === 'cycle-time')?.summary.value;

describe('a private repository', () => {
  it('is part of an internal site', async () => {
    const shop = cardOf(await cards('internal', true), 'shop');
    expect(shop).toMatchObject({ visibility: 'internal', privateLeftOut: 0 });
    expect(shop.repositories.map(({ name }) => name)).toEqual(['sample-org/shop', 'sample-org/vault']);
  });

  it('is left out of a public site: of its names and of its numbers, and counted', async () => {
    const all = await cards('public', true);
    expect(JSON.stringify(all)).not.toContain('sample-org/vault');
    for (const scope of ['shop', 'organisation']) {
      expect(cardOf(all, scope)).toMatchObject({ visibility: 'public', privateLeftOut: 1 });
      expect(cycleTime(cardOf(all, scope))).toBe(20);
    }
  });

  it('leaves a team that has no other without a number', async () => {
    const vault = cardOf(await cards('public', true), 'vault');
    expect(vault).toMatchObject({ privateLeftOut: 1, repositories: [], activePeople: 0 });
    expect(vault.metrics.filter(({ summary }) => summary.value !== null)).toEqual([]);
  });

  it('was a public one until it was made private', async () => {
    const before = cardOf(await cards('public', false), 'shop');
    expect(before.repositories.map(({ name }) => name)).toContain('sample-org/vault');
    expect(cycleTime(before)).not.toBe(20);
  });
});

describe('a public site', () => {
  it('is not built from scorecards of an internal one', () => {
    const internal = scorecard('Web');
    expect(() => checkVisibility({ visibility: 'public' }, [internal])).toThrow(Problem);
    expect(() => checkVisibility({ visibility: 'public' }, [internal])).toThrow(/npm run score/);
  });

  it('is built from its own; an internal site from either', () => {
    const own = scorecard('Web', { visibility: 'public' });
    expect(() => checkVisibility({ visibility: 'public' }, [own])).not.toThrow();
    expect(() => checkVisibility({ visibility: 'internal' }, [own, scorecard('App')])).not.toThrow();
  });
});
