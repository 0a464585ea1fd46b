import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { addContents } from '../facts/folderDigest.ts';
import { textsFoundRight, trustTexts } from '../handbook/body.ts';

/** What decides whether a text is found right, besides the text. */
const CODE = ['src/facts', 'src/handbook', 'package-lock.json'];

const keptSchema = z.strictObject({ code: z.string(), texts: z.record(z.string(), z.string()) });

/**
 * What was found right is not read again when the development server starts, while the code is the same. Only development
 * trusts it: a build and `npm run check` read every text, and code in a page is refused once more when it is rendered.
 * @param root the project's root
 * @param cache Astro's cache folder
 * @param inDevelopment whether what is kept there is trusted
 * @returns what to call when the texts have been read
 */
export async function keepChecks(
  root: URL,
  cache: URL,
  inDevelopment: boolean,
): Promise<() => Promise<void>> {
  const hash = createHash('sha256');
  for (const path of CODE) await addContents(hash, fileURLToPath(root), path);
  const code = hash.digest('hex');
  const file = new URL('found-right.json', cache);
  let saved = await readFile(file, 'utf8').catch(() => '');
  const kept = await Promise.try(() => keptSchema.parse(JSON.parse(saved))).catch(() => undefined);
  if (inDevelopment && kept?.code === code) trustTexts(kept.texts);
  return async () => {
    const text = JSON.stringify({ code, texts: Object.fromEntries(textsFoundRight()) });
    if (text === saved) return;
    await mkdir(cache, { recursive: true });
    await writeFileAtomic(fileURLToPath(file), text);
    saved = text;
  };
}
