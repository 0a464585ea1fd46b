import { configDefaults, defineConfig } from 'vitest/config';

process.env['TZ'] ??= 'Pacific/Auckland';

/** For Stryker, which brings its own pool: the tests of what it mutates. */
export default defineConfig({
  test: {
    include: [
      'test/metrics/**/*.test.ts',
      'test/stats/**/*.test.ts',
      'test/scorecard/verdict.test.ts',
      // What a kind of measurement does for a quarter is tested there, without a database.
      'test/scoring/{decompositionOfChange,influence,measureQuarter,series,suppression}.test.ts',
    ],
    // Simulations run almost all of src/stats, for seconds: each mutant would wait for them.
    exclude: [...configDefaults.exclude, 'test/stats/simulation.test.ts'],
    provide: { deep: false },
    testTimeout: 30_000,
  },
});
