import { expect, test } from 'vitest';
import { phases } from '../../src/charts/phases.ts';

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

test('phases have one unit, on the axis and beside it: that of the longest one', () => {
  const drawn = (...values: (number | null)[]) =>
    phases(values.map(phase), { title: 'T', description: 'D.', unit: 'hours' });
  const mixed = drawn(25, 0.4, 0.3, null);
  expect(mixed?.params?.['unitName']).toBe('hours');
  expect(mixed?.data['texts']).toMatchObject([
    { text: '25.0\u00a0h' },
    { text: '0.4\u00a0h' },
    { text: '0.3\u00a0h' },
    { text: 'too few (n 30)' },
  ]);
  expect(drawn(0.5, 0.4)?.params?.['unitName']).toBe('minutes');
});
