import { compile } from '@mdx-js/mdx';
import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { numberSources } from '../../src/handbook/numberSources.ts';

const list = '\n\n## Sources\n\n- [CodePulse, 2026](source:codepulse) and [DORA](source:dora-2024).\n';

/** The links of a page and its numbers, in order. */
async function shown(value: string): Promise<(string | [string, string])[]> {
  const found: (string | [string, string])[] = [];
  const read = () => (tree: Root) => {
    visit(tree, 'element', ({ tagName, properties, children }: Element) => {
      if (tagName === 'a') found.push([String(properties['href']), String(properties['ariaLabel'] ?? '')]);
      if (tagName === 'sup')
        found.push(children.map((child) => ('value' in child ? child.value : '')).join(''));
    });
  };
  await compile(value, { rehypePlugins: [numberSources, read] });
  return found;
}

test('a link to a source without a text becomes the number that the source has in the list', async () => {
  expect(await shown(`Under 40 %[](source:dora-2024).${list}`)).toEqual([
    ['source:dora-2024', 'Source 2: DORA'],
    '2',
    '1',
    ['source:codepulse', ''],
    '2',
    ['source:dora-2024', ''],
  ]);
});

test('a page without marks has no numbers', async () => {
  expect(await shown(`[DORA](source:dora-2024) says 40 %.${list}`)).toEqual([
    ['source:dora-2024', ''],
    ['source:codepulse', ''],
    ['source:dora-2024', ''],
  ]);
});
