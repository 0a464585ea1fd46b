import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { arranged } from '../../src/views/evidence/arrange.ts';
import { evidencePages } from '../../src/views/evidence/evidencePages.ts';
import { keptOutline } from '../../src/views/evidence/outline.ts';
import { cardsBehind } from '../../src/views/evidence/quarterEvidence.ts';
import { type ListedItem, readEvidence } from '../../src/views/evidence/readEvidence.ts';
import { rankedEvidence } from '../../src/views/evidenceTable.ts';
import { libraryOf } from '../../src/views/library.ts';
import { csvOf, jsonOf, markdownOf } from '../../src/views/tableText.ts';
import { evidence, result, scorecard } from '../support/scorecards.ts';

const metrics = [result({ id: 'cycle-time' }), result({ id: 'first-review-time', better: 'higher' })];

describe('evidence in files', () => {
  it('is read back as it was, the most influential first, however small the files are', async () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 40 }).map(String), fc.integer({ min: 1, max: 28 }), fc.nat(500)),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 9 }), async (a, b, size) => {
        const both = {
          ...evidence('cycle-time', a),
          behind: { ...evidence('cycle-time', a).behind, ...evidence('first-review-time', b).behind },
        };
        const files = new Map(
          evidencePages(both, metrics, { items: size, rows: size }).map(({ name, content }) => [
            name,
            content,
          ]),
        );
        for (const metric of metrics) {
          const listed = await readEvidence(async (name) => files.get(name), metric.id);
          expect(listed.map(({ id, value, at }) => [id, value, new Date(at).toISOString()])).toEqual(
            rankedEvidence([both], metric).map(({ id, value, at }) => [id, value, at]),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('holds an item that is behind several numbers once', () => {
    const both = {
      ...evidence('cycle-time', [['#1', 2, 5]]),
      behind: {
        ...evidence('cycle-time', [['#1', 2, 5]]).behind,
        ...evidence('first-review-time', [['#1', 2, 1]]).behind,
      },
    };
    const items = evidencePages(both, metrics).find(({ name }) => name === 'items-0');
    expect(items?.content).toEqual([['#1', 'Change #1', null]]);
  });

  it('that does not hold what it should is a fault, not an empty list', async () => {
    await expect(readEvidence(async () => ({}), 'cycle-time')).rejects.toThrow();
  });
});

describe('a list of items', () => {
  const item = (id: string, at: number, value: number): ListedItem => ({
    id,
    title: `Change ${id}`,
    url: null,
    at,
    value,
    note: id === '#2' ? 'rolled back' : null,
  });
  const items = [item('#1', 1, 9), item('#2', 3, 5), item('#3', 2, 7)];
  const ids = (text: string, order: 'influence' | 'newest' | 'oldest') =>
    arranged(items, { kind: 'distribution', better: 'lower' }, { text, order }).map(({ id }) => id);

  it('is ordered by influence or by time, and filtered by any of its texts', () => {
    expect(ids('', 'influence')).toEqual(['#1', '#3', '#2']);
    expect(ids('', 'newest')).toEqual(['#2', '#3', '#1']);
    expect(ids('', 'oldest')).toEqual(['#1', '#3', '#2']);
    expect(ids('ROLLED', 'influence')).toEqual(['#2']);
    expect(ids('#3', 'newest')).toEqual(['#3']);
    expect(ids('nothing like it', 'newest')).toEqual([]);
  });
});

describe('a table as CSV', () => {
  it('lets no cell become a formula, and leaves numbers alone', () => {
    expect(csvOf([['=1+1', '+cmd', '-2.5', '@sum', ' =1', '\t=1']])).toBe(
      `'=1+1,'+cmd,-2.5,'@sum,' =1,'\t=1\r\n`,
    );
  });

  it('keeps commas, quotes and line breaks within their cell', () => {
    expect(csvOf([['a,b', 'say "no"', 'two\nlines']])).toBe('"a,b","say ""no""","two\nlines"\r\n');
  });
});

describe('a table to take away', () => {
  const rows = [
    ['Metric', 'Value', 'Value'],
    ['Cycle | time', '30 h', '12 h'],
  ];

  it('is Markdown in which no cell ends another', () => {
    expect(markdownOf(rows)).toBe(
      '| Metric | Value | Value |\n| --- | --- | --- |\n| Cycle \\| time | 30 h | 12 h |\n',
    );
  });

  it('is JSON with a key for each column', () => {
    expect(JSON.parse(jsonOf(rows))).toEqual([{ Metric: 'Cycle | time', Value: '30 h', 'Value 2': '12 h' }]);
  });
});

describe('an outline of a quarter', () => {
  it('is made again for another key, and when the file is not what was written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-outline-'));
    let made = 0;
    const outlineUnder = (key: string) =>
      keptOutline(folder, '2026-Q1', key, async () => {
        made += 1;
        return { files: { web: [`index-${made}`] }, errata: [] };
      });
    try {
      await outlineUnder('a');
      expect((await outlineUnder('a')).files).toEqual({ web: ['index-1'] });
      expect((await outlineUnder('b')).files).toEqual({ web: ['index-2'] });
      await writeFile(join(folder, '2026-Q1.json'), '{"key":"b"');
      expect((await outlineUnder('b')).files).toEqual({ web: ['index-3'] });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

it('the evidence behind the organisation’s numbers leaves out teams that are withheld', () => {
  const organisation = scorecard('Org', {
    scope: { kind: 'organisation', id: 'organisation', name: 'Org', about: null },
    leftOutTeams: ['labs'],
  });
  const [shelf] = libraryOf([scorecard('Labs'), scorecard('Web'), organisation], []).quarters;
  if (shelf === undefined) throw new RangeError('no quarter');
  const scopesBehind = (card: Scorecard) => cardsBehind(shelf, card).map(({ scope }) => scope.id);
  expect(scopesBehind(organisation)).toEqual(['web', 'organisation']);
  expect(scopesBehind(scorecard('Web'))).toEqual(['web']);
});
