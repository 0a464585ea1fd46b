import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { componentProps, OF_FIGURES } from '../../src/handbook/mdxComponents.ts';
import { dependenciesIn } from './folders.ts';

const root = join(import.meta.dirname, '../..');

/** What `content.ts` gives of the organisation's figures. */
const FIGURES = /\bget(?:Library|Scorecards|Behind|Policy|Outline|Errata|Digest)\b/;

test('a component of the handbook’s texts that reads scorecards is one of those that show figures', async () => {
  const uses = Map.groupBy(await dependenciesIn(root), ({ from }) => from);
  const reads = async (file: string): Promise<boolean> => {
    if (file === 'src/views/content.ts') return false;
    if (FIGURES.test(await readFile(join(root, file), 'utf8'))) return true;
    for (const { to } of uses.get(file) ?? []) if (await reads(to)) return true;
    return false;
  };
  const found: string[] = [];
  for (const name of Object.keys(componentProps))
    if (await reads(`src/components/mdx/${name}.astro`)) found.push(name);
  expect(found.sort()).toEqual([...OF_FIGURES].sort());
});
