import { hkdfSync } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import plumbline from '../../package.json' with { type: 'json' };
import { ifThere, writing } from '../../src/facts/disk.ts';
import type { Identity } from '../../src/facts/identity.ts';
import { type Instant, instantSchema } from '../../src/facts/schema.ts';
import { sha256 } from '../../src/facts/sha256.ts';
import { readManifest, tidySnapshots } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { type Journal, openJournal } from '../../src/sources/github/transport/journal.ts';
import { ignoreProblem } from './ignoreProblem.ts';
import { runFolder, takeLock } from './lock.ts';

/** One run of the snapshot command, which can be resumed after it was interrupted. */
export interface SnapshotRun {
  /** The time of all readings of the run. */
  readonly now: Instant;
  /** Whether it resumes a run that was interrupted. */
  readonly resumed: boolean;
  /** @returns whether this run has stored the repository already */
  isStored: (name: string) => boolean;
  /** @returns the answers of this run so far for a repository, or for another purpose of that name */
  journal: (name: string) => Promise<Journal>;
  /** Notes that a repository is stored, and deletes its journal. */
  markStored: (name: string) => Promise<void>;
  /** The run is done: removes its files and releases the folder. */
  end: () => Promise<void>;
  /**
   * The run failed: keeps what is needed to resume it and releases the folder. Nothing is kept when no repository was
   * being read: the next run then finds out what is new.
   */
  leave: () => Promise<void>;
}

export interface RunOptions {
  /**
   * All that the results of the run depend on, besides the version of Plumbline: an interrupted run is resumed only
   * while it is the same.
   */
  about: object;
  /** Encrypts the journals. */
  identity: Pick<Identity, 'sealingKey'>;
  /** @returns the time by the source's clock */
  startedAt: () => Promise<Instant>;
}

const NOTES = 'run.json';
const JOURNAL = '.journal';
/** A run that was interrupted longer ago is not resumed. */
const LONGEST_BREAK = DAY;

const notesSchema = z.object({ about: z.string(), now: instantSchema, safe: z.array(z.string()) });

type Notes = z.infer<typeof notesSchema>;

/**
 * Begins a run on a data folder, or resumes the one that was interrupted there less than a day ago. Its files are in
 * `<data>/.snapshot` until it succeeds.
 * @throws Problem when another run works there, or the disk refuses
 */
export async function openRun(
  data: string,
  { about, identity, startedAt }: RunOptions,
): Promise<SnapshotRun> {
  const folder = runFolder(data);
  const lock = await takeLock(folder);
  try {
    await tidySnapshots(data);
    const fresh: Notes = {
      about: sha256(JSON.stringify([plumbline.version, about])),
      now: await startedAt(),
      safe: [],
    };
    const left = await notesIn(folder);
    const resumed = left !== null && isSameRun(left, fresh);
    if (!resumed) await removeFiles(folder);
    const notes = resumed ? await withStored(data, folder, left) : fresh;
    await writeNotes(folder, notes);
    const stored = new Set(notes.safe);
    const journalFile = (name: string) => join(folder, `${name.replace('/', '~')}${JOURNAL}`);
    const end = async () => {
      await removeFiles(folder);
      await lock.release();
    };
    return {
      now: notes.now,
      resumed,
      isStored: (name) => stored.has(name),
      journal: (name) => openJournal(journalFile(name), journalKey(identity, notes, name)),
      markStored: async (name) => {
        stored.add(name);
        await writeNotes(folder, { ...notes, safe: [...stored] });
        await rm(journalFile(name), { force: true });
      },
      end,
      leave: async () => {
        const isResumable = (await journalsIn(folder)).some((file) => repositoryOf(file) !== null);
        if (!isResumable) await end();
        else await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Ages are measured by the source's clock only, so a wrong local clock has no effect. */
function isSameRun(left: Notes, fresh: Notes): boolean {
  const age = Math.abs(Date.parse(fresh.now) - Date.parse(left.now));
  return left.about === fresh.about && age < LONGEST_BREAK;
}

/** A run may be interrupted between storing a repository and noting that: the snapshot then has the run's time. */
async function withStored(data: string, folder: string, notes: Notes): Promise<Notes> {
  const stored = new Set(notes.safe);
  for (const file of await journalsIn(folder)) {
    const name = repositoryOf(file);
    if (name === null) continue;
    const manifest = await readManifest(data, name).catch(ignoreProblem);
    if (manifest?.readThrough === notes.now) stored.add(name);
  }
  return { ...notes, safe: [...stored] };
}

/** A key for one run and one purpose: a journal of another cannot be used in its place. */
function journalKey(identity: RunOptions['identity'], { about, now }: Notes, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', identity.sealingKey(), `${about} ${now}`, name, 32));
}

/** @returns the repository of a journal; null for a journal of another purpose */
function repositoryOf(file: string): string | null {
  const name = file.slice(0, -JOURNAL.length);
  return name.includes('~') ? name.replace('~', '/') : null;
}

const journalsIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith(JOURNAL)).sort();

/** @returns null when there are none or they cannot be read: there is then nothing to resume */
async function notesIn(folder: string): Promise<Notes | null> {
  const text = await ifThere(readFile(join(folder, NOTES), 'utf8'));
  if (text === null) return null;
  try {
    return notesSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function writeNotes(folder: string, notes: Notes): Promise<void> {
  const file = join(folder, NOTES);
  await writing(file, async () => {
    try {
      await writeFile(`${file}.new`, JSON.stringify(notes));
      await rename(`${file}.new`, file);
    } finally {
      await rm(`${file}.new`, { force: true });
    }
  });
}

async function removeFiles(folder: string): Promise<void> {
  await writing(folder, async () => {
    for (const name of await readdir(folder)) {
      if (name.startsWith(NOTES) || name.endsWith(JOURNAL)) await rm(join(folder, name), { force: true });
    }
  });
}
