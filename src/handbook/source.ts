import { join } from 'node:path';
import { z } from 'zod';
import { idSchema } from './id.ts';
import { readText } from './plainText.ts';
import { parseYaml } from './yaml.ts';

export const sourceTypes = [
  'experiment',
  'study',
  'survey',
  'vendor-benchmark',
  'framework',
  'book',
  'guide',
  'law',
  'opinion',
] as const;

export type SourceType = (typeof sourceTypes)[number];

/** What each type of source is. */
export const sourceTypeMeanings: Readonly<Record<SourceType, string>> = {
  experiment: 'An experiment that assigned people or work at random.',
  study: 'A study with a published method: measured data, a meta-analysis, a model or a proof.',
  survey: 'A survey: what people answered about themselves and their organisation.',
  'vendor-benchmark': 'A vendor’s figures about its own customers.',
  framework: 'A proposal for what to measure, argued by its authors.',
  book: 'A book that sets out a method or a body of practice.',
  guide: 'Official guidance by those who run the programme or the product that it is about.',
  law: 'A law, or the decision of a court or an authority.',
  opinion: 'An author’s advice from experience.',
};

export const evidenceStrengths = ['strong', 'moderate', 'limited', 'none', 'definition'] as const;

export type EvidenceStrength = (typeof evidenceStrengths)[number];

/** How far a source supports what it says. */
export const evidenceMeanings: Readonly<Record<EvidenceStrength, string>> = {
  strong: 'Others can check the method, and the data or the proof are published.',
  moderate: 'The method is described and the sample is large or varied; causes are not shown.',
  limited: 'One organisation, one vendor’s customers or a small sample; hard to check from outside.',
  none: 'No data are given; it is advice to try out.',
  definition: 'It says what a term means or how a product counts, and claims nothing beyond that.',
};

/** Where a figure or a definition comes from. */
export const sourceSchema = z
  .strictObject({
    title: z.string().min(1).describe('Title of the document, as it is written there.'),
    publisher: z.string().min(1).describe('Who published it.'),
    url: z
      .url({ protocol: /^https?$/, error: 'a full https address' })
      .describe('Where a reader can open it.'),
    year: z
      .int()
      .min(1900)
      .describe('Year of publication or of the data; for an undated page, when it was read.'),
    undated: z
      .literal(true)
      .optional()
      .describe('Set for a page without a date: `year` is when it was read.'),
    type: z.enum(sourceTypes, `one of: ${sourceTypes.join(', ')}`).describe('What kind of document it is.'),
    evidence: z
      .enum(evidenceStrengths, `one of: ${evidenceStrengths.join(', ')}`)
      .describe('How far it supports what it says.'),
    about: z
      .string()
      .min(20, 'a whole sentence')
      .optional()
      .describe('What it offers, and where its limits are.'),
    version: z.string().optional().describe('Version or edition of the report, where it has one.'),
  })
  .describe('Where a figure comes from.');

export type Source = z.infer<typeof sourceSchema>;

/** Sources by id. */
export type Sources = Readonly<Record<string, Source>>;

export const sourcesSchema = z.record(idSchema, sourceSchema);

/**
 * Reads `content/sources.yaml`.
 * @throws Problem (exit 2) when it is missing or wrong
 */
export async function loadSources(content: string): Promise<Sources> {
  const file = join(content, 'sources.yaml');
  const text = await readText(file, {
    expected: 'the documents that ranges and warnings come from, by id',
    remedy:
      'Create it, with title, publisher, url, year, type and evidence for each, or give its folder with `--content`.',
  });
  return parseYaml(file, text, sourcesSchema).value;
}

const EXPECTED_SOURCE = 'the id of a source in `content/sources.yaml`';

/** A source as a page names it: by its id in `content/sources.yaml`. Parsing gives the source itself. */
export function sourceReference(sources: Sources): z.ZodType<Source> {
  return z
    .string(EXPECTED_SOURCE)
    .describe('The id of a source in `sources.yaml`.')
    .transform((id, context) => {
      const source = Object.hasOwn(sources, id) ? sources[id] : undefined;
      if (source !== undefined) return source;
      const values = Object.keys(sources);
      context.issues.push({ code: 'invalid_value', values, input: id, message: EXPECTED_SOURCE });
      return z.NEVER;
    });
}
