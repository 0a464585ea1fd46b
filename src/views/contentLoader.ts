import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { contentSchema } from '../handbook/contentSchema.ts';
import { loadContent } from '../handbook/loadContent.ts';
import type { Folders } from '../handbook/organisationFolder.ts';
import { changesIn } from './changes.ts';
import { codeIds } from './codeIds.ts';

/** The one entry of the collection: the content, or in development what is wrong with it. */
export const storedContentSchema = z.union([
  contentSchema.extend({ changes: z.map(z.string(), z.string()) }),
  z.strictObject({ fault: z.string() }),
]);

/**
 * An Astro loader that reads everything that people write, once a build and again after each change of a file.
 * A fault stops a build before it begins. In development it is stored, so that each page can report it.
 */
export function contentLoader(folders: Folders): Loader {
  return {
    name: 'plumbline-content',
    load: async ({ config, parseData, store, watcher }) => {
      const read = async () => {
        const data = await readOrReport(folders, fileURLToPath(config.root), watcher !== undefined);
        store.set({ id: 'content', data: await parseData({ id: 'content', data }) });
      };
      await read();
      const watched = [folders.content, folders.organisation].map((folder) => resolve(folder));
      watcher?.add(watched);
      watcher?.on('all', (_, path) => {
        if (watched.some((folder) => !relative(folder, path).startsWith('..'))) void read();
      });
    },
  };
}

async function readOrReport(folders: Folders, root: string, inDevelopment: boolean) {
  try {
    const [content, changes] = await Promise.all([
      codeIds(root).then((code) => loadContent(folders, code)),
      changesIn(folders.content),
    ]);
    return { ...content, changes };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (inDevelopment) return { fault: error.message };
    // Astro itself would add a stack trace and exit with 1.
    console.error(`\n${error.message}`);
    process.exit(error.exitCode);
  }
}
