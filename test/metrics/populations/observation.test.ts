import { expect, test } from 'vitest';
import { type Observation, observationsOf } from '../../../src/metrics/populations/observation.ts';

test('there is an observation for each number, in their order, as often as they are gone through', () => {
  const make = (number: number): Observation => ({
    at: number,
    until: null,
    value: 1,
    item: { id: `#${number}`, kind: 'pull-request', title: 'A change', url: null },
    note: null,
  });
  const observations = observationsOf([7, 3, 5], make);
  expect(observations).toHaveLength(3);
  for (const _ of [1, 2]) expect([...observations].map(({ at }) => at)).toEqual([7, 3, 5]);
});
