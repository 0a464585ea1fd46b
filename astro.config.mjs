import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';

const { PLUMBLINE_SITE, PLUMBLINE_BASE } = process.env;

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
  'prose',
  'print',
];

const ours = (name) => `./src/layouts/${name}.astro`;

export default defineConfig({
  ...(PLUMBLINE_SITE ? { site: PLUMBLINE_SITE } : {}),
  base: PLUMBLINE_BASE ?? '/',
  trailingSlash: 'always',
  markdown: { syntaxHighlight: false },
  prefetch: { prefetchAll: false },
  vite: {
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
