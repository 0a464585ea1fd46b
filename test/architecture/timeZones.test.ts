import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the machine’s time zone changes no quarter and no week', async () => {
  const script = `
    import { quartersBetween, weeksBeginningIn } from './src/facts/quarter.ts';
    const calendar = { timeZone: 'Europe/Amsterdam', fiscalYearStart: 4 };
    const quarters = quartersBetween(Date.UTC(2024, 1, 29), Date.UTC(2026, 10, 2), calendar);
    console.log(JSON.stringify([quarters, quarters.map((quarter) => weeksBeginningIn(quarter, calendar))]));
    console.log(new Date(2026, 0, 1).getTime());`;
  const runs = await Promise.all(
    ['UTC', 'Pacific/Auckland', 'America/St_Johns'].map(async (zone) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', script],
        {
          cwd: root,
          env: { ...process.env, TZ: zone },
        },
      );
      const [spans, localMidnight] = stdout.split('\n');
      return { spans, localMidnight };
    }),
  );
  expect(new Set(runs.map(({ localMidnight }) => localMidnight)).size).toBe(3);
  expect(new Set(runs.map(({ spans }) => spans)).size).toBe(1);
});

test('the tests themselves run far from UTC', () => {
  expect(new Date(2026, 0, 1).getTimezoneOffset()).not.toBe(0);
});
