import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, eventsOutside, loadEvents } from '../../src/handbook/events.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const metrics = ['cycle-time', 'review-coverage', 'change-failure-rate'];
const ORGANISATION = `name: Acme
repositories: [{name: acme/shop}, {name: acme/search}]
teams:
  - {id: shop, name: Shop, owns: [{repository: acme/shop}], kpis: [{metric: ${metrics.join('}, {metric: ')}}]}
  - {id: search, name: Search, owns: [{repository: acme/search}], kpis: [{metric: ${metrics.join('}, {metric: ')}}]}
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-events-'));
  await writeFile(join(folder, 'org.yaml'), ORGANISATION);
});
afterAll(() => rm(folder, { recursive: true }));

async function events(text: string) {
  await writeFile(join(folder, 'events.yaml'), text);
  return loadEvents(folder, await loadOrganisation(folder, metrics));
}

test('events come by their first day, a single day or a period, of some teams or of all', async () => {
  const read = await events(
    '- {name: A freeze, from: 2026-07-01, until: 2026-07-14}\n- {name: A move, from: 2026-03-02, teams: [shop]}\n',
  );
  expect(read.map(({ name }) => name)).toEqual(['A move', 'A freeze']);
});

test.each([
  [
    'an end before its start',
    '- {name: A freeze, from: 2026-07-14, until: 2026-07-01}',
    'a day before `from: 2026-07-14`',
  ],
  ['an unknown team', '- {name: A move, from: 2026-07-14, teams: [shopp]}', 'Did you mean `shop`?'],
  ['an unknown field', '- {name: A move, from: 2026-07-14, team: [shop]}', 'events.yaml:1'],
  ['a link without TLS', '- {name: A move, from: 2026-07-14, link: "http://a.example"}', 'an https address'],
  ['a date that does not exist', '- {name: A move, from: 2026-02-30}', 'YYYY-MM-DD'],
])('%s is refused by its place', async (_, text, expected) => {
  await expect(events(text)).rejects.toThrow(expected);
});

describe('an event', () => {
  const move = { name: 'A move', from: '2026-07-01', teams: ['shop'] };
  const zone = { timeZone: 'Europe/Amsterdam' };
  const quarter = (id: string, start: string, end: string) => ({
    id,
    start: Date.parse(start),
    end: Date.parse(end),
  });
  const q2 = quarter('2026-Q2', '2026-03-31T22:00:00Z', '2026-06-30T22:00:00Z');
  const q3 = quarter('2026-Q3', '2026-06-30T22:00:00Z', '2026-09-30T22:00:00Z');

  test('concerns its teams and the organisation', () => {
    expect(eventsOf([move], ['shop'], [q3], zone)).toEqual([move]);
    expect(eventsOf([move], null, [q3], zone)).toEqual([move]);
    expect(eventsOf([move], ['search'], [q3], zone)).toEqual([]);
  });

  test('on the first day of a quarter is not in the one before, in the organisation’s time zone', () => {
    expect(eventsOf([move], null, [q2], zone)).toEqual([]);
    const before = { ...move, from: '2026-06-30' };
    expect(eventsOf([before], null, [q3], zone)).toEqual([]);
    expect(eventsOf([before], null, [q2], zone)).toEqual([before]);
    expect(eventsOf([{ ...before, until: '2026-07-02' }], null, [q3], zone)).toHaveLength(1);
  });

  test('outside every quarter with a scorecard is reported, and none is without scorecards', () => {
    const late = { ...move, from: '2030-01-01' };
    expect(eventsOutside([move, late], [q2, q3], zone).map(({ found }) => found)).toEqual([
      'the event “A move” of 2030-01-01, outside every quarter that has a scorecard',
    ]);
    expect(eventsOutside([late], [], zone)).toEqual([]);
  });
});
