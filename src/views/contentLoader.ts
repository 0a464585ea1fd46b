import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Loader } from 'astro/loaders';
import { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { contentSchema } from '../handbook/contentSchema.ts';
import { loadContent } from '../handbook/loadContent.ts';
import type { Note } from '../handbook/notes.ts';
import type { Folders } from '../handbook/organisationFolder.ts';
import { pageKindNames } from '../handbook/pageKinds.ts';
import { codeIds } from './codeIds.ts';
import { keepChecks } from './keepChecks.ts';
import { changesIn } from './lastChanges.ts';

/** The one entry of the collection: the content, or in development what is wrong with it. */
export const storedContentSchema = z.union([
  contentSchema.extend({
    changes: z.map(z.string(), z.string()),
    notes: z.array(z.strictObject({ kind: z.enum(pageKindNames), id: z.string(), html: z.string() })),
  }),
  z.strictObject({ problem: z.string() }),
]);

/**
 * An Astro loader that reads everything that people write, once a build and again after each change of a file.
 * A problem stops a build before it begins. In development it is stored, so that each page can report it.
 */
export function contentLoader(folders: Folders): Loader {
  return {
    name: 'plumbline-content',
    load: async ({ config, parseData, renderMarkdown, store, watcher }) => {
      const rendered = (notes: readonly Note[]) =>
        Promise.all(
          notes.map(async ({ kind, id, file, text }) => {
            const { html } = await renderMarkdown(text, { fileURL: pathToFileURL(resolve(file)) });
            return { kind, id, html };
          }),
        );
      const keep = await keepChecks(config.root, config.cacheDir, watcher !== undefined);
      const read = async () => {
        const found = await readOrReport(folders, fileURLToPath(config.root), watcher !== undefined);
        const data = 'problem' in found ? found : { ...found, notes: await rendered(found.notes) };
        store.set({ id: 'content', data: await parseData({ id: 'content', data }) });
      };
      await read();
      // Once: a save must show soon, and the few texts that change are read again at the next start.
      await keep();
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
      codeIds(root, folders.organisation).then((code) => loadContent(folders, code)),
      changesIn(folders.content),
    ]);
    return { ...content, changes };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (inDevelopment) return { problem: error.message };
    // Astro itself would add a stack trace and exit with 1.
    console.error(`\n${error.message}`);
    process.exit(error.exitCode);
  }
}
