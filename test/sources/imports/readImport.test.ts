import { mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/facts/duckdb.ts';
import type { ImportedFact } from '../../../src/facts/imported.ts';
import { readImportedFacts } from '../../../src/facts/importedStore.ts';
import { Problem } from '../../../src/facts/problem.ts';
import {
  type ImportOutcome,
  type ImportRequest,
  readImport,
} from '../../../src/sources/imports/readImport.ts';
import { database } from '../../support/database.ts';
import { deliver, importOf, redeclared } from './folder.ts';

/** A declaration whose table `rows` has three columns. */
const tickets = (rest = '') => `
title: Tickets
tool: Desk
delivered: weekly
timeZone: Europe/Amsterdam
tables:
  tickets:
    files: "*"
    ${rest}
    columns:
      id: {from: ID, required: true}
      team: {from: Team}
      opened: {from: Opened, as: time, required: true}
observations:
  - metric: support-ticket-volume
    select: SELECT team, opened AS at, id AS item, file, row FROM tickets
`;

const CSV = 'ID,Team,Opened\n1,shop,2026-09-01 10:00\n2,search,2026-09-02T10:00:00Z\n';

async function observations({ data, id }: ImportRequest): Promise<{
  team: (string | null)[];
  at: string[];
  value: number[];
  item: readonly (string | null)[];
}> {
  const file = join(data, 'imported', id, 'observations.parquet');
  return inDatabase(async (database) => {
    const rows = await database.select(
      `SELECT team, "at", value, item FROM (SELECT NULL::VARCHAR AS item WHERE false UNION ALL BY NAME FROM '${file}') ORDER BY "at", item, value`,
    );
    return {
      team: [...rows.texts('team')],
      at: Array.from(rows.numbers('at'), (at) => new Date(at).toISOString()),
      value: [...rows.numbers('value')],
      item: rows.texts('item'),
    };
  });
}

async function factsOf(request: ImportRequest): Promise<ImportedFact[]> {
  const { manifest } = await readImport(request);
  if (manifest === null) throw new RangeError('nothing was read');
  return readImportedFacts(request.data, manifest);
}

const setAside = ({ manifest }: ImportOutcome) =>
  manifest?.setAside.map(({ reason, count, first }) => `${count} ${reason} (${first})`) ?? [];

test('rows become observations; a time without a zone is in the declared one', async () => {
  const request = await importOf(tickets(), { 'a.csv': CSV });
  const outcome = await readImport(request);
  expect(setAside(outcome)).toEqual([]);
  expect(await observations(request)).toEqual({
    team: ['shop', 'search'],
    at: ['2026-09-01T08:00:00.000Z', '2026-09-02T10:00:00.000Z'],
    value: [1, 1],
    item: ['1', '2'],
  });
});

test.each([
  ['a byte-order mark', Buffer.from(`\uFEFF${CSV}`)],
  ['UTF-16', Buffer.from(`\uFEFF${CSV}`, 'utf16le')],
  ['Windows line ends', Buffer.from(CSV.replaceAll('\n', '\r\n'))],
  ['no line end at the end', Buffer.from(CSV.trimEnd())],
  ['an extra column', Buffer.from(CSV.replaceAll('\n', ',x\n'))],
])('a file with %s is read like any other', async (_, content) => {
  const request = await importOf(tickets(), { 'a.csv': content });
  await readImport(request);
  expect((await observations(request)).item).toEqual(['1', '2']);
});

test('a file in gzip is read like any other', async () => {
  const request = await importOf(tickets(), { 'a.csv.gz': gzipSync(CSV) });
  await readImport(request);
  expect((await observations(request)).item).toEqual(['1', '2']);
});

test('Latin-1 is read where it is declared, and refused as UTF-8', async () => {
  const content = Buffer.from(CSV.replace('1,shop', 'Größe,shop'), 'latin1');
  const request = await importOf(tickets('encoding: latin-1'), { 'a.csv': content });
  await readImport(request);
  expect((await observations(request)).item).toEqual(['Größe', '2']);
  await expect(readImport(redeclared(request, tickets()))).rejects.toThrow(/not UTF-8[\s\S]*latin-1/);
});

test('a preamble, a footer and the tables before are passed over, and lines are those of the file', async () => {
  const content = `# Desk\n\nID,Team,Opened\n9,shop,2026-09-01\n\nID,Team,Opened\n1,shop,2026-09-01\n2,nobody,2026-09-01\nTotal,2\n`;
  const request = await importOf(tickets('header: ^ID,\n    table: 2\n    until: ^Total'), {
    'a.csv': content,
  });
  const outcome = await readImport(request);
  expect((await observations(request)).item).toEqual(['1']);
  expect(setAside(outcome)).toEqual([
    '1 support-ticket-volume: the team `nobody`, which org.yaml does not have (a.csv:8)',
  ]);
});

test('a wrong row is set aside with its line, behind cells with line breaks, and the rest counts', async () => {
  const content = `ID,Team,Opened\n"1\nand more",shop,2026-09-01\n2,shop,yesterday\n3,shop\n4,shoop,2026-09-01\n5,shop,2026-09-03\n`;
  const request = await importOf(tickets(), { 'a.csv': content });
  const outcome = await readImport(request);
  expect((await observations(request)).item).toEqual(['1\nand more', '5']);
  expect(setAside(outcome)).toEqual([
    '1 `opened` is not a time as `iso` (a.csv:4)',
    '1 fewer cells than the header has (a.csv:5)',
    '1 support-ticket-volume: the team `shoop`, which org.yaml does not have Did you mean `shop`? (a.csv:6)',
  ]);
});

test('a time without a zone is wrong where none is declared', async () => {
  const yaml = tickets().replace('timeZone: Europe/Amsterdam\n', '');
  const request = await importOf(yaml, { 'a.csv': CSV });
  expect(setAside(await readImport(request))).toEqual([
    '1 `opened` is not a time as `iso`, or names no time zone while the import declares none (a.csv:2)',
  ]);
});

test('a date in the future is set aside', async () => {
  const request = await importOf(tickets(), { 'a.csv': `${CSV}3,shop,2026-10-02\n` });
  expect(setAside(await readImport(request))).toEqual([
    '1 support-ticket-volume: dated in the future (a.csv:4)',
  ]);
});

test('days and months in both orders are refused', async () => {
  const yaml = tickets().replace('as: time', 'as: time, format: ["%d/%m/%Y", "%m/%d/%Y"]');
  await expect(importOf(yaml, { 'a.csv': CSV })).rejects.toThrow(/one order of day and month/);
});

test('the latest row of a key counts: a second delivery is a correction', async () => {
  const yaml = tickets('key: [id]');
  const request = await importOf(yaml, { 'desk-2026-09-07.csv': CSV });
  await readImport(request);
  await deliver(request.data, 'tool', {
    'desk-2026-09-14.csv': 'ID,Team,Opened\n1,search,2026-09-01 10:00\n',
  });
  await readImport(request);
  expect((await observations(request)).team).toEqual(['search', 'search']);
});

test('rows of one key that contradict one another are set aside', async () => {
  const request = await importOf(tickets('key: [id]'), { 'a.csv': `${CSV}1,search,2026-09-01 10:00\n` });
  expect(setAside(await readImport(request))).toEqual([
    '2 the same `id` as another row, with other values and no later `updated` (a.csv:2)',
  ]);
  expect((await observations(request)).item).toEqual(['2']);
});

test('unchanged files are not read again', async () => {
  const request = await importOf(tickets(), { 'a.csv': CSV });
  expect((await readImport(request)).state).toBe('read');
  expect((await readImport(request)).state).toBe('unchanged');
  await deliver(request.data, 'tool', { 'b.csv': CSV });
  expect((await readImport(request)).state).toBe('read');
});

test('without files, what was read last stays', async () => {
  const request = await importOf(tickets(), {});
  expect(await readImport(request)).toMatchObject({ manifest: null, state: 'absent' });
});

test.each([
  ['an empty file', '', /an empty file/],
  [
    'a file of another tool',
    'Key,Summary,Created\nA-1,x,2026-09-01\n',
    /no column `ID`; there are: Key, Summary, Created/,
  ],
  ['a column whose name is nearly right', 'ID,Team,Openend\n1,shop,2026-09-01\n', /Did you mean `Openend`/],
  ['a header twice', 'ID,ID,Team,Opened\n1,1,shop,2026-09-01\n', /the header `ID` 2 times/],
  ['a file that is still being copied', 'ID,Team,Opened\n1,shop,2026-09-01\n2,"sho', /not complete/],
  ['rows of which none can be used', 'ID,Team,Opened\n1,shop,soon\n', /not one row that can be used/],
])('%s is refused with its place, and what was stored stays', async (_, content, expected) => {
  const request = await importOf(tickets(), { 'a.csv': CSV });
  await readImport(request);
  await deliver(request.data, 'tool', { 'a.csv': content });
  await expect(readImport(request)).rejects.toThrow(expected);
  expect((await observations(request)).item).toEqual(['1', '2']);
});

test.each([
  ['a syntax error', 'SELECT team,\n        opened ATT at FROM tickets', /tool\.yaml:\d+:\d+\n/],
  ['two statements', 'SELECT 1; SELECT 2', /2 statements/],
  ['a statement that writes', "COPY tickets TO 'x.csv'", /shut off/],
  ['a change of settings', 'SET memory_limit = 1', /a statement of type SET/],
  ['another database', "ATTACH 'x.db'", /a statement of type ATTACH/],
  ['a file outside', "SELECT content AS team, now() AS at FROM read_text('/etc/hostname')", /shut off/],
  ['a column that nothing knows', 'SELECT team, opened AS at, id AS itm FROM tickets', /Did you mean `item`/],
  ['no moment', 'SELECT team FROM tickets', /no column `at`/],
  ['nothing', 'SELECT team, opened AS at FROM tickets WHERE false', /returns nothing/],
])('SQL with %s is refused', async (_, select, expected) => {
  const yaml = tickets().replace(/select: .*/, `select: |\n      ${select}`);
  const request = await importOf(yaml, { 'a.csv': CSV });
  await expect(readImport(request)).rejects.toThrow(expected);
});

test('a syntax error is placed at its line and column in the YAML', async () => {
  const yaml = tickets().replace(/select: .*/, 'select: |\n      SELECT team\n      FRM tickets WHERE at');
  const line = yaml.split('\n').findIndex((each) => each.includes('FRM')) + 1;
  const request = await importOf(yaml, { 'a.csv': CSV });
  await expect(readImport(request)).rejects.toThrow(`imports/tool.yaml:${line}:`);
});

test('an unknown metric is refused with the nearest name', async () => {
  const request = await importOf(tickets().replace('support-ticket-volume', 'support-ticket-volum'), {
    'a.csv': CSV,
  });
  await expect(readImport(request)).rejects.toThrow(/Did you mean `support-ticket-volume`/);
});

const numbers = (metric: string, value: string, table = '', top = '') => `
title: Numbers
tool: Meter
delivered: daily
timeZone: UTC
${top}
tables:
  numbers:
    files: "*"
    delimiter: ";"
    ${table}
    columns:
      day: {from: day, as: time}
      n: {from: n, as: ${value}}
      whole: {from: of, as: number, optional: true}
observations:
  - metric: ${metric}
    team: shop
    select: SELECT day AS at, n AS value, whole AS of, file, row FROM numbers
`;

test.each([
  ['number', 'decimal: ","\n    thousands: "."', '1.234,5', 1234.5],
  ['percent', '', '92 %', 0.92],
  ['share', '', '0.25', 0.25],
  ['money', 'decimal: ","\n    thousands: "."', '€ 1.234,50', 1234.5],
  ['money', '', '(12.00)', -12],
])('a %s is read as it is declared: %s %s', async (as, table, written, expected) => {
  const request = await importOf(numbers('cost-per-lead', as, table, 'currency: EUR'), {
    'a.csv': `day;n;of\n2026-09-01;${written};1\n2026-09-02;NULL;1\n`.replace('NULL', ''),
  });
  const outcome = await readImport(request);
  expect((await observations(request)).value).toEqual([expected]);
  expect(outcome.open).toBe(1);
});

test.each([
  ['an amount in another currency', 'cost-per-lead', 'money', '$ 12', '`n` is not an amount in EUR'],
  ['a share of 1.3', 'cost-per-lead', 'share', '1.3', '`n` is above 1'],
  ['a duration below 0', 'response-time', 'number', '-3', 'response-time: a `value` below 0'],
  [
    'more hits than cases',
    'customer-satisfaction',
    'number',
    '2',
    'customer-satisfaction: a `value` that is not a whole number from 0 to `of`',
  ],
  ['a formula', 'response-time', 'number', '=A1+1', '`n` is not a number'],
])('%s is set aside', async (_, metric, as, written, reason) => {
  const request = await importOf(numbers(metric, as, '', 'currency: EUR'), {
    'a.csv': `day;n;of\n2026-09-01;${written};1\n2026-09-02;1;1\n`,
  });
  expect(setAside(await readImport(request))).toEqual([`1 ${reason} (a.csv:2)`]);
});

test('money without a currency is refused', async () => {
  const request = await importOf(numbers('cost-per-lead', 'number'), {
    'a.csv': 'day;n;of\n2026-09-01;1;1\n',
  });
  await expect(readImport(request)).rejects.toThrow(/two currencies are never added/);
});

test('an e-mail address is never stored', async () => {
  const request = await importOf(tickets(), { 'a.csv': CSV.replace('\n1,', '\nmia@example.org,') });
  expect(setAside(await readImport(request))).toEqual([
    '1 support-ticket-volume: an e-mail address in a text that would be stored (a.csv:2)',
  ]);
});

test('answers are stored as sums by team and month, with how many people answered', async () => {
  const yaml = `
title: Pulse
tool: Forms
delivered: monthly
timeZone: UTC
tables:
  answers:
    files: "*.ndjson"
    columns:
      on: {from: submitted, as: time}
      team: {from: hidden.team}
      score: {from: answers.contentment, as: number}
      who: {from: respondent}
observations:
  - metric: team-satisfaction
    select: SELECT team, "on" AS at, (score >= 4)::INT AS value, who AS cluster FROM answers
`;
  const lines = [5, 4, 2, 4, 1].map((contentment, index) =>
    JSON.stringify({
      submitted: `2026-09-0${index + 1}T10:00:00Z`,
      hidden: { team: 'shop' },
      answers: { contentment },
      respondent: `r${Math.min(index, 3)}`,
    }),
  );
  const request = await importOf(yaml, { 'a.ndjson': `${lines.join('\n')}\n` });
  await readImport(request);
  const file = join(request.data, 'imported', 'tool', 'observations.parquet');
  await inDatabase(async (database) => {
    const rows = await database.select(`FROM '${file}'`);
    expect([...rows.numbers('value')]).toEqual([3]);
    expect([...rows.numbers('of')]).toEqual([5]);
    expect([...rows.numbers('people')]).toEqual([4]);
    expect(rows.texts('item')).toEqual(['September 2026']);
    expect(() => rows.texts('cluster')).toThrow('no column cluster');
  });
});

test('a sum over people that does not say how many they are is set aside', async () => {
  const request = await importOf(numbers('team-satisfaction', 'number'), {
    'a.csv': 'day;n;of\n2026-09-01;3;5\n2026-09-02;1;1\n',
  });
  expect(setAside(await readImport(request))).toEqual([
    '1 team-satisfaction: a sum over people that does not say in `people` how many (a.csv:2)',
  ]);
});

test('an answer for, against or neither is 1, -1 or 0', async () => {
  const request = await importOf(numbers('net-promoter-score', 'number'), {
    'a.csv': 'day;n;of\n2026-09-01;1;\n2026-09-02;-1;\n2026-09-03;0;\n2026-09-04;0.5;\n',
  });
  expect(setAside(await readImport(request))).toEqual([
    '1 net-promoter-score: a `value` that is not `of`, minus `of` or 0: for, against or neither (a.csv:5)',
  ]);
  expect((await observations(request)).value).toEqual([1, -1, 0]);
});

test('counts of a day become as many events', async () => {
  const request = await importOf(numbers('support-ticket-volume', 'number'), {
    'a.csv': 'day;n\n2026-09-01;3\n2026-09-02;0\n',
  });
  const { manifest } = await readImport(request);
  expect((await observations(request)).value).toEqual([1, 1, 1]);
  expect(manifest?.metrics[0]?.aggregated).toBe(true);
});

test('a JSON list within an answer is read; what is open has no end', async () => {
  const yaml = `
title: Incidents
tool: Pager
delivered: daily
repositories: {checkout: org/shop}
tables:
  incidents:
    files: "*.json"
    rows: incidents
    columns:
      id: {from: id}
      service: {from: service.summary}
      created: {from: created_at, as: time}
      status: {from: status}
      changed: {from: last_status_change_at, as: time}
facts:
  - fact: incidents
    select: |
      SELECT id AS key, service AS repository, created AS started, created AS detected,
        CASE WHEN status = 'resolved' THEN changed END AS resolved, file, row
      FROM incidents
`;
  const incident = (id: string, service: string, status: string) => ({
    id,
    service: { summary: service },
    created_at: '2026-09-01T06:23:06.000000Z',
    status,
    last_status_change_at: '2026-09-01T07:00:00.000000Z',
  });
  const request = await importOf(yaml, {
    'page-1.json': JSON.stringify({
      incidents: [
        incident('A', 'checkout', 'resolved'),
        incident('B', 'checkout', 'triggered'),
        incident('C', 'chekout', 'triggered'),
      ],
    }),
  });
  const facts = await factsOf(request);
  expect(facts.map((fact) => [fact.key, fact.repository, 'resolvedAt' in fact && fact.resolvedAt])).toEqual([
    ['A', 'org/shop', '2026-09-01T07:00:00.000Z'],
    ['B', 'org/shop', null],
  ]);
  expect(setAside(await readImport(redeclared(request, `${yaml}\n`)))).toEqual([
    '1 incidents: the repository `chekout`, which org.yaml does not have (page-1.json (row 3))',
  ]);
});

test('a file that is not JSON is refused', async () => {
  const yaml = tickets().replace('files: "*"', 'files: "*"\n    format: json');
  const request = await importOf(yaml, { 'a.json': '{"ID": 1, ' });
  await expect(readImport(request)).rejects.toThrow(/a complete file of its format/);
});

test('a Parquet file is read by the names of its columns', async () => {
  const request = await importOf(tickets(), {});
  await deliver(request.data, 'tool', { 'a.parquet': '' });
  const file = join(request.data, 'imports', 'tool', 'a.parquet');
  await inDatabase((database) =>
    database.run(
      `COPY (SELECT '1' AS id, 'shop' AS team, TIMESTAMP '2026-09-01 10:00:00' AS opened) TO '${file}'`,
    ),
  );
  await readImport(request);
  expect((await observations(request)).at).toEqual(['2026-09-01T08:00:00.000Z']);
});

test('a file that is removed while an import runs leaves what was stored', async () => {
  const request = await importOf(tickets(), { 'a.csv': CSV });
  await readImport(request);
  await writeFile(join(request.data, 'imports', 'tool', 'b.csv'), Buffer.from([0xff, 0xff, 0x41]));
  await expect(readImport(request)).rejects.toThrow(/not UTF-8/);
  expect((await observations(request)).item).toEqual(['1', '2']);
});

async function inDatabase<Result>(work: (opened: Database) => Promise<Result>): Promise<Result> {
  return work(await database());
}

describe('what is outside of an import stays there', () => {
  const CANARY = 'a secret that stands elsewhere';

  /** An import whose SQL is an attack, beside a file that it must not see. */
  async function attacked(select: (outside: string, own: string) => string) {
    const request = await importOf(tickets(), { 'a.csv': CSV });
    const outside = join(request.data, 'outside.txt');
    await writeFile(outside, CANARY);
    const own = join(request.data, 'imports/tool');
    await symlink(outside, join(own, 'link.txt'));
    await symlink(request.data, join(own, 'folder'));
    return redeclared(request, tickets().replace(/select: .*/, `select: |\n      ${select(outside, own)}`));
  }

  test.each<[string, (outside: string, own: string) => string]>([
    ['a file', (outside) => `SELECT content AS team, now() AS at FROM read_text('${outside}')`],
    ['a link to it', (_, own) => `SELECT content AS team, now() AS at FROM read_text('${own}/link.txt')`],
    ['it through a linked folder', (_, own) => `FROM read_text('${own}/folder/outside.txt')`],
    ['it by a path upwards', (_, own) => `FROM read_text('${own}/../../outside.txt')`],
    ['it as a table', (outside) => `FROM '${outside}'`],
    ['it as CSV', (outside) => `SELECT * FROM read_csv('${outside}', header = false)`],
    [
      'what kind of CSV it is',
      (outside) => `SELECT Delimiter AS team, now() AS at FROM sniff_csv('${outside}')`,
    ],
    ['the names around it', () => "SELECT file AS team, now() AS at FROM glob('/etc/*')"],
    ['the environment', () => "SELECT getenv('PATH') AS team, now() AS at"],
    ['the environment as a file', () => "FROM read_blob('/proc/self/environ')"],
    ['an address', () => "FROM read_text('http://127.0.0.1:9/')"],
    ['an address as a table', () => "FROM 'https://example.org/x.parquet'"],
    ['a query in a text', (outside) => `FROM query('FROM read_text(''${outside}'')')`],
    [
      'a second statement behind a comment',
      (outside) => `FROM tickets /* ; */ ; COPY tickets TO '${outside}'`,
    ],
    ['an export', (outside) => `EXPORT DATABASE '${outside}-copy'`],
    ['an extension', () => 'INSTALL httpfs'],
    ['an extension that is there', () => 'LOAD httpfs'],
    ['a pragma', () => 'PRAGMA database_list'],
    ['a change of rights', () => 'SET enable_external_access = true'],
    ['a call', () => 'CALL pragma_version()'],
  ])('SQL that wants %s is refused', async (_, select) => {
    const request = await attacked(select);
    const before = await readdir(request.data);
    const error = await readImport(request).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(Problem);
    expect(String(error)).not.toContain(CANARY);
    expect(await readdir(request.data)).toEqual(before);
    expect(await readFile(join(request.data, 'outside.txt'), 'utf8')).toBe(CANARY);
  });

  test('a link among the exports does not count as an export', async () => {
    const request = await attacked(() => 'SELECT team, opened AS at FROM tickets');
    expect((await readImport(request)).manifest?.files.map(({ name }) => name)).toEqual(['a.csv']);
  });

  test.each(['imports', 'imports/tool', 'imported', 'imported/tool', 'imported/tool/manifest.json'])(
    'a link in the place of %s is refused by name, and nothing of what it leads to is shown or changed',
    async (path) => {
      const request = await importOf(tickets(), { 'a.csv': CSV });
      await readImport(request);
      const elsewhere = await mkdtemp(join(tmpdir(), 'outside-'));
      onTestFinished(() => rm(elsewhere, { recursive: true }));
      const outside = join(elsewhere, 'elsewhere');
      const place = join(request.data, path);
      await rename(place, outside);
      if (path.endsWith('.json')) await writeFile(outside, CANARY);
      await symlink(outside, place);
      const seen = async () => readFile(outside, 'utf8').catch(() => readdir(outside, { recursive: true }));
      const before = await seen();
      const changed = redeclared(request, tickets().replace('Tickets', 'Other tickets'));
      const error = await readImport(changed).catch((refused: unknown) => refused);
      expect(String(error)).toMatch(/a symbolic link/);
      expect(String(error)).toContain(place);
      expect(String(error)).not.toContain(CANARY);
      expect(await seen()).toEqual(before);
    },
  );
});
