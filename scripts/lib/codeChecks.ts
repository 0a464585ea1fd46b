import { join } from 'node:path';
import { runToolQuietly } from './tool.ts';

/** GitHub's schema as types, without which `src/sources/github` does not compile. */
const generateTypes = () =>
  runToolQuietly('Types of GitHub’s schema (gql.tada)', 'gql.tada', ['generate-output']);

const checkStyle = () => runToolQuietly('Style (biome)', 'biome', ['check', '--error-on-warnings', '.']);

/**
 * Checks pages and, with the same compiler options as `tsc`, every other file of tsconfig.json. It looks at the code
 * alone: scorecards that another version wrote say nothing of it.
 */
const checkTypes = () =>
  runToolQuietly(
    'Types and pages (astro check)',
    'astro',
    ['check', '--minimumSeverity', 'warning', '--minimumFailingSeverity', 'warning'],
    { PLUMBLINE_DATA: join('.cache', 'no-data') },
  );

/**
 * Checks the code without running it: style, types, pages. Each is checked even when another fails; what is wrong is
 * shown.
 * @returns how many of them failed; ends the process when interrupted
 */
export async function checkCode(): Promise<number> {
  let failed = 0;
  for (const check of [generateTypes, checkStyle, checkTypes]) {
    const exitCode = await check();
    if (exitCode === 130) process.exit(130);
    if (exitCode !== 0) failed += 1;
  }
  return failed;
}
