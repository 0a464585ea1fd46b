import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { evict, type ObservationOptions, observe, observedBefore } from '../../scripts/lib/observations.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { END, writeSynthetic } from '../bench/synthetic.ts';
import { database } from '../support/database.ts';
import { ownFolder } from '../support/runFolder.ts';

const NAME = 'bench/repository-0';
const metrics = new Map(
  [...(await loadMetrics())].filter(([id]) => ['cycle-time', 'knowledge-sharing'].includes(id)),
);
const data = await ownFolder();
const organisation = organisationSchema.parse(parse(await writeSynthetic(data, 40, 2, 2)));

let options: ObservationOptions;
beforeEach(async () => {
  const folder = await ownFolder();
  const [cache, spare] = [join(folder, 'cache'), join(folder, 'spare')];
  options = { organisation, data, asOf: END, code: 'code', cache, spare };
});

const observed = async (changed: Partial<ObservationOptions> = {}) => {
  const all = { ...options, ...changed };
  return (await observedBefore(all, metrics, NAME)) ?? observe(all, metrics, await database(), NAME);
};

/** Every file of a folder by its path, as it is. */
async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.includes('.')).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'latin1')])),
  );
}

describe('a repository that was measured', () => {
  test('is not measured again while nothing that decides it has changed', async () => {
    const first = await observed();
    const { folder } = first.stored;
    const written = (await stat(join(folder, 'index.json'))).mtimeMs;
    expect(await observed()).toEqual(first);
    expect((await stat(join(folder, 'index.json'))).mtimeMs).toBe(written);
    const kpis = organisation.teams.map((team) => ({ ...team, name: 'Another', kpis: team.kpis.slice(1) }));
    expect((await observed({ organisation: { ...organisation, teams: kpis } })).stored.folder).toBe(folder);
    expect((await observed({ asOf: END - 1 })).stored.folder).toBe(folder);
  });

  test('is measured again with other code, settings or owners', async () => {
    const { folder } = (await observed()).stored;
    const owners = organisation.teams.map((team) => ({ ...team, id: `${team.id}-renamed` }));
    const teams = organisation.teams.map((team) => ({ ...team, clock: 'working' as const }));
    const withClock = { ...organisation, teams };
    for (const changed of [
      { code: 'other code' },
      { organisation: { ...organisation, timeZone: 'Asia/Tokyo' } },
      { organisation: { ...organisation, teams: owners } },
      { organisation: withClock },
    ])
      expect((await observed(changed)).stored.folder).not.toBe(folder);
    const holidays = { ...withClock, holidays: 'DE' };
    expect((await observed({ organisation: holidays })).stored.folder).not.toBe(
      (await observed({ organisation: withClock })).stored.folder,
    );
  });

  test.each<[what: string, damage: (folder: string) => Promise<unknown>]>([
    ['a table that was cut off', (folder) => truncate(join(folder, 'observations.parquet'), 40)],
    ['a table with other bytes', (folder) => appendFile(join(folder, 'items.parquet'), 'x')],
    ['a table that is gone', (folder) => rm(join(folder, 'people/pulls.parquet'))],
    ['an index that was cut off', (folder) => truncate(join(folder, 'index.json'), 20)],
    ['an index of another version', (folder) => writeFile(join(folder, 'index.json'), '{"files":{}}')],
    ['no index', (folder) => rm(join(folder, 'index.json'))],
    ['nothing but a folder', (folder) => rm(folder, { recursive: true }).then(() => mkdir(folder))],
  ])('is measured again, to the same bytes, after %s', async (_, damage) => {
    const first = await observed();
    const before = await contents(first.stored.folder);
    await damage(first.stored.folder);
    expect(await observed()).toEqual(first);
    expect(await contents(first.stored.folder)).toEqual(before);
  });

  test('has people in files of their own alone', async () => {
    const files = await contents((await observed()).stored.folder);
    const named = Object.keys(files).filter((name) => /p-[0-9a-f]{16}/.test(files[name] ?? ''));
    expect(named).toEqual(['people/active.json', 'people/names.parquet']);
  });
});

test('without a place for the cache the tables go elsewhere, and it is said why', async () => {
  await writeFile(options.cache, 'no folder');
  const { stored, unkept } = await observed();
  expect(stored.folder.startsWith(options.spare)).toBe(true);
  expect(unkept).toContain('ENOTDIR');
});

describe('the cache', () => {
  const DAY = 24 * 3_600_000;
  const now = Date.parse('2026-07-01T00:00:00Z');

  const folderOf = async (name: string, days: number, bytes: number): Promise<void> => {
    const folder = join(options.cache, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file'), 'x'.repeat(bytes));
    const used = new Date(now - days * DAY);
    await utimes(folder, used, used);
  };

  test('loses what no run has used for a month', async () => {
    await folderOf('old', 31, 1);
    await folderOf('young', 29, 1);
    await evict(options.cache, now);
    expect(await readdir(options.cache)).toEqual(['young']);
  });

  test('loses the oldest when it is too large', async () => {
    for (const [name, days] of [
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ] as const)
      await folderOf(name, days, 100);
    await evict(options.cache, now, 250);
    expect((await readdir(options.cache)).sort()).toEqual(['b', 'c']);
  });

  test('may hold a file that is not one of its own', async () => {
    await folderOf('young', 1, 100);
    await writeFile(join(options.cache, 'stray'), 'x');
    await evict(options.cache, now, 250);
    expect((await readdir(options.cache)).sort()).toEqual(['stray', 'young']);
  });

  test('may change at any time, as another run writes, renames and removes folders', async () => {
    const staging = join(options.cache, 'one.writing');
    let isOver = false;
    const other = async () => {
      while (!isOver) {
        await mkdir(staging, { recursive: true });
        for (let file = 0; file < 20; file += 1) await writeFile(join(staging, String(file)), 'x');
        await rename(staging, join(options.cache, 'one'));
        await rm(join(options.cache, 'one'), { recursive: true });
      }
    };
    const writing = other();
    for (let times = 0; times < 300; times += 1) await evict(options.cache, Date.now());
    isOver = true;
    await writing;
    expect(await readdir(options.cache)).toEqual([]);
  });

  test('may be missing', async () => {
    await expect(evict(options.cache, now)).resolves.toBeUndefined();
  });
});
