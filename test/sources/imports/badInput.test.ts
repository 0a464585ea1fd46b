import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/facts/problem.ts';
import { type ImportRequest, previewImport, readImport } from '../../../src/sources/imports/readImport.ts';
import { deliver, importOf, redeclared } from './folder.ts';

/*
 * Whatever is wrong with an export or with its SQL: a refusal names place, what was found, what was expected and what to
 * do, and stored data stays; a wrong row is set aside with its place and reason, and the rest counts.
 */

const yaml = (
  parts: { table?: string; select?: string; metric?: string; top?: string; opened?: string } = {},
) => `
title: Tickets
tool: Desk
delivered: weekly
${parts.top ?? 'timeZone: Europe/Amsterdam'}
tables:
  tickets:
    files: "*"
    ${parts.table ?? ''}
    columns:
      id: {from: ID, required: true}
      team: {from: Team}
      opened: {from: Opened, as: time, required: true${parts.opened ?? ''}}
      hours: {from: Hours, as: number, optional: true, min: 0}
observations:
  - metric: ${parts.metric ?? 'support-ticket-volume'}
    select: |
      ${parts.select ?? 'SELECT team, opened AS at, id AS item, file, row FROM tickets'}
`;

const CSV = 'ID,Team,Opened,Hours\n1,shop,2026-09-01 10:00,2\n2,search,2026-09-02T10:00:00Z,3\n';

/** @returns what is stored of an import, byte for byte */
async function stored({ data, id }: ImportRequest): Promise<Record<string, string>> {
  const folder = join(data, 'imported', id);
  const names = (await readdir(folder)).sort();
  const files = names.map(async (name) => [name, await readFile(join(folder, name), 'base64')] as const);
  return Object.fromEntries(await Promise.all(files));
}

async function refusalOf(request: ImportRequest): Promise<Problem> {
  const refusal = await readImport(request).catch((error: unknown) => error);
  if (refusal instanceof Problem) return refusal;
  throw new Error(`no refusal but ${String(refusal)}`);
}

function expectWhole(problem: Problem, place: RegExp, found: RegExp): void {
  expect(problem.place).toMatch(place);
  expect(problem.found).toMatch(found);
  expect(problem.expected?.length).toBeGreaterThan(8);
  expect(problem.remedy.length).toBeGreaterThan(8);
}

describe('a wrong file is refused', () => {
  test.each<[string, string | Buffer, RegExp, RegExp]>([
    ['Latin-1 that is not declared', Buffer.from(CSV.replace('1,', 'éé,'), 'latin1'), /a\.csv/, /not UTF-8/],
    ['a duplicate header', CSV.replace('ID,', 'ID,ID,').replaceAll('\n', '\n9,'), /a\.csv/, /`ID` 2 times/],
    ['a missing column', CSV.replace('Opened', 'Openend'), /a\.csv/, /no column `Opened`/],
    ['an empty file', '', /a\.csv/, /an empty file/],
    ['a file of another tool', 'Key,Summary\nA-1,x\n', /a\.csv/, /no column `ID`; there are: Key, Summary/],
    ['a partial file', `${CSV}3,"sho`, /a\.csv/, /not complete/],
    ['nothing but line ends', '\n\r\n \n', /a\.csv/, /an empty file/],
    ['a page of HTML', '<!DOCTYPE html>\n<html></html>', /a\.csv/, /a page of HTML/],
    ['a workbook', Buffer.from('PK\x03\x04\x00\xff', 'latin1'), /a\.csv/, /a workbook/],
    ['gzip without its ending', gzipSync(CSV), /a\.csv/, /gzip, in a file/],
    ['UTF-16 without a mark', Buffer.from(CSV, 'utf16le'), /a\.csv/, /UTF-16 without/],
    ['rows of which none can be used', 'ID,Team,Opened\n1,shop,soon\n', /a\.csv:2/, /not one row/],
  ])('%s', async (_, content, place, found) => {
    const request = await importOf(yaml(), { 'a.csv': CSV });
    await readImport(request);
    const before = await stored(request);
    await deliver(request.data, 'tool', { 'a.csv': content });
    expectWhole(await refusalOf(request), place, found);
    expect(await stored(request)).toEqual(before);
  });
});

test.each([
  [';', 'delimiter: ";"'],
  ['\t', 'format: tsv'],
  ['|', 'delimiter: "|"'],
])('a file whose cells are separated by %j says how to declare it', async (sign, expected) => {
  const request = await importOf(yaml(), { 'a.csv': CSV.replaceAll(',', sign) });
  expect((await refusalOf(request)).remedy).toContain(expected);
});

test('a copy in UTF-16 that ends within a row is not complete', async () => {
  const request = await importOf(yaml(), { 'a.csv': Buffer.from(`\uFEFF${CSV}3,"sho`, 'utf16le') });
  expectWhole(await refusalOf(request), /a\.csv/, /not complete/);
});

describe('lines of JSON', () => {
  const line = (id: string) => JSON.stringify({ ID: id, Team: 'shop', Opened: '2026-09-01T10:00:00Z' });

  test('of which one is damaged are read without it', async () => {
    const request = await importOf(yaml(), { 'a.ndjson': `${line('1')}\n<html>\n${line('2')}\n` });
    const { manifest } = await readImport(request);
    expect(manifest?.metrics.map(({ rows }) => rows)).toEqual([2]);
    expect(manifest?.setAside).toEqual([
      { reason: 'a line that is not JSON', count: 1, first: 'a.ndjson (row 2)' },
    ]);
  });

  test.each<[string, string, string, RegExp]>([
    ['that end in the middle', 'a.ndjson', `${line('1')}\n${line('2').slice(0, 9)}`, /not complete/],
    ['that are empty', 'a.ndjson', '', /an empty file/],
    ['that are one list', 'a.ndjson', `[${line('1')}]`, /no fields/],
    ['in a list that ends in the middle', 'a.json', `[${line('1')},{"ID"`, /Malformed JSON/],
    ['that are a page of HTML', 'a.json', '<html></html>', /a page of HTML/],
  ])('%s are refused', async (_, name, content, found) => {
    const request = await importOf(yaml(), { 'b.json': `[${line('9')}]` });
    await readImport(request);
    const before = await stored(request);
    await deliver(request.data, 'tool', { [name]: content });
    expectWhole(await refusalOf(request), new RegExp(name), found);
    expect(await stored(request)).toEqual(before);
  });

  test.each([
    ['UTF-8', Buffer.from(`\uFEFF[${line('1')}]`)],
    ['UTF-16', Buffer.from(`\uFEFF[${line('1')}]`, 'utf16le')],
  ])('with the mark of %s are read', async (_, content) => {
    const { manifest } = await readImport(await importOf(yaml(), { 'a.json': content }));
    expect(manifest?.metrics.map(({ rows }) => rows)).toEqual([1]);
  });
});

test.each([
  ['mixed line ends', CSV.replace('\n', '\r\n')],
  ['line ends of old Macs', CSV.replaceAll('\n', '\r')],
  ['empty lines before the header', `\n\n${CSV}`],
  ['Excel’s line about its separator', `sep=,\r\n${CSV}`],
])('a file with %s is read', async (_, content) => {
  const { manifest } = await readImport(await importOf(yaml(), { 'a.csv': content }));
  expect(manifest).toMatchObject({ setAside: [], metrics: [{ rows: 2 }] });
});

test('a line within a cell that looks like the footer does not end the table', async () => {
  const request = await importOf(yaml({ table: 'until: "^Total"' }), {
    'a.csv': `${CSV}3,"shop\nTotal",2026-09-01 10:00,1\n4,shop,2026-09-01 10:00,1\nTotal,,,9\n`,
  });
  const { manifest } = await readImport(request);
  expect(manifest?.files.map(({ rows }) => rows)).toEqual([4]);
});

test.each([
  ['decimal: ","', '1.5', null],
  ['decimal: ","', '1,5', 1.5],
  ['thousands: ","', '1,2', null],
  ['thousands: ","', '12,34,567', 1_234_567],
  ['{decimal: ",", thousands: "."}', '1,234.56', null],
  ['{decimal: ",", thousands: "."}', '12.34', null],
  ['{decimal: ",", thousands: "."}', '-1.234,5', -1234.5],
  ['{decimal: ",", thousands: " "}', '1\u202f234,5', 1234.5],
  ['thousands: "\'"', '1’234.5', 1234.5],
])('a number as %s: %s', async (written, text, expected) => {
  const lines = written.replace(/[{}]/g, '').replace(', thousands', '\n    thousands');
  const request = await importOf(
    yaml({
      table: `delimiter: "|"\n    ${lines}`,
      metric: 'response-time',
      select: 'SELECT team, opened AS at, abs(hours) AS value, file, row FROM tickets',
    }).replace(', min: 0', ''),
    { 'a.csv': `ID|Team|Opened|Hours\n1|shop|2026-09-01 10:00|${text}\n2|shop|2026-09-01 10:00|7\n` },
  );
  const { tables, setAside } = await previewImport(request);
  if (expected === null) expect(setAside).toMatchObject([{ count: 1, first: 'a.csv:2' }]);
  else expect(tables[0]?.rows[0]).toMatchObject({ hours: expected });
});

test('a row of an empty date, such as 1970, does not make the data reach back to it', async () => {
  const request = await importOf(yaml(), { 'a.csv': `${CSV}3,shop,1970-01-01T00:00:00Z,1\n` });
  const { manifest } = await readImport(request);
  expect(manifest?.metrics).toMatchObject([{ rows: 2, from: '2026-09-01T08:00:00.000Z' }]);
  expect(manifest?.setAside).toMatchObject([{ reason: expect.stringContaining('dated before 1990') }]);
});

describe('SQL is refused', () => {
  const within = 'SELECT team, opened AS at FROM tickets';
  test.each<[string, string, RegExp]>([
    ['with a syntax error', 'SELECT team, opened AT at FRM tickets', /syntax error/],
    [
      'that reads outside',
      "SELECT content AS team, now() AS at FROM read_text('/etc/hostname')",
      /disabled|Cannot access/,
    ],
    [
      'that reads the network',
      "SELECT * FROM read_csv('https://example.org/a.csv')",
      /disabled|Cannot access|http/i,
    ],
    ['that writes into its own folder', `COPY (${within}) TO 'FOLDER/b.csv'`, /type COPY/],
    ['that attaches a database', "ATTACH 'FOLDER/b.db'", /type ATTACH/],
    ['that exports all', "EXPORT DATABASE 'FOLDER'", /type EXPORT|statement/],
    ['that creates', 'CREATE TABLE x AS SELECT 1', /type CREATE/],
    ['that installs', 'INSTALL httpfs', /type LOAD|statement/],
    ['that has a second statement', `${within}; DROP TABLE tickets`, /2 statements/],
    ['that returns nothing', `${within} WHERE false`, /returns nothing/],
    ['with an unknown column', `${within.replace('FROM', ', id AS itm FROM')}`, /`itm`/],
    ['without a moment', 'SELECT team FROM tickets', /no column `at`/],
    [
      'that fails on a value',
      'SELECT team, opened AS at, CAST(team AS INT) AS value FROM tickets',
      /Could not convert/,
    ],
  ])('%s', async (_, select, found) => {
    const request = await importOf(yaml(), { 'a.csv': CSV });
    await readImport(request);
    const before = await stored(request);
    const folder = join(request.data, 'imports', 'tool');
    const wrong = redeclared(request, yaml({ select: select.replace('FOLDER', folder) }));
    expectWhole(await refusalOf(wrong), /^imports\/tool\.yaml:\d+:\d+$/, found);
    expect(await stored(request)).toEqual(before);
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  const endless =
    'SELECT count(*)::VARCHAR AS team, now() AS at FROM range(10000000000) a, range(10000000000) b';

  test('that never ends, after its time is over', async () => {
    const request = await importOf(yaml(), { 'a.csv': CSV });
    await readImport(request);
    const before = await stored(request);
    const limits = { threads: 1, memory: 300, patience: 600 };
    const wrong = { ...redeclared(request, yaml({ select: endless })), limits };
    expectWhole(await refusalOf(wrong), /^imports\/tool\.yaml:\d+:\d+$/, /ran for more than 1 s/);
    expect(await stored(request)).toEqual(before);
  });

  test('that never ends, for facts as for numbers', async () => {
    const facts = yaml().replace(
      /observations:[\s\S]*/,
      `facts:\n  - fact: issues\n    repository: org/shop\n    select: |\n      ${endless.replace('team', 'key').replace('at FROM', 'created FROM')}\n`,
    );
    const request = {
      ...(await importOf(facts, { 'a.csv': CSV })),
      limits: { threads: 1, memory: 300, patience: 600 },
    };
    expectWhole(await refusalOf(request), /^imports\/tool\.yaml:\d+:\d+$/, /ran for more than 1 s/);
  });
});

describe('a declaration is refused', () => {
  test.each<[string, string, RegExp, RegExp]>([
    [
      'with an unknown metric',
      yaml({ metric: 'support-tickets-volume' }),
      /`support-tickets-volume`/,
      /Did you mean `support-ticket-volume`/,
    ],
    [
      'with an unknown team',
      yaml().replace('    select', '    team: shpo\n    select'),
      /the team `shpo`/,
      /Did you mean `shop`/,
    ],
  ])('%s, and the nearest name is given', async (_, text, found, remedy) => {
    const request = await importOf(yaml(), { 'a.csv': CSV });
    await readImport(request);
    const before = await stored(request);
    const problem = await refusalOf(redeclared(request, text));
    expectWhole(problem, /^imports\/tool\.yaml:\d+:\d+$/, found);
    expect(problem.remedy).toMatch(remedy);
    expect(await stored(request)).toEqual(before);
  });
});

describe('a row is set aside, with its place and the reason', () => {
  const HEADER = 'ID,Team,Opened,Hours\n';
  const duration = {
    metric: 'response-time',
    select: 'SELECT team, opened AS at, hours AS value, file, row FROM tickets',
  };
  test.each<[string, string, string, string]>([
    ['a negative duration', yaml(duration), '1,shop,2026-09-01,-3', '`hours` is below 0 (a.csv:2)'],
    ['a formula in a cell', yaml(duration), '1,shop,2026-09-01,=A1+1', '`hours` is not a number (a.csv:2)'],
    [
      'a time without a zone',
      yaml({ top: '' }),
      '1,shop,2026-09-01 10:00,1',
      '`opened` is not a time as `iso`, or names no time zone while the import declares none (a.csv:2)',
    ],
    ['a future time', yaml(), '1,shop,2026-12-24,1', 'support-ticket-volume: dated in the future (a.csv:2)'],
    [
      'an unknown team',
      yaml(),
      '1,shpo,2026-09-01,1',
      'support-ticket-volume: the team `shpo`, which org.yaml does not have Did you mean `shop`? (a.csv:2)',
    ],
    ['too few cells', yaml(), '1,shop', 'fewer cells than the header has (a.csv:2)'],
    [
      'a very long cell, of which the reason shows the beginning',
      yaml(),
      `1,${'x'.repeat(300_000)},2026-09-01,1`,
      `support-ticket-volume: the team \`${'x'.repeat(80)}\`, which org.yaml does not have (a.csv:2)`,
    ],
    [
      'a very long text that would be stored',
      yaml(),
      `${'x'.repeat(300_000)},shop,2026-09-01,1`,
      'support-ticket-volume: a text of more than 500 characters that would be stored (a.csv:2)',
    ],
  ])('%s', async (_, text, row, expected) => {
    const sound = '8,shop,2026-09-08T10:00:00Z,1\n';
    const request = await importOf(text, { 'a.csv': `${HEADER}${row}\n${sound}` });
    const { manifest } = await readImport(request);
    expect(manifest?.setAside.map(({ reason, first }) => `${reason} (${first})`)).toEqual([expected]);
    expect(manifest?.metrics[0]?.rows).toBe(1);
  });

  test('rows of one key with different values', async () => {
    const rows = '1,shop,2026-09-01,1\n1,shop,2026-09-01,2\n8,shop,2026-09-08,1\n';
    const request = await importOf(yaml({ table: 'key: [id]' }), { 'a.csv': `${HEADER}${rows}` });
    const { manifest } = await readImport(request);
    expect(manifest?.setAside).toEqual([
      {
        reason: 'the same `id` as another row, with other values and no later `updated`',
        count: 2,
        first: 'a.csv:2',
      },
    ]);
    expect(manifest?.metrics[0]?.rows).toBe(1);
  });
});

test.each([
  ['quotes and line breaks in cells', 'ID,Team,Opened\n"a ""b""\nc",shop,2026-09-01\n'],
  ['an extra column', 'ID,Team,Opened,More\n1,shop,2026-09-01,x\n'],
])('%s do not count as faults', async (_, content) => {
  const request = await importOf(yaml(), { 'a.csv': content });
  const { manifest } = await readImport(request);
  expect(manifest?.setAside).toEqual([]);
  expect(manifest?.metrics[0]?.rows).toBe(1);
});
