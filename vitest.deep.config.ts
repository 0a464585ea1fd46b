import { defineConfig } from 'vitest/config';

process.env['TZ'] ??= 'Pacific/Auckland';

/** `npm run test:long`: the files of which `npm test` runs only some of the cases, with all of them. */
export default defineConfig({
  test: {
    name: 'deep',
    include: [
      'test/browser/accessibility.test.ts',
      'test/browser/review.test.ts',
      'test/bench/verdicts/verdicts.test.ts',
      'test/scripts/crash.test.ts',
      'test/scripts/disk.test.ts',
      'test/scripts/keptScores.test.ts',
      'test/scripts/killed.test.ts',
      'test/scoring/attack.test.ts',
      'test/scoring/pooling.test.ts',
      'test/scoring/work.test.ts',
      'test/scripts/score.test.ts',
      'test/site/keptPages.test.ts',
      'test/site/site.test.ts',
      'test/site/unusualOrganisations.test.ts',
      'test/sources/github/faultMatrix.test.ts',
      'test/stats/simulation.test.ts',
    ],
    globalSetup: 'test/support/runFolder.ts',
    provide: { deep: true },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
