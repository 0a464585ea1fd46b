import { describe, expect, it } from 'vitest';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { dataHealthOf } from '../../src/views/dataHealth.ts';
import { libraryOf } from '../../src/views/library.ts';
import { quarter, readRepository, scorecard } from '../support/scorecards.ts';

type Repository = Scorecard['repositories'][number];

const repository = (name: string, parts: Partial<Repository> = {}): Repository =>
  readRepository(name, {
    read: [
      { collection: 'pull-requests', rows: 1234, expected: 1240, pages: 50, since: null },
      { collection: 'checks', rows: 1, expected: null, pages: 1, since: '2025-06-01T00:00:00Z' },
    ],
    ...parts,
  });

const healthOf = (...cards: Scorecard[]) => dataHealthOf(libraryOf(cards, []));
const healthOfRepositories = (...repositories: Repository[]) => healthOf(scorecard('Web', { repositories }));

describe('the health of data', () => {
  it('is unknown before there is a scorecard', () => {
    expect(healthOf()).toBeNull();
  });

  it('lists every repository of the newest quarter once, by name', () => {
    const [cart, search, old] = ['org/cart', 'org/search', 'org/old'].map((name) => repository(name));
    if (!cart || !search || !old) throw new Error('three were made');
    const health = healthOf(
      scorecard('Old', { quarter: quarter(1), repositories: [old] }),
      scorecard('Web', { repositories: [search, cart] }),
      scorecard('App', { repositories: [cart] }),
    );
    expect(health?.repositories.map(({ name }) => name)).toEqual(['org/cart', 'org/search']);
  });

  it('tells what was read of each kind beside what the source holds, by the kind’s name in words', () => {
    const [shop] = healthOfRepositories(repository('org/shop'))?.repositories ?? [];
    expect(shop).toMatchObject({
      source: 'GitHub',
      rows: 1235,
      kinds: [
        { name: 'pull requests', rows: 1234, expected: 1240, since: null },
        { name: 'checks', rows: 1, expected: null, since: '2025-06-01T00:00:00Z' },
      ],
    });
  });

  it('states that the facts are complete where nothing is missing', () => {
    expect(healthOfRepositories(repository('org/a'), repository('org/b'))?.sentence).toBe(
      'The facts of every repository are complete. Nothing was set aside.',
    );
  });

  it('names what could not be read, which is not complete', () => {
    const unreadable = [{ repository: 'org/b', why: 'not read: no snapshot' }];
    const cards = ['Web', 'App'].map((name) =>
      scorecard(name, { repositories: [repository('org/a')], unreadable }),
    );
    expect(healthOf(...cards)?.sentence).toBe(
      'The facts of 1 of 2 repositories are complete. Nothing could be read of org/b (not read: no snapshot): figures that depend on it are partial. Nothing was set aside.',
    );
  });

  it('counts what is incomplete and what was set aside, with the reasons as they are', () => {
    const quarantined = [
      { reason: 'pull request merged before it was created', count: 2 },
      { reason: 'issue closed before it was created', count: 1 },
    ];
    const health = healthOfRepositories(
      repository('org/a', { partial: ['5 of 9 checks read'] }),
      repository('org/b', { quarantined }),
    );
    expect(health?.sentence).toBe('The facts of 1 of 2 repositories are complete. 3 facts were set aside.');
    expect(health?.repositories).toMatchObject([
      { missing: ['5 of 9 checks read'], setAside: [], setAsideCount: 0 },
      { missing: [], setAside: quarantined, setAsideCount: 3 },
    ]);
  });

  it('lists the repositories that no team owns', () => {
    const scope = { kind: 'organisation', id: 'organisation', name: 'Org', about: null } as const;
    const team = scorecard('Team', { repositories: [repository('org/a')] });
    const all = scorecard('Org', { scope, repositories: [repository('org/a'), repository('org/b')] });
    expect(healthOf(team, all)?.sentence).toContain('No team owns org/b: what is in there counts');
  });

  it('speaks of one fact in the singular', () => {
    const quarantined = [{ reason: 'issue closed before it was created', count: 1 }];
    expect(healthOfRepositories(repository('org/a', { quarantined }))?.sentence).toMatch(
      /1 fact was set aside\.$/,
    );
  });

  it('names a source that it has no word for as it is', () => {
    expect(healthOfRepositories(repository('org/a', { source: 'novelty' }))?.repositories[0]?.source).toBe(
      'novelty',
    );
  });
});
