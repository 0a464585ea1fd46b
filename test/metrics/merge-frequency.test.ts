import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import { HOUR } from '../../src/facts/time.ts';
import mergeFrequency from '../../src/metrics/merge-frequency.ts';
import { anyNumbering, anyWork, PEOPLE } from '../support/anyWork.ts';
import { author, bot, merged, pullRequest, review, reviewer } from '../support/facts.ts';
import { days, observed, person, quotient, renamed, teamWork } from '../support/teamWork.ts';
import { dates, reasons } from '../support/view.ts';

const { measureTeam } = mergeFrequency;

/** From Monday to Monday. */
const week = days('2026-01-12', '2026-01-19');

const figure = (pulls: readonly PullRequest[], window = week) =>
  measureTeam(teamWork({ shop: pulls })).figures?.of([window]);

test('the page’s example: 117 merges in 78 developer-weeks are 1.50, as leave does not count as a developer-week', () => {
  const pulls: PullRequest[] = [];
  let present = 0;
  for (let developer = 0; developer < 7; developer += 1) {
    for (let number = 0; number < 13; number += 1) {
      const onLeave = (developer + number) % 7 === 0;
      if (onLeave) continue;
      present += 1;
      const monday = Date.parse('2026-01-05T00:00:00Z') + number * 7 * 24 * HOUR;
      const at = (hours: number) => new Date(monday + hours * HOUR).toISOString();
      for (let change = 0; change < 1 + (present % 2); change += 1) {
        const opened = 9 + developer + change * 30;
        const rest = { number: pulls.length + 1, createdAt: at(opened), author: person(developer) };
        pulls.push(merged(at(opened + 5.5), rest));
      }
    }
  }
  const result = figure(pulls, days('2026-01-05', '2026-04-06'));
  expect(result).toEqual({ sample: { kind: 'rate', events: 117, exposure: 78 }, people: 7, notes: [] });
  expect(quotient(result?.sample)).toBe(1.5);
});

describe('a person is active in a week', () => {
  const developerWeeks = (pulls: readonly PullRequest[]) => {
    const sample = figure(pulls)?.sample;
    return sample?.kind === 'rate' ? sample.exposure : Number.NaN;
  };

  test('in which a pull request of theirs was open, from before and until after', () => {
    expect(developerWeeks([merged('2026-01-22T10:00:00Z', { createdAt: '2026-01-08T09:00:00Z' })])).toBe(1);
    expect(developerWeeks([pullRequest({ createdAt: '2026-01-09T09:00:00Z' })])).toBe(1);
  });

  test('not by a pull request that has been open for more than four weeks, until it is merged', () => {
    const stale = { createdAt: '2025-12-10T09:00:00Z' };
    expect(developerWeeks([pullRequest(stale)])).toBe(0);
    expect(developerWeeks([pullRequest({ createdAt: '2025-12-15T09:00:00Z' })])).toBe(1);
    expect(developerWeeks([merged('2026-01-22T10:00:00Z', stale)])).toBe(0);
    expect(developerWeeks([merged('2026-01-14T10:00:00Z', stale)])).toBe(1);
    expect(
      developerWeeks([pullRequest({ ...stale, state: 'closed', closedAt: '2026-01-14T10:00:00Z' })]),
    ).toBe(0);
  });

  test('in which theirs was merged, even in the first moment of the week', () => {
    expect(developerWeeks([merged('2026-01-12T00:00:00Z', { createdAt: '2026-01-10T09:00:00Z' })])).toBe(1);
    expect(developerWeeks([merged('2026-01-11T23:59:59Z', { createdAt: '2026-01-10T09:00:00Z' })])).toBe(0);
  });

  test('in which they reviewed, once however often', () => {
    const reviews = [review('2026-01-13T08:00:00Z'), review('2026-01-14T08:00:00Z')];
    const old = { createdAt: '2026-01-06T09:00:00Z', reviews };
    expect(developerWeeks([merged('2026-01-07T10:00:00Z', old)])).toBe(1);
    expect(developerWeeks([merged('2026-01-15T10:00:00Z', old)])).toBe(2);
    const first = { ...old, reviews: [review('2026-01-12T00:00:00Z')] };
    expect(developerWeeks([merged('2026-01-07T10:00:00Z', first)])).toBe(1);
  });

  test('not if their account is deleted, for it could be anyone’s', () => {
    const reviews = [review('2026-01-13T08:00:00Z', { author: null })];
    expect(
      developerWeeks([merged('2026-01-07T10:00:00Z', { createdAt: '2026-01-06T09:00:00Z', reviews })]),
    ).toBe(0);
  });

  test('not by looking at their own or at a robot’s change', () => {
    const own = [review('2026-01-13T08:00:00Z', { author })];
    const before = { createdAt: '2026-01-06T09:00:00Z' };
    expect(developerWeeks([merged('2026-01-07T10:00:00Z', { ...before, reviews: own })])).toBe(0);
    const looked = [review('2026-01-14T08:00:00Z')];
    expect(developerWeeks([pullRequest({ ...before, author: bot, reviews: looked })])).toBe(0);
  });

  test('of which the window cuts off a part, by the days inside', () => {
    const pulls = [merged('2026-01-22T10:00:00Z', { createdAt: '2026-01-08T09:00:00Z' })];
    expect(figure(pulls, days('2026-01-14', '2026-01-21'))?.sample).toMatchObject({ exposure: 7 / 7 });
    expect(figure(pulls, days('2026-01-23', '2026-01-26'))?.sample).toMatchObject({ exposure: 0 });
    expect(figure(pulls, days('2026-01-19', '2026-01-21'))?.sample).toMatchObject({ exposure: 2 / 7 });
  });
});

test('neither what automation opened nor what a deleted account wrote counts, and both are said', () => {
  const result = observed(
    measureTeam,
    teamWork({
      shop: [
        merged('2026-01-13T10:00:00Z', { number: 1, createdAt: '2026-01-12T09:00:00Z' }),
        merged('2026-01-14T10:00:00Z', { number: 2, createdAt: '2026-01-13T09:00:00Z', author: null }),
        merged('2026-01-15T10:00:00Z', { number: 3, createdAt: '2026-01-14T09:00:00Z', author: bot }),
        merged('2026-01-16T10:00:00Z', { number: 4, createdAt: '2026-01-15T09:00:00Z', base: 'stage' }),
      ],
    }),
  );
  expect(dates(result)).toEqual(['2026-01-13T10:00:00Z']);
  expect(reasons(result).sort()).toEqual([
    'merged into a branch that does not count',
    'opened by automation',
    'written by a deleted account',
  ]);
  expect(result.figures?.of([week])).toMatchObject({ sample: { events: 1, exposure: 1 }, people: 1 });
});

test('a merge belongs to the window of its moment, and weeks tell how the rate varies', () => {
  expect(measureTeam(teamWork({ shop: [] })).figures).toMatchObject({ spans: false, madeOfWeeks: true });
});

test('a person at work in two repositories is one developer', () => {
  const pulls = (day: number) => [
    merged(`2026-01-${day}T10:00:00Z`, { createdAt: `2026-01-${day}T08:00:00Z`, author: reviewer }),
  ];
  const result = measureTeam(teamWork({ cart: pulls(13), search: pulls(14) })).figures?.of([week]);
  expect(result?.sample).toEqual({ kind: 'rate', events: 2, exposure: 1 });
});

describe('whatever people do', () => {
  const quarter = days('2026-01-01', '2026-04-01');

  test('their pseudonyms and the order of rows change nothing', () => {
    fc.assert(
      fc.property(anyWork, anyNumbering, (work, numbers) => {
        const other = Object.fromEntries(
          Object.entries(work)
            .toReversed()
            .map(([name, rows]) => [name, renamed(rows.toReversed(), numbers)]),
        );
        const measured = measureTeam(teamWork(work)).figures?.of([quarter]);
        expect(measureTeam(teamWork(other)).figures?.of([quarter])).toEqual(measured);
      }),
    );
  });

  test('a merge has a developer-week, and there are no more of these than people and weeks', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const { figures } = measureTeam(teamWork(work));
        for (const window of [quarter, week]) {
          const sample = figures?.of([window]).sample;
          if (sample?.kind !== 'rate') throw new Error('not a rate');
          if (sample.events > 0) expect(sample.exposure).toBeGreaterThan(0);
          const weeks = (window.end - window.start) / (7 * 24 * HOUR);
          expect(sample.exposure).toBeLessThanOrEqual(PEOPLE * weeks + 1e-9);
          if (sample.events > 0) expect(quotient(sample)).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('windows side by side that end with a week add up', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const { figures } = measureTeam(teamWork(work));
        const parts = [days('2026-01-01', '2026-02-02'), days('2026-02-02', '2026-04-01')];
        expect(figures?.of(parts)).toEqual(figures?.of([quarter]));
      }),
    );
  });
});
