import { describe, expect, test } from 'vitest';
import { isDeep } from '../../support/deep.ts';
import { scoreOf } from './changePoints.ts';
import { binarySegmentation, chartSignals, eDivisive } from './detectors.ts';
import { shuffled } from './shuffled.ts';
import { simulated } from './simulated.ts';

/* What the table on the page about computing promises; `run.ts` measures it with more runs. */

/** The luck of so many runs: three standard errors of a share of 6 %. */
const LUCK = (runs: number) => 3 * Math.sqrt((0.06 * 0.94) / runs);

test.runIf(isDeep)('no kind of series without change is called a change in more than 6 % of quarters', () => {
  const runs = 400;
  for (const { kind, series, n, falseAlarms } of simulated(runs).rows)
    expect(falseAlarms, `${kind}: ${series}, n ${n}`).toBeLessThan(0.06 + LUCK(runs));
});

test.runIf(isDeep)(
  'real facts whose order is chance are called a change in no more than 6 % of quarters',
  async () => {
    const draws = 150;
    const { rows } = await shuffled('data/sample', draws);
    expect(rows.length).toBeGreaterThan(15);
    for (const { metric, falseAlarms } of rows) expect(falseAlarms, metric).toBeLessThan(0.06 + LUCK(draws));
  },
);

describe('a step', () => {
  const noise = (index: number) => ((index * 7919) % 101) / 101;
  const step = Array.from({ length: 65 }, (_, index) => noise(index) + (index < 40 ? 0 : 3));

  test.each([
    ['charts', chartSignals(['shift'])],
    ['binary segmentation', binarySegmentation],
    ['E-divisive', eDivisive(10)],
  ] as const)('is found by %s, near where it is', (_, detector) => {
    const { precision, recall } = scoreOf(detector(step), [[40]]);
    expect([precision, recall]).toEqual([1, 1]);
  });

  test('is not found where there is none', () => {
    const flat = step.map((_, index) => noise(index));
    expect(eDivisive(10)(flat)).toEqual([]);
    expect(chartSignals(['outside', 'shift'])(flat)).toEqual([]);
  });
});

test('a marked point is found at most once, and an empty list of marks misses nothing', () => {
  expect(scoreOf([38, 42, 90], [[40], [], [41, 60]])).toEqual({ found: 3, precision: 2 / 3, recall: 0.75 });
  expect(scoreOf([], [[40]])).toEqual({ found: 0, precision: null, recall: 0 });
});
