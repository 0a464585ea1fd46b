import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { fewestWithHalf } from '../../../src/metrics/knowledge-sharing.ts';
import { excludesNoChange, isMaterial } from '../../../src/scorecard/verdict.ts';
import { sumClusters } from '../../../src/stats/clusters.ts';
import type { Sample } from '../../../src/stats/kinds.ts';
import { compareWholeNumbers, type WeekRuns } from '../../../src/stats/weeks.ts';
import {
  counts,
  exponential,
  levelCounts,
  levels,
  normal,
  type patterns,
  type Queue,
  type Random,
  rateCounts,
  rates,
  seeded,
  shapes,
  share,
} from '../../support/simulation.ts';

/** A kind of series, with and without a change of its last quarter. */
interface Scenario {
  kind: string;
  series: string;
  /** In words. */
  change: string;
  sizes: readonly (number | null)[];
  /** Whether a simulated quarter is called improved or worsened beside the four before it. */
  isCounted: (random: Random, n: number, materiality: number, isChanged: boolean) => boolean;
}

const QUARTERS_BEFORE = 4;
const SIZES = [10, 20, 50, 100, 200];
const GROUPS = [10, 20, 50];
const MATERIALITY = 0.1;

/**
 * @param only the kind that is simulated, and a part of the names of series; all of them when left out
 * @returns for each series and size the share of quarters that are called a change, without one and with one
 */
export function simulated(runs: number, only: { kind?: string; series?: string } = {}) {
  const asked = scenarios.filter(
    ({ kind, series }) => kind === (only.kind ?? kind) && series.includes(only.series ?? ''),
  );
  const rows = asked.flatMap(({ kind, series, change, isCounted, sizes }) =>
    sizes.map((n) => {
      const called = (materiality: number, isChanged: boolean, seed: number) => {
        const random = seeded(seed);
        return share(runs, () => isCounted(random, n ?? 0, materiality, isChanged));
      };
      return {
        kind,
        series,
        change,
        n,
        falseAlarms: called(0, false, 3),
        found: called(MATERIALITY, true, 5),
      };
    }),
  );
  return { runs, materiality: MATERIALITY, rows };
}

/** Values of five quarters in order of time, the last of them so many times as large where it has changed. */
function ofValues(
  kind: 'distribution' | 'percentile',
  series: string,
  factor: number,
  valuesOf: (random: Random, n: number) => number[],
): Scenario {
  return {
    kind: kind === 'distribution' ? 'durations' : '90th percentiles',
    series,
    change: `× ${factor}`,
    sizes: kind === 'distribution' ? SIZES : SIZES.filter((n) => n >= FEWEST_FOR_PERCENTILE),
    isCounted: (random, n, materiality, isChanged) => {
      const { last, before } = inQuarters(valuesOf(random, n * (QUARTERS_BEFORE + 1)));
      const sampleOf = (inOrder: number[][]): Sample => ({ kind, values: inOrder.flat(), inOrder });
      const now = last.map((value) => (isChanged ? factor : 1) * value);
      return counts(sampleOf([now]), sampleOf(before), materiality);
    },
  };
}

const FEWEST_FOR_PERCENTILE = 50;

/** Cases in order of time, each a hit where a normal value lies below the quantile of the share of its quarter. */
function ofCases(
  series: string,
  share: number,
  now: number,
  valuesOf: (random: Random, n: number) => number[],
): Scenario {
  return {
    kind: 'shares',
    series,
    change: `to ${100 * now} %`,
    sizes: SIZES,
    isCounted: (random, n, materiality, isChanged) => {
      const { last, before } = inQuarters(valuesOf(random, n * (QUARTERS_BEFORE + 1)));
      const hitsIn = (quarter: readonly number[], below: number) =>
        quarter.map((value) => (value < below ? 1 : 0));
      const sampleOf = (inOrder: number[][]): Sample => ({
        kind: 'proportion',
        hits: sumOf(inOrder.flat()),
        total: inOrder.flat().length,
        inOrder,
      });
      const usual = normalQuantile(share, 0, 1);
      const current = hitsIn(last, isChanged ? normalQuantile(now, 0, 1) : usual);
      return counts(
        sampleOf([current]),
        sampleOf(before.map((quarter) => hitsIn(quarter, usual))),
        materiality,
      );
    },
  };
}

function inQuarters(values: readonly number[]): { last: number[]; before: number[][] } {
  const n = values.length / (QUARTERS_BEFORE + 1);
  const quarter = (index: number) => values.slice(index * n, (index + 1) * n);
  return {
    last: quarter(QUARTERS_BEFORE),
    before: Array.from({ length: QUARTERS_BEFORE }, (_, index) => quarter(index)),
  };
}

const independent = (random: Random, n: number) => Array.from({ length: n }, () => normal(random));

/** Each is like the one before by one half. */
const resembling = (random: Random, n: number) => {
  let state = normal(random);
  return Array.from({ length: n }, () => {
    state = 0.5 * state + Math.sqrt(0.75) * normal(random);
    return state;
  });
};

/** Those of a week are alike by a fifth. */
const uneven = (random: Random, n: number) => {
  const weeks = Array.from({ length: 13 * (QUARTERS_BEFORE + 1) }, () => normal(random));
  return Array.from({ length: n }, (_, index) => {
    const week = weeks[Math.floor((index * weeks.length) / n)] ?? 0;
    return Math.sqrt(0.2) * week + Math.sqrt(0.8) * normal(random);
  });
};

/** Log-normal ones. */
const durationsOf = (normals: typeof independent) => (random: Random, n: number) =>
  normals(random, n).map(Math.exp);

const shaped = (shape: keyof typeof shapes) => (random: Random, n: number) =>
  Array.from({ length: n }, () => shapes[shape](random));

/** Durations of groups, such as the changes of a deployment, that are alike: their logarithms correlate by one half. */
function clusteredDurations(random: Random, groups: number, unit: number): Sample {
  const clusters = Array.from({ length: groups }, () => {
    const common = normal(random);
    return Array.from(
      { length: sizeOfGroup(random) },
      () => unit * Math.exp(Math.SQRT1_2 * (common + normal(random))),
    );
  });
  return { kind: 'distribution', values: clusters.flat(), clusters };
}

/** Skewed: most groups have one or two members, some have dozens. */
function sizeOfGroup(random: Random): number {
  return Math.min(60, Math.ceil(exponential(random, 1) ** 2 * 3));
}

/** Shares of groups, such as the lines of a commit: nearly all or nearly none of a group is a hit. */
function clusteredCases(
  random: Random,
  groups: number,
  p: number,
  sizeOf: (random: Random) => number,
): Sample {
  const clusters = Array.from({ length: groups }, () => {
    const size = sizeOf(random);
    const share = random() < p ? 0.6 + 0.4 * random() : 0.1 * random();
    return { hits: Math.round(share * size), cases: size };
  });
  const total = (pick: (cluster: { hits: number; cases: number }) => number) =>
    clusters.reduce((sum, cluster) => sum + pick(cluster), 0);
  return {
    kind: 'proportion',
    hits: total(({ hits }) => hits),
    total: total(({ cases }) => cases),
    clusters: sumClusters(clusters),
  };
}

/** Lines of a commit: log-normal with σ = 2, as skewed as in public repositories. */
const linesOf = (random: Random): number => Math.ceil(20 * Math.exp(2 * normal(random)));

function ofEvents(series: string, pattern: keyof typeof patterns): Scenario {
  return {
    kind: 'rates',
    series,
    change: '× 1.5',
    sizes: SIZES,
    isCounted: (random, n, materiality, isChanged) =>
      rateCounts(
        rates(random, [...Array(QUARTERS_BEFORE).fill(n), isChanged ? 1.5 * n : n], pattern),
        materiality,
      ),
  };
}

function ofQueue(series: string, queue: Queue, factor: number): Scenario {
  return {
    kind: 'levels',
    series,
    change: `× ${factor} arrivals`,
    sizes: [null],
    isCounted: (random, _, materiality, isChanged) => {
      const last = isChanged ? { ...queue, arrivals: factor * queue.arrivals } : queue;
      return (
        levelCounts(levels(random, [...Array<Queue>(QUARTERS_BEFORE).fill(queue), last]), materiality) ===
        true
      );
    },
  };
}

/** Weeks of 13 to the quarter. */
function quarters(weeks: readonly { numerator: number; denominator: number }[]): WeekRuns {
  return Array.from({ length: weeks.length / 13 }, (_, index) => weeks.slice(13 * index, 13 * index + 13));
}

function ofWeeks(
  kind: string,
  series: string,
  factor: number,
  weekOf: (random: Random) => (isChanged: boolean) => { numerator: number; denominator: number },
): Scenario {
  return {
    kind,
    series,
    change: `× ${factor}`,
    sizes: [null],
    isCounted: (random, _, materiality, isChanged) => {
      const week = weekOf(random);
      const all = Array.from({ length: 13 * (QUARTERS_BEFORE + 1) }, (_, index) => {
        const part = week(false);
        const isLast = index >= 13 * QUARTERS_BEFORE;
        return isChanged && isLast ? { ...part, numerator: factor * part.numerator } : part;
      });
      const runs = quarters(all);
      return levelCounts({ current: runs.slice(-1), baseline: runs.slice(0, -1) }, materiality) === true;
    },
  };
}

/** One value a month: three of a quarter beside twelve. */
function ofMonths(series: string, step: number, monthOf: (random: Random) => () => number): Scenario {
  return {
    kind: 'ratios',
    series: `one value a month, ${series}`,
    change: `+ ${step} standard deviations`,
    sizes: [null],
    isCounted: (random, _, materiality, isChanged) => {
      const month = monthOf(random);
      const runs = Array.from({ length: QUARTERS_BEFORE + 1 }, (_, quarter) =>
        Array.from({ length: 3 }, () => ({
          numerator: 10 + month() + (isChanged && quarter === QUARTERS_BEFORE ? step : 0),
          denominator: 1,
        })),
      );
      return levelCounts({ current: runs.slice(-1), baseline: runs.slice(0, -1) }, materiality) === true;
    },
  };
}

/** How few of a team's people have half of all parts in its changes, each with an author and a reviewer. */
function ofWholeNumbers(people: number, changes: number): Scenario {
  return {
    kind: 'whole numbers of quarters',
    series: `knowledge sharing of ${people} people, ${changes} changes`,
    change: 'the busiest does three times as much',
    sizes: [null],
    isCounted: (random, _, materiality, isChanged) => {
      const shares = Array.from({ length: people }, () => Math.exp(0.7 * normal(random)));
      const busiest = Math.max(...shares);
      const quarter = (factor: number) =>
        fewestWithHalf(
          parts(
            random,
            shares.map((share) => (share === busiest ? factor * share : share)),
            changes,
          ),
        );
      const before = Array.from({ length: QUARTERS_BEFORE }, () => quarter(1));
      const change = compareWholeNumbers(quarter(isChanged ? 3 : 1), before);
      return change !== null && excludesNoChange(change) && isMaterial(change, materiality);
    },
  };
}

/** How often each takes part, given how much each does; nobody reviews an own change. */
function parts(random: Random, shares: readonly number[], changes: number): number[] {
  const counts = shares.map(() => 0);
  const take = (without: number | null): number => {
    const weights = shares.map((share, person) => (person === without ? 0 : share));
    const sums = weights.map((_, person) => sumOf(weights.slice(0, person + 1)));
    const drawn = random() * sumOf(weights);
    const person = sums.findIndex((sum) => drawn < sum);
    counts[person] = (counts[person] ?? 0) + 1;
    return person;
  };
  for (let change = 0; change < changes; change += 1) take(take(null));
  return counts;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Values of which each is like the one before, by ρ, with a standard deviation of 1. */
const autocorrelated = (rho: number) => (random: Random) => {
  let state = normal(random);
  return () => {
    state = rho * state + Math.sqrt(1 - rho ** 2) * normal(random);
    return state;
  };
};

const free = Number.POSITIVE_INFINITY;

const RESEMBLING = 'each like the one before by one half';
const UNEVEN = 'those of a week are alike by a fifth';

const scenarios: readonly Scenario[] = [
  ofValues('distribution', 'independent, log-normal', 1.5, shaped('log-normal')),
  ofValues(
    'distribution',
    'skewed: a tenth takes ten times as long',
    1.5,
    shaped('a tenth takes ten times as long'),
  ),
  ofValues(
    'distribution',
    'whole units, median between two',
    1.5,
    shaped('whole units, between two and three'),
  ),
  {
    kind: 'durations',
    series: 'clustered: n deployments of skewed sizes',
    change: '× 2',
    sizes: GROUPS,
    isCounted: (random, n, materiality, isChanged) =>
      counts(
        clusteredDurations(random, n, isChanged ? 2 : 1),
        clusteredDurations(random, n * QUARTERS_BEFORE, 1),
        materiality,
      ),
  },
  ofValues('distribution', `autocorrelated: ${RESEMBLING}`, 1.5, durationsOf(resembling)),
  ofValues('distribution', `uneven weeks: ${UNEVEN}`, 1.5, durationsOf(uneven)),
  ofValues('percentile', 'independent, log-normal', 2, durationsOf(independent)),
  ofValues('percentile', `autocorrelated: ${RESEMBLING}`, 2, durationsOf(resembling)),
  ofValues('percentile', `uneven weeks: ${UNEVEN}`, 2, durationsOf(uneven)),
  ofCases('independent, 10 %', 0.1, 0.2, independent),
  ofCases('independent, 2 %', 0.02, 0.06, independent),
  ofCases('independent, 50 %', 0.5, 0.65, independent),
  ofCases(`autocorrelated: ${RESEMBLING}, 20 %`, 0.2, 0.4, resembling),
  ofCases(`uneven weeks: ${UNEVEN}, 20 %`, 0.2, 0.4, uneven),
  {
    kind: 'shares',
    series: 'clustered: n deployments of skewed sizes, 20 %',
    change: 'to 40 %',
    sizes: GROUPS,
    isCounted: (random, n, materiality, isChanged) =>
      counts(
        clusteredCases(random, n, isChanged ? 0.4 : 0.2, sizeOfGroup),
        clusteredCases(random, n * QUARTERS_BEFORE, 0.2, sizeOfGroup),
        materiality,
      ),
  },
  {
    kind: 'shares',
    series: 'skewed clusters: lines of n commits, 20 %',
    change: 'to 40 %',
    sizes: [...GROUPS, 200],
    isCounted: (random, n, materiality, isChanged) =>
      counts(
        clusteredCases(random, n, isChanged ? 0.4 : 0.2, linesOf),
        clusteredCases(random, n * QUARTERS_BEFORE, 0.2, linesOf),
        materiality,
      ),
  },
  ofEvents('independent', 'one by one'),
  ofEvents('bursts of 2', 'in bursts of 2'),
  ofEvents('bursts of 5', 'in bursts of 5'),
  ofEvents('uneven weeks, dispersion 4', 'in uneven weeks, dispersion 4'),
  ofEvents('autocorrelated: bursts of 3 over two weeks', 'in bursts of 3 over two weeks'),
  ...[1.25, 1.5, 0.5].map((factor) =>
    ofQueue('10 open, a week each', { arrivals: 10, service: 1, servers: free }, factor),
  ),
  ofQueue('30 open, two weeks each', { arrivals: 15, service: 2, servers: free }, 1.5),
  ofQueue('20 open, five weeks each', { arrivals: 4, service: 5, servers: free }, 1.5),
  ofQueue('four at work, 85 % busy', { arrivals: 6.8, service: 0.5, servers: 4 }, 1.15),
  ofWeeks('levels', 'autocorrelated weeks, ρ = 0.6', 1.5, (random) => {
    let state = normal(random);
    return () => {
      state = 0.6 * state + 0.8 * normal(random);
      return { numerator: 10 + 2 * state, denominator: 1 };
    };
  }),
  ofWeeks('levels', 'drifting: a random walk', 1.5, (random) => {
    let state = 100;
    return () => {
      state += 2 * normal(random);
      return { numerator: state, denominator: 1 };
    };
  }),
  ofWeeks('ratios', 'independent weeks', 1.5, (random) => () => {
    const denominator = 5 + 10 * random();
    return { numerator: denominator * (0.3 + 0.1 * normal(random)), denominator };
  }),
  ofWeeks('ratios', 'skewed weeks, log-normal parts', 1.5, (random) => () => ({
    numerator: Math.exp(normal(random)),
    denominator: 5 * Math.exp(0.7 * normal(random)),
  })),
  ofMonths('independent', 2, autocorrelated(0)),
  ofMonths('autocorrelated, ρ = 0.6', 2, autocorrelated(0.6)),
  ofMonths('drifting: a random walk', 2, (random) => {
    let state = 0;
    return () => {
      state += normal(random);
      return state;
    };
  }),
  ofWholeNumbers(8, 80),
  ofWholeNumbers(25, 600),
];
