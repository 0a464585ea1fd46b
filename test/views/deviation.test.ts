import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviationOf } from '../../src/views/deviation.ts';
import { changedBy, result } from '../support/scorecards.ts';

const halved = changedBy(0.5, [0.4, 0.6]);

describe('a change beside the plumb line', () => {
  it('lies to the right when it is better, whichever way the number went', () => {
    expect(deviationOf(result({ better: 'lower', baseline: halved }))?.at).toBeGreaterThan(0);
    expect(deviationOf(result({ better: 'higher', baseline: halved }))?.at).toBeLessThan(0);
  });

  it('is as far for a third as for three times, and no change is on the line', () => {
    const at = (ratio: number) =>
      deviationOf(result({ baseline: changedBy(ratio, [ratio, ratio]) }))?.at ?? Number.NaN;
    expect(at(1 / 3)).toBeCloseTo(1);
    expect(at(3)).toBeCloseTo(-1);
    expect(at(1)).toBeCloseTo(0);
  });

  it('stays inside the drawing and says on which side it goes on beyond', () => {
    const drawn = deviationOf(result({ baseline: changedBy(6, [2, 17]) }));
    expect(drawn).toMatchObject({
      at: -1,
      low: -1,
      beyond: 'worse',
      continues: { worse: true, better: false },
    });
  });

  it('turns a difference of shares into the share that is left of the baseline', () => {
    const baseline = changedBy(1, [1, 1], 0.2);
    const change = {
      measure: 'difference',
      estimate: 0.1,
      low: 0.1,
      high: 0.1,
      method: 'm',
      relative: 0.5,
    } as const;
    const drawn = deviationOf(result({ better: 'higher', baseline: { ...baseline, change } }));
    expect(drawn?.at).toBeCloseTo(Math.log(1.5) / Math.log(3));
  });

  it('is not drawn without a direction, a change, or a baseline above zero', () => {
    expect(deviationOf(result({ better: 'context', baseline: halved }))).toBeNull();
    expect(deviationOf(result({ better: 'band', baseline: halved }))).toBeNull();
    expect(deviationOf(result({ baseline: null }))).toBeNull();
    expect(deviationOf(result({ baseline: { ...halved, change: null } }))).toBeNull();
    expect(deviationOf(result({ baseline: changedBy(0.5, [0.4, 0.6], 0) }))).toBeNull();
  });

  it('keeps its interval around the change and the tolerance around the line', () => {
    const ratio = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(ratio, ratio, ratio, fc.constantFrom('lower', 'higher'), (a, b, c, better) => {
        const [low = 0, estimate = 0, high = 0] = [a, b, c].sort((x, y) => x - y);
        const drawn = deviationOf(result({ better, baseline: changedBy(estimate, [low, high]) }));
        expect(drawn).not.toBeNull();
        if (drawn === null) return;
        expect(drawn.low).toBeLessThanOrEqual(drawn.at);
        expect(drawn.at).toBeLessThanOrEqual(drawn.high);
        expect(drawn.tolerance.low).toBeLessThan(0);
        expect(drawn.tolerance.high).toBeGreaterThan(0);
      }),
    );
  });
});
