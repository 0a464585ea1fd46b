import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { journalled, openJournal } from '../../../src/sources/github/transport/journal.ts';
import type { Faults } from '../../support/github/faults.ts';
import { repository } from '../../support/github/file.ts';
import { sample, user } from '../../support/github/rows.ts';
import { clientOf, gitHub, PEOPLE, readFrom } from './visiting.ts';

const KEY = randomBytes(32);
const CANARIES = ['canary-login', 'canary@sample.example', 'Canary title'];

const quay = repository(
  sample.file('quay', {
    pullRequests: Array.from({ length: 60 }, (_, index) =>
      sample.pullRequest(index + 1, { title: 'Canary title', author: user('canary-login') }),
    ),
    issues: Array.from({ length: 3 }, (_, index) => sample.issue(index + 101)),
    commits: [
      sample.commit('first', 10, []),
      sample.commit('second', 20, ['first'], { author: { login: null, email: 'canary@sample.example' } }),
    ],
  }),
);

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-journal-'));
  file = join(folder, 'quay.journal');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A server, and readings of it under one journal; `asked` names what the server was asked, in order. */
async function reading({ faults }: { faults?: Faults } = {}) {
  const server = await gitHub({ repositories: [quay], ...(faults === undefined ? {} : { faults }) });
  return {
    read: async ({ key = KEY, at = file } = {}) => {
      const client = journalled(clientOf(server.url).client, await openJournal(at, key));
      return readFrom(server, quay, { client });
    },
    asked: () => server.seen.map(({ operation, variables }) => `${operation} ${JSON.stringify(variables)}`),
  };
}

describe('a reading that is repeated with its journal', () => {
  test('asks nothing, costs nothing and gives the same', async () => {
    const { read, asked } = await reading();
    const first = await read();
    const before = asked().length;
    const second = await read();
    expect(asked()).toHaveLength(before);
    expect(second).toEqual({ ...first, cost: { requests: 0, points: 0 } });
    expect(first.cost.requests).toBeGreaterThan(5);
  });

  test('is resumed where it was interrupted, at any answer', async () => {
    const undisturbed = await (await reading()).read({ at: join(folder, 'undisturbed') });
    const all = undisturbed.cost.requests;
    for (let answers = 0; answers < all; answers += 1) {
      await rm(file, { force: true });
      let isDown = false;
      const { read, asked } = await reading({
        faults: ({ number }) => {
          if (number === answers + 1) isDown = true;
          return isDown ? { kind: 'answer', status: 401 } : undefined;
        },
      });
      await expect(read()).rejects.toThrow('401');
      isDown = false;
      const before = asked().length;
      const again = await read();
      expect({ ...again, cost: null }).toEqual({ ...undisturbed, cost: null });
      expect(again.cost.requests).toBe(all - answers);
      expect(new Set(asked().slice(before))).toHaveLength(all - answers);
      const safe = asked().slice(0, answers);
      expect(
        asked()
          .slice(before)
          .filter((query) => safe.includes(query)),
      ).toEqual([]);
    }
  });

  test('asks from the first different question on', async () => {
    const { read, asked } = await reading();
    await read();
    const client = await openJournal(file, KEY);
    await client.recall('another question');
    const before = asked().length;
    await read();
    expect(asked().slice(before)).toEqual(asked().slice(0, before));
  });
});

describe('a line of a journal', () => {
  test('that is truncated is dropped, and no line before it', async () => {
    const { read, asked } = await reading();
    await read();
    const whole = asked().length;
    for (const cut of [1, 2, 40]) {
      await truncate(file, (await stat(file)).size - cut);
      const before = asked().length;
      await read();
      expect(asked().slice(before)).toEqual(asked().slice(whole - 1, whole));
    }
  });

  test('that is the only one and truncated is dropped', async () => {
    await writeFile(file, 'AAAA');
    const { read, asked } = await reading();
    await read();
    const whole = asked().length;
    await read();
    expect(asked()).toHaveLength(whole);
  });

  test('that another key encrypted, or that is out of order, is dropped with all after it', async () => {
    const { read, asked } = await reading();
    const first = await read();
    const whole = asked().length;
    const other = { key: randomBytes(32) };
    expect(await read(other)).toEqual(first);
    expect(asked().slice(whole)).toEqual(asked().slice(0, whole));
    const [one, ...further] = (await readFile(file, 'latin1')).split('\n');
    await writeFile(file, [further[0], one, ...further.slice(1)].join('\n'));
    expect(await read(other)).toEqual(first);
    expect(asked().slice(2 * whole)).toEqual(asked().slice(0, whole));
  });

  test('shows no name, address or text, and only its owner may read it', async () => {
    const { read } = await reading();
    const shown = JSON.stringify(await read());
    expect(shown).toContain('Canary title');
    const text = await readFile(file, 'latin1');
    for (const line of text.split('\n')) {
      const bytes = Buffer.from(line, 'base64').toString('latin1');
      for (const canary of CANARIES) expect(bytes).not.toContain(canary);
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('an answer with errors', () => {
  test('in one row is stored, with the errors', async () => {
    const { read, asked } = await reading({
      faults: ({ operation }) =>
        operation === 'PullRequests'
          ? {
              kind: 'field',
              field: 'PullRequest.reviews',
              type: 'FORBIDDEN',
              message: 'not for this token',
              of: ({ number }) => number === 7,
            }
          : undefined,
    });
    const first = await read();
    expect(first.unreadable).not.toEqual([]);
    const before = asked().length;
    expect((await read()).unreadable).toEqual(first.unreadable);
    expect(asked()).toHaveLength(before);
  });

  test('in place of the repository is asked for again, because rights may have been added', async () => {
    let isHidden = true;
    const { read } = await reading({
      faults: () =>
        isHidden
          ? { kind: 'field', field: 'Query.repository', type: 'NOT_FOUND', message: 'Could not resolve' }
          : undefined,
    });
    await expect(read()).rejects.toThrow('does not show this repository');
    expect(await stat(file).catch(() => null)).toBeNull();
    isHidden = false;
    expect((await read()).facts.issues).toHaveLength(3);
  });

  test('that is not stored does not invalidate the answers after it', async () => {
    const journal = await openJournal(file, KEY);
    const answer = { data: {}, errors: [] };
    await journal.note({ asked: 'a', answer });
    await journal.note({ asked: 'b', answer: null });
    await journal.note({ asked: 'c', answer });
    await journal.note({ asked: 'd', answer: null });
    await appendFile(file, 'half a li');
    const again = await openJournal(file, KEY);
    expect(await again.recall('a')).toEqual({ asked: 'a', answer });
    expect(await again.recall('b')).toEqual({ asked: 'b', answer: null });
    expect(await again.recall('c')).toEqual({ asked: 'c', answer });
    expect(await again.recall('d')).toBeNull();
    await again.note({ asked: 'd', answer });
    const third = await openJournal(file, KEY);
    for (const asked of ['a', 'b', 'c', 'd']) expect((await third.recall(asked))?.asked).toBe(asked);
  });
});

test('the key of the journal is derived from the pseudonym key and does not reveal it', () => {
  const key = PEOPLE.sealingKey();
  expect(key).toHaveLength(32);
  expect(key.equals(PEOPLE.sealingKey())).toBe(true);
  expect(key.toString('latin1')).not.toContain('sample');
  expect(JSON.stringify(PEOPLE)).not.toContain(key.toString('base64'));
});
