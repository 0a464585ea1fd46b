import { defineCollection } from 'astro:content';
import { join } from 'node:path';
import { docsSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { z } from 'zod';
import { type PageKind, pageKinds } from './handbook/pageKinds.ts';
import { evidenceSchema, scorecardSchema } from './scorecard/schema.ts';
import { sealSchema } from './scorecard/seal.ts';

const content = process.env['PLUMBLINE_CONTENT'] ?? 'content';
const data = process.env['PLUMBLINE_DATA'] ?? 'data';
const scorecards = join(data, 'scorecards');

/** A file's id is its path without the extension: Astro's own ids would be in lower case. */
const byPath = ({ entry }: { entry: string }) => entry.replace(/(\.evidence)?\.\w+$/, '');

/** For the text of pages alone: their fields are read and checked with the whole handbook. */
const text = (kind: Exclude<PageKind, 'rule'>) =>
  defineCollection({
    loader: glob({ base: join(content, pageKinds[kind].folder), pattern: '*.mdx', generateId: byPath }),
    schema: z.looseObject({}),
  });

export const collections = {
  // Starlight's own route asks for this collection; every page here has its own route.
  docs: defineCollection({ loader: { name: 'none', load: async () => {} }, schema: docsSchema() }),
  metrics: text('metric'),
  principles: text('principle'),
  antiPatterns: text('anti-pattern'),
  playbooks: text('playbook'),
  lessons: text('lesson'),
  reviews: defineCollection({
    loader: glob({ base: join(content, 'reviews'), pattern: '*/*.mdx', generateId: byPath }),
    schema: z.looseObject({}),
  }),
  scorecards: defineCollection({
    loader: glob({ base: scorecards, pattern: ['*/*.json', '!**/*.evidence.json'], generateId: byPath }),
    schema: scorecardSchema,
  }),
  seals: defineCollection({
    loader: glob({ base: join(data, 'seals'), pattern: '*/*.json', generateId: byPath }),
    schema: sealSchema,
  }),
  evidence: defineCollection({
    loader: glob({ base: scorecards, pattern: '*/*.evidence.json', generateId: byPath }),
    schema: evidenceSchema,
  }),
};
