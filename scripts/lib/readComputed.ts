import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Problem } from '../../src/facts/problem.ts';

/**
 * Reads a scorecard or its evidence.
 * @throws Problem for a file that is not what this version writes
 */
export async function readComputed<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let fault: string;
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return parsed.data;
    fault = z.prettifyError(parsed.error);
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  throw new Problem({
    place: file,
    found: `not what \`npm run score\` writes: ${fault}`,
    expected: 'a file as this version of Plumbline writes it',
    remedy: 'Run `npm run score`.',
  });
}
