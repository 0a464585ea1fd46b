import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pseudonymKey } from '../../scripts/lib/pseudonymKey.ts';

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'plumbline-key-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const key = (given?: string, isInteractive = false) => pseudonymKey({ data, given, isInteractive });
const file = () => join(data, '.secrets/pseudonym-key.env');

describe('without a key', () => {
  test('a run without a terminal stops, says what to do and leaves nothing', async () => {
    await expect(key()).rejects.toMatchObject({
      exitCode: 2,
      place: 'PLUMBLINE_PSEUDONYM_KEY',
      remedy: expect.stringMatching(/in a terminal.*secret PLUMBLINE_PSEUDONYM_KEY/),
    });
    expect(await readdir(data)).toEqual([]);
  });

  test('an empty variable is none', async () => {
    await expect(key('  ')).rejects.toMatchObject({ exitCode: 2 });
  });

  test('an interactive run makes one of 256 bits, and the next run of any kind uses it', async () => {
    const made = await key(undefined, true);
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(await key()).toBe(made);
    expect(await key(undefined, true)).toBe(made);
  });

  test('two interactive runs at once agree on one', async () => {
    const made = await Promise.all([1, 2, 3].map(() => key(undefined, true)));
    expect(new Set(made).size).toBe(1);
  });

  test('each organisation has its own', async () => {
    const other = join(data, 'other');
    expect(await pseudonymKey({ data: other, given: undefined, isInteractive: true })).not.toBe(
      await key(undefined, true),
    );
  });
});

describe('a stored key', () => {
  test('can be read by its owner only', async () => {
    await key(undefined, true);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test('is ignored by git, also where nothing else is', async () => {
    await key(undefined, true);
    execFileSync('git', ['init', '--quiet', data]);
    execFileSync('git', ['-C', data, 'add', '--all']);
    expect(execFileSync('git', ['-C', data, 'ls-files'], { encoding: 'utf8' })).toBe('');
  });

  test('gives way to the one that the environment gives, and stays', async () => {
    const made = await key(undefined, true);
    expect(await key('another key of the organisation')).toBe('another key of the organisation');
    expect(await readFile(file(), 'utf8')).toContain(made);
  });

  test('that is damaged is named and not replaced', async () => {
    await key(undefined, true);
    await writeFile(file(), 'nothing\n');
    await expect(key(undefined, true)).rejects.toMatchObject({ place: file(), exitCode: 2 });
    expect(await readFile(file(), 'utf8')).toBe('nothing\n');
  });
});

test('a key that can be found by trying is refused, and not shown', async () => {
  const refused = await key('secret').catch((error: unknown) => String(error));
  expect(refused).toContain('at least 16 characters');
  expect(refused).not.toContain('secret');
});
