import { describe, expect, it } from 'vitest';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { imprintOf } from '../../src/views/imprint.ts';
import { libraryOf } from '../../src/views/library.ts';
import { changedBy, quarter, result, scorecard } from '../support/scorecards.ts';

const imprint = (parts: Partial<Scorecard>, ...others: Scorecard[]) => {
  const card = scorecard('Web', parts);
  const entries = imprintOf(libraryOf([card, ...others], []), card);
  return Object.fromEntries(entries.map(({ term, text }) => [term, text]));
};

describe('the imprint of a scorecard', () => {
  it('names its days, its people and the quarters of its baseline', () => {
    expect(imprint({ metrics: [result({ baseline: changedBy(1, [0.9, 1.1]) })] })).toEqual({
      Quarter: '1 April to 30 June 2026',
      'Active people': '6',
      Baseline: '2026-Q1',
    });
  });

  it('of a quarter in progress says until when, and that only as many days are compared', () => {
    const { Quarter, Baseline } = imprint({
      quarter: quarter(2, false),
      asOf: '2026-05-31T23:00:00.000Z',
      metrics: [result({ baseline: changedBy(1, [0.9, 1.1]) })],
    });
    expect(Quarter).toBe('1 April to 30 June 2026, in progress: as of 31 May 2026');
    expect(Baseline).toBe('2026-Q1, the same number of days of each');
  });

  it('says that a baseline is none, or that the team chose it', () => {
    expect(imprint({}).Baseline).toBe('none');
    const metrics = [result({ baseline: changedBy(1, [0.9, 1.1]) })];
    expect(imprint({ metrics, baselineFrom: 'org.yaml' }).Baseline).toBe('2026-Q1, chosen by the team');
  });

  it('names the teams that a total leaves out because of their size', () => {
    expect(imprint({ leftOutTeams: ['app', 'gone'], unownedLeftOut: true }, scorecard('App')).Without).toBe(
      'App, gone and what no team owns, but for what other teams own as well: of fewer than four authors in this or an earlier quarter, and a total would give it away',
    );
  });

  it('names what could not be read, but not what may be private', () => {
    const unreadable = [
      { repository: 'acme/shop', why: 'not read: no snapshot' },
      { repository: null, why: 'not read: no manifest' },
    ];
    expect(imprint({ unreadable })['Not read']).toBe(
      'acme/shop (not read: no snapshot) and a repository (not read: no manifest): what depends on it is partial',
    );
  });

  it('counts the private repositories that are left out', () => {
    expect(imprint({ privateLeftOut: 2 })['Left out']).toContain('2 private repositories');
  });
});
