import { existsSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ownFolder } from '../../src/handbook/organisationFolder.ts';

/** Files that a new id of a metric changes. */
export interface Renaming {
  /** Files that get another name. */
  moves: readonly (readonly [from: string, to: string])[];
  /** Texts that change, by their present file. */
  texts: ReadonlyMap<string, string>;
}

/** What is searched for references, besides the handbook and the organisation folders. */
const CODE = ['src', 'test', 'scripts'];

interface Places {
  root: string;
  content: string;
  /** Every organisation folder: one's own and the sample's. */
  organisations: readonly string[];
}

/** @returns what has to change so that a metric has another id; nothing is written */
export async function renamingOf(from: string, to: string, places: Places): Promise<Renaming> {
  const { root, content, organisations } = places;
  const texts = new Map<string, string>();
  const change = async (file: string, how: (text: string) => string) => {
    const text = await readFile(file, 'utf8');
    const changed = how(text);
    if (changed !== text) texts.set(file, changed);
  };
  for (const folder of new Set([content, ...organisations]))
    for (const file of await filesIn(folder, /\.(?:mdx?|yaml)$/))
      await change(file, (text) => renamedInContent(text, from, to, file.endsWith('.yaml')));
  for (const folder of CODE)
    for (const file of await filesIn(join(root, folder), /\.(?:ts|astro)$/))
      await change(file, (text) =>
        text.replaceAll(`'${from}'`, `'${to}'`).replaceAll(`/metrics/${from}.ts'`, `/metrics/${to}.ts'`),
      );
  const homes = [join(content, 'metrics'), ...organisations.map((folder) => ownFolder(folder, 'metrics'))];
  const moves: [string, string][] = [];
  const move = (folder: string, extension: string) => {
    const file = join(folder, `${from}${extension}`);
    if (existsSync(file)) moves.push([file, join(folder, `${to}${extension}`)]);
  };
  for (const home of homes) {
    move(home, '.mdx');
    move(home, '.ts');
    const page = join(home, `${from}.mdx`);
    if (!existsSync(page)) continue;
    const text = texts.get(page) ?? (await readFile(page, 'utf8'));
    texts.set(page, withFormerId(text, from));
  }
  move(join(root, 'src/metrics'), '.ts');
  move(join(root, 'test/metrics'), '.test.ts');
  for (const folder of organisations) move(join(folder, 'notes/metrics'), '.md');
  return { moves, texts };
}

/** Writes what {@link renamingOf} found: first the texts, then the names of files. */
export async function applyRenaming({ moves, texts }: Renaming): Promise<void> {
  for (const [file, text] of texts) await writeFile(file, text);
  for (const [from, to] of moves) await rename(from, to);
}

/**
 * Replaces an id where it is one: everywhere in YAML and in frontmatter, below it in links and in components.
 * @param isYaml whether the whole text is YAML
 */
export function renamedInContent(text: string, from: string, to: string, isYaml: boolean): string {
  const [matter = ''] = isYaml ? [text] : (/^---\n[\s\S]*?\n---\n/.exec(text) ?? []);
  const id = new RegExp(`(?<![\\w/.-])${from}(?![\\w-])`, 'g');
  const body = text
    .slice(matter.length)
    .replaceAll(new RegExp(`\\bmetric:${from}(?![\\w-])`, 'g'), `metric:${to}`)
    .replaceAll(`metric="${from}"`, `metric="${to}"`);
  return matter.replaceAll(id, to) + body;
}

/** Adds the former id to a page's frontmatter, so that its old address leads to the new one. */
function withFormerId(text: string, id: string): string {
  if (/^formerIds: \[.*\]$/m.test(text))
    return text.replace(/^(formerIds: \[.*)\]$/m, (_, list: string) => `${list}, ${id}]`);
  return text.replace(/^version: /m, () => `formerIds: [${id}]\nversion: `);
}

async function filesIn(folder: string, wanted: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !dirname(file).includes('node_modules'))
    .sort();
}
