import { join } from 'node:path';
import { writeGithubSchema } from './githubSchema.ts';
import { spinner } from './spinner.ts';
import { runToolSilently, type ToolResult } from './tool.ts';

interface CodeCheck {
  name: string;
  run: () => Promise<ToolResult>;
}

/** GitHub's schema as types, without which `src/sources/github` does not compile. */
const schemaTypes: CodeCheck = {
  name: 'Types of GitHub’s schema (gql.tada)',
  run: async () => {
    await writeGithubSchema();
    return runToolSilently('gql.tada', ['generate-output']);
  },
};

/** Types of Astro's collections, without which the site does not compile; a fresh checkout has none. */
const siteTypes: CodeCheck = {
  name: 'Types of the site (astro sync)',
  run: () => runToolSilently('astro', ['sync'], { PLUMBLINE_DATA: join('.cache', 'no-data') }),
};

const style: CodeCheck = {
  name: 'Style (biome)',
  run: () => runToolSilently('biome', ['check', '--error-on-warnings', '.']),
};

const types: CodeCheck = {
  name: 'Types (tsc)',
  run: () =>
    runToolSilently('tsc', [
      '--noEmit',
      '--incremental',
      '--tsBuildInfoFile',
      join('.cache', 'types.tsbuildinfo'),
    ]),
};

/**
 * Pages alone: for all files of tsconfig.json, `astro check` takes 61 s of CPU time, and this and tsc together 44 s. It
 * looks at the code only: scorecards that another version wrote do not matter.
 */
const pages: CodeCheck = {
  name: 'Pages (astro check)',
  run: () =>
    runToolSilently(
      'astro',
      [
        ...['check', '--tsconfig', 'tsconfig.pages.json'],
        ...['--minimumSeverity', 'warning', '--minimumFailingSeverity', 'warning'],
      ],
      { PLUMBLINE_DATA: join('.cache', 'no-data') },
    ),
};

/**
 * Checks the code without running it: style, types, pages.
 * @returns how many of them failed; ends the process when interrupted
 */
export const checkCode = () => runChecks('Style, types and pages', [style, types, pages]);

/**
 * Checks types alone, those of pages included.
 * @returns as {@link checkCode}
 */
export const checkTypes = () => runChecks('Types and pages', [types, pages]);

/** Runs all checks at once, each even when another fails, and shows the output of those that fail. */
async function runChecks(label: string, checks: readonly CodeCheck[]): Promise<number> {
  const started = performance.now();
  const line = spinner(label);
  const ended = async ({ name, run }: CodeCheck) => ({ name, ...(await run()) });
  const prepared = await Promise.all([schemaTypes, siteTypes].map(ended));
  const results = [...prepared, ...(await Promise.all(checks.map(ended)))];
  const failed = results.filter(({ exitCode }) => exitCode !== 0);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (failed.length === 0) line.succeed(`${label}: done in ${seconds} s`);
  else line.fail(`${label}: failed after ${seconds} s`);
  if (failed.some(({ interrupted }) => interrupted)) process.exit(130);
  for (const { name, output } of failed) console.error(`✗ ${name}\n${output}`);
  return failed.length;
}
