import { createHash, hkdfSync } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import plumbline from '../../package.json' with { type: 'json' };
import { ifThere, writing } from '../../src/facts/disk.ts';
import type { Identity } from '../../src/facts/identity.ts';
import { type Instant, instantSchema } from '../../src/facts/schema.ts';
import { readManifest, tidySnapshots } from '../../src/facts/store.ts';
import { type Journal, openJournal } from '../../src/sources/github/transport/journal.ts';
import { takeLock } from './lock.ts';

/** One run of the snapshot command: what it has done so far is kept, so that it can be gone on with. */
export interface SnapshotRun {
  /** Stamps all readings of the run. */
  readonly now: Instant;
  /** Whether it goes on with a run that was cut off. */
  readonly resumed: boolean;
  /** @returns whether this run has stored the repository already */
  isSafe: (name: string) => boolean;
  /** @returns the answers that this run has had so far for a repository, or for another purpose of that name */
  journal: (name: string) => Promise<Journal>;
  /** Notes that a repository is stored, and drops its journal. */
  safe: (name: string) => Promise<void>;
  /** The run is done: removes its traces and gives the folder back. */
  end: () => Promise<void>;
  /**
   * The run failed: keeps what may be gone on with and gives the folder back. Without a repository in the middle of
   * being read there is nothing: the next run finds by itself what is new.
   */
  leave: () => Promise<void>;
}

export interface RunOptions {
  /**
   * All that the run's results depend on, beside the version of Plumbline: a run that was cut off is gone on with
   * only while it is the same.
   */
  about: object;
  /** Encrypts the journals. */
  identity: Pick<Identity, 'sealingKey'>;
  /** @returns the time by the source's clock */
  startedAt: () => Promise<Instant>;
}

const FOLDER = '.snapshot';
const NOTES = 'run.json';
const JOURNAL = '.journal';
/** What was read longer ago is read again. */
const LONGEST_BREAK = 24 * 3_600_000;

const notesSchema = z.object({ about: z.string(), now: instantSchema, safe: z.array(z.string()) });

type Notes = z.infer<typeof notesSchema>;

/**
 * Begins a run over a data folder, or goes on with the one that was cut off there less than a day ago. Its traces
 * lie in `<data>/.snapshot` until it ends well.
 * @throws Problem when another run is at work there, or the disk refuses
 */
export async function openRun(
  data: string,
  { about, identity, startedAt }: RunOptions,
): Promise<SnapshotRun> {
  const folder = join(data, FOLDER);
  const lock = await takeLock(folder);
  try {
    await tidySnapshots(data);
    const fresh: Notes = {
      about: createHash('sha256')
        .update(JSON.stringify([plumbline.version, about]))
        .digest('hex'),
      now: await startedAt(),
      safe: [],
    };
    const left = await notesIn(folder);
    const resumed = left !== null && isOneWith(left, fresh);
    if (!resumed) await removeTraces(folder);
    const notes = resumed ? await withStored(data, folder, left) : fresh;
    await writeNotes(folder, notes);
    const safe = new Set(notes.safe);
    const journalFile = (name: string) => join(folder, `${name.replace('/', '~')}${JOURNAL}`);
    const end = async () => {
      await removeTraces(folder);
      await lock.release();
    };
    return {
      now: notes.now,
      resumed,
      isSafe: (name) => safe.has(name),
      journal: (name) => openJournal(journalFile(name), journalKey(identity, notes, name)),
      safe: async (name) => {
        safe.add(name);
        await writeNotes(folder, { ...notes, safe: [...safe] });
        await rm(journalFile(name), { force: true });
      },
      end,
      leave: async () => {
        const isCutShort = (await journalsIn(folder)).some((file) => repositoryOf(file) !== null);
        if (!isCutShort) await end();
        else await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Ages are told by the source's clock alone: a wrong one here, before or now, changes nothing. */
function isOneWith(left: Notes, fresh: Notes): boolean {
  const age = Math.abs(Date.parse(fresh.now) - Date.parse(left.now));
  return left.about === fresh.about && age < LONGEST_BREAK;
}

/** A run may be cut off after it stored a repository and before it noted so: the snapshot then bears its time. */
async function withStored(data: string, folder: string, notes: Notes): Promise<Notes> {
  const safe = new Set(notes.safe);
  for (const file of await journalsIn(folder)) {
    const name = repositoryOf(file);
    if (name === null) continue;
    const manifest = await readManifest(data, name);
    if (manifest?.readThrough === notes.now) safe.add(name);
  }
  return { ...notes, safe: [...safe] };
}

/** Of one run and one purpose: a journal of another is worth nothing in its place. */
function journalKey(identity: RunOptions['identity'], { about, now }: Notes, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', identity.sealingKey(), `${about} ${now}`, name, 32));
}

/** @returns the repository that a journal is of; null for one that is of none */
function repositoryOf(file: string): string | null {
  const name = file.slice(0, -JOURNAL.length);
  return name.includes('~') ? name.replace('~', '/') : null;
}

const journalsIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith(JOURNAL)).sort();

/** @returns null when there are none, or none that can be read: there is then nothing to go on with */
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

async function removeTraces(folder: string): Promise<void> {
  await writing(folder, async () => {
    for (const name of await readdir(folder)) {
      if (name.startsWith(NOTES) || name.endsWith(JOURNAL)) await rm(join(folder, name), { force: true });
    }
  });
}
