import { expect, test } from 'vitest';
import type { ErrorRates } from '../../src/handbook/errorRates.ts';
import { errorRates, errorTable } from '../../src/views/errorTable.ts';

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
    `a true share of 6 % is measured as 5.5–6.5 %. Above what chance allows: ${named}.`,
  );
  expect(about(1000, 0.068, of)).toContain(
    'a true share of 6 % is measured as 4.5–7.5 %. None is above what chance allows.',
  );
});

test('false alarms in shuffled facts are of the draws with a verdict', () => {
  const { shuffled, ...rest } = rates(1000, 0.02);
  const few = shuffled.map((each) => ({
    ...each,
    rows: each.rows.map((row) => ({ ...row, verdicts: 100 })),
  }));
  const { about: told, rows } = errorTable({ ...rest, shuffled: few }, 'shuffled', titles);
  expect(rows[0]?.slice(2, 4)).toEqual(['10.0\u00a0%', '20.0\u00a0%']);
  expect(told).toContain('Above what chance allows: Cycle time, 20.0\u00a0%.');
});

test('no metric is called changed in more than 6 % of shuffled real facts, but for luck', async () => {
  expect(errorTable(await errorRates(), 'shuffled', titles).about).toContain(
    'None is above what chance allows.',
  );
});
