import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'astro';

/**
 * What a page of the sample site costs to build, and what of that its charts cost: the site is built as it is, and
 * again with every chart replaced by an empty drawing. Prints a table; asserts nothing.
 */
const withCharts = await buildSite([]);
const withoutCharts = await buildSite([
  {
    name: 'empty charts',
    enforce: 'pre' as const,
    load: (id: string) =>
      id.endsWith('/src/charts/render.ts')
        ? "export const renderChart = async () => '<svg></svg>';"
        : undefined,
  },
]);
const row = ({ seconds, pages }: Built) => ({
  pages,
  seconds: seconds.toFixed(1),
  'ms a page': ((seconds / pages) * 1000).toFixed(0),
});
console.table({
  'with charts': row(withCharts),
  'without charts': row(withoutCharts),
});
console.log(`with ÷ without charts: ${(withCharts.seconds / withoutCharts.seconds).toFixed(2)}`);

interface Built {
  seconds: number;
  pages: number;
}

async function buildSite(
  plugins: { name: string; enforce: 'pre'; load: (id: string) => string | undefined }[],
): Promise<Built> {
  const outDir = await mkdtemp(join(tmpdir(), 'plumbline-site-'));
  try {
    const started = performance.now();
    await build({ outDir, logLevel: 'error', vite: { plugins } });
    const seconds = (performance.now() - started) / 1000;
    const files = await readdir(outDir, { recursive: true });
    return { seconds, pages: files.filter((name) => name.endsWith('.html')).length };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
