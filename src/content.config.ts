import { defineCollection } from 'astro:content';
import { join } from 'node:path';
import { docsSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { definitionSchema } from './handbook/definition.ts';
import { evidenceSchema, scorecardSchema } from './scorecard/schema.ts';

const content = process.env['PLUMBLINE_CONTENT'] ?? 'content';
const data = process.env['PLUMBLINE_DATA'] ?? 'data';
const scorecards = join(data, 'scorecards');

/** A file's id is its path without the extension: Astro's own ids would be in lower case. */
const byPath = ({ entry }: { entry: string }) => entry.replace(/(\.evidence)?\.\w+$/, '');

export const collections = {
  // Starlight's own route asks for this collection; every page here has its own route.
  docs: defineCollection({ loader: { name: 'none', load: async () => {} }, schema: docsSchema() }),
  metrics: defineCollection({
    loader: glob({ base: join(content, 'metrics'), pattern: '*.mdx', generateId: byPath }),
    schema: definitionSchema,
  }),
  scorecards: defineCollection({
    loader: glob({ base: scorecards, pattern: ['*/*.json', '!**/*.evidence.json'], generateId: byPath }),
    schema: scorecardSchema,
  }),
  evidence: defineCollection({
    loader: glob({ base: scorecards, pattern: '*/*.evidence.json', generateId: byPath }),
    schema: evidenceSchema,
  }),
};
