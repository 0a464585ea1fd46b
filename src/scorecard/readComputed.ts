import { z } from 'zod';
import { readStored } from '../facts/disk.ts';
import { Problem } from '../facts/problem.ts';

/**
 * Reads a scorecard or its evidence.
 * @throws Problem for a file that is not what this version writes, and for a symbolic link
 */
export async function readComputed<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const bytes = await readStored(file);
  let fault = 'no such file';
  try {
    const parsed = schema.safeParse(bytes === null ? null : JSON.parse(bytes.toString()));
    if (parsed.success) return parsed.data;
    if (bytes !== null) fault = z.prettifyError(parsed.error);
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
