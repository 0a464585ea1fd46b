import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import { MINUTE } from '../../src/facts/time.ts';
import crossTeamCollaboration from '../../src/metrics/cross-team-collaboration.ts';
import type { Observation } from '../../src/metrics/populations/observation.ts';
import { anyNumbering, anyWork } from '../support/anyWork.ts';
import { bot, merged, review } from '../support/facts.ts';
import { observed, person, renamed, type Share, workOf } from '../support/teamWork.ts';
import { dates, reasons, values } from '../support/view.ts';

const { measureTeam } = crossTeamCollaboration;

const FIRST = Date.parse('2026-01-05T00:00:00Z');
const SECOND = Date.parse('2026-04-06T00:00:00Z');

/** Changes by these people, and reviews of them, an hour apart from a moment on. */
function changes(people: readonly { by: number; reviewedBy?: number }[], from = FIRST): PullRequest[] {
  return people.map(({ by, reviewedBy }, index) => {
    const at = (minutes: number) => new Date(from + (index * 60 + minutes) * MINUTE).toISOString();
    return merged(at(50), {
      number: (from === FIRST ? 1 : 1001) + index,
      createdAt: at(10),
      author: person(by),
      reviews: reviewedBy === undefined ? [] : [review(at(30), { author: person(reviewedBy) })],
    });
  });
}

const times = (count: number, by: number, reviewedBy?: number) =>
  Array.from({ length: count }, () => (reviewedBy === undefined ? { by } : { by, reviewedBy }));

const payments = (pulls: readonly PullRequest[]): Share => ({
  repository: 'payments',
  team: 'payments',
  pulls,
});
const search = (pulls: readonly PullRequest[]): Share => ({ repository: 'search', team: 'search', pulls });

function shared(shares: readonly Share[], team = 'payments', from = FIRST): [hits: number, total: number] {
  const within = ({ at }: Observation) => at >= from && at < from + 80 * 24 * 60 * MINUTE;
  const rows = [...observed(measureTeam, workOf(shares, team)).observations].filter(within);
  return [rows.filter(({ value }) => value === 1).length, rows.length];
}

test('the page’s example: 12 of 80 are shared, and 8 of 80 once two guests have moved in', () => {
  const [local, colleague, guest, secondGuest, lasting] = [1, 2, 11, 12, 13];
  const quarter = (local68: number) => [
    ...times(local68, local, colleague),
    ...times(3, guest, colleague),
    ...times(1, secondGuest, colleague),
    ...times(3, lasting, colleague),
    ...times(5, colleague, lasting),
  ];
  const elsewhere = [...times(6, guest), ...times(6, secondGuest), ...times(9, lasting)];
  const shares = [
    payments([...changes(quarter(68)), ...changes(quarter(68), SECOND)]),
    search([...changes(elsewhere), ...changes(times(9, lasting), SECOND)]),
  ];
  expect(shared(shares)).toEqual([12, 80]);
  expect(shared(shares, 'payments', SECOND)).toEqual([8, 80]);
});

describe('somebody’s home in a quarter', () => {
  test('is the team into whose code most of their own merges went', () => {
    const at = (own: number, other: number) =>
      shared([payments(changes(times(own, 1))), search(changes(times(other, 1)))]);
    expect(at(3, 2)).toEqual([0, 3]);
    expect(at(2, 3)).toEqual([2, 2]);
  });

  test('is none after a tie', () => {
    expect(shared([search(changes(times(2, 1))), payments(changes(times(2, 1)))])).toEqual([0, 2]);
  });

  test('is none without a merge of their own, however much they review', () => {
    expect(shared([payments(changes(times(4, 1, 9))), search(changes(times(4, 2, 9)))])).toEqual([0, 4]);
  });

  test('is computed again, from that quarter alone', () => {
    const shares = [
      payments([...changes(times(2, 1)), ...changes(times(2, 1), SECOND)]),
      search([...changes(times(5, 1)), ...changes(times(5, 2), SECOND)]),
    ];
    expect(shared(shares)).toEqual([2, 2]);
    expect(shared(shares, 'payments', SECOND)).toEqual([0, 2]);
  });

  test('is not code without an owner', () => {
    const nobody: Share = { repository: 'attic', team: null, pulls: changes(times(9, 1)) };
    expect(shared([payments(changes(times(2, 1))), search(changes(times(1, 2))), nobody])).toEqual([0, 2]);
  });
});

describe('a change is shared', () => {
  const elsewhere = search(changes(times(5, 2)));

  test('by a guest’s review up to the merge, not after it', () => {
    const [change] = changes([{ by: 1 }]);
    if (change === undefined) throw new Error('no change');
    const at = (instant: string) =>
      shared([payments([{ ...change, reviews: [review(instant, { author: person(2) })] }]), elsewhere]);
    expect(at('2026-01-05T00:50:00Z')).toEqual([1, 1]);
    expect(at('2026-01-05T00:50:01Z')).toEqual([0, 1]);
  });

  test('by no robot and no deleted account, though a deleted author’s change counts', () => {
    const [change] = changes([{ by: 1 }]);
    if (change === undefined) throw new Error('no change');
    const reviews = [review('2026-01-05T00:20:00Z', { author: bot })];
    expect(shared([payments([{ ...change, author: null, reviews }]), elsewhere])).toEqual([0, 1]);
    expect(shared([payments([{ ...change, author: bot }]), elsewhere])).toEqual([0, 0]);
  });

  test('for one of two owners, when it came from the other', () => {
    const both = ['payments', 'search'].map(
      (team): Share => ({ repository: 'shop', team, shared: true, pulls: changes(times(1, 2)) }),
    );
    const own: Share = { ...elsewhere, pulls: changes(times(5, 2)) };
    expect(shared([...both, own], 'payments')).toEqual([1, 1]);
    expect(shared([...both, own], 'search')).toEqual([0, 6]);
    const everyone = observed(measureTeam, workOf([...both, own]));
    expect(everyone.observations).toHaveLength(6);
    expect(values(everyone)).toMatchObject({ '#1': 1, 'sample-org/search#1': 0 });
  });
});

test('it is dated by the merge, and says no more of people than that somebody came from elsewhere', () => {
  const measurement = observed(
    measureTeam,
    workOf([payments(changes([{ by: 1, reviewedBy: 2 }])), search(changes(times(2, 2)))], 'payments'),
  );
  expect(dates(measurement)).toEqual(['2026-01-05T00:50:00Z']);
  expect(Array.from(measurement.observations, ({ note }) => note)).toEqual([
    'with somebody at home in another team',
  ]);
});

test('what nobody owns is left out, and what somebody without a home may have made shared is unknown', () => {
  const nobody: Share = { repository: 'attic', team: null, pulls: changes(times(2, 7)) };
  const measurement = observed(
    measureTeam,
    workOf([payments(changes(times(3, 1, 9))), search(changes(times(1, 2))), nobody]),
  );
  expect(measurement.observations).toHaveLength(4);
  expect(reasons(measurement)).toEqual(['owned by no team', 'owned by no team']);
  expect(measurement.unknown.map(({ text }) => text)).toEqual(
    Array.from({ length: 3 }, () => 'with somebody whose home cannot be told'),
  );
});

test('in a repository that two teams own as a whole nobody has a home, and every change is unknown', () => {
  const pulls = changes(times(6, 1, 2));
  const measurement = observed(
    measureTeam,
    workOf([payments(pulls), { ...payments(pulls), team: 'search' }]),
  );
  expect(new Set(measurement.unknown.map(({ text }) => text))).toEqual(
    new Set(['with somebody whose home cannot be told']),
  );
  expect(measurement.unknown).toHaveLength(measurement.observations.length);
});

test('a change that somebody from another team made shared is known, also if people without a home took part', () => {
  const [change] = changes([{ by: 9, reviewedBy: 2 }]);
  if (change === undefined) throw new Error('no change');
  const reviews = [...change.reviews, review('2026-01-05T00:20:00Z', { author: person(8) })];
  const measurement = observed(
    measureTeam,
    workOf([payments([{ ...change, reviews }]), search(changes(times(5, 2)))], 'payments'),
  );
  expect([values(measurement), measurement.unknown]).toEqual([{ 'sample-org/payments#1': 1 }, []]);
});

test('whether a deleted account came from another team is unknown', () => {
  const [change] = changes([{ by: 1 }]);
  if (change === undefined) throw new Error('no change');
  const pulls = [{ ...change, author: null }];
  const measurement = observed(
    measureTeam,
    workOf([payments(pulls), search(changes(times(5, 2)))], 'payments'),
  );
  expect(measurement.unknown).toHaveLength(1);
});

test('an organisation of one team has nobody to share with: not applicable, not 0', () => {
  const measurement = observed(measureTeam, workOf([payments(changes(times(3, 1)))]));
  expect(measurement.notApplicable).toBe('The organisation has only one team');
});

test('whatever people do, their pseudonyms and the order of rows change nothing', () => {
  fc.assert(
    fc.property(anyWork, anyNumbering, (work, numbers) => {
      const shares = Object.entries(work).map(
        ([name, pulls]): Share => ({ repository: name, team: name, pulls }),
      );
      const other = shares
        .toReversed()
        .map((share) => ({ ...share, pulls: renamed(share.pulls.toReversed(), numbers) }));
      const ordered = (rows: readonly Share[]) =>
        [...observed(measureTeam, workOf(rows)).observations].sort((a, b) =>
          a.item.id < b.item.id ? -1 : 1,
        );
      expect(ordered(other)).toEqual(ordered(shares));
      expect(ordered(shares).every(({ value }) => value === 0 || value === 1)).toBe(true);
    }),
  );
});
