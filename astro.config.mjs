import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import memoize from 'memoize';
import { refuseCode } from './src/handbook/body.ts';
import { loadDefinitions } from './src/handbook/handbook.ts';
import { linkTerms, termNames } from './src/handbook/linkTerms.ts';
import { numberSources } from './src/handbook/numberSources.ts';
import { foldersGivenBy, OWN_PAGES, organisationFolders } from './src/handbook/organisationFolder.ts';
import { pageKinds } from './src/handbook/pageKinds.ts';
import { loadSources } from './src/handbook/source.ts';
import { finishPages } from './src/views/finishPages.ts';
import { keepPages } from './src/views/keepPages.ts';
import { keepRenderer } from './src/views/keepRenderer.ts';
import { noteLinks } from './src/views/noteLinks.ts';
import { replaceSite } from './src/views/replaceSite.ts';
import { searchRanking } from './src/views/searchRanking.ts';
import { waitForPages } from './src/views/waitForPages.ts';

const { PLUMBLINE_SITE, PLUMBLINE_BASE } = process.env;
const { content, organisation } = organisationFolders(foldersGivenBy(process.env));
const base = PLUMBLINE_BASE ?? '/';

/** Read again after some seconds, so that a page that is added during development is known. */
const terms = memoize(() => loadDefinitions(content, organisation).then(termNames, () => []), {
  maxAge: 10_000,
});

/** In the order of the cascade. */
const styles = [
  'tokens',
  'page',
  'frame',
  'search',
  'table',
  'list',
  'verdict',
  'kpi',
  'review',
  'chart',
  'handbook',
  'chapter',
  'prose',
  'print',
];

const finish = {
  name: 'plumbline-finish-pages',
  hooks: { 'astro:build:done': ({ dir }) => finishPages(fileURLToPath(dir), base) },
};

/**
 * Rendered pages are garbage as soon as they are written. V8 lets the memory in use grow fourfold before it collects; by half
 * at a time, the site of 100,000 pull requests takes 1,450 MB instead of 1,680 to 1,820, and 44 CPU s instead of 39.
 */
const collectOften = {
  name: 'plumbline-collect-often',
  hooks: { 'astro:build:start': () => setFlagsFromString('--heap-growing-percent=50') },
};

/** Of vega-embed, whose charts are compiled by the build, what a reader loads. */
const withoutCompiler = {
  name: 'plumbline-without-compiler',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === 'vega-lite' && importer?.includes('/vega-embed/')
      ? fileURLToPath(new URL('./src/charts/noCompiler.ts', import.meta.url))
      : undefined,
};

const ours = (name) => `./src/layouts/${name}.astro`;

export default defineConfig({
  ...(PLUMBLINE_SITE ? { site: PLUMBLINE_SITE } : {}),
  base,
  cacheDir: './.cache/site',
  experimental: { incrementalBuild: true },
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
      },
      styleDirective: {
        // Starlight's icons and the exploring chart set the `style` of single elements; pages contain no style sheet.
        resources: [{ resource: "'unsafe-inline'", kind: 'attribute' }],
      },
    },
  },
  markdown: {
    syntaxHighlight: false,
    // What is checked before a build is checked again in the tree that is rendered.
    processor: unified({
      remarkPlugins: [refuseCode],
      rehypePlugins: [
        [linkTerms, terms],
        numberSources,
        [noteLinks, { base, sources: () => loadSources(content) }],
      ],
    }),
  },
  prefetch: { prefetchAll: false },
  vite: {
    plugins: [withoutCompiler, waitForPages()],
    build: {
      // The exploring chart's library is large and loaded only on request.
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
    keepPages(),
    collectOften,
    finish,
    // Links are ours to render; Starlight's own setting would write them out unchanged.
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
      pagination: false,
      locales: { root: { label: 'English', lang: 'en-GB' } },
      markdown: {
        processedDirs: [
          ...Object.values(pageKinds).flatMap(({ folder }) => [
            join(content, folder),
            join(organisation, OWN_PAGES, folder),
          ]),
          join(organisation, 'notes'),
        ],
      },
      pagefind: { ranking: searchRanking },
      components: {
        Head: ours('Head'),
        Header: ours('Masthead'),
        MarkdownContent: ours('Content'),
        PageFrame: ours('PageFrame'),
        PageTitle: ours('PageTitle'),
      },
    }),
    // Last, when all others have written.
    keepRenderer(),
    replaceSite(),
  ],
});
