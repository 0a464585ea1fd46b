import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const CONFIG = `import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
export default defineConfig({ integrations: [starlight({ title: 'Plain' })] });
`;

const COLLECTIONS = `import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
`;

const headSchema = z.object({ title: z.string() });

/**
 * Writes a project of plain Starlight with the prose of a handbook: its Markdown, without our components.
 * @returns how many pages there are
 */
export async function writeStarlight(folder: string, content: string): Promise<number> {
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await write('astro.config.mjs', CONFIG);
  await write('src/content.config.ts', COLLECTIONS);
  let pages = 0;
  for await (const name of glob('*/*.mdx', { cwd: content })) {
    const [, head = '', body = ''] =
      /^---\n(.*?)\n---\n(.*)$/s.exec(await readFile(join(content, name), 'utf8')) ?? [];
    const { title } = headSchema.parse(parse(head));
    const prose = body.replace(/^import .*$/gm, '').replace(/<\/?[A-Z][^>]*>/g, '');
    await write(join('src/content/docs', name), `---\n${stringify({ title })}---\n${prose}`);
    pages += 1;
  }
  return pages;
}
