import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../src/facts/problem.ts';
import { findBrowser } from './lib/browser.ts';
import { checkCode } from './lib/codeChecks.ts';
import { run } from './lib/command.ts';
import { spinner } from './lib/spinner.ts';
import { runTool } from './lib/tool.ts';

const root = join(import.meta.dirname, '..');
const report = join(root, '.cache/test-report.json');

const reportSchema = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int() });

/** Checks the code and runs every test; with arguments, only runs the tests that these name to vitest. */
await run(async () => {
  const chosen = process.argv.slice(2);
  const before = await ownFiles();
  await prepareBrowser();
  const failedChecks = chosen.length === 0 ? await checkCode() : 0;
  await rm(report, { force: true });
  const exitCode = await runTool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...chosen,
  ]);
  if (exitCode === 130) {
    process.exitCode = exitCode;
    return;
  }
  expectUnchanged(before, await ownFiles());
  const counts = await readReport();
  console.log(
    [
      `${counts.numPassedTests} tests passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`,
      ...(chosen.length === 0 ? [`${failedChecks} of the checks before them failed`] : []),
    ].join('; '),
  );
  const ok = exitCode === 0 && failedChecks === 0;
  console.log(ok ? '✓ All good.' : '✗ Not good yet: what failed is shown above.');
  process.exitCode = ok ? 0 : 1;
});

/** Unpacks the browser before tests that run side by side ask for it. */
async function prepareBrowser(): Promise<void> {
  const line = spinner('Preparing the browser');
  const { name } = await findBrowser().finally(() => line.stop());
  console.error(`  Browser tests use ${name}.`);
}

async function readReport(): Promise<z.infer<typeof reportSchema>> {
  const text = await readFile(report, 'utf8').catch((cause: unknown) => {
    throw new Problem({
      place: 'vitest',
      found: 'no report: it ended before any test',
      expected: 'at least one test that ran',
      remedy: 'Fix what it says above; `npm test -- test/stats` takes folders or files of `test`.',
      cause,
    });
  });
  const counts = reportSchema.parse(JSON.parse(text));
  if (counts.numPassedTests + counts.numFailedTests > 0) return counts;
  throw new Problem({
    place: 'vitest',
    found: 'no test that ran',
    expected: 'at least one',
    remedy: 'Give a folder or file that has tests: `npm test -- test/stats`.',
  });
}

/** @returns size and time of each file that belongs to the people who use Plumbline */
async function ownFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const folder of ['content', 'data']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries.filter((found) => found.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = await stat(path);
      files.set(path, `${size} ${mtimeMs}`);
    }
  }
  return files;
}

function expectUnchanged(before: Map<string, string>, after: Map<string, string>): void {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed = [...paths].filter((path) => before.get(path) !== after.get(path));
  if (changed.length === 0) return;
  throw new Problem({
    place: changed.slice(0, 5).join(', '),
    found: `${changed.length} files that changed while the tests ran`,
    expected: 'tests that write into temporary folders only',
    remedy: 'Find the test that writes there; if you edited them meanwhile, run the tests again.',
  });
}
