import { expect, test } from 'vitest';
import { phasesScale } from '../../src/charts/phases.ts';

const phase = (value: number | null) => ({
  id: 'coding',
  label: 'Coding',
  summary: {
    value,
    size: { n: 30, hits: null, total: null, events: null, exposure: null, clusters: null },
    interval: null,
    p75: null,
    p90: null,
  },
});

test('phases have the scale of the longest one', () => {
  expect(phasesScale([phase(25), phase(0.4), phase(0.3), phase(null)], 'hours').label).toBe('hours');
  expect(phasesScale([phase(0.5), phase(0.4)], 'hours').label).toBe('minutes');
});
