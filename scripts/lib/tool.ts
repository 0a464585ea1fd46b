import { join } from 'node:path';
import { runChild } from './child.mjs';
import { spinner } from './spinner.ts';

const root = join(import.meta.dirname, '../..');

/** Tools of the project, by the file that starts them. */
const FILES = {
  astro: 'astro/bin/astro.mjs',
  biome: '@biomejs/biome/bin/biome',
  'gql.tada': 'gql.tada/bin/cli.js',
  vitest: 'vitest/vitest.mjs',
};

type Tool = keyof typeof FILES;

/**
 * Runs a tool in the project's folder with its output shown.
 * @returns its exit code
 */
export async function runTool(tool: Tool, args: readonly string[]): Promise<number> {
  return (await start(tool, args, {}, false)).exitCode;
}

/**
 * Runs a tool in the project's folder; shows its output only when it fails.
 * @param label what is being done, for the reader who waits
 * @param env variables that the tool gets besides this process's own
 * @returns its exit code; 130 when it was interrupted
 */
export async function runToolQuietly(
  label: string,
  tool: Tool,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const started = performance.now();
  const line = spinner(label);
  const { exitCode, output, interrupted } = await start(tool, args, env, true);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (exitCode === 0) line.succeed(`${label}: done in ${seconds} s`);
  else line.fail(`${label}: ${interrupted ? 'interrupted' : 'failed'} after ${seconds} s`);
  if (interrupted) return 130;
  if (exitCode !== 0) console.error(output);
  return exitCode;
}

function start(tool: Tool, args: readonly string[], env: NodeJS.ProcessEnv, quiet: boolean) {
  return runChild(process.execPath, [join(root, 'node_modules', FILES[tool]), ...args], {
    cwd: root,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', ...env },
    quiet,
  });
}
