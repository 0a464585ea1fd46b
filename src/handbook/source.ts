import { join } from 'node:path';
import { z } from 'zod';
import { idSchema } from './id.ts';
import { readText } from './plainText.ts';
import { parseYaml } from './yaml.ts';

/** Where a figure or a definition comes from. */
export const sourceSchema = z
  .strictObject({
    title: z.string().min(1).describe('Title of the document, as it is written there.'),
    publisher: z.string().min(1).describe('Who published it.'),
    url: z
      .url({ protocol: /^https?$/, error: 'a full https address' })
      .describe('Where a reader can open it.'),
    year: z.int().min(1900).optional().describe('Year of publication or of the data.'),
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
    remedy: 'Create it, with title, publisher and url for each, or give its folder with `--content`.',
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
