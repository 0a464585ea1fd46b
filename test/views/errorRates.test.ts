import { expect, test } from 'vitest';
import type { ErrorRates } from '../../src/handbook/errorRates.ts';
import { errorRates, errorTable } from '../../src/views/errorRates.ts';

const titles = new Map([['cycle-time', 'Cycle time']]);

const rates = (runs: number, falseAlarms: number): ErrorRates => ({
  version: '1.0.0',
  code: 'abc',
  date: '2026-11-30',
  simulated: {
    runs,
    materiality: 0.1,
    rows: [{ kind: 'shares', series: 'uneven', change: '× 2', n: 100, falseAlarms, found: 0.5 }],
  },
  shuffled: [
    {
      facts: 'a/b',
      draws: runs,
      rows: [{ metric: 'cycle-time', verdicts: runs, falseAlarms, atMateriality: 0 }],
    },
  ],
  changePoints: { series: 0, margin: 5, rows: [] },
});

const about = (runs: number, falseAlarms: number, of: 'simulated' | 'shuffled') =>
  errorTable(rates(runs, falseAlarms), of, titles).about.replaceAll('\u00a0', ' ');

test.each([
  ['simulated', 'shares: uneven, n 100, 6.8 %'],
  ['shuffled', 'Cycle time, 6.8 %'],
] as const)('%s false alarms above the aim are named unless luck may explain them', (of, named) => {
  expect(about(10_000, 0.068, of)).toContain(
    `A true share of 6 % is measured as 5.5–6.5 % with so many; above that: ${named}.`,
  );
  expect(about(1000, 0.068, of)).toContain(
    'A true share of 6 % is measured as 4.5–7.5 % with so many; none is above that.',
  );
});

test('no metric is called changed in more than 6 % of shuffled real facts, but for luck', async () => {
  expect(errorTable(await errorRates(), 'shuffled', titles).about).toContain('none is above that');
});
