import type { z } from 'zod';
import { Problem } from '../facts/problem.ts';
import { type Parsed, parseYaml } from './yaml.ts';

/**
 * As Astro, which renders the page, finds frontmatter: it ends at the first line that begins with `---` or `+++`,
 * whatever follows in that line. Where ours ended elsewhere, the build would render text that was not checked.
 */
const MATTER = /^---([\s\S]*?\n)(?:---|\+\+\+)/;

/** @throws Problem (exit 2) when the frontmatter is missing, ends in an unusual way or does not fit the schema */
export function parseFrontmatter<T>(file: string, text: string, schema: z.ZodType<T>): Parsed<T> {
  const [matter, between] = MATTER.exec(text) ?? [];
  if (matter === undefined || between === undefined || !/^\r?\n/.test(between)) {
    throw new Problem({
      place: `${file}:1:1`,
      found: 'no frontmatter',
      expected: 'a definition between two lines of `---` at the top',
      remedy: 'Copy the frontmatter of another page of its kind and change it.',
      exitCode: 2,
    });
  }
  const [last = ''] = /^.*/.exec(text.slice(matter.length - 3)) ?? [];
  if (!/^---\r?$/.test(last)) {
    throw new Problem({
      place: `${file}:${matter.split('\n').length}:1`,
      found: `frontmatter that ends in the line \`${last}\``,
      expected: 'a line of `---` alone',
      remedy: 'Write `---` in a line of its own after the last field, and indent text that begins with it.',
      exitCode: 2,
    });
  }
  return parseYaml(file, between.replace(/^\r?\n/, ''), schema, 1);
}

/** @returns a text whose frontmatter became blank lines, so that places stay those of the file */
export function withoutFrontmatter(text: string): string {
  return text.replace(MATTER, (matter) => matter.replaceAll(/[^\n]/g, ''));
}
