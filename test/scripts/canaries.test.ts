import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import { ownFolder } from '../support/runFolder.ts';
import {
  CANARIES,
  findWord,
  type HostileSite,
  hostileSite,
  readHostile,
  startHostileGitHub,
} from '../support/safety.ts';

let site: HostileSite;

beforeAll(async () => {
  site = await hostileSite();
}, 600_000);

describe('after reading, scoring and building', () => {
  it.each(['token', 'people', 'named'] as const)(
    'no stored file, no page and nothing that was said holds a canary: %s',
    async (kind) => {
      expect(await findWord(join(site.folder, 'data'), CANARIES[kind])).toEqual([]);
      expect(await findWord(site.dist, CANARIES[kind])).toEqual([]);
      expect(site.said.toLowerCase()).not.toContain(CANARIES[kind]);
    },
  );

  it('the facts are present: what was searched is not empty', async () => {
    const commits = await findWord(join(site.folder, 'data/snapshots/sample-org/harbour'), '"p-');
    expect(commits.length).toBeGreaterThan(2);
    expect(await findWord(site.dist, 'sample-org/harbour#12')).not.toEqual([]);
  });

  it('a public site and its scorecards do not name a private repository', async () => {
    expect(await findWord(site.dist, CANARIES.private)).toEqual([]);
    expect(await findWord(site.scorecards, CANARIES.private)).toEqual([]);
  });

  it('a public site says how many private repositories it leaves out; maintainers see which', async () => {
    const read = async (scope: string) =>
      scorecardSchema.parse(
        JSON.parse(await readFile(join(site.scorecards, '2026-Q2', `${scope}.json`), 'utf8')),
      );
    expect(await read('harbour')).toMatchObject({ visibility: 'public', privateLeftOut: 1 });
    expect(await read('vault')).toMatchObject({ privateLeftOut: 2, repositories: [] });
    expect(await read('organisation')).toMatchObject({ privateLeftOut: 2 });
    expect(site.said).toContain(`sample-org/${CANARIES.private}-vault`);
    const page = (path: string) => readFile(join(site.dist, path, 'index.html'), 'utf8');
    expect(await page('scorecards/2026-Q2/harbour')).toContain('1 private repository is left out');
    expect(await page('data-health')).toContain('2 private repositories are left out');
  });
});

describe('when reading fails', () => {
  const people = [CANARIES.token, CANARIES.people, CANARIES.named];
  const person = `${CANARIES.people}-ada`;

  it.each([
    ['a refused token', { status: 401, body: { message: 'Bad credentials' } }],
    [
      'an error that names people',
      {
        status: 200,
        body: {
          data: null,
          errors: [{ type: 'FORBIDDEN', message: `ask @${person} (${person}@x.example)` }],
        },
      },
    ],
    ['a rejection that repeats the token', { status: 403, body: { message: 'no', token: CANARIES.token } }],
  ])(
    '%s: neither output nor data holds a canary',
    async (_, answer) => {
      const folder = await ownFolder();
      const github = await startHostileGitHub({ faults: () => ({ kind: 'answer', ...answer }) });
      try {
        const { code, output } = await readHostile(folder, github);
        expect(code).toBe(1);
        for (const word of people) expect(output.toLowerCase()).not.toContain(word);
        await mkdir(join(folder, 'data'), { recursive: true });
        for (const word of people) expect(await findWord(join(folder, 'data'), word)).toEqual([]);
      } finally {
        await github.close();
      }
    },
    60_000,
  );

  it('a repository whose reading is interrupted leaves no canary in what is stored so far', async () => {
    const folder = await ownFolder();
    const github = await startHostileGitHub({
      faults: ({ number }) => (number > 6 ? { kind: 'answer', status: 401, body: {} } : undefined),
    });
    try {
      const { code } = await readHostile(folder, github);
      expect(code).toBe(1);
      await mkdir(join(folder, 'data'), { recursive: true });
      for (const word of people) expect(await findWord(join(folder, 'data'), word)).toEqual([]);
    } finally {
      await github.close();
    }
  }, 60_000);
});
