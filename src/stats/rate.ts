import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { absent } from './absent.ts';
import { TAIL } from './confidence.ts';
import { type Change, FLOORS, type Interval, type Summary } from './sample.ts';

/** Events, a whole number, over the exposure in which they could happen, such as weeks. */
export interface Rate {
  events: number;
  exposure: number;
}

/**
 * Events per unit of exposure with the exact Poisson 95 % interval. No event in a positive exposure is
 * a rate of 0, not an absence. There is no floor: the interval carries how little few events say.
 * @throws RangeError unless events are a whole number and exposure is finite, both from 0 up.
 */
export function summariseRate(rate: Rate): Summary {
  requireRate(rate);
  if (rate.exposure === 0) return absent('no-data', rate.events);
  return {
    state: 'ok',
    n: rate.events,
    value: rate.events / rate.exposure,
    interval: garwood(rate),
    p75: null,
    p90: null,
  };
}

/**
 * The ratio of two rates, current ÷ baseline, with the exact 95 % interval: given the events of both
 * sides together, those of one side are binomial (Przyborowski & Wilenski 1940, Biometrika 31), and the
 * limits of that share (Clopper & Pearson 1934, Biometrika 26) give those of the ratio.
 *
 * A baseline without events makes every ratio infinite, but it is a baseline: then the change is the
 * difference current − baseline, in events per unit of exposure, with the interval that Zou & Donner
 * 2008, Statistics in Medicine 27, build from the exact limits of the two rates. Null only when a side
 * has no exposure.
 * @throws RangeError unless events are a whole number and exposure is finite, both from 0 up.
 */
export function compareRates(current: Rate, baseline: Rate): Change | null {
  requireRate(current);
  requireRate(baseline);
  if (current.exposure === 0 || baseline.exposure === 0) return null;
  return baseline.events === 0 ? differenceFromNone(current, baseline) : ratio(current, baseline);
}

/**
 * Whether two rates carry a verdict. The exact interval already allows for small counts, and no event
 * at all beside many is a finding; so one side with as many events as the verdict's floor is enough.
 */
export function enoughEvents(current: Rate, baseline: Rate): boolean {
  return (
    current.exposure > 0 &&
    baseline.exposure > 0 &&
    Math.max(current.events, baseline.events) >= FLOORS.verdict
  );
}

function ratio(current: Rate, baseline: Rate): Change {
  const exposures = baseline.exposure / current.exposure;
  const estimate = (current.events / baseline.events) * exposures;
  return {
    measure: 'ratio',
    estimate,
    low: lowestOdds(current.events, baseline.events) * exposures,
    high: exposures / lowestOdds(baseline.events, current.events),
    method: 'conditional binomial, Clopper & Pearson 1934',
    relative: estimate - 1,
  };
}

function differenceFromNone(current: Rate, baseline: Rate): Change {
  const estimate = current.events / current.exposure;
  const limits = garwood(current);
  return {
    measure: 'difference',
    estimate,
    low: estimate - Math.hypot(estimate - limits.low, garwood(baseline).high),
    high: limits.high,
    method: 'Zou & Donner 2008, from Garwood 1936',
    relative: null,
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
function garwood({ events, exposure }: Rate): Interval {
  return {
    low: events === 0 ? 0 : gammaQuantile(TAIL, events, 1) / exposure,
    high: gammaQuantile(1 - TAIL, events + 1, 1) / exposure,
    method: 'Garwood 1936',
  };
}

function requireRate({ events, exposure }: Rate): void {
  if (!Number.isInteger(events) || events < 0 || !Number.isFinite(exposure) || exposure < 0)
    throw new RangeError(
      `a rate is a whole number of events over an exposure of 0 or more: ${events} over ${exposure} is none`,
    );
}
