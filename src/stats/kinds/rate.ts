import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { differenceBetween } from '../betweenEstimates.ts';
import { type ClusterSums, sumClusters } from '../clusters.ts';
import { TAIL } from '../confidence.ts';
import { divideSum } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { absent, type Change, FLOORS, type Interval, type Obstacle, type Summary } from '../summary.ts';

/** Events, a whole number, over the exposure in which they could happen, such as weeks. */
export interface Rate {
  events: number;
  exposure: number;
  /** Of events that come together, such as the incidents of one deployment; independent when left out. */
  clusters?: ClusterSums;
}

export const rate: KindOf<Rate & { kind: 'rate' }> = {
  sample: (observed) => {
    const clusters = observed.clusters(1);
    return {
      kind: 'rate',
      events: observed.count(),
      exposure: observed.exposure(),
      ...(clusters === null
        ? {}
        : {
            clusters: sumClusters(
              clusters.map(({ values: { length } }) => ({ hits: length, cases: length })),
            ),
          }),
    };
  },
  summarise: summariseRate,
  compare: (current, baseline, { dispersion }) => compareRates(current, baseline, dispersion),
  obstacle: obstacleToRates,
  point: (sample) => {
    const { value, n } = summariseRate(sample);
    return { value, n };
  },
  size: ({ events, exposure, clusters }) => ({
    ...UNCOUNTED,
    events,
    exposure,
    clusters: clusters?.clusters ?? null,
  }),
  weekPart: ({ events, exposure }, { isWhole }) =>
    exposure === 0 || !isWhole ? null : { numerator: events, denominator: exposure },

  lasts: false,
  madeOfWeeks: false,
  countsEvents: true,
  mayBeNegative: false,
  highest: Number.POSITIVE_INFINITY,

  counts: (points) => [points.map(({ n }) => n)],

  defaultOf: 0,
  amounts: ({ value }) => value.map(() => 1),
  divide: divideSum,

  contribution: (value, _, share) => share ?? value,
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: () => 1,
  leverage: null,
};

/**
 * Events per unit of exposure with the exact Poisson 95 % interval. No event in a positive exposure is
 * a rate of 0, not an absence. There is no floor: the interval carries how little few events say.
 *
 * Events that come in bursts say less than their number. Exact limits are taken of events ÷ dispersion over
 * exposure ÷ dispersion: the rate stays, and the variance is the dispersion times Poisson's (quasi-likelihood,
 * McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 9). Events that are known to come together have the
 * dispersion of a compound Poisson process at least: Σ size² ÷ Σ size (Feller 1968, An Introduction to Probability Theory
 * and Its Applications, vol. 1, 3rd ed., XII.2).
 * @param byWeeks dispersion from `dispersionOf`; null takes clusters as independent
 * @throws RangeError unless events are a whole number and exposure is finite, both from 0 up, and the dispersion from 1 up.
 */
export function summariseRate(rate: Rate, byWeeks: number | null = null): Summary {
  requireRate(rate);
  requireDispersion(byWeeks);
  const dispersion = dispersionWith(byWeeks, [rate]);
  if (rate.exposure === 0) return absent('no-data', rate.events);
  return {
    state: 'ok',
    n: rate.events,
    value: rate.events / rate.exposure,
    interval: { ...limits(rate, dispersion ?? 1), method: `Garwood 1936, ${wordsFor(dispersion)}` },
    p75: null,
    p90: null,
  };
}

/**
 * The ratio of two rates, current ÷ baseline, with the exact 95 % interval: given the events of both
 * sides together, those of one side are binomial (Przyborowski & Wilenski 1940, Biometrika 31), and the
 * limits of that share (Clopper & Pearson 1934, Biometrika 26) give those of the ratio. For events in bursts
 * they are those of events ÷ dispersion, as in `summariseRate`.
 *
 * A baseline worth less than one event leaves the ratio all but open, and one without events makes it infinite; but
 * it is a baseline: then the change is the difference current − baseline, in events per unit of exposure, with
 * the interval that Zou & Donner 2008, Statistics in Medicine 27, build from the exact limits of the two rates.
 * Null only when a side has no exposure.
 * @param byWeeks dispersion of both sides together, from `dispersionOf`; null takes clusters as independent
 * @throws RangeError unless events are a whole number and exposure is finite, both from 0 up, and the dispersion from 1 up.
 */
export function compareRates(current: Rate, baseline: Rate, byWeeks: number | null = null): Change | null {
  requireRate(current);
  requireRate(baseline);
  requireDispersion(byWeeks);
  const dispersion = dispersionWith(byWeeks, [current, baseline]);
  if (current.exposure === 0 || baseline.exposure === 0) return null;
  return baseline.events < (dispersion ?? 1)
    ? difference(current, baseline, dispersion)
    : ratio(current, baseline, dispersion);
}

/**
 * The exact interval already allows for small counts, and no event at all beside many is a finding; so one side with as
 * many events as the verdict's floor is enough.
 */
function obstacleToRates(current: Rate, baseline: Rate): Obstacle | null {
  if (current.exposure === 0 || baseline.exposure === 0) return 'few';
  if (Math.max(current.events, baseline.events) < FLOORS.verdict) return 'few-events';
  return Math.max(clustersIn(current), clustersIn(baseline)) < FLOORS.verdict ? 'few-clusters' : null;
}

function clustersIn({ events, clusters }: Rate): number {
  return clusters?.clusters ?? events;
}

/** The larger of the dispersions that weeks and clusters show; null where neither is known. */
function dispersionWith(byWeeks: number | null, sides: readonly Rate[]): number | null {
  const sums = sides.flatMap(({ clusters }) => clusters ?? []);
  const events = sides.reduce((sum, side) => sum + side.events, 0);
  if (sums.length === 0 || events === 0) return byWeeks;
  // A side without clusters has one for each event.
  const squares = sides.reduce((sum, side) => sum + (side.clusters?.casesSquared ?? side.events), 0);
  return Math.max(byWeeks ?? 1, squares / events);
}

function ratio(current: Rate, baseline: Rate, dispersion: number | null): Change {
  const exposures = baseline.exposure / current.exposure;
  const estimate = (current.events / baseline.events) * exposures;
  const worth = ({ events }: Rate) => events / (dispersion ?? 1);
  return {
    measure: 'ratio',
    estimate,
    low: lowestOdds(worth(current), worth(baseline)) * exposures,
    high: exposures / lowestOdds(worth(baseline), worth(current)),
    method: `conditional binomial, Clopper & Pearson 1934, ${wordsFor(dispersion)}`,
    relative: estimate - 1,
  };
}

function difference(current: Rate, baseline: Rate, dispersion: number | null): Change {
  const value = current.events / current.exposure;
  const before = baseline.events / baseline.exposure;
  const now = limits(current, dispersion ?? 1);
  const then = limits(baseline, dispersion ?? 1);
  const change = differenceBetween({ ...now, value }, { ...then, value: before });
  return {
    ...change,
    method: `Zou & Donner 2008, from Garwood 1936, ${wordsFor(dispersion)}`,
    relative: before === 0 ? null : change.estimate / before,
  };
}

/** The odds at the lower Clopper–Pearson limit of `hits` among `hits + misses`. */
function lowestOdds(hits: number, misses: number): number {
  if (hits === 0) return 0;
  const share = betaQuantile(TAIL, hits, misses + 1);
  return share / (1 - share);
}

/**
 * Garwood 1936, "Fiducial limits for the Poisson distribution", Biometrika 28. From 938 events on, the
 * library's upper quantile is a sixth of an event too high: under 0.3 % of the interval, on the wide side.
 */
function limits({ events, exposure }: Rate, dispersion: number): Omit<Interval, 'method'> {
  const worth = events / dispersion;
  const perEvent = dispersion / exposure;
  return {
    low: events === 0 ? 0 : gammaQuantile(TAIL, worth, 1) * perEvent,
    high: gammaQuantile(1 - TAIL, worth + 1, 1) * perEvent,
  };
}

function wordsFor(dispersion: number | null): string {
  return dispersion === null
    ? 'events taken for independent'
    : `dispersion ${dispersion.toFixed(2)}, McCullagh & Nelder 1989`;
}

function requireDispersion(dispersion: number | null): void {
  if (dispersion !== null && !(dispersion >= 1 && Number.isFinite(dispersion)))
    throw new RangeError(`a dispersion is a number from 1 up, not ${dispersion}`);
}

function requireRate({ events, exposure }: Rate): void {
  if (!Number.isInteger(events) || events < 0 || !Number.isFinite(exposure) || exposure < 0)
    throw new RangeError(
      `a rate is a whole number of events over an exposure of 0 or more: ${events} over ${exposure} is none`,
    );
}
