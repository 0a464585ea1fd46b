import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Export } from '../../scripts/sample/exports/exportFile.ts';
import { type Past, pastOf } from '../../scripts/sample/exports/past.ts';
import { exportsOf } from '../../scripts/sample/exports.ts';
import { listSnapshots, readSnapshot, type Snapshot } from '../../src/facts/store.ts';
import { DAY, WEEK } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { sampleScorecards } from '../support/site.ts';

const UNTIL = Date.parse('2026-09-30T22:00:00Z');
const imports = 'data/sample/imports';

let past: Past;
let exported: Export[];
let cards: Scorecard[];

beforeAll(async () => {
  const snapshots: Snapshot[] = [];
  for (const name of await listSnapshots('data/sample')) {
    const snapshot = await readSnapshot('data/sample', name);
    if (snapshot !== null) snapshots.push(snapshot);
  }
  past = pastOf('11', UNTIL, 'Europe/Amsterdam', snapshots);
  exported = exportsOf(past);
  const folder = join(await sampleScorecards(), '2026-Q3');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  cards = await Promise.all(
    names.map(async (name) => scorecardSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  );
}, 120_000);

describe('the exports of the sample', () => {
  test('are what the generator makes of the facts', async () => {
    const committed = new Map<string, string>();
    let size = 0;
    for (const entry of await readdir(imports, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      size += bytes.length;
      const isPacked = entry.name.endsWith('.gz');
      committed.set(join(entry.parentPath, entry.name), String(isPacked ? gunzipSync(bytes) : bytes));
    }
    expect(committed).toEqual(
      new Map(
        exported
          .map(({ id, name, text }) => [join(imports, id, name), text] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    );
    expect(size).toBeLessThan(2_000_000);
  });

  test('name nobody and hold no address', () => {
    for (const { id, text } of exported) {
      expect(text.match(/[^@\s"]+@[^@\s"]+\.[a-z]{2,}/i), id).toBeNull();
      expect(text.match(/sample-(checkout|catalogue|platform|labs)-\d/), id).toBeNull();
    }
  });

  test('come from at least a dozen tools', () => {
    expect(new Set(exported.map(({ id }) => id)).size).toBeGreaterThanOrEqual(12);
  });
});

describe('the story of the exports', () => {
  /** Tickets of a product by week. */
  const tickets = (group: string): number[] => {
    const text = exported.find(({ id, name }) => id === 'zendesk' && name.startsWith('tickets'))?.text ?? '';
    const moments = text
      .split('\n')
      .filter((line) => line.includes(`"${group}"`))
      .map((line) => Date.parse(/"created_at":"([^"]+)"/.exec(line)?.[1] ?? ''));
    return past.weeks.map((week) => moments.filter((at) => at >= week && at < week + WEEK).length);
  };

  test('two weeks after a team broke something, support has more tickets about its product', () => {
    const [catalogue, checkout] = [tickets('Products and prices'), tickets('Orders and payments')];
    for (const [team, weekly] of [
      ['catalogue', catalogue],
      ['checkout', checkout],
    ] as const) {
      const meanAfter = (isBroken: boolean): number => {
        const chosen = weekly.filter((_, index) => {
          const before = (past.weeks[index] ?? 0) - 2 * WEEK;
          return past.incidents(team, before, before + WEEK) > 0 === isBroken;
        });
        return chosen.reduce((sum, count) => sum + count, 0) / chosen.length;
      };
      expect(meanAfter(true), team).toBeGreaterThan(1.3 * meanAfter(false));
    }
  });
});

describe('the sample organisation', () => {
  test('has a number for each metric that describes an export, with its tool, date and age', async () => {
    const definitions = await loadDefinitions('content');
    const imported = [...definitions].filter(([, { live }]) => live.length === 1 && live[0] === 'import');
    expect(imported).toHaveLength(56);
    for (const [id] of imported) {
      const results = cards.flatMap(({ metrics }) => metrics.filter((metric) => metric.id === id));
      const known = results.filter(({ state, summary }) => state === 'ok' && summary.value !== null);
      expect(known.length, id).toBeGreaterThan(0);
      for (const { importedFrom, summary } of known) {
        expect(importedFrom, id).not.toHaveLength(0);
        expect(
          importedFrom.every(({ exportedAt }) => Math.abs(Date.parse(exportedAt) - UNTIL) < DAY),
          id,
        ).toBe(true);
        expect(summary.size.n, id).toBeGreaterThan(0);
      }
    }
  });

  test('withholds what three people of one team answered, and shows the others', () => {
    const states = new Map(
      cards.map(({ scope, metrics }) => [
        scope.id,
        metrics.find(({ id }) => id === 'team-satisfaction')?.state,
      ]),
    );
    expect(states.get('labs')).toBe('withheld');
    expect([...states.values()].filter((state) => state === 'ok').length).toBeGreaterThanOrEqual(3);
  });
});
