import { defineConfig } from 'vitest/config';

// A zone far from UTC, with daylight saving in the southern summer: code that reads the machine's zone shows itself.
process.env['TZ'] ??= 'Pacific/Auckland';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    globalSetup: 'test/support/runFolder.ts',
    // A process for each worker: threads share the time zone, the working directory and signals.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
