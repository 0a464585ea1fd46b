import type { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { type Parsed, parseYaml } from './yaml.ts';

/** @throws Problem (exit 2) when the frontmatter is missing or does not fit the schema */
export function parseFrontmatter<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<T> {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(text);
  if (match?.[1] === undefined) {
    throw new Problem({
      place: `${file}:1:1`,
      found: 'no frontmatter',
      expected: 'a definition between two lines of `---` at the top',
      remedy: 'Copy the frontmatter of another page of its kind and change it.',
      exitCode: 2,
    });
  }
  return parseYaml(file, match[1], schema, 1);
}

/** @returns a text whose frontmatter became blank lines, so that places stay those of the file */
export function withoutFrontmatter(text: string): string {
  return text.replace(/^---\r?\n[\s\S]*?\r?\n---(?=\r?\n)/, (matter) => matter.replaceAll(/[^\n]/g, ''));
}
