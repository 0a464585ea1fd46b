import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentQuantile } from '../../src/stats/confidence.ts';
import { autocorrelation, varianceInflation } from '../../src/stats/dependence.ts';
import { seeded } from '../support/simulation.ts';

test.each([
  [1, 12.7062],
  [2, 4.3027],
  [10, 2.2281],
  [120, 1.9799],
])('the quantile of Student’s t at %i degrees of freedom is that of the tables', (df, t) => {
  expect(studentQuantile(df)).toBeCloseTo(t, 3);
});

test('the variance of a mean grows as the closed form of its sum says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.double({ min: 0, max: 0.98, noNaN: true }), (n, rho) => {
      const closed = (1 + rho) / (1 - rho) - (2 * rho * (1 - rho ** n)) / (n * (1 - rho) ** 2);
      expect(varianceInflation(n, rho)).toBeCloseTo(closed, 6);
    }),
  );
});

describe('the autocorrelation', () => {
  test('of an AR(1) process is found without bias from 65 weeks of two periods', () => {
    const random = seeded(4);
    const found = Array.from({ length: 400 }, () => {
      const points: number[] = [];
      let at = 0;
      for (let week = -60; week < 65; week += 1) {
        at = 0.6 * at + Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
        if (week >= 0) points.push(at);
      }
      return autocorrelation([deviations(points.slice(0, 52)), deviations(points.slice(52))], 2) ?? 0;
    });
    expect(found.reduce((sum, rho) => sum + rho, 0) / found.length).toBeCloseTo(0.6, 1);
  });

  test('is 0 where points go back and forth, and never 1', () => {
    const zigzag = Array.from({ length: 30 }, (_, week) => (week % 2 === 0 ? 1 : -1));
    expect(autocorrelation([zigzag], 1)).toBe(0);
    const ramp = deviations(Array.from({ length: 30 }, (_, week) => week));
    expect(autocorrelation([ramp], 1)).toBe(0.99);
  });

  test('takes no two points for neighbours that a gap or the end of a run divides', () => {
    const points = [1, 2, -1, -2, 0.5, 1, -1, -0.5, 1, -1];
    const apart = autocorrelation([points.slice(0, 5), points.slice(5)], 1);
    expect(autocorrelation([[...points.slice(0, 5), null, ...points.slice(5)]], 1)).toBe(apart);
    expect(apart).not.toBe(autocorrelation([points], 1));
  });

  test('is put right for each mean that was estimated from the points', () => {
    // Each run has 10 squares of 1 and 9 products that sum to 3.
    const run = [1, 1, 1, -1, -1, 1, 1, -1, -1, -1];
    expect(autocorrelation([run, run], 2)).toBeCloseTo((1 / 3 + 2 / 20) / (1 - 6 / 20), 12);
  });

  test('needs more than three points for each mean', () => {
    const points = [1, -1, 1, -1, 1, -1, 1];
    expect(autocorrelation([points.slice(0, 3)], 1)).toBeNull();
    expect(autocorrelation([points.slice(0, 4)], 1)).not.toBeNull();
    expect(autocorrelation([points.slice(0, 6)], 2)).toBeNull();
    expect(autocorrelation([points], 2)).not.toBeNull();
  });

  test('does not exist without neighbours, or without any deviation', () => {
    expect(autocorrelation([[1], [-1], [2], [-2], [1]], 1)).toBeNull();
    expect(autocorrelation([Array(20).fill(0)], 1)).toBeNull();
  });
});

function deviations(points: readonly number[]): number[] {
  const mean = points.reduce((sum, point) => sum + point, 0) / points.length;
  return points.map((point) => point - mean);
}
