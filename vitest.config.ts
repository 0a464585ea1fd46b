import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// A zone far from UTC, with daylight saving in the southern summer: code that reads the machine's zone shows itself.
process.env['TZ'] ??= 'Pacific/Auckland';

/** Those that run commands as processes of their own, git among them. */
const commands = [
  'test/scripts/**/*.test.ts',
  'test/sources/git/**/*.test.ts',
  'test/facts/store.test.ts',
  'test/sources/github/faultMatrix.test.ts',
];
/** Those that read what `astro build` writes, or the scorecards of the sample that it is given. */
const site = ['test/site/**/*.test.ts', 'test/**/canaries.test.ts', 'test/scorecard/sampleSentences.test.ts'];
/** Those that score whole organisations, through a database and files: a score takes a third of a second. */
const scoring = [
  'attack',
  'calendars',
  'clocks',
  'groups',
  'minimums',
  'overTime',
  'scorer',
  'teamMetrics',
].map((name) => `test/scoring/${name}.test.ts`);
const browser = ['test/browser/**/*.test.ts', 'test/**/browser.test.ts'];

/**
 * Projects in the order in which they run. Two files of the first make the sites that it and the browser look at, side by
 * side, so that nobody waits for them; short files come last, so that both workers end at about the same time.
 */
const order = ['site', 'browser', 'commands', 'scoring', 'unit'];

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => order.indexOf(project.name);
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: 'test/support/runFolder.ts',
    provide: { deep: false },
    // A process for each worker: threads share the time zone, the working directory and signals.
    pool: 'forks',
    maxWorkers: 2,
    // Without isolation, files that run in one process share the modules that it has loaded: loading them again for
    // each file takes longer than most of the tests.
    isolate: false,
    // Node runs TypeScript as it is. Vite's module runner and its transformed copies take a quarter of the CPU time of
    // unit tests, and replacing modules, for which Vitest would read each of them, is done nowhere.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: InOrder },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'browser', include: browser } },
      {
        extends: true,
        test: {
          name: 'commands',
          include: commands,
          exclude: [...configDefaults.exclude, ...site],
          // A busy machine starts a process in seconds, and a test starts several.
          testTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'scoring', include: scoring } },
      { extends: true, test: { name: 'site', include: site } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...browser, ...commands, ...scoring, ...site],
        },
      },
    ],
  },
});
