import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assistant } from '../facts/assistants.ts';
import { markKindSchema } from '../facts/schema.ts';
import { readText } from './plainText.ts';
import { parseYaml } from './yaml.ts';

const markSchema = z.strictObject({
  by: markKindSchema.describe(
    '`login`: of its account. `account`: the number of its account, which GitHub’s private addresses begin with. `address`: its e-mail address. `line`: how a line begins that it writes into messages. `branch`: how the names of its branches begin.',
  ),
  value: z.string().min(1).describe('The text itself; case does not matter.'),
  date: z.iso.date('a date as YYYY-MM-DD').describe('When it was last checked.'),
  confidence: z
    .enum(['confirmed', 'reported'], 'one of: confirmed, reported')
    .describe(
      '`confirmed`: on the maker’s own pages or in public commits. `reported`: in the table of another tool.',
    ),
});

const assistantSchema = z.strictObject({
  name: z.string().min(1).describe('What the assistant is called.'),
  marks: z.array(markSchema).min(1).describe('What it leaves behind.'),
});

/** `content/automation.yaml`: assistants that write code, and the marks that they leave. */
export const automationSchema = z.array(assistantSchema).superRefine((table, context) => {
  const seen = new Set<string>();
  table.forEach(({ marks }, index) => {
    marks.forEach(({ by, value }, place) => {
      const key = `${by} ${value.toLowerCase()}`;
      if (seen.has(key))
        context.addIssue({
          code: 'custom',
          path: [index, 'marks', place, 'value'],
          message: 'each mark once',
        });
      seen.add(key);
    });
  });
});

/** The content that comes with the project. */
const OWN = join(import.meta.dirname, '../../content');

/**
 * Reads `automation.yaml`, or the table that comes with the project where the content has none.
 * @returns nothing where there is neither
 * @throws Problem (exit 2) with every problem
 */
export async function loadAutomation(content: string): Promise<Assistant[]> {
  const files = [content, OWN].map((folder) => join(folder, 'automation.yaml'));
  const isThere = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  const file = files.find((_, index) => isThere[index]);
  if (file === undefined) return [];
  const text = await readText(file, {
    expected: 'the table of assistants',
    remedy: 'Restore it from the project’s own content.',
  });
  return parseYaml(file, text, automationSchema).value;
}
