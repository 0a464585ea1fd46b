import { expect, test } from 'vitest';
import { comparedRows } from '../../src/views/comparedRows.ts';
import { result, scorecard } from '../support/scorecards.ts';

const at = (low: number, high: number, id = 'cycle-time') => {
  const { summary } = result();
  return result({
    id,
    summary: { ...summary, value: (low + high) / 2, interval: { low, high, method: '' } },
  });
};
const card = (...metrics: ReturnType<typeof at>[]) => scorecard('Team', { metrics });
const titles = {
  'cycle-time': { title: 'Cycle time', ranges: [], clusters: null, counts: null, band: null },
};

test('two quarters stand side by side, and only a difference beyond both uncertainties is clear', () => {
  const [row] = comparedRows(card(at(20, 40)), card(at(35, 90)), titles);
  expect(row).toMatchObject({ title: 'Cycle time', isKpi: true });
  expect(row?.difference).toMatchObject({
    mark: null,
    words: expect.stringMatching(/longer \(.*\): a clear difference, for the worse$/),
  });
  expect([row?.left?.value, row?.right?.value]).toEqual(['30.0\u00a0h', '62.5\u00a0h']);
  expect(comparedRows(card(at(20, 40)), card(at(22, 44)), titles)[0]?.difference?.words).toMatch(
    /: cannot be told apart$/,
  );
});

test('a metric of one quarter alone is listed, and one without a number is not zero', () => {
  const { summary } = result();
  const empty = result({ state: 'no-data', summary: { ...summary, value: null, interval: null } });
  const rows = comparedRows(card(at(20, 40), at(1, 2, 'lead-time')), card(empty), titles);
  expect(rows.map(({ id }) => id)).toEqual(['cycle-time', 'lead-time']);
  expect(rows[0]?.right?.value).toBe('no data');
  expect(rows[0]?.difference).toBeNull();
  expect(rows[1]?.right).toBeUndefined();
});

test('KPIs come first, then the others that have a number in one of the two', () => {
  const { summary } = result();
  const other = at(1, 2, 'other');
  const silent = result({ id: 'silent', summary: { ...summary, value: null } });
  const left = { ...card(other, at(20, 40), silent), kpis: ['cycle-time'] };
  expect(comparedRows(left, left, titles).map(({ id }) => id)).toEqual(['cycle-time', 'other']);
});

test('a quarter has a verdict against the one before it, and against no other one', () => {
  const { summary } = result();
  const before = { ...card(at(20, 40)), quarter: { ...card().quarter, id: '2026-Q1' } };
  const change = { measure: 'ratio', estimate: 2, low: 1.5, high: 2.5, method: '', relative: 1 } as const;
  const previous = { quarters: ['2026-Q1'], summary, change, obstacle: null };
  const after = card({ ...at(35, 90), previous });
  expect(comparedRows(before, after, titles)[0]?.difference?.mark).toEqual({
    tone: 'worse',
    word: 'worsened',
  });
  const earlier = { ...before, quarter: { ...before.quarter, id: '2025-Q4' } };
  expect(comparedRows(earlier, after, titles)[0]?.difference?.mark).toBeNull();
  expect(comparedRows(after, before, titles)[0]?.difference?.mark).toBeNull();
});
