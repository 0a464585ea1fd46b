import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../src/facts/schema.ts';
import codeChurnRate from '../../src/metrics/code-churn-rate.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { bot, commit, sha } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { dates, reasons, viewOf } from '../support/view.ts';

const { measure } = codeChurnRate;

const arrival = (lines: number, ...rewritten: [days: number, lines: number][]): Arrival => ({
  addedPaths: [],
  lines,
  rewritten: rewritten.map(([days, count]) => ({ days, lines: count })),
});

describe('code churn', () => {
  test('is the lines rewritten within 21 days of those that came, dated by their 21st day', () => {
    const result = measure(
      viewOf({
        commits: [
          commit(1, { committedAt: '2026-03-31T10:00:00Z', arrival: arrival(10, [0, 1], [20, 2], [21, 4]) }),
          commit(2, { committedAt: '2026-04-02T10:00:00Z', arrival: arrival(0) }),
        ],
      }),
    );
    expect(result.observations.map(({ value, of }) => [value, of])).toEqual([[3, 10]]);
    expect(dates(result)).toEqual(['2026-04-21T10:00:00Z']);
    expect(result.observations[0]?.note).toBe('3 of 10 lines rewritten');
  });

  test('leaves out what automation wrote, by the branch of a merge and not by who merged it', () => {
    const result = measure(
      viewOf({
        commits: [
          commit(1, { committedAt: '2026-03-01T10:00:00Z', author: bot, arrival: arrival(5) }),
          commit(2, { committedAt: '2026-03-02T10:00:00Z', author: bot, parents: [sha(1)] }),
          commit(3, { committedAt: '2026-03-03T10:00:00Z' }),
          commit(4, {
            committedAt: '2026-03-04T10:00:00Z',
            parents: [sha(1), sha(2)],
            arrival: arrival(6),
          }),
          commit(5, {
            committedAt: '2026-03-05T10:00:00Z',
            author: bot,
            parents: [sha(4), sha(3)],
            arrival: arrival(7),
          }),
        ],
      }),
    );
    expect(result.observations.map(({ of }) => of)).toEqual([7]);
    expect(reasons(result)).toEqual(['written by automation', 'written by automation']);
  });

  test('takes what an unknown branch brought for the work of people', () => {
    const merge = commit(4, { parents: [sha(3), sha(2)], author: bot, arrival: arrival(6) });
    expect(measure(viewOf({ commits: [merge] })).observations.map(({ of }) => of)).toEqual([6]);
  });

  test('applies as soon as the lines of one commit are known', () => {
    const commits = [commit(1, { arrival: arrival(3) }), commit(2)];
    expect(measure(viewOf({ commits })).notApplicable).toBeNull();
  });

  test('does not apply where nothing tells what became of lines', () => {
    expect(measure(viewOf({ commits: [commit(1)] })).notApplicable).toBe(
      'only a local clone of sample-org/shop tells what became of each line',
    );
  });

  test('the page’s example: 1,800 of 12,000 lines, and 3,300 of 13,500 with the prototype', () => {
    const parts = [arrival(7000, [3, 1000]), arrival(5000, [9, 800]), arrival(1500, [7, 1500])];
    const valueWith = (count: number) => {
      const commits = parts
        .slice(0, count)
        .map((part, index) =>
          commit(index + 1, { committedAt: `2026-03-0${index + 1}T10:00:00Z`, arrival: part }),
        );
      const series = pool('proportion', [{ shared: false, measurement: measure(viewOf({ commits })) }]);
      const window = { start: 0, end: Date.UTC(2026, 4, 1) };
      return summarise(sampleOf(series, [window], { from: 0, unit: 1 })).value;
    };
    expect(valueWith(2)).toBe(0.15);
    expect(valueWith(3)).toBeCloseTo(0.244, 3);
  });
});
