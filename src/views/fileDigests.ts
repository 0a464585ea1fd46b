import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Loader } from 'astro/loaders';
import { z } from 'zod';
import { filesIn, named } from '../facts/folderDigest.ts';
import { sha256 } from '../facts/sha256.ts';

export const fileDigestSchema = z.strictObject({ digest: z.string() });

/**
 * An Astro loader of which JSON files a folder holds, without what is in them: pages read that themselves, since Astro
 * would write all of it into its code. The digests tell a development server what changed.
 */
export function fileDigests(folder: string): Loader {
  return {
    name: 'plumbline-files',
    load: async ({ store, watcher }) => {
      const read = async () => {
        const files = (await filesIn(folder)).filter((file) => file.endsWith('.json'));
        const entries = await Promise.all(
          files.map(async (file) => ({
            id: named(folder, file),
            data: { digest: sha256(await readFile(file)) },
          })),
        );
        store.clear();
        for (const entry of entries) store.set(entry);
      };
      await read();
      watcher?.add(folder);
      watcher?.on('all', (_, path) => {
        if (!relative(folder, path).startsWith('..')) void read();
      });
    },
  };
}
