import { describe, expect, test } from 'vitest';
import { processLimits, signals, tooRare } from '../../src/stats/controlChart.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { casesOf, isDeep } from '../support/deep.ts';
import {
  cases,
  counts,
  durations,
  levelCounts,
  levels,
  patterns,
  type Queue,
  type Random,
  rateCounts,
  rates,
  seeded,
  share,
  values,
} from '../support/simulation.ts';

/*
 * What a verdict promises: where nothing changed, about 5 % of quarters are called improved or worsened, for
 * durations up to 6 %; materiality can only make that fewer. The bound here allows for the luck of so many runs.
 * `test/bench/verdicts/run.ts` prints the whole tables. `npm test` takes one case of each kind, `npm run test:deep` all.
 */

const RUNS = 1500;
const AT_MOST = 0.07;
const BASELINE_QUARTERS = 4;

describe('a quarter without change is called a change in about 5 % of quarters or fewer', () => {
  for (const shape of ['log-normal', 'exponential', 'a tenth takes ten times as long'] as const) {
    test.each(casesOf({ all: [10, 40, 200], few: [40] }))(`durations, ${shape}, n %i`, (n) => {
      const random = seeded(n);
      const alarms = share(RUNS, () =>
        counts(durations(random, n, 1, shape), durations(random, n * BASELINE_QUARTERS, 1, shape), 0),
      );
      expect(alarms).toBeLessThan(AT_MOST);
      expect(alarms).toBeGreaterThan(0.02);
    });
  }

  test.each(casesOf({ all: [10, 40, 200], few: [40] }))(
    'durations recorded in whole units whose median lies between two of them, n %i',
    (n) => {
      const random = seeded(n);
      const shape = 'whole units, between two and three';
      const draw = (size: number) => durations(random, size, 1, shape);
      expect(share(RUNS, () => counts(draw(n), draw(n * BASELINE_QUARTERS), 0))).toBeLessThan(AT_MOST);
    },
  );

  test.each(
    casesOf({
      all: [
        [10, 0.02],
        [10, 0.5],
        [50, 0.1],
        [200, 0.02],
        [200, 0.5],
        [200, 0.95],
      ],
      few: [
        [10, 0.5],
        [200, 0.02],
      ],
    }),
  )('shares, %i cases at %f', (n, p) => {
    const random = seeded(n);
    const alarms = share(RUNS, () => counts(cases(random, n, p), cases(random, n * BASELINE_QUARTERS, p), 0));
    expect(alarms).toBeLessThan(AT_MOST);
  });

  for (const pattern of [
    'one by one',
    'none at weekends',
    'in bursts of 2',
    'in bursts of 5',
    'in uneven weeks, dispersion 2',
    'in uneven weeks, dispersion 4',
  ] as const) {
    test.each(
      casesOf({
        all: [
          [10, BASELINE_QUARTERS],
          [100, BASELINE_QUARTERS],
          [40, 1],
        ],
        few: [[10, BASELINE_QUARTERS]],
      }),
    )(`rates, ${pattern}, %i events beside %i quarters`, (n, quarters) => {
      const random = seeded(n);
      const alarms = share(RUNS / 2, () =>
        rateCounts(rates(random, Array(quarters + 1).fill(n), pattern), 0),
      );
      expect(alarms).toBeLessThan(AT_MOST);
    });
  }

  test('rates whose bursts outlast a week, too, given a year before', () => {
    const random = seeded(8);
    const year = () => rates(random, Array(5).fill(50), 'in bursts of 3 over two weeks');
    expect(share(RUNS / 2, () => rateCounts(year(), 0))).toBeLessThan(AT_MOST);
  });
});

test('events in bursts, taken for independent, would be called a change in a fifth of quarters', () => {
  const random = seeded(9);
  const alarms = share(RUNS / 2, () => {
    const { current, baseline } = rates(random, Array(5).fill(50), 'in bursts of 2');
    return counts(current, baseline, 0);
  });
  expect(alarms).toBeGreaterThan(0.2);
});

const free = Number.POSITIVE_INFINITY;

describe('a level, whose weeks depend on each other,', () => {
  const queues: readonly (readonly [string, Queue, quarters: number])[] = [
    ['independent items, a week each', { arrivals: 10, service: 1, servers: free }, 5],
    ['independent items, two weeks each', { arrivals: 10, service: 2, servers: free }, 5],
    ['independent items, two weeks each, one quarter before', { arrivals: 10, service: 2, servers: free }, 2],
    ['four servers, 70 % busy', { arrivals: 2.8, service: 1, servers: 4 }, 5],
    ['one server, 80 % busy', { arrivals: 4, service: 0.2, servers: 1 }, 5],
  ];

  test.each(casesOf({ all: queues, few: queues.slice(-2) }))(
    '%s: without change it is called a change in about one quarter of twenty or fewer',
    (_, queue, quarters) => {
      const random = seeded(quarters);
      const alarms = share(500, () => {
        return levelCounts(levels(random, Array(quarters).fill(queue)), 0) === true;
      });
      // A line before a single server is skewed, and four quarters of it show that badly.
      expect(alarms).toBeLessThan(0.09);
    },
  );

  test('signals in few quarters, whether or not its weeks are known to depend on each other', () => {
    const [, queue] = queues[1] ?? [];
    const random = seeded(1);
    const series = Array.from({ length: 300 }, () => levels(random, Array(3).fill(queue)));
    for (const dependent of [false, true])
      expect(
        series.filter(({ current, baseline }) => {
          const limits = processLimits(values(baseline), { dependent });
          return limits !== null && signals(values(current), limits).length > 0;
        }).length / series.length,
      ).toBeLessThan(0.16);
  });

  test('that doubles is found, when items stay for a week', () => {
    const random = seeded(2);
    const before: Queue = { arrivals: 10, service: 1, servers: free };
    const after: Queue = { ...before, arrivals: 20 };
    const found = share(200, () => {
      return levelCounts(levels(random, [before, before, before, before, after]), 0.1) === true;
    });
    expect(found).toBeGreaterThan(0.9);
  });

  test('whose items stay for half a year is called a change hardly more often', () => {
    const random = seeded(3);
    const slow: Queue = { arrivals: 1, service: 26, servers: free };
    const alarms = share(100, () => {
      return levelCounts(levels(random, Array(5).fill(slow)), 0.1) === true;
    });
    expect(alarms).toBeLessThan(0.15);
  });
});

describe('a weekly chart without change', () => {
  const QUARTERS = 2000;
  const events = (random: Random, expected: number) => patterns['one by one'](random, expected, 1).length;
  const signalled = (week: () => number) =>
    share(QUARTERS, () => {
      const weeks = Array.from({ length: 26 + 13 }, week);
      const limits = processLimits(weeks.slice(0, 26));
      return limits !== null && signals(weeks.slice(26), limits).length > 0;
    });

  test('signals in about one quarter of ten, where ten events a week are counted', () => {
    const random = seeded(12);
    const week = () => events(random, 10);
    expect(signalled(week)).toBeCloseTo(1 / 10, 1.3);
  });

  test('signals in about one quarter of five, where a week’s median is one of ten skewed durations', () => {
    const random = seeded(13);
    const week = () => summarise(durations(random, 10)).value ?? Number.NaN;
    expect(signalled(week)).toBeCloseTo(1 / 5, 1.3);
  });

  test('would signal in nearly every second quarter, where a case comes every five weeks: it has no limits', () => {
    const random = seeded(14);
    const week = () => events(random, 0.2);
    expect(signalled(week)).toBeGreaterThan(0.4);
    expect(tooRare(Array.from({ length: 26 }, week))).toBe(true);
  });
});

describe('a change that is there is found the more often, the more there is to see', () => {
  const rising = (powers: readonly number[], last: number) => {
    expect(powers).toEqual(powers.toSorted((a, b) => a - b));
    expect(powers.at(-1)).toBeGreaterThan(last);
  };

  test('durations half as long again', () => {
    const random = seeded(4);
    const power = (n: number) =>
      share(400, () => counts(durations(random, n, 1.5), durations(random, n * BASELINE_QUARTERS), 0.1));
    rising([10, 50, 200].map(power), 0.95);
  });

  test('a failure rate that doubles from 10 %', () => {
    const random = seeded(5);
    const power = (n: number) =>
      share(400, () => counts(cases(random, n, 0.2), cases(random, n * BASELINE_QUARTERS, 0.1), 0.1));
    rising([10, 50, 200].map(power), 0.9);
  });

  test('a rate half as high again', () => {
    const random = seeded(6);
    const power = (n: number) => share(400, () => rateCounts(rates(random, [n, n, n, n, 1.5 * n]), 0.1));
    rising([10, 50, 200].map(power), 0.95);
  });

  if (isDeep)
    test('a rate in bursts that doubles', () => {
      const random = seeded(10);
      const power = (n: number) =>
        share(400, () => rateCounts(rates(random, [n, n, n, n, 2 * n], 'in bursts of 2'), 0.1));
      rising([10, 50, 200].map(power), 0.95);
    });
});

test('the materiality calls nothing a change that was none before', () => {
  const alarms = (materiality: number) => {
    const random = seeded(7);
    return share(RUNS, () => counts(cases(random, 200, 0.9), cases(random, 800, 0.9), materiality));
  };
  expect(alarms(0.1)).toBeLessThan(alarms(0) / 5);
});
