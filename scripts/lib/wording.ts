import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '../../src/handbook/pages.ts';
import {
  type Finding,
  findInPage,
  findInText,
  type PlainEnglish,
  plainEnglishSchema,
} from '../../src/handbook/plainEnglish.ts';
import { parseYaml } from '../../src/handbook/yaml.ts';

const root = join(import.meta.dirname, '../..');
const file = 'docs/plain-english.yaml';

/** Code that holds texts which people read: messages, the site, comments, names of tests. */
const codeFolders = ['src', 'scripts', 'test'];
const CODE = /\.(?:ts|astro|mjs)$/;
/** A string of one word is an identifier. */
const IDENTIFIER = /'[\w-]+'/g;

/** @returns the wording that the style guide advises against */
export async function plainEnglish(): Promise<PlainEnglish> {
  return parseYaml(file, await readFile(join(root, file), 'utf8'), plainEnglishSchema).value;
}

/** @returns what the style guide advises against in the handbook: its pages and the files that lead to them */
export async function wordingOfHandbook(content: string, pages: readonly Page[]): Promise<Finding[]> {
  const patterns = await plainEnglish();
  const found: Finding[] = [];
  for (const { file, text, kind } of pages)
    found.push(
      ...(kind === 'rule' ? findInLines(patterns, file, text) : await findInMdx(patterns, file, text)),
    );
  const names = (await readdir(content)).filter((name) => name.endsWith('.yaml')).sort();
  for (const name of names)
    found.push(...findInLines(patterns, join(content, name), await readFile(join(content, name), 'utf8')));
  return found;
}

/** @returns the same for the code, with the names of tests */
export async function wordingOfCode(): Promise<Finding[]> {
  const patterns = await plainEnglish();
  const found: Finding[] = [];
  for (const folder of codeFolders) {
    const names = (await readdir(join(root, folder), { recursive: true })).filter((name) => CODE.test(name));
    for (const name of names.sort()) {
      const path = join(folder, name);
      found.push(
        ...findInLines(patterns, path, (await readFile(join(root, path), 'utf8')).replaceAll(IDENTIFIER, '')),
      );
    }
  }
  return found;
}

/** The fields at the top of a page line by line, its text sentence by sentence. */
async function findInMdx(patterns: PlainEnglish, path: string, text: string): Promise<Finding[]> {
  const [, fields = ''] = /^---\n([\s\S]*?)\n---$/m.exec(text) ?? [];
  return [
    ...findInLines(patterns, path, `\n${fields}`),
    ...(await findInPage(patterns, { file: path, text })),
  ];
}

function findInLines(patterns: PlainEnglish, path: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, index) => findInText(patterns, line, `${path}:${index + 1}`));
}
