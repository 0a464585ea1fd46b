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

/** Keys of pages: while its key is the same, a page is. */
export interface PageKeys {
  /** Of a page of the handbook that shows no figures. */
  text: string;
  /** Of the pages of each past quarter, by its id; a present one has none, since each week changes it. */
  quarters: ReadonlyMap<string, string>;
}

/**
 * Digests of everything that pages can show. That of text contains the code, everything that people write, the seals, and
 * of all scorecards what others show of them: who has one, with which KPIs. That of a past quarter contains the code, everything that people write, the seals, the scorecards and the evidence of the quarter and of all
 * before it, and of later quarters who has a scorecard in them.
 */
export async function pageKeysOf(inputs: PageInputs): Promise<PageKeys> {
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
  return { text: shared, quarters: keys };
}

async function sharedDigest({ library, ...written }: PageInputs): Promise<string> {
  const outlines = library.quarters.map(({ id, closed, start, end, ...shelf }) => [
    [id, closed, start, end],
    cardsOf({ id, closed, start, end, ...shelf }).map(outlineOf),
  ]);
  return sha256(JSON.stringify([await writtenDigest(written), outlines]));
}

/** What pages of other quarters show of a scorecard. */
function outlineOf({ organisation, sample, visibility, scope, kpis, metrics }: Scorecard) {
  const imported = metrics.filter(({ importedFrom }) => importedFrom.length > 0).map(({ id }) => id);
  return [organisation, sample, visibility, scope, kpis, imported];
}
