import { createHash } from 'node:crypto';
import { addContents } from '../facts/folderDigest.ts';
import { sha256 } from '../facts/sha256.ts';
import { scorecardFolder } from '../scorecard/folder.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { cardsOf, isPresent, type Library } from './library.ts';
import { type WrittenInputs, writtenDigest } from './writtenDigest.ts';

/** What pages are made from. */
export interface PageInputs extends WrittenInputs {
  library: Library;
}

/**
 * Digests of everything that the pages of a past quarter can show: while a quarter's is the same, its pages are. Each
 * contains the code, everything that people write, the seals, the scorecards and the evidence of the quarter and of all
 * before it, and of later quarters who has a scorecard in them.
 * @returns the digest of each past quarter by its id; a present one has none, since each week changes it
 */
export async function pageKeysOf(inputs: PageInputs): Promise<ReadonlyMap<string, string>> {
  const { folders, library } = inputs;
  const shared = await sharedDigest(inputs);
  const keys = new Map<string, string>();
  let earlier = '';
  for (const shelf of library.quarters.toReversed()) {
    if (isPresent(library, shelf)) break;
    const evidence = createHash('sha256');
    await addContents(evidence, scorecardFolder(folders.data), shelf.id, (file) => file.endsWith('.parquet'));
    earlier = sha256(JSON.stringify([earlier, cardsOf(shelf), evidence.digest('hex')]));
    keys.set(shelf.id, sha256(shared + earlier));
  }
  return keys;
}

async function sharedDigest({ library, ...written }: PageInputs): Promise<string> {
  const outlines = library.quarters.map(({ id, closed, start, end, ...shelf }) => [
    [id, closed, start, end],
    cardsOf({ id, closed, start, end, ...shelf }).map(outlineOf),
  ]);
  return sha256(JSON.stringify([await writtenDigest(written), outlines]));
}

/** What pages of other quarters show of a scorecard. */
function outlineOf({ organisation, sample, visibility, scope, metrics }: Scorecard) {
  const imported = metrics.filter(({ importedFrom }) => importedFrom.length > 0).map(({ id }) => id);
  return [organisation, sample, visibility, scope, imported];
}
