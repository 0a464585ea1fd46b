import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { flushFolder, ifThere, makeFolder, refuseLink, writing } from '../../src/facts/disk.ts';
import { Problem } from '../../src/facts/problem.ts';

const VARIABLE = 'PLUMBLINE_PSEUDONYM_KEY';
/** Beside the facts, so that each organisation has its own. Git ignores it wherever the data folder is. */
const FOLDER = '.secrets';
const FILE = 'pseudonym-key.env';
/** Half of what a new key has. Shorter keys can be found by trying. */
const SHORTEST = 16;

/** @returns whether somebody sees what is printed */
export function isAtTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && !process.env['CI'];
}

/** Where a key may come from. */
export interface KeyRing {
  /** The data folder of the organisation. */
  data: string;
  /** The value of `PLUMBLINE_PSEUDONYM_KEY`, which comes before the stored key. */
  given: string | undefined;
  /** Whether somebody sees what is printed, and can keep a new key. */
  isInteractive: boolean;
}

/**
 * @returns the organisation's key: the one given, the one stored with its data, or a new one, which is stored
 * @throws Problem (exit 2) when there is none and nobody could keep a new one, or when it is too short
 */
export async function pseudonymKey({ data, given, isInteractive }: KeyRing): Promise<string> {
  const file = join(data, FOLDER, FILE);
  if (given !== undefined && given.trim() !== '') return checked(given.trim(), VARIABLE);
  const stored = await storedKey(file);
  if (stored !== null) return checked(stored, file);
  if (!isInteractive) {
    throw new Problem({
      place: VARIABLE,
      found: `no key, neither there nor in ${file}`,
      expected: 'the organisation’s key for pseudonyms, the same for every run',
      remedy: `Run \`npm run snapshot\` once in a terminal: it makes a key in ${file}. Give that key to this run as ${VARIABLE}; in GitHub Actions, store it as the secret ${VARIABLE}.`,
      exitCode: 2,
    });
  }
  return created(file);
}

/** @returns the key in a file of variables, empty where it has none; null when there is no such file */
export async function storedKey(file: string): Promise<string | null> {
  const text = await ifThere(readFile(file, 'utf8'));
  return text === null ? null : (parseEnv(text)[VARIABLE] ?? '');
}

/** Another run may make one at the same time: the first one stays. */
async function created(file: string): Promise<string> {
  const folder = join(file, '..');
  const draft = `${file}.${randomUUID()}`;
  await writing(file, async () => {
    await refuseLink(folder);
    await makeFolder(folder, 0o700);
    await writeFile(join(folder, '.gitignore'), '*\n');
    try {
      await writeFile(draft, `${VARIABLE}=${randomBytes(32).toString('hex')}\n`, {
        mode: 0o600,
        flush: true,
      });
      await link(draft, file).catch(ignoreExisting);
    } finally {
      await rm(draft, { force: true });
    }
    await flushFolder(folder);
  });
  console.error(
    `A new key for pseudonyms is in ${file}. Keep it: without it, everything must be read again. Git ignores it; share it as a secret only.`,
  );
  return checked((await storedKey(file)) ?? '', file);
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

function checked(key: string, place: string): string {
  if (key.length >= SHORTEST) return key;
  throw new Problem({
    place,
    found: `a key of ${key.length} characters`,
    expected: `at least ${SHORTEST} characters that nobody can guess, best 64 hexadecimal digits`,
    remedy: 'Make one with `openssl rand -hex 32`. What was read with another key must be read again.',
    exitCode: 2,
  });
}
