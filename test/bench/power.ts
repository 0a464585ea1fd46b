/*
 * Prints what the verdicts are worth: how often they call a change where there is none, and how often they find one
 * that is there. Every table is simulated and comes out the same each time. A quarter is compared with four.
 */
import { processLimits, signals } from '../../src/stats/controlChart.ts';
import { autocorrelation } from '../../src/stats/dependence.ts';
import {
  cases,
  counts,
  durations,
  levelCounts,
  levels,
  mean,
  type patterns,
  type Queue,
  rateCounts,
  rates,
  seeded,
  share,
  values,
} from '../support/simulation.ts';
import { table } from './table.ts';

const RUNS = Number(process.argv[2] ?? 4000);
const MATERIALITY = 0.1;
const SIZES = [10, 20, 50, 100, 200];
const BASELINE_QUARTERS = 4;
const PATTERNS = [
  'one by one',
  'none at weekends',
  'in bursts of 2',
  'in bursts of 5',
  'in uneven weeks, dispersion 2',
  'in uneven weeks, dispersion 4',
  'in bursts of 3 over two weeks',
] as const satisfies (keyof typeof patterns)[];
const SHAPES = [
  'log-normal',
  'exponential',
  'a tenth takes ten times as long',
  'whole units, between two and three',
] as const;

const percent = (portion: number): string => `${(100 * portion).toFixed(1)} %`;

table(
  `No change: called a change, before and after the materiality of 10 % (${RUNS} runs each)`,
  ['a quarter', ...SIZES.map((n) => `n ${n}`)],
  [
    ...SHAPES.map((shape) => [
      `durations: ${shape}`,
      ...SIZES.map((n) =>
        both((random, materiality) =>
          counts(
            durations(random, n, 1, shape),
            durations(random, n * BASELINE_QUARTERS, 1, shape),
            materiality,
          ),
        ),
      ),
    ]),
    ...[0.02, 0.1, 0.5, 0.9].map((p) => [
      `proportion ${percent(p)}`,
      ...SIZES.map((n) =>
        both((random, materiality) =>
          counts(cases(random, n, p), cases(random, n * BASELINE_QUARTERS, p), materiality),
        ),
      ),
    ]),
  ],
);

table(
  'A change that is there: found',
  ['a quarter', ...SIZES.map((n) => `n ${n}`)],
  [
    ...[1.25, 1.5, 2].map((factor) => [
      `durations, log-normal, × ${factor}`,
      ...SIZES.map((n) =>
        one((random) =>
          counts(durations(random, n, factor), durations(random, n * BASELINE_QUARTERS), MATERIALITY),
        ),
      ),
    ]),
    ...(
      [
        [0.1, 0.2],
        [0.1, 0.3],
        [0.5, 0.65],
        [0.9, 0.75],
      ] as const
    ).map(([before, now]) => [
      `proportion ${percent(before)} to ${percent(now)}`,
      ...SIZES.map((n) =>
        one((random) =>
          counts(cases(random, n, now), cases(random, n * BASELINE_QUARTERS, before), MATERIALITY),
        ),
      ),
    ]),
  ],
);

for (const quarters of [BASELINE_QUARTERS, 1]) {
  const before = quarters === 1 ? '1 quarter' : `${quarters} quarters`;
  const row = (name: string, pattern: keyof typeof patterns, factor: number, materiality: number) => [
    name,
    ...SIZES.map((n) => asIfIndependent(pattern, [...Array(quarters).fill(n), n * factor], materiality)),
  ];
  table(
    `A rate without change, against ${before}: called a change if its events are taken for independent → as scored`,
    ['events', ...SIZES.map((n) => `n ${n}`)],
    PATTERNS.map((pattern) => row(pattern, pattern, 1, 0)),
  );
  table(
    `A rate that changes, against ${before}: found, likewise`,
    ['events', ...SIZES.map((n) => `n ${n}`)],
    (['one by one', 'in bursts of 2'] as const).flatMap((pattern) =>
      [1.25, 1.5, 2].map((factor) => row(`${pattern}, × ${factor}`, pattern, factor, MATERIALITY)),
    ),
  );
}

const free = Number.POSITIVE_INFINITY;
const queues: readonly (readonly [string, Queue])[] = [
  ['10 open, 2 days each', { arrivals: 35, service: 2 / 7, servers: free }],
  ['10 open, a week each', { arrivals: 10, service: 1, servers: free }],
  ['30 open, 2 weeks each', { arrivals: 15, service: 2, servers: free }],
  ['20 open, 5 weeks each', { arrivals: 4, service: 5, servers: free }],
  ['four at work, 70 % busy', { arrivals: 2.8, service: 1, servers: 4 }],
  ['four at work, 85 % busy', { arrivals: 6.8, service: 0.5, servers: 4 }],
  ['one at work, 80 % busy', { arrivals: 4, service: 0.2, servers: 1 }],
];

table(
  'A level without change: weekly XmR, limits for dependent weeks, verdict',
  [
    'queue',
    'lag-1',
    'XmR signals',
    'corrected limits',
    'verdict, 1 quarter before',
    '4 quarters before',
    'no verdict (4)',
  ],
  queues.map(([name, queue]) => {
    const random = seeded(7);
    const series = Array.from({ length: RUNS / 2 }, () => levels(random, Array(5).fill(queue)));
    const short = Array.from({ length: RUNS / 2 }, () => levels(random, Array(2).fill(queue)));
    const signalled = (dependent: boolean) =>
      portion(series, ({ current, baseline }) => {
        const limits = processLimits(values(baseline).slice(-26), { dependent });
        return limits !== null && signals(values(current), limits).length > 0;
      });
    return [
      name,
      mean(series.map(({ current, baseline }) => lagOne([...values(baseline), ...values(current)]))).toFixed(
        2,
      ),
      percent(signalled(false)),
      percent(signalled(true)),
      percent(portion(short, ({ current, baseline }) => levelCounts(current, baseline, 0) === true)),
      percent(portion(series, ({ current, baseline }) => levelCounts(current, baseline, 0) === true)),
      percent(portion(series, ({ current, baseline }) => levelCounts(current, baseline, 0) === null)),
    ];
  }),
);

const shifts = [0.5, 1.25, 1.5, 2, 3];

table(
  'A level that changes, by as many more or fewer arrivals: found',
  ['queue', ...shifts.map((shift) => `× ${shift}`)],
  queues
    .filter(([, { servers }]) => servers === free)
    .map(([name, queue]) => [
      name,
      ...shifts.map((shift) => {
        const random = seeded(11);
        const after = { ...queue, arrivals: queue.arrivals * shift };
        return percent(
          share(RUNS / 4, () => {
            const { current, baseline } = levels(random, [queue, queue, queue, queue, after]);
            return levelCounts(current, baseline, MATERIALITY) === true;
          }),
        );
      }),
    ]),
);

function both(happens: (random: () => number, materiality: number) => boolean): string {
  const rate = (materiality: number) => {
    const random = seeded(3);
    return (100 * share(RUNS, () => happens(random, materiality))).toFixed(1);
  };
  return `${rate(0)} / ${rate(MATERIALITY)}`;
}

function asIfIndependent(
  pattern: keyof typeof patterns,
  expected: readonly number[],
  materiality: number,
): string {
  const random = seeded(3);
  let [plain, scored] = [0, 0];
  for (let run = 0; run < RUNS / 2; run += 1) {
    const sides = rates(random, expected, pattern);
    if (counts(sides.current, sides.baseline, materiality)) plain += 1;
    if (rateCounts(sides, materiality)) scored += 1;
  }
  return [plain, scored].map((times) => ((200 * times) / RUNS).toFixed(1)).join(' → ');
}

function one(happens: (random: () => number) => boolean): string {
  const random = seeded(5);
  return percent(share(RUNS / 2, () => happens(random)));
}

function portion<T>(rows: readonly T[], holds: (row: T) => boolean): number {
  return rows.filter(holds).length / rows.length;
}

function lagOne(points: readonly number[]): number {
  const centre = mean(points);
  return autocorrelation([points.map((point) => point - centre)], 1) ?? 0;
}
