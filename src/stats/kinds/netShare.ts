import { differenceBetween } from '../betweenEstimates.ts';
import { Z } from '../confidence.ts';
import { divideQuotient } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { absent, type Change, FLOORS, type Interval, type Summary } from '../summary.ts';

/** Answers of one sample: for, against, and all of them with those that are neither; whole numbers. */
export interface NetShare {
  for: number;
  against: number;
  total: number;
}

export const netShare: KindOf<NetShare & { kind: 'net-share' }> = {
  sample: (observed) => {
    const values = observed.ascending();
    const sum = (sign: 1 | -1): number =>
      values.reduce((total, value) => total + Math.max(0, sign * value), 0);
    return { kind: 'net-share', for: sum(1), against: sum(-1), total: observed.sumOf(1) };
  },
  summarise: summariseNetShare,
  compare: compareNetShares,
  obstacle: (current, baseline) => (Math.min(current.total, baseline.total) < FLOORS.verdict ? 'few' : null),
  point: (sample) => ({ value: sample.total === 0 ? null : netOf(sample), n: sample.total }),
  size: ({ total }) => ({ ...UNCOUNTED, total }),
  weekPart: () => null,

  lasts: false,
  madeOfWeeks: false,
  countsEvents: false,
  mayBeNegative: true,
  highest: 1,

  counts: () => [],

  defaultOf: 1,
  amounts: ({ value }) => value,
  divide: (current, baseline) => divideQuotient(current.rows, baseline.rows),

  contribution: (value, of) => value / (of ?? 1),
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: (isHigherBetter) => (isHigherBetter ? -1 : 1),
  leverage: null,
};

const netOf = (sample: NetShare): number => (sample.for - sample.against) / sample.total;

/**
 * The share of answers for less the share against, −1…1, with its 95 % interval.
 * @throws RangeError unless the answers are whole numbers from 0 up, and for and against are not more than all
 */
export function summariseNetShare(sample: NetShare): Summary {
  requireParts(sample);
  const { total } = sample;
  if (total === 0) return absent('no-data', total);
  if (total < FLOORS.median) return absent('too-few', total);
  return { state: 'ok', n: total, value: netOf(sample), interval: interval(sample), p75: null, p90: null };
}

/**
 * The difference of two net shares of independent samples, current − baseline, −2…2, with the 95 % interval that the
 * intervals of both give (Zou & Donner 2008, "Construction of confidence limits about effect measures: a general
 * approach", Statistics in Medicine 27). Null when a side has too few answers for a value.
 * @throws RangeError as `summariseNetShare`
 */
export function compareNetShares(current: NetShare, baseline: NetShare): Change | null {
  requireParts(current);
  requireParts(baseline);
  if (Math.min(current.total, baseline.total) < FLOORS.median) return null;
  const [now, before] = [netOf(current), netOf(baseline)];
  const [nowLimits, beforeLimits] = [interval(current), interval(baseline)];
  const change = differenceBetween({ ...nowLimits, value: now }, { ...beforeLimits, value: before });
  return {
    ...change,
    low: Math.max(-2, change.low),
    high: Math.min(2, change.high),
    method: 'Zou & Donner 2008',
    relative: before === 0 ? null : change.estimate / Math.abs(before),
  };
}

/**
 * Agresti & Min 2005, "Simple improved confidence intervals for comparing matched proportions", Statistics in Medicine
 * 24: half an answer is added to each of the four cells of a table of pairs, of which only two differ.
 */
function interval(sample: NetShare): Interval {
  const total = sample.total + 2;
  const [pro, con] = [sample.for + 0.5, sample.against + 0.5];
  const centre = (pro - con) / total;
  const error = Math.sqrt(pro + con - (pro - con) ** 2 / total) / total;
  return {
    low: Math.min(netOf(sample), Math.max(-1, centre - Z * error)),
    high: Math.max(netOf(sample), Math.min(1, centre + Z * error)),
    method: 'Agresti & Min 2005',
  };
}

function requireParts(sample: NetShare): void {
  const parts = [sample.for, sample.against, sample.total];
  if (
    parts.every((part) => Number.isInteger(part) && part >= 0) &&
    sample.for + sample.against <= sample.total
  )
    return;
  throw new RangeError(
    `answers are whole numbers: ${sample.for} for and ${sample.against} against of ${sample.total} is none`,
  );
}
