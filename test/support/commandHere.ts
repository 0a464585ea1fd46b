import { join } from 'node:path';
import { vi } from 'vitest';
import { takeSecrets } from '../../scripts/lib/secrets.mjs';
import { bareEnvironment } from './bareEnvironment.ts';

/** How a command ended. */
export interface Ended {
  code: number;
  /** What it said, in order. */
  output: string;
}

let runs = 0;

/**
 * Runs a command in this process, one at a time. A process of its own loads all code first and takes twice the CPU
 * time: it is for tests of what only a process has, such as its environment, signals and threads.
 * @param name a file of `scripts`
 * @param project the folder that holds `scripts`, and from which the command is run
 */
export function commandHere(name: string, args: readonly string[], project = process.cwd()): Promise<Ended> {
  runs += 1;
  // A script does its work when it is loaded: for each run it is another module.
  const script = `${join(project, 'scripts', name)}.ts?run=${runs}`;
  return asProcess({ project, argv: [script, ...args], env: process.env }, () => import(script));
}

/**
 * Runs the command that reads facts in this process, as {@link commandHere} does.
 * @param env what its environment has, such as secrets, besides the {@link bareEnvironment}
 */
export function snapshotHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  project = process.cwd(),
): Promise<Ended> {
  return withSecrets({ name: 'snapshot', args, env, project }, async (secrets) => {
    const { snapshotCommand }: typeof import('../../scripts/lib/snapshotCommand.ts') = await import(
      join(project, 'scripts/lib/snapshotCommand.ts')
    );
    await snapshotCommand(secrets);
  });
}

/** Runs the command that proposes an organisation's folder, as {@link snapshotHere} does. */
export function initHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return withSecrets({ name: 'init', args, env, project: process.cwd() }, async (secrets) => {
    const { initCommand } = await import('../../scripts/lib/init/initCommand.ts');
    await initCommand(secrets);
  });
}

interface SecretCommand {
  /** The file of `scripts`. */
  name: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  project: string;
}

/** Runs a command that takes the secrets out of its environment first. */
function withSecrets(
  { name, args, env, project }: SecretCommand,
  work: (secrets: Readonly<NodeJS.ProcessEnv>) => Promise<void>,
): Promise<Ended> {
  const script = join(project, `scripts/${name}.ts`);
  return asProcess({ project, argv: [script, ...args], env: { ...bareEnvironment(), ...env } }, async () => {
    const secrets = takeSecrets(process.env);
    const { run }: typeof import('../../scripts/lib/command.ts') = await import(
      join(project, 'scripts/lib/command.ts')
    );
    await run(() => work(secrets));
  });
}

/** Does something as if this process had been started for it. */
async function asProcess(
  { project, argv, env }: { project: string; argv: string[]; env: NodeJS.ProcessEnv },
  work: () => Promise<unknown>,
): Promise<Ended> {
  let output = '';
  const say = (...said: unknown[]) => {
    output += `${said.map(String).join(' ')}\n`;
  };
  const write = (text: unknown) => {
    output += String(text);
    return true;
  };
  const spies = [
    ...(['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method).mockImplementation(say)),
    ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(write)),
  ];
  const former = { argv: process.argv, exitCode: process.exitCode, env: process.env };
  const folder = process.cwd();
  Object.assign(process, {
    argv: [process.execPath, ...argv],
    exitCode: undefined,
    env,
  });
  process.chdir(project);
  try {
    await work();
    return { code: Number(process.exitCode ?? 0), output };
  } finally {
    process.chdir(folder);
    Object.assign(process, former);
    for (const spy of spies) spy.mockRestore();
  }
}
