import { defineCollection } from 'astro:content';
import { join, resolve } from 'node:path';
import { glob, type Loader } from 'astro/loaders';
import { foldersGivenBy, OWN_PAGES, organisationFolders } from './handbook/organisationFolder.ts';
import { pageKinds } from './handbook/pageKinds.ts';
import { scorecardFolder } from './scorecard/folder.ts';
import { sealSchema } from './scorecard/seal.ts';
import { contentLoader, storedContentSchema } from './views/contentLoader.ts';
import { fileDigestSchema, fileDigests } from './views/fileDigests.ts';

const folders = organisationFolders(foldersGivenBy(process.env));
const { content, organisation, data } = folders;
const scorecards = scorecardFolder(data);

const texts = [
  ...Object.values(pageKinds)
    .filter(({ extension }) => extension === '.mdx')
    .map(({ folder }) => `${folder}/*.mdx`),
];

/** A file's id is its path without the extension: Astro's own ids would be in lower case. */
const byPath = ({ entry }: { entry: string }) => entry.replace(/\.\w+$/, '');

/** Several folders in one collection, each under a name of its own: a loader forgets only what it found itself. */
function inParts(parts: Readonly<Record<string, { base: string; pattern: string[] }>>): Loader {
  const loaders = Object.entries(parts).map(
    ([part, options]) =>
      [`${part}/`, glob({ ...options, generateId: (file) => `${part}/${byPath(file)}` })] as const,
  );
  return {
    name: 'plumbline-texts',
    load: async (context) => {
      for (const [prefix, { load }] of loaders) {
        const keys = () => context.store.keys().filter((key) => key.startsWith(prefix));
        await load({ ...context, store: { ...context.store, keys } });
      }
    },
  };
}

export const collections = {
  content: defineCollection({ loader: contentLoader(folders), schema: storedContentSchema }),
  // The text below a page's fields, to be rendered: of those files alone that the loader of the content has checked.
  texts: defineCollection({
    loader: inParts({
      shipped: { base: content, pattern: texts },
      own: { base: join(organisation, OWN_PAGES), pattern: texts },
    }),
  }),
  reviews: defineCollection({
    loader: glob({ base: join(organisation, 'reviews'), pattern: '**/*.mdx', generateId: byPath }),
  }),
  scorecards: defineCollection({
    loader: fileDigests(resolve(scorecards)),
    schema: fileDigestSchema,
  }),
  seals: defineCollection({
    loader: glob({ base: join(data, 'seals'), pattern: '*/*.json', generateId: byPath }),
    schema: sealSchema,
  }),
};
