import type { Root } from 'hast';
import { visit } from 'unist-util-visit';
import { parseReference } from '../handbook/reference.ts';
import type { Sources } from '../handbook/source.ts';
import { join } from './href.ts';
import { pathOf } from './paths.ts';

/**
 * A rehype plugin for `.md` files, which have no components: their links to pages and sources, such as
 * `metric:cycle-time`, become addresses.
 * @param base the site's base path
 * @param sources read when a note is made
 */
export function noteLinks({ base, sources }: { base: string; sources: () => Promise<Sources> }) {
  return async (tree: Root, { path }: { path?: string }): Promise<void> => {
    if (!path?.endsWith('.md')) return;
    const known = await sources();
    visit(tree, 'element', ({ tagName, properties }) => {
      const reference = tagName === 'a' ? parseReference(String(properties['href'] ?? '')) : null;
      if (reference === null || reference.kind === 'picture') return;
      const { kind, id } = reference;
      properties['href'] = kind === 'source' ? known[id]?.url : join(base, pathOf(kind, id));
    });
  };
}
