import { join } from 'node:path';
import { runChild } from './child.mjs';
import { spinner } from './spinner.ts';

const root = join(import.meta.dirname, '../..');

/** Tools of the project, by the file that starts them. */
const FILES = {
  astro: 'astro/bin/astro.mjs',
  biome: '@biomejs/biome/bin/biome',
  'gql.tada': 'gql.tada/bin/cli.js',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
};

type Tool = keyof typeof FILES;

/** How a tool ended. */
export interface ToolResult {
  /** 130 when it was interrupted. */
  exitCode: number;
  output: string;
  interrupted: boolean;
}

/**
 * Runs a tool in the project's folder with its output shown.
 * @param env variables that the tool gets besides this process's own
 * @returns its exit code
 */
export async function runTool(
  tool: Tool,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return (await start(tool, args, env, false)).exitCode;
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
  const { exitCode, output, interrupted } = await runToolSilently(tool, args, env);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (exitCode === 0) line.succeed(`${label}: done in ${seconds} s`);
  else line.fail(`${label}: ${interrupted ? 'interrupted' : 'failed'} after ${seconds} s`);
  if (exitCode !== 0 && !interrupted) console.error(output);
  return exitCode;
}

/** Runs a tool in the project's folder and shows nothing. */
export async function runToolSilently(
  tool: Tool,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ToolResult> {
  const result = await start(tool, args, env, true);
  return result.interrupted ? { ...result, exitCode: 130 } : result;
}

function start(tool: Tool, args: readonly string[], env: NodeJS.ProcessEnv, quiet: boolean) {
  return runChild(process.execPath, [join(root, 'node_modules', FILES[tool]), ...args], {
    cwd: root,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', ...env },
    quiet,
  });
}
