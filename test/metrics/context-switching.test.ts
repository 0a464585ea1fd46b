import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import { HOUR } from '../../src/facts/time.ts';
import contextSwitching, { mostAtOnce } from '../../src/metrics/context-switching.ts';
import { anyNumbering, anyWork, REPOSITORIES } from '../support/anyWork.ts';
import { bot, merged, pullRequest } from '../support/facts.ts';
import { days, observed, person, quotient, renamed, teamWork } from '../support/teamWork.ts';
import { reasons, values } from '../support/view.ts';

const { measureTeam } = contextSwitching;

/** From Monday to Monday. */
const week = days('2026-01-12', '2026-01-19');

type Work = Record<string, readonly PullRequest[]>;

const figure = (work: Work, window = week) => measureTeam(teamWork(work)).figures?.of([window]);
const level = (work: Work, window = week) => quotient(figure(work, window)?.sample);

test('the page’s example: 138 simultaneous repositories in 72 person-weeks are 1.92, 8.3 % above three', () => {
  const atOnce = [
    ...Array<number>(30).fill(1),
    ...Array<number>(24).fill(2),
    ...Array<number>(12).fill(3),
    ...Array<number>(6).fill(4),
  ];
  const work: Record<string, PullRequest[]> = { cart: [], search: [], kit: [], gateway: [] };
  atOnce.forEach((repositories, index) => {
    const monday = Date.parse('2026-01-05T00:00:00Z') + Math.floor(index / 6) * 7 * 24 * HOUR;
    Object.values(work).forEach((pulls, place) => {
      if (place >= repositories) return;
      const at = (hours: number) => new Date(monday + hours * HOUR).toISOString();
      const rest = { number: index + 1, createdAt: at(9 + place * 5), author: person(index % 6) };
      pulls.push(merged(at(60 + place * 3), rest));
    });
  });
  const result = figure(work, days('2026-01-05', '2026-03-30'));
  expect(result).toEqual({
    sample: { kind: 'ratio', numerator: 138, denominator: 72, n: 72 },
    people: 6,
    notes: ['8.3 % of person-weeks above three repositories'],
  });
});

describe('simultaneous repositories of a person in a week', () => {
  const cart = merged('2026-01-14T12:00:00Z', { createdAt: '2026-01-13T09:00:00Z' });
  const search = (createdAt: string) => merged('2026-01-16T17:00:00Z', { createdAt, draft: true });

  test('are those with a pull request open at one moment, drafts included', () => {
    expect(level({ cart: [cart], search: [search('2026-01-14T11:59:59Z')] })).toBe(2);
  });

  test('are one when the next begins as the former ends', () => {
    expect(level({ cart: [cart], search: [search('2026-01-14T12:00:00Z')] })).toBe(1);
  });

  test('are one for two pull requests in the same repository', () => {
    const second = merged('2026-01-15T10:00:00Z', { number: 2, createdAt: '2026-01-13T10:00:00Z' });
    expect(level({ cart: [cart, second], search: [] })).toBe(1);
  });

  test('count in each week in which they last, closed or not', () => {
    const open = [pullRequest({ createdAt: '2026-01-08T09:00:00Z' })];
    const closed = [
      pullRequest({ createdAt: '2026-01-07T09:00:00Z', closedAt: '2026-01-20T10:00:00Z', state: 'closed' }),
    ];
    expect(level({ cart: open, search: closed })).toBe(2);
    const later = days('2026-01-26', '2026-02-02');
    expect(level({ cart: open, search: closed }, later)).toBe(1);
    expect(figure({ cart: closed, search: [] }, later)?.sample).toMatchObject({ denominator: 0, n: 0 });
  });

  test('are one where a pull request was merged in the moment of its opening', () => {
    expect(
      level({ cart: [merged('2026-01-13T09:00:00Z', { createdAt: '2026-01-13T09:00:00Z' })], kit: [] }),
    ).toBe(1);
  });

  test('are another person’s when another person opened it', () => {
    const other = merged('2026-01-16T17:00:00Z', { createdAt: '2026-01-13T11:00:00Z', author: person(7) });
    expect(figure({ cart: [cart], search: [other] })).toMatchObject({
      sample: { numerator: 2, denominator: 2 },
      people: 2,
    });
  });

  test('weigh by its days inside where the window cuts the week', () => {
    const both = { cart: [cart], search: [search('2026-01-14T11:00:00Z')] };
    expect(figure(both, days('2026-01-12', '2026-01-14'))?.sample).toMatchObject({
      numerator: 2 / 7,
      denominator: 2 / 7,
      n: 1,
    });
  });
});

test('neither automation nor deleted accounts count, and both are said', () => {
  const pulls = [
    pullRequest({ number: 1, createdAt: '2026-01-13T09:00:00Z', author: bot }),
    pullRequest({ number: 2, createdAt: '2026-01-14T09:00:00Z', author: null }),
    pullRequest({ number: 3, createdAt: '2026-01-20T09:00:00Z' }),
  ];
  const measurement = observed(measureTeam, teamWork({ cart: pulls, search: [] }));
  const { figures } = measurement;
  expect(values(measurement)).toEqual({ 'sample-org/cart#3': 1 });
  expect(reasons(measurement)).toEqual(['opened by automation', 'opened by a deleted account']);
  expect(figures?.of([week])).toMatchObject({ people: 0, notes: [] });
});

test('a pull request belongs to every window in which it is open, and weeks tell how the level varies', () => {
  const { figures } = measureTeam(teamWork({ cart: [pullRequest({})], search: [] }));
  expect(figures).toMatchObject({ spans: true, madeOfWeeks: true });
});

test('one repository alone has nothing to switch between: not applicable, not 1', () => {
  const measurement = observed(measureTeam, teamWork({ cart: [pullRequest({})] }));
  const { figures } = measurement;
  expect(measurement.notApplicable).toBe('Within a single repository there is nothing to switch between');
  expect(figures).toBeNull();
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
        expect(figure(other, quarter)).toEqual(figure(work, quarter));
      }),
    );
  });

  test('it lies between one and the number of repositories', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const value = level(work, quarter);
        if (value === null) return;
        expect(value).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(value).toBeLessThanOrEqual(REPOSITORIES.length + 1e-12);
      }),
    );
  });

  const open = fc
    .record({
      person: fc.integer({ min: 1, max: 4 }),
      repository: fc.nat(2),
      from: fc.nat(40),
      length: fc.nat(30),
    })
    .map(({ length, ...rest }) => ({ ...rest, to: rest.from + 1 + length }));
  const during = fc.array(open, { maxLength: 20 });
  const busiest = (rows: readonly { person: number; repository: number; from: number; to: number }[]) =>
    mostAtOnce(
      {
        author: Uint32Array.from(rows, ({ person }) => person),
        repository: Uint32Array.from(rows, ({ repository }) => repository),
        openedAt: Float64Array.from(rows, ({ from }) => from),
        endedAt: Float64Array.from(rows, ({ to }) => to),
      },
      [...rows.keys()],
      part,
    );
  const part = { start: 15, end: 35 };

  test('the busiest moment is the one that a look at every moment finds', () => {
    fc.assert(
      fc.property(during, (rows) => {
        const inPart = rows.filter(({ from, to }) => from < part.end && to > part.start);
        const found = busiest(rows);
        expect(new Set(found.keys())).toEqual(new Set(inPart.map(({ person }) => person)));
        for (const [who, most] of found) {
          const counts = Array.from({ length: part.end - part.start }, (_, index) => {
            const moment = part.start + index;
            const there = inPart.filter((one) => one.person === who && one.from <= moment && one.to > moment);
            return new Set(there.map(({ repository }) => repository)).size;
          });
          expect(most).toBe(Math.max(...counts));
        }
      }),
    );
  });

  test('a further repository never lowers how many anyone had at once', () => {
    fc.assert(
      fc.property(during, during, (rows, added) => {
        const before = busiest(rows);
        const after = busiest([...rows, ...added.map((one) => ({ ...one, repository: 3 }))]);
        for (const [who, most] of before) expect(after.get(who)).toBeGreaterThanOrEqual(most);
      }),
    );
  });
});
