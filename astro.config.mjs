import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { checkedContent } from './scripts/lib/content.ts';
import { Problem } from './src/facts/problem.ts';
import { loadDefinitions } from './src/handbook/handbook.ts';
import { linkTerms, termNames } from './src/handbook/linkTerms.ts';
import { searchRanking } from './src/views/searchRanking.ts';

const { PLUMBLINE_SITE, PLUMBLINE_BASE, PLUMBLINE_CONTENT = 'content' } = process.env;

let names;

/** Read once, and again after a change. A page with a fault elsewhere is still shown: it is reported where it is. */
const terms = () => {
  names ??= loadDefinitions(PLUMBLINE_CONTENT).then(termNames, () => []);
  return names;
};

/** Wrong content stops a build before it begins, with one message; in development the page shows it. */
const checkContent = {
  name: 'plumbline-check-content',
  hooks: {
    'astro:config:setup': async ({ command }) => {
      if (command !== 'build') return;
      await checkedContent(PLUMBLINE_CONTENT).catch((error) => {
        if (!(error instanceof Problem)) throw error;
        console.error(`\n${error.message}`);
        process.exit(error.exitCode);
      });
    },
  },
};

/** What is read outside of Astro's collections is looked at again, too. */
const watchContent = {
  name: 'plumbline-watch-content',
  configureServer(server) {
    const folder = resolve(PLUMBLINE_CONTENT);
    server.watcher.add(folder);
    server.watcher.on('all', (_, path) => {
      if (!path.startsWith(folder)) return;
      names = undefined;
      server.ws.send({ type: 'full-reload' });
    });
  },
};

/** In the order of the cascade. */
const styles = [
  'tokens',
  'page',
  'frame',
  'table',
  'list',
  'verdict',
  'kpi',
  'chart',
  'handbook',
  'chapter',
  'prose',
  'print',
];

/** Starlight's scripts that stand in the page as they are written, and that Astro therefore does not know. */
const starlightScripts = async () => {
  const { resolve: find } = createRequire(import.meta.url);
  const sources = await Promise.all(
    ['ThemeProvider', 'ThemeSelect', 'Search'].map((name) =>
      readFile(find(`@astrojs/starlight/components/${name}.astro`), 'utf8'),
    ),
  );
  return sources.flatMap((source) =>
    [...source.matchAll(/<script is:inline>(.*?)<\/script>/gs)].map(
      ([, script]) => `sha256-${createHash('sha256').update(script).digest('base64')}`,
    ),
  );
};

const ours = (name) => `./src/layouts/${name}.astro`;

export default defineConfig({
  ...(PLUMBLINE_SITE ? { site: PLUMBLINE_SITE } : {}),
  base: PLUMBLINE_BASE ?? '/',
  trailingSlash: 'always',
  // A static host sends no headers of ours, so each page says itself what it may load and run.
  security: {
    csp: {
      directives: [
        "default-src 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
      ],
      scriptDirective: {
        // The search is WebAssembly. Nothing may be evaluated from text.
        resources: ["'self'", "'wasm-unsafe-eval'"],
        hashes: await starlightScripts(),
      },
      styleDirective: {
        // Starlight's icons and the exploring chart set the `style` of single elements; no style sheet stands in a page.
        resources: [{ resource: "'unsafe-inline'", kind: 'attribute' }],
      },
    },
  },
  markdown: {
    syntaxHighlight: false,
    processor: unified({ rehypePlugins: [[linkTerms, terms]] }),
  },
  prefetch: { prefetchAll: false },
  vite: {
    plugins: [watchContent],
    build: {
      // The exploring chart's library is large and loaded only when somebody asks for it.
      chunkSizeWarningLimit: 1000,
      rolldownOptions: {
        // Astro reads its own directive in each MDX page before the bundler drops it.
        onLog: (level, log, handle) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
        },
      },
    },
  },
  integrations: [
    checkContent,
    // Links are ours to render; Starlight's own setting would write them out as they stand.
    mdx({ optimize: { ignoreElementNames: ['a'] } }),
    starlight({
      title: 'Plumbline',
      description: 'Are we getting better? Engineering metrics with their uncertainty, and what they mean.',
      favicon: '/favicon.svg',
      customCss: [
        '@fontsource-variable/source-serif-4/index.css',
        ...styles.map((name) => `./src/styles/${name}.css`),
      ],
      disable404Route: true,
      expressiveCode: false,
      tableOfContents: false,
      pagination: false,
      pagefind: { ranking: searchRanking },
      components: {
        Banner: ours('Nothing'),
        ContentPanel: ours('Passage'),
        Footer: ours('Nothing'),
        Header: ours('Masthead'),
        MarkdownContent: ours('Passage'),
        PageFrame: ours('PageFrame'),
        PageTitle: ours('Nothing'),
        TwoColumnContent: ours('Passage'),
      },
    }),
  ],
});
